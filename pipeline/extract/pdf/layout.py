"""Pages to segments: the whole of layout, in the order it happens. Pure."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace

from ....schemas.document import Role, Segment, SegmentKind
from ..grid import Grid
from .arrangement import Flow, Passage, arranged
from .blocks import INDENT, Block, blocks_in, usual_pitch
from .bookmarks import with_bookmarks
from .code import code_of, without_fixed_body
from .columns import zones
from .contents import headings_of, without_contents
from .continued import with_whole_tables
from .figures import Shown, placed
from .flow import is_full
from .furniture import without_furniture
from .headings import Headings
from .initials import with_initials_in_words
from .lines import Line, lines_of
from .mirrored import begun_left
from .page import Box, Page, Table, Word
from .prose import Hyphenation, ends_hyphened
from .slides import read_as_slides

_NOTE = 0.92
"""Of the size of the paragraph above it: type of notes is smaller."""
_LINE = 1.5
"""Of the font size: lines of one paragraph are not further apart."""


@dataclass(slots=True)
class _Open:
    """The last paragraph, which the next column or page may go on with."""

    segment: Segment
    block: Block


@dataclass(frozen=True, slots=True)
class _Read:
    """What stands on a page in reading order, and the page with the tables that were found on it."""

    page: Page
    passages: Sequence[Passage]
    lines_of_tables: Sequence[Line]


def segments_of(pages: Sequence[Page]) -> list[Segment]:
    """Text and pictures of all pages in reading order; ``media_url`` of a picture is its name.

    Lines are read column by column, running heads and feet left out, words hyphened at line ends and paragraphs
    broken by columns and pages made whole.
    """
    outlined = headings_of(pages)
    read = [
        _read(page, outlined) for page in map(begun_left, read_as_slides(without_fixed_body(without_furniture(pages))))
    ]
    passages = [passage for one in read for passage in one.passages]
    pitch = usual_pitch([passage.lines for passage in passages])
    blocks = [
        (one.page, [block for passage in one.passages for block in blocks_in(passage, one.page.number, pitch)])
        for one in read
    ]
    in_tables = [line for one in read for line in one.lines_of_tables]
    headings = Headings([block for _, inside in blocks for block in inside], in_tables)
    hyphenation = Hyphenation(line.text for passage in passages for line in passage.lines)
    writer = _Writer(headings, hyphenation)
    items = [placed(inside, [*page.pictures, *page.tables], headings.body_size) for page, inside in blocks]
    for written in with_whole_tables(items):
        writer.write(written)
    return writer.segments


def _read(page: Page, outlined: Set[str]) -> _Read:
    words = with_initials_in_words(page.words)
    parts = [arranged(_column(zone, page, outlined)) for zone in zones(words, _shown_on(page))]
    return _Read(
        replace(page, tables=[*page.tables, *(table for part in parts for table in part.tables)]),
        [passage for part in parts for passage in part.passages],
        [line for part in parts for line in part.lines_of_tables],
    )


def _column(words: Sequence[Word], page: Page, outlined: Set[str]) -> list[Line]:
    return with_bookmarks(without_contents(lines_of(words), outlined), page.bookmarks)


def _shown_on(page: Page) -> list[Box]:
    return [*(picture.box for picture in page.pictures), *(table.box for table in page.tables)]


def title_of(segments: Iterable[Segment]) -> str:
    """The first heading of the highest level, for a document that names no title."""
    headings = [segment for segment in segments if segment.role is Role.HEADING]
    return min(headings, key=lambda segment: segment.level).text if headings else ""


class _Writer:
    """Blocks to segments, one after the other."""

    def __init__(self, headings: Headings, hyphenation: Hyphenation) -> None:
        self.segments: list[Segment] = []
        self._headings = headings
        self._hyphenation = hyphenation
        self._open: _Open | None = None

    def write(self, items: Sequence[Block | Shown]) -> None:
        """The items of one page.

        Pictures, tables, captions and notes between two halves of a paragraph do not part them.
        """
        number = 0
        while number < len(items):
            item = items[number]
            if isinstance(item, Shown):
                self._write_shown(item)
                number += 1
            elif item.is_code:
                self.segments.append(Segment(SegmentKind.TEXT, code_of(item.lines), Role.CODE))
                self._open = None
                number += 1
            elif items_of_list := _list_from(items, number, self._headings):
                self.segments.append(Segment(SegmentKind.TEXT, self._list(items_of_list), Role.LIST))
                self._open = _Open(self.segments[-1], items_of_list[-1])
                number += len(items_of_list)
            else:
                self._write_block(item)
                number += 1

    def _write_shown(self, shown: Shown) -> None:
        if isinstance(shown.what, Table):
            self.segments.append(Segment(SegmentKind.TEXT, self._table(shown.what), Role.TABLE))
        elif self.segments[-1:] != [picture := Segment(SegmentKind.IMAGE, media_url=shown.what.name)]:
            self.segments.append(picture)
        if shown.caption is not None:
            self.segments.append(Segment(SegmentKind.TEXT, self._running(shown.caption), Role.CAPTION))

    def _write_block(self, block: Block) -> None:
        text = self._running(block)
        level = self._headings.level(block)
        if level:
            self.segments.append(Segment(SegmentKind.TEXT, text, Role.HEADING, level))
            self._open = None
        elif self._open is not None and block.flow is Flow.RUNNING and _goes_on(self._open, block, text):
            self._open.segment.text = self._hyphenation.joined(self._open.segment.text, text)
            self._open.block = block
        else:
            segment = Segment(SegmentKind.TEXT, text, Role.PARAGRAPH)
            self.segments.append(segment)
            if block.flow is Flow.BESIDE:
                self._open = None
            elif not self._is_note(block):
                self._open = _Open(segment, block)

    def _is_note(self, block: Block) -> bool:
        """Whether a block is a note below a paragraph that goes on in the next column or on the next page."""
        above = self._open
        return above is not None and above.block.ends_open and block.size <= _NOTE * above.block.size

    def _running(self, block: Block) -> str:
        return self._hyphenation.running([line.text for line in block.lines])

    def _table(self, table: Table) -> str:
        grid = Grid()
        for row in table.rows:
            grid.start_row()
            for cell in row:
                grid.start_cell(1, 1)
                grid.add(self._hyphenation.running(cell), 0)
        return grid.markdown()

    def _list(self, blocks: Sequence[Block]) -> str:
        """Lines with their marks, two spaces of indentation a level."""
        lefts: list[float] = []
        for left in sorted(block.box.left for block in blocks):
            if not lefts or left > lefts[-1] + 0.5 * blocks[0].size:
                lefts.append(left)
        lines = []
        for block in blocks:
            assert block.marker is not None
            level = sum(left < block.box.left - 0.25 * block.size for left in lefts)
            text = self._running(block)[block.marker.length :]
            lines.append(f"{'  ' * level}{block.marker.ordinal or '-'} {text}")
        return "\n".join(lines)


def _list_from(items: Sequence[Block | Shown], first: int, headings: Headings) -> list[Block]:
    """The items of a list that begins here. One that is numbered has two or more: else it is a numbered paragraph."""
    found: list[Block] = []
    for item in items[first:]:
        if isinstance(item, Shown) or item.marker is None or item.is_code or headings.level(item):
            break
        if found and ((item.flow is Flow.BESIDE and item.left > found[-1].right) or item.size <= _NOTE * found[0].size):
            break
        found.append(item)
    is_numbered = bool(found and found[0].marker and found[0].marker.ordinal)
    return [] if is_numbered and len(found) < 2 else found


def _goes_on(last: _Open, block: Block, text: str) -> bool:
    """Whether a block below, in another column or on another page is the rest of the paragraph before it."""
    is_below = block.page == last.block.page and abs(block.left - last.block.left) < block.size
    if is_below and not _is_next_line(block, last.block, text):
        return False
    if last.segment.role is Role.LIST and not (block.page > last.block.page and text[:1].islower()):
        return False
    above, below = last.block.lines[-1], block.lines[0]
    if above.is_bold != below.is_bold and above.ends_bold != below.starts_bold:
        return False
    if abs(block.size - last.block.size) > 0.05 * block.size:
        return False
    if is_below:
        return True
    if ends_hyphened(last.segment.text):
        return text[:1].isalnum()
    return last.block.ends_open or (text[:1].islower() and last.segment.text[-1:] not in '.!?:;"”')


def _is_next_line(block: Block, above: Block, text: str) -> bool:
    """Whether a block is the next line of one that fills its lines: it was taken for one of a narrower column."""
    last, line = above.lines[-1], block.lines[0]
    if not 0 < line.box.middle - last.box.middle <= _LINE * block.size or block.marker is not None:
        return False
    if above.ends_open:
        return text[:1].islower() or not text[:1].isalpha()
    is_set_in = len(above.lines) == 1 and last.box.left >= line.box.left + INDENT * block.size
    return is_set_in and is_full(last, above.left, above.right)
