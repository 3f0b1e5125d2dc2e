"""Links in headings that lead nowhere else: to the heading, or to the page that the heading is the title of."""

from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborNode

from .blocks import is_first_name


def leads_to_heading(href: str, anchor: LexborNode) -> bool:
    """Whether an anchor links the heading around it to itself, as documentation does."""
    if anchor.parent is None:
        return False
    named = {anchor.attributes.get("id"), anchor.attributes.get("name"), anchor.parent.attributes.get("id")}
    return href[1:] in named or unquote(href[1:]) in named


def leads_to_page(url: str, anchor: LexborNode, own_urls: frozenset[str], title: str) -> bool:
    """Whether an anchor in a heading is the title of its page, linked to the page.

    ``url`` is what it leads to. A page may know itself by another url, of which it says nothing: then it is the first
    name in the page's own title that makes it so, where it does not lead to a directory above the page, as the names
    of sites and sections do.
    """
    if url in own_urls:
        return True
    if not own_urls or not is_first_name(" ".join(anchor.text().split()), title):
        return False
    return not any(_is_above(url, own) for own in own_urls)


def _is_above(url: str, page: str) -> bool:
    """Whether a url is of another host, or of a directory around that of the page, its index included."""
    one, other = urlsplit(url), urlsplit(page)
    if one.netloc != other.netloc:
        return True
    directory, _, name = one.path.rpartition("/")
    if name.partition(".")[0] in ("", "index", "default", "home"):
        return f"{other.path}/".startswith(f"{directory}/")
    return f"{other.path}/".startswith(f"{one.path}/") and not one.query
