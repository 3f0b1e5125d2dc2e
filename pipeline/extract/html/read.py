"""An HTML page to a document: segments in reading order, and links for a crawler."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ....schemas.document import Document, Role, Segment
from ..data_urls import DataMedia
from ..decode import as_utf8, scalar_text
from .blocks import Block
from .content.main_content import main_blocks
from .discussions import is_discussion
from .elements import anchors, page_elements
from .links import Resolver, base_url, page_links
from .metadata import page as metadata
from .metadata.articles_in_json import json_article
from .metadata.json_ld import JsonLd, read_json_ld
from .metadata.licenses import license_of
from .metadata.publication import author_of, published_on
from .nesting import bounded
from .offers import calls_itself_article, is_offer
from .signatures import without_signatures
from .walk import Walk

MAX_CHARACTERS = 16 << 20
"""What follows in a longer page is not read."""


@dataclass
class Page:
    """What one HTML page holds."""

    document: Document
    tree: LexborHTMLParser | None
    """Whose links a crawler may follow; none where the page says ``nofollow``."""
    resolver: Resolver

    @cached_property
    def links(self) -> list[str]:
        """Canonical urls of the pages it links to, in page order, each once; resolved when first asked for."""
        return page_links(anchors(self.tree), self.resolver) if self.tree is not None else []


def read_html(
    payload: bytes | str,
    url: str,
    charset: str = "",
    headers: Mapping[str, str] = {},
    data: DataMedia | None = None,
) -> Page:
    """Reads a page found at the absolute ``url``; ``charset`` and ``headers`` are those of its HTTP response.

    ``data`` takes the media in its ``data:`` urls; without it they are left out.

    Never raises on any bytes: what can't be read gives a document without segments.
    """
    markup = _markup(payload, charset)
    tree = LexborHTMLParser(markup)
    elements = page_elements(tree)
    json_ld = read_json_ld(script.text() for script in elements.json_ld)
    links = Resolver(base_url(elements, url))
    opt_outs = metadata.opt_outs(elements, headers)
    document = Document(
        url,
        title=metadata.title(tree, elements),
        language=metadata.language(tree, elements),
        author=author_of(elements, json_ld, url),
        published_at=published_on(elements, json_ld, url),
        canonical_url=metadata.canonical_url(elements, links, url),
        license=_absolute(license_of(elements, json_ld), links),
        opt_outs=[signal for signal in opt_outs if not signal.endswith(":nofollow")],
    )
    if tree.body is not None:
        is_thread = is_discussion(tree, elements, json_ld, markup, document.title)
        own_urls = frozenset(filter(None, (links.resolve(url), document.canonical_url)))
        sells = is_offer(elements, json_ld)
        may_sell = sells or not (is_thread or calls_itself_article(elements, json_ld))
        seeks_cart = may_sell and not sells
        walk = partial(Walk, links, document.title, data, own_urls, author=document.author, seeks_cart=seeks_cart)
        document.segments = _content(tree.body, walk, json_ld, is_thread=is_thread, is_offer=sells, may_sell=may_sell)
    return Page(document, tree if _follows(opt_outs) else None, links)


def read_links(payload: bytes | str, url: str, charset: str = "") -> list[str]:
    """The ``links`` of the page that ``read_html`` reads, at a fraction of its cost: no document is made."""
    tree = LexborHTMLParser(_markup(payload, charset))
    elements = page_elements(tree)
    followed = anchors(tree) if _follows(metadata.opt_outs(elements, {})) else []
    return page_links(followed, Resolver(base_url(elements, url)))


def _markup(payload: bytes | str, charset: str) -> bytes:
    html = as_utf8(payload, charset) if isinstance(payload, bytes) else scalar_text(payload).encode()
    if len(html) > MAX_CHARACTERS:
        html = html.decode()[:MAX_CHARACTERS].encode()
    return bounded(without_signatures(html))


def _follows(opt_outs: list[str]) -> bool:
    return not {"meta:nofollow", "meta:none", "header:nofollow", "header:none"}.intersection(opt_outs)


def _content(
    root: LexborNode, walk: Callable[..., Walk], json_ld: JsonLd, *, is_thread: bool, is_offer: bool, may_sell: bool
) -> list[Segment]:
    """Segments of the page's main content.

    Where it has no prose, the prose may be in its JSON, or its comments may be what the page is for, if they are longer
    than the links it lists.
    """
    page = walk(is_discussion=is_thread).run(root)
    page.is_article = json_ld.has_stories
    page.is_offer = is_offer or (may_sell and (page.has_cart_button or json_ld.speaks_of_offers))
    blocks = main_blocks(page)
    if not any(block.prose_characters() for block in blocks):
        article = json_article(json_ld)
        if article:
            return [*article, *(block.segment for block in blocks if block.is_medium)]
        if not is_thread:
            discussion = walk(is_discussion=True).run(root)
            posts = main_blocks(discussion)
            if sum(block.prose_characters() for block in posts) > sum(block.link_chars for block in blocks):
                page, blocks = discussion, posts
    part_from_dropped(page.blocks, blocks)
    return without_repeats([block.segment for block in blocks])


def part_from_dropped(blocks: list[Block], kept: list[Block]) -> None:
    """Of ``kept``, those that went on with a paragraph of ``blocks`` whose start was dropped become their own."""
    if not any(block.segment.joint is not None for block in kept):
        return
    stays = {id(block) for block in kept}
    start_stays = False
    for block in blocks:
        if not block.is_medium:
            if not start_stays:
                block.segment.joint = None
            start_stays = id(block) in stays


def _absolute(license_: str, links: Resolver) -> str:
    """A licence that is a relative url as an absolute one; a name or an absolute url as it is."""
    return (links.resolve(license_) or "") if license_.startswith(("/", ".")) else license_


def without_repeats(segments: list[Segment]) -> list[Segment]:
    """The segments without those that say the same as the one before them; of two such headings the first stays."""
    kept: list[Segment] = []
    for segment in segments:
        if not kept or not _repeats(segment, kept[-1]):
            kept.append(segment)
    return kept


def _repeats(segment: Segment, before: Segment) -> bool:
    if segment.text != before.text:
        return False
    return segment == before or (segment.role is Role.HEADING and before.role is Role.HEADING)
