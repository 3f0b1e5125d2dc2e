"""Whether a page offers something for sale: a product, by what it says of itself, or by a button that buys it."""

import re

from ..attributes import Attributes
from .elements import PageElements
from .metadata.json_ld import JsonLd

_OPEN_GRAPH = frozenset({"product", "og:product", "product.item"})
_NAMED_BY = ("class", "id", "name", "data-test-id", "data-testid", "data-action")
_BUYS = re.compile(
    r"add[-_ ]?to[-_ ]?(?:cart|basket|bag)|addcart|buy[-_]?(?:box|now|button|btn)|(?:cart|koszyk)[-_]?(?:btn|button)"
    r"|(?:btn|button)[-_]?cart|kosarba|sepete[-_]?ekle|in[-_]?den[-_]?warenkorb|do[-_]?koszyka|ajouter[-_]?au[-_]?panier"
    r"|buyproductform|initcarturl|^(?:variations_form )?cart\s*$"
)
"""The last is how WooCommerce calls the form."""
_FORM_NAMED_BY = ("action", "name", "class", "id")
_OF_PRODUCT = re.compile(
    r"product[-_]?(?:form|frm|detail|page)|add[-_]?(?:item|product)|add[-_]?to[-_]?bag|cart(?![ao])|basket|warenkorb|panier|koszyk"
)
_CARTS = ("cart", "buy", "basket", "bag", "koszyk", "kosar", "warenkorb", "panier", "sepete")
"""One is in each of these; most names hold none, and looking for these is many times faster."""


def buys(attributes: Attributes) -> bool:
    """Whether the names of a button say that it puts something into a cart."""
    return any(value and says_buy(value) for value in map(attributes.get, _NAMED_BY))


def says_buy(names: str) -> bool:
    """Whether the names in a ``class`` and an ``id`` say so."""
    lower = names.lower()
    return any(map(lower.__contains__, _CARTS)) and _BUYS.search(lower) is not None


def is_of_product(form: Attributes) -> bool:
    """Whether a form says by its name, or by where it is sent, that it buys the product of its page."""
    said = " ".join(filter(None, map(form.get, _FORM_NAMED_BY))).lower()
    return _OF_PRODUCT.search(said) is not None


def calls_itself_article(elements: PageElements, json_ld: JsonLd) -> bool:
    """Whether schema.org's or Open Graph's type of the page is that of an article: shops have buttons beside theirs."""
    return json_ld.has_stories or "article" in elements.contents.get("og:type", ())


def is_offer(elements: PageElements, json_ld: JsonLd) -> bool:
    """Whether schema.org's or Open Graph's type of the page is that of a product."""
    if json_ld.is_of_product or not _OPEN_GRAPH.isdisjoint(elements.contents.get("og:type", ())):
        return True
    return any(type_.rstrip("/").endswith("/Product") for type_ in elements.item_types)
