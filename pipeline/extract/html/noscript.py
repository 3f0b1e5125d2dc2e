"""Images in ``noscript`` and the stand-ins beside them that scripts would fill: the same image, twice."""

from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from ..attributes import Attributes
from .media import LAZY_SRC, LAZY_SRCSET, image_source, is_placeholder, picture_sources

_MAX_WRAPPERS = 3
_LAZY_NAMES = frozenset((*LAZY_SRC, *LAZY_SRCSET))


@dataclass(frozen=True, slots=True)
class StandIn:
    """An image beside a ``noscript`` that a script would load."""

    image_id: int
    """``mem_id`` of its node."""
    source: str
    """Its best url as written; empty where it is a placeholder only."""


def stand_in_before(noscript: LexborNode) -> StandIn | None:
    """The stand-in that ends right before a ``noscript`` with one image."""
    sibling = noscript.prev
    while sibling is not None and _is_blank(sibling):
        sibling = sibling.prev
    return _stand_in(sibling)


def stand_in_after(noscript: LexborNode) -> StandIn | None:
    """The stand-in that starts right after a ``noscript`` with one image."""
    sibling = noscript.next
    while sibling is not None and _is_blank(sibling):
        sibling = sibling.next
    return _stand_in(sibling)


def has_twin(image: LexborNode) -> bool:
    """Whether a ``noscript`` with an image follows an image, or what wraps it: the image is a placeholder then."""
    node: LexborNode | None = image
    for _ in range(_MAX_WRAPPERS):
        if node is None:
            return False
        sibling = node.next
        while sibling is not None and _is_blank(sibling):
            sibling = sibling.next
        if sibling is not None:
            return sibling.tag == "noscript" and sibling.css_first("img") is not None
        node = node.parent
    return False


def _is_blank(node: LexborNode) -> bool:
    return node.tag == "-comment" or (node.tag == "-text" and not (node.text_content or "").strip())


def _stand_in(sibling: LexborNode | None) -> StandIn | None:
    """The one image that a sibling is or wraps, where it is no ordinary image."""
    if sibling is None or not sibling.is_element_node or sibling.tag == "noscript":
        return None
    images = [sibling] if sibling.tag == "img" else sibling.css("img")
    if len(images) != 1 or sibling.text(strip=True):
        return None
    image = images[0]
    attributes = image.attributes
    if not _is_lazy(attributes):
        return None
    in_picture = image.parent is not None and image.parent.tag == "picture"
    return StandIn(image.mem_id, image_source(attributes, picture_sources(image) if in_picture else []))


def _is_lazy(attributes: Attributes) -> bool:
    if is_placeholder((attributes.get("src") or "").strip()) or not _LAZY_NAMES.isdisjoint(attributes):
        return True
    return any(name.startswith("lazy") for name in (attributes.get("class") or "").lower().split())
