"""An HTML page to a document: segments in reading order, and links for a crawler."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser

from ...schemas.document import Document, Segment
from . import metadata
from .decode import decode, scalar_text
from .elements import page_elements
from .links import Resolver, base_url, page_links
from .main_content import main_blocks
from .media import Attributes
from .nesting import bounded
from .walk import Walk

MAX_CHARACTERS = 16 << 20
"""What follows in a longer page is not read."""


@dataclass
class Page:
    """What one HTML page holds."""

    document: Document
    anchors: list[Attributes]
    """Attributes of the elements whose links a crawler may follow; none where the page says ``nofollow``."""
    resolver: Resolver

    @cached_property
    def links(self) -> list[str]:
        """Canonical urls of the pages it links to, in page order, each once; resolved when first asked for."""
        return page_links(self.anchors, self.resolver)


def read_html(
    payload: bytes | str,
    url: str,
    charset: str = "",
    headers: Mapping[str, str] = {},
) -> Page:
    """Reads a page found at the absolute ``url``; ``charset`` and ``headers`` are those of its HTTP response.

    Never raises on any bytes: what can't be read gives a document without segments.
    """
    tree = _tree(payload, charset)
    elements = page_elements(tree)
    links = Resolver(base_url(elements, url))
    opt_outs = metadata.opt_outs(elements, headers)
    document = Document(
        url,
        title=metadata.title(tree),
        language=metadata.language(tree, elements),
        license=_absolute(metadata.license_of(elements), links),
        opt_outs=[signal for signal in opt_outs if not signal.endswith(":nofollow")],
    )
    if tree.body is not None:
        blocks = main_blocks(Walk(links).run(tree.body))
        document.segments = _without_repeats([block.segment for block in blocks])
    return Page(document, elements.anchors if _follows(opt_outs) else [], links)


def read_links(payload: bytes | str, url: str, charset: str = "") -> list[str]:
    """The ``links`` of the page that ``read_html`` reads, at a fraction of its cost: no document is made."""
    elements = page_elements(_tree(payload, charset))
    anchors = elements.anchors if _follows(metadata.opt_outs(elements, {})) else []
    return page_links(anchors, Resolver(base_url(elements, url)))


def _tree(payload: bytes | str, charset: str) -> LexborHTMLParser:
    text = decode(payload, charset) if isinstance(payload, bytes) else scalar_text(payload)
    return LexborHTMLParser(bounded(text[:MAX_CHARACTERS]))


def _follows(opt_outs: list[str]) -> bool:
    return not {"meta:nofollow", "meta:none", "header:nofollow", "header:none"}.intersection(opt_outs)


def _absolute(license_: str, links: Resolver) -> str:
    """A licence that is a relative url as an absolute one; a name or an absolute url as it is."""
    return (links.resolve(license_) or "") if license_.startswith(("/", ".")) else license_


def _without_repeats(segments: list[Segment]) -> list[Segment]:
    kept: list[Segment] = []
    for segment in segments:
        if not kept or segment != kept[-1]:
            kept.append(segment)
    return kept
