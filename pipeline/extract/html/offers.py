"""Whether a page offers something for sale: a product, by what it says of itself."""

from .elements import PageElements
from .metadata.json_ld import JsonLd

_OPEN_GRAPH = frozenset({"product", "og:product", "product.item"})


def is_offer(elements: PageElements, json_ld: JsonLd) -> bool:
    """Whether schema.org's or Open Graph's type of the page is that of a product."""
    if json_ld.is_of_product or not _OPEN_GRAPH.isdisjoint(elements.contents.get("og:type", ())):
        return True
    return any(type_.rstrip("/").endswith("/Product") for type_ in elements.item_types)
