"""Where the posts of a discussion stand: in ``article`` elements, or in tables beside the cells of their authors."""

import re
from collections import defaultdict

from .....schemas.document import Role
from ..blocks import Block, Blocks, subtree_sums
from .datelines import MAX_LETTERS_BELOW, is_dateline

_SIGNATURE = re.compile(r"(?<=\S)\s+_{10,}(?:\s.*)?$")
"""What phpBB sets below a line in the text of a post: a greeting or a motto of its author."""
_POSTS = frozenset({"article", "li"})
"""Elements that are of one kind by their tag; others are by their class."""
_SIGNATURE_DASHES = "-- "
"""What mail and newsgroups set above one (RFC 3676)."""
_MAX_NUMBER_CHARACTERS = 6
"""Of a post's place in its thread."""
_MIN_SHARE_OF_POSTS = 0.4
"""Of a page's text, in its posts; a question above its answers is none of them."""
_MAX_SHARE_BEHIND_POSTS = 0.3
_MIN_ROWS = 2
"""Of a table of posts, that of one post included: its date or its buttons stand in rows of their own."""


def drop_side_cells(page: Blocks, prose: list[int], dropped: list[bool]) -> None:
    """Drops the cells beside posts in the tables of a discussion: who wrote them, when, and what to do about them.

    Posts stand in the columns in which any cell holds prose; a table without prose has the columns of others that
    are nested as deep. ``prose`` is that of each container.
    """
    depths = _depths(page)
    of_table: dict[int, set[int]] = defaultdict(set)
    of_depth: dict[int, set[int]] = defaultdict(set)
    for index, container in enumerate(page.containers):
        if container.column >= 0 and prose[index]:
            of_table[container.parent].add(container.column)
            of_depth[depths[index]].add(container.column)
    for index, container in enumerate(page.containers):
        if container.column >= 0 and not prose[index]:
            posts = of_table.get(container.parent) or of_depth.get(depths[index]) or {container.column}
            dropped[index] = dropped[index] or container.column not in posts or container.tag == "th"
        dropped[index] = dropped[index] or dropped[container.parent]


def posts_container(page: Blocks, texts: list[int], prose: list[int]) -> int:
    """Index of the container around all posts of a discussion; 0 where their elements do not tell.

    ``texts`` is the number of texts in each container that is not dropped, ``prose`` the prose in it.
    """
    if not page.is_discussion:
        return 0
    articles = [index for index, container in enumerate(page.containers) if container.tag == "article" and texts[index]]
    outermost = [index for index in articles if page.ancestors(index).isdisjoint(articles)]
    if len(outermost) < 2:
        return _container_of_tables(page, prose)
    return max(set.intersection(*map(page.ancestors, outermost)))


def _container_of_tables(page: Blocks, prose: list[int]) -> int:
    """The table of all posts, or what holds the table of each; 0 where prose stands in none."""
    depths = _depths(page)
    first: dict[int, int] = defaultdict(int)
    others: dict[int, int] = defaultdict(int)
    for container in page.containers:
        if container.column >= 0:
            (others if container.column else first)[container.parent] += 1
    tables = [table for table, cells in others.items() if min(cells, first[table]) >= _MIN_ROWS]
    most = max(tables, key=lambda table: prose[table], default=0)
    if not most or not prose[most]:
        return 0
    tables = [table for table in tables if depths[table] == depths[most]]
    return tables[0] if len(tables) == 1 else max(set.intersection(*map(page.ancestors, tables)))


def end_of_posts(page: Blocks, dropped: list[bool]) -> int:
    """Index of the block behind the last post of a discussion: forms, rules and what else the board says follow.

    Posts are containers side by side that are named alike and hold most of the page's text. The number of all blocks
    where there are none, or where too much follows them.
    """
    end = len(page.blocks)
    characters = [0 if dropped[block.container] else block.prose_characters(1) for block in page.blocks]
    parents = [container.parent for container in page.containers]
    sums = subtree_sums(parents, [block.container for block in page.blocks], characters)
    alike: dict[tuple[int, str], list[int]] = defaultdict(list)
    for index, container in enumerate(page.containers[1:], 1):
        kind = container.kind or (container.tag if container.tag in _POSTS else "")
        if sums[index] and kind:
            alike[container.parent, kind].append(index)
    groups = [posts for posts in alike.values() if len(posts) > 1]
    most = max(groups, key=lambda posts: sum(sums[post] for post in posts), default=[])
    if not most or sum(sums[post] for post in most) < _MIN_SHARE_OF_POSTS * sums[0]:
        return end
    inside = page.subtrees()[most[-1]]
    last = next(index for index in range(end - 1, -1, -1) if page.blocks[index].container in inside)
    return last + 1 if sum(characters[last + 1 :]) <= _MAX_SHARE_BEHIND_POSTS * sums[0] else end


def posts_alone(blocks: list[Block]) -> list[Block]:
    """The blocks without signatures, paragraphs of their own or the ends of others, without dates and numbers."""
    for block in blocks:
        if "__________" in block.segment.text:
            block.segment.text = _SIGNATURE.sub("", block.segment.text)
    return [block for block in blocks if block.segment.role is not Role.PARAGRAPH or _is_of_post(block.segment.text)]


def _is_of_post(line: str) -> bool:
    if line.startswith(_SIGNATURE_DASHES) or is_dateline(line, MAX_LETTERS_BELOW):
        return False
    return not (len(line) <= _MAX_NUMBER_CHARACTERS and line.lstrip("#").isdecimal())


def _depths(page: Blocks) -> list[int]:
    """For each container, in how many cells of tables it stands, its own included."""
    depths = [0] * len(page.containers)
    for index, container in enumerate(page.containers[1:], 1):
        depths[index] = depths[container.parent] + (container.column >= 0)
    return depths
