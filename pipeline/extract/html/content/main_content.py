"""Which blocks of a page are its content: the container that holds the prose, then blocks judged one by one.

Prose is text of some length outside links; thresholds were chosen on pages with known main text.
"""

import re
from itertools import takewhile

from .....schemas.document import Role, SegmentKind
from ..blocks import MAX_TITLE_LEVEL, Block, Blocks, is_first_name, subtree_sums, wide_characters, width
from .author_notes import without_author_notes
from .cards import card_lines
from .content_blocks import (
    MAX_BLOCK_LINK_DENSITY,
    MAX_CONTAINER_LINK_DENSITY,
    heads_prose,
    is_content,
    is_direct_lead,
    is_lead,
    is_medium_or_its_text,
    is_page_title,
    is_part_of_card,
    is_top_heading,
    leads_away,
)
from .datelines import is_dateline
from .imprint import end_above_imprint
from .kickers import without_kickers
from .listed_facts import facts_below, facts_of_offer
from .listings import with_items
from .offered import from_title
from .posts import drop_side_cells, end_of_posts, posts_alone, posts_container
from .readers_comments import end_of_article
from .sale_sentences import without_sentences_of_sale
from .sections import is_among_sections
from .suspects import dropped_containers
from .teaser_sections import sections_of_teasers
from .terms_of_sale import sections_of_terms
from .trimming import trimmed

_TEXT, _HEADING, _PARAGRAPH, _CAPTION = SegmentKind.TEXT, Role.HEADING, Role.PARAGRAPH, Role.CAPTION

MARKED_SHARE = 0.5
"""An ``article`` or ``main`` is the content if it holds this share of the prose."""
NARROWED_SHARE = 0.8
"""A container gives way to one inside it that holds this share of its prose."""
MIN_NARROWED_PROSE = 300
"""A ``main`` with less does not, nor a page by its prose alone: most is short, such as the details of a product."""
MIN_LINKED_CONTAINER_PROSE = 200
"""A container that is mostly links stays with this much prose, whose blocks are judged one by one."""
_OF_PAGE_BUILDERS = re.compile(
    r"elementor|sopanel|panelgrid|etpb|wpb|vc(?:row|column)|fl(?:row|col|module)|brxe|sqs|wixui|level$"
)
"""Kinds of Elementor, SiteOrigin, Divi, WPBakery, Beaver Builder, Bricks, Squarespace, Wix and DokuWiki."""
MIN_DECK_CHARACTERS = 30
"""Of a second headline right below the title, which says what the story is about; a Chinese one counts as two."""


def main_blocks(page: Blocks) -> list[Block]:
    """The blocks that are content, in page order. Takes the imprint and readers' comments off the end of ``page``."""
    prose = [block.prose_characters() for block in page.blocks]
    end = end_above_imprint(page, prose)
    del page.blocks[end:], prose[end:]
    if not page.is_discussion:
        end = end_of_article(page, prose)
        del page.blocks[end:], prose[end:]
    has_prose = any(prose)
    if not has_prose:
        prose = [block.prose_characters(1) for block in page.blocks]
    parents = [container.parent for container in page.containers]
    places = [block.container for block in page.blocks]
    sums = subtree_sums(parents, places, prose)
    dropped = dropped_containers(page, sums, prose if has_prose else [0] * len(prose))
    if page.is_discussion:
        drop_side_cells(page, sums, dropped)
    links = _mostly_links(page, parents, places, dropped)
    if any(dropped):
        sums = subtree_sums(parents, places, [0 if dropped[at] else n for at, n in zip(places, prose)])
    texts = sums
    is_short = sums[0] < MIN_NARROWED_PROSE and _prose_weight(page, prose) < MIN_NARROWED_PROSE
    counts_texts = page.is_discussion or is_short
    if counts_texts:  # short answers count as the long question does, details of a product as its description
        weights = [int(not dropped[at] and _is_text(block)) for at, block in zip(places, page.blocks)]
        texts = subtree_sums(parents, places, weights)
    posts = posts_container(page, texts, sums)
    outer = main = posts or _marked_container(page, sums)
    tag = page.containers[outer].tag
    if has_prose and (tag == "body" or (tag == "main" and sums[outer] >= MIN_NARROWED_PROSE)):
        main = _narrowed_container(page, sums, outer)
        if counts_texts:
            main = _common(page, main, _narrowed_container(page, texts, outer))
    inside = _content_containers(page, main, dropped, links, sums)
    before = _content_containers(page, outer, dropped, links, sums)[:main] if outer else []
    around = page.ancestors(main)
    head = _head(page, main, outer, dropped, links, inside)
    tail = _tail(page, main, outer, dropped, links, inside)
    left_out: set[int] = set()
    if has_prose and not page.is_discussion:
        left_out = card_lines(page, sums[main]) | sections_of_teasers(page, prose)
    if page.is_offer:
        tail |= facts_of_offer(page, _content_containers(page, outer, dropped, links, sums))
        left_out |= sections_of_terms(page)
    indexes = []
    is_card = False
    end = end_of_posts(page, dropped) if page.is_discussion else len(page.blocks)
    for index, block in enumerate(page.blocks[:end]):
        if inside[block.container]:
            keeps = is_content(block) or is_page_title(block, page) or heads_prose(page, index)
        elif index in head or index in tail:
            keeps = True
        elif block.container in around:
            is_stray = posts or (block.is_medium and not block.container)
            keeps = not dropped[block.container] and not is_stray and is_direct_lead(block)
        else:
            keeps = block.container < len(before) and before[block.container] and is_lead(block)
        is_card = leads_away(block) or (is_card and is_part_of_card(block))
        if keeps and not is_card and index not in left_out:
            indexes.append(index)
    if not page.is_discussion:
        indexes = with_items(page, indexes, dropped, prose)
    kept = [page.blocks[index] for index in indexes]
    kept = posts_alone(kept) if page.is_discussion else without_author_notes(kept, page.author, page.title)
    if page.is_offer:
        kept = from_title(without_sentences_of_sale(kept), page)
    return trimmed(_with_top_heading(without_kickers(kept, _title_index(kept, page)), page, dropped))


def _marked_container(page: Blocks, prose: list[int]) -> int:
    """Index of the outermost ``article`` or the like, else of the ``main``, with most prose; else the body's."""
    marked = [
        index
        for index, container in enumerate(page.containers)
        if container.is_content and prose[index] >= max(1, MARKED_SHARE * prose[0])
    ]
    articles = [index for index in marked if page.containers[index].tag != "main"]
    return min(articles or marked, default=0)


def _narrowed_container(page: Blocks, prose: list[int], main: int) -> int:
    """Index of the innermost container reached by steps that each keep nearly all prose, or another measure of text.

    Of several sections of a document none is stepped into, however much of the prose one holds.
    """
    children: list[list[int]] = [[] for _ in page.containers]
    for index, container in enumerate(page.containers[1:], 1):
        children[container.parent].append(index)
    while True:
        enough = max(1, NARROWED_SHARE * prose[main])
        inner = next((child for child in children[main] if prose[child] >= enough), None)
        if inner is None or is_among_sections(page, inner, children[main], prose):
            return main
        main = inner


def _prose_weight(page: Blocks, prose: list[int]) -> int:
    return sum(n + wide_characters(block.segment.text) for n, block in zip(prose, page.blocks) if n)


def _is_text(block: Block) -> bool:
    """Whether a block is text below the title, and no links."""
    segment = block.segment
    return segment.kind is _TEXT and segment.level != 1 and block.link_density <= MAX_BLOCK_LINK_DENSITY


def _common(page: Blocks, one: int, other: int) -> int:
    """The innermost container around both."""
    return max({one, *page.ancestors(one)} & {other, *page.ancestors(other)})


def _mostly_links(page: Blocks, parents: list[int], places: list[int], dropped: list[bool]) -> list[bool]:
    """Which containers hold more text in links than outside, with what is dropped and without it.

    Those marked as content never do.
    """
    excess = [2 * block.link_chars - len(block.segment.text) for block in page.blocks]
    for index, block in enumerate(page.blocks):
        if block.segment.role is _CAPTION and excess[index] > 0:  # it leads to the picture in full
            excess[index] = 0
    linked = [characters > 0 for characters in subtree_sums(parents, places, excess)]
    for index, container in enumerate(page.containers):
        if container.is_content:
            linked[index] = False
    if any(linked) and any(dropped):
        sums = subtree_sums(parents, places, [0 if dropped[at] else n for at, n in zip(places, excess)])
        linked = [was and characters >= 0 for was, characters in zip(linked, sums)]
    return linked


def _content_containers(
    page: Blocks, main: int, dropped: list[bool], links: list[bool], prose: list[int]
) -> list[bool]:
    """Which containers are in the main one, without those that are dropped or mostly links."""
    inside = [False] * len(page.containers)
    inside[main] = True
    for index in range(main + 1, len(page.containers)):
        if inside[page.containers[index].parent] and not dropped[index]:
            inside[index] = not links[index] or prose[index] >= MIN_LINKED_CONTAINER_PROSE
    return inside


def _head(page: Blocks, main: int, outer: int, dropped: list[bool], links: list[bool], inside: list[bool]) -> set[int]:
    """Indexes of the blocks between the page's title and its main container that belong to the article.

    Where the title stands outside the main container, so may the article's lead, its first image and the gallery
    of a product: media and leads after the title, and media before it in the container that holds both. Another
    heading starts something else, most often teasers of other articles; in an offer it may stand over a part of it.
    """
    start = next((index for index, block in enumerate(page.blocks) if inside[block.container]), 0)
    headings = [index for index, block in enumerate(page.blocks[:start]) if _is_title(block, page, dropped)]
    title = next((index for index in range(start - 1, -1, -1) if _names_page(page.blocks[index], page)), None)
    if title is None:
        title = next((index for index in reversed(headings) if page.blocks[index].segment.level == 1), None)
    if title is None and headings:
        first_named = (index for index in headings if is_first_name(page.blocks[index].segment.text, page.title))
        title = next(first_named, headings[-1])
    if main and _starts_with_title(page, inside):
        return _gallery(page, start, main, outer, dropped, links)
    if not main or title is None:
        return set()
    common = max(page.ancestors(main) & {page.blocks[title].container, *page.ancestors(page.blocks[title].container)})
    within = _content_containers(page, common, dropped, links, [0] * len(page.containers))
    head = {title}
    has_prose = False
    for index in range(title + 1, start):
        block = page.blocks[index]
        has_prose = has_prose or (block.prose_characters() > 0 and not is_dateline(block.segment.text))
        if block.segment.role is _HEADING:
            is_deck = not has_prose and width(block.segment.text) >= MIN_DECK_CHARACTERS and not block.link_chars
            is_of_offer = page.is_offer and index + 1 < start and is_lead(page.blocks[index + 1])
            if not ((is_deck or is_of_offer) and within[block.container] and is_content(block)):
                break
            head.add(index)
            continue
        if within[block.container] and (is_medium_or_its_text(block) or is_lead(block) or _tells_facts(block)):
            head.add(index)
    for index in range(title - 1, -1, -1) if common else ():
        block = page.blocks[index]
        if block.segment.role is _HEADING:
            break
        if within[block.container] and is_medium_or_its_text(block):
            head.add(index)
    first = next((index for index in range(title) if within[page.blocks[index].container]), title)
    return head | _gallery(page, first, common, outer, dropped, links)


def _tells_facts(block: Block) -> bool:
    """Whether a list or a table between the title and the text says something of the thing itself."""
    may_be_facts = block.segment.role is Role.LIST or (block.segment.role is Role.TABLE and not block.link_chars)
    return may_be_facts and "\n" in block.segment.text and is_content(block)


def _gallery(page: Blocks, start: int, main: int, outer: int, dropped: list[bool], links: list[bool]) -> set[int]:
    """Indexes of the media right above the main container, whose first block is at ``start``, in what is marked.

    Pictures of a product stand beside its title and its text.
    """
    if main == outer or not page.containers[outer].is_content:
        return set()
    within = _content_containers(page, outer, dropped, links, [0] * len(page.containers))
    gallery: set[int] = set()
    for index in range(start - 1, -1, -1):
        block = page.blocks[index]
        if not within[block.container] or not is_medium_or_its_text(block):
            break
        gallery.add(index)
    return gallery


def _tail(page: Blocks, main: int, outer: int, dropped: list[bool], links: list[bool], inside: list[bool]) -> set[int]:
    """Indexes of the blocks behind the main container that go on with it: what is not prose, and short sections.

    Up to the first that is boilerplate, mostly links, or says that something else begins.
    """
    if main == outer:
        return set()
    is_marked = page.containers[outer].tag == "main"
    within = _content_containers(page, outer, dropped, links, [0] * len(page.containers))
    last = max((index for index, block in enumerate(page.blocks) if inside[block.container]), default=len(page.blocks))
    tail: set[int] = set()
    for index in range(last + 1, len(page.blocks)):
        block = page.blocks[index]
        if not within[block.container] or not is_content(block):
            break
        if not is_marked and not _is_alike(page, block.container, main):
            break
        tail.add(index)
    return tail or facts_below(page, last + 1, within)


def _is_alike(page: Blocks, one: int, other: int) -> bool:
    """Whether two containers stand side by side in elements of one kind that page builders make content of."""
    around = page.ancestors(one) | {one}
    while other and page.containers[other].parent not in around:
        other = page.containers[other].parent
    shared = page.containers[other].parent
    while one and page.containers[one].parent != shared:
        one = page.containers[one].parent
    kind = page.containers[other].kind
    return page.containers[one].kind == kind and _OF_PAGE_BUILDERS.match(kind) is not None


def _is_title(block: Block, page: Blocks, dropped: list[bool]) -> bool:
    """Whether a heading may be the page's title: pages without one of the first level use a lower one."""
    segment = block.segment
    is_heading = segment.role is _HEADING and segment.level <= MAX_TITLE_LEVEL
    is_plain = is_heading and block.link_density <= MAX_CONTAINER_LINK_DENSITY
    return (is_plain or is_page_title(block, page)) and not dropped[block.container]


def _names_page(block: Block, page: Blocks) -> bool:
    """Whether a heading says what the page calls itself, in whatever container."""
    return block.segment.role is _HEADING and is_page_title(block, page)


def _starts_with_title(page: Blocks, inside: list[bool]) -> bool:
    """Whether a heading of the first level stands in the main container before its prose."""
    for block in page.blocks:
        if inside[block.container]:
            if is_top_heading(block, page):
                return True
            if block.prose_characters():
                return False
    return False


def _title_index(kept: list[Block], page: Blocks) -> int:
    """Index of the heading that is the title of the page: it says what the page calls itself, or is the only one of
    the first level; 0 where there is none.
    """
    tops = [index for index, block in enumerate(kept) if block.segment.role is _HEADING and block.segment.level == 1]
    named = (i for i, block in enumerate(kept) if block.segment.role is _HEADING and is_page_title(block, page))
    return next(named, tops[0] if len(tops) == 1 else 0)


def _with_top_heading(kept: list[Block], page: Blocks, dropped: list[bool]) -> list[Block]:
    """``kept``, and where it has no heading of the first level, the last such before it.

    Or the one behind it that says what the page calls itself, as in a column at the right.
    """
    first = next((block for block in kept if is_top_heading(block, page)), None)
    if first is not None:
        return [first, *kept[:-1]] if first is kept[-1] and is_page_title(first, page) else kept
    if not kept:
        return kept
    before = [
        block for block in takewhile(lambda block: block is not kept[0], page.blocks) if is_top_heading(block, page)
    ]
    headings = [block for block in before if not dropped[block.container]]
    if titles := headings or [block for block in before if is_page_title(block, page)]:
        return [titles[-1], *kept]
    behind = [block for block in page.blocks if block.segment.level == 1 and block.segment.role is _HEADING]
    if page.is_offer and len(behind) == 1 and behind[0] not in before:  # in the box that sells it
        return [*behind, *kept]
    title = next((block for block in behind if is_page_title(block, page) and not dropped[block.container]), None)
    return kept if title is None else [title, *kept]
