"""Where a walk writes: text gathers into paragraphs, list lines, table cells or captions, then into blocks."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from ....schemas.document import Role, Segment, SegmentKind
from ..grid import Grid
from ..lists import ListLines
from ..math.formulas import display_latex, with_inline_latex
from .blocks import Block, Blocks, Container

_HAS_WORD = re.compile(r"[^\W_]")
_ANCHOR_MARKS = "¶🔗\u200b "
"""What documentation sets behind a heading as a link to it."""
_MARKS_BEHIND_KICKERS = ":|·•–— "
"""What is left before a headline when the kicker in its heading is passed over."""
_ENDS_OF_CLAUSES = frozenset(".,;:!?)]…»”。、，；：！？）】」』")
"""What is left of a sentence behind a picture in it, even where no word follows."""
_SPELLED_OUT = ("https://", "http://", ">>")
_SOFT_HYPHEN = "\xad"
"""Where a word may be broken at the end of a line: no part of the text."""
_LINE_BREAK = "\u2028"
"""What a ``br`` is until its paragraph is known: white space unlike any that markup is set with."""
_MIN_VERSE_BREAKS = 2
_MAX_VERSE_CHARACTERS = 60
"""Of the longest line."""
MAX_HEADING_CHARACTERS = 200
"""A longer heading is a paragraph that its page sets in large type."""
MAX_BREAK_CAPTION_CHARACTERS = 160
"""Bound on the text after ``<img><br>`` in a paragraph of their own that is read as the image's caption."""
_MAX_LABEL_CHARACTERS = 60
_SENTENCE_ENDS = frozenset(".!?…。！？।")
_TEXT, _PARAGRAPH, _HEADING = SegmentKind.TEXT, Role.PARAGRAPH, Role.HEADING


def _in_lines(spaced: str) -> str:
    """The lines of a poem, an address or a dialogue; empty for prose that is broken where it is to be."""
    lines = [line for line in (" ".join(line.split()) for line in spaced.split(_LINE_BREAK)) if line]
    return "\n".join(lines) if len(lines) > _MIN_VERSE_BREAKS and max(map(len, lines)) <= _MAX_VERSE_CHARACTERS else ""


def _linked(words: list[str]) -> int:
    """Characters of the words in links. A url spelled out, or the number of a post, is what a writer set in a text."""
    linked = "".join(words)
    spoken = linked.split()
    if any(map(linked.__contains__, _SPELLED_OUT)):
        spoken = [word for word in spoken if not word.startswith(_SPELLED_OUT)]
    return len(" ".join(spoken))


def _is_label(block: Block) -> bool:
    """Whether a line beside a picture and its caption is a credit, or says ``Image`` to who can't see it."""
    text = block.segment.text
    is_line = block.segment.role is _PARAGRAPH and 0 < len(text) <= _MAX_LABEL_CHARACTERS
    return is_line and text[-1] not in _SENTENCE_ENDS


class Section(NamedTuple):
    """What a ``Container`` is to say of its element."""

    tag: str
    is_suspect: bool = False
    group: str = ""
    is_reviews: bool = False
    is_content: bool = False
    column: int = -1
    class_: str = ""


@dataclass(slots=True)
class _Figure:
    """An open ``figure``: where its blocks start, and the captions met in it."""

    start: int
    captions: list[Block] = field(default_factory=list)


class BlockWriter:
    """Text runs and media in reading order to ``page``.

    ``words`` holds the text since the last ``flush``; ``link_words`` the part of it inside links.
    """

    def __init__(self) -> None:
        self.page = Blocks(containers=[Container(0, "body")])
        self.role = Role.PARAGRAPH
        self.level = 0
        self.prose_characters = 0
        """Of the blocks written so far."""
        self.words: list[str] = []
        self.link_words: list[str] = []
        self.after_break = False
        self.has_text = False
        """Whether ``words`` holds more than white space."""
        self.has_plain_words = False
        """Whether words outside emphasis were gathered."""
        self._follows_medium = False
        """Whether the open paragraph holds a medium alone so far."""
        self._captions_medium = False
        """Whether the words gathered came after a medium and one line break, and nothing before them."""
        self.joint: str | None = None
        """``joint`` of the text that goes on behind a medium inside a paragraph; None where the next begins one."""
        self.list: ListLines | None = None
        self.grid: Grid | None = None
        self.in_caption = False
        self._container = 0
        self._empty_sections: list[Section] = []
        """Sections open inside ``_container`` that hold no block yet: most never do, and become no containers."""
        self._out = self.page.blocks
        self._figures: list[_Figure] = []
        self._table_captions: list[Block] = []

    @property
    def takes_blocks(self) -> bool:
        """Whether a heading, formula or code block may stand alone here, outside tables and captions."""
        return self.grid is None and not self.in_caption

    @property
    def in_figure(self) -> bool:
        """Whether a figure is open, and no caption of it."""
        return bool(self._figures) and not self.in_caption

    @property
    def figure_depth(self) -> int:
        """How many figures are open."""
        return len(self._figures)

    @property
    def last(self) -> Block | None:
        """The last block, where no text came after it."""
        return self._out[-1] if self._out and not self.has_text else None

    def flush(self) -> None:
        """Ends the paragraph, cell text or list line that is being gathered."""
        words = self.words
        if not words:
            self._follows_medium = self._captions_medium = False
            self.joint = None
            return
        joint, self.joint = self.joint, None
        self._follows_medium = False
        if self.in_caption:
            words.append(" ")
            return
        spaced = "".join(words)
        text = " ".join(spaced.split())
        if _LINE_BREAK in spaced and self.takes_lines:
            text = _in_lines(spaced) or text
        if _SOFT_HYPHEN in text:
            text = text.replace(_SOFT_HYPHEN, "")
        if "\\(" in text:
            text = with_inline_latex(text)
        words.clear()
        self.has_text = False
        self.after_break = False
        captions_medium, self._captions_medium = self._captions_medium, False
        is_emphasis, self.has_plain_words = not self.has_plain_words, False
        link_chars = 0
        if self.link_words:
            link_chars = _linked(self.link_words)
            self.link_words.clear()
        if not text:
            return
        if self.grid is not None:
            self.grid.add(text, link_chars)
        elif self.list is not None:
            self.list.add(text, link_chars)
        elif text[0].isalnum() or _HAS_WORD.search(text) or (joint is not None and text[0] in _ENDS_OF_CLAUSES):
            role, level = self.role, self.level
            if role is _HEADING:
                if text[0] in _MARKS_BEHIND_KICKERS:
                    text = text.lstrip(_MARKS_BEHIND_KICKERS)
                if text[-1] in _ANCHOR_MARKS:
                    text = text.rstrip(_ANCHOR_MARKS)
                if len(text) > MAX_HEADING_CHARACTERS:
                    role, level = _PARAGRAPH, 0
            elif role is _PARAGRAPH and text[0] in "\\$" and (latex := display_latex(text)):
                text, role = latex, Role.MATH
            elif captions_medium and role is _PARAGRAPH and len(text) <= MAX_BREAK_CAPTION_CHARACTERS:
                role = Role.CAPTION
            if joint is not None:
                joint = None if role is not _PARAGRAPH else joint or " " * spaced[0].isspace()
            self._write(Segment(_TEXT, text, role, level, joint=joint), link_chars, is_emphasis=is_emphasis)

    def line_break(self) -> None:
        """A ``br``: two in a row end a paragraph."""
        splits = self.after_break and self.role in (Role.PARAGRAPH, Role.QUOTE)
        if splits and self.list is None and self.takes_blocks:
            self.flush()
        else:
            if not self.has_text:
                self.joint = None
                self._captions_medium = self._follows_medium
            else:
                self._captions_medium = False
            self.words.append(_LINE_BREAK)
            self.after_break = True

    @property
    def takes_lines(self) -> bool:
        """Whether text is gathered that may have lines of its own: a paragraph or a quote."""
        return self.role in (_PARAGRAPH, Role.QUOTE) and self.list is None and self.takes_blocks

    def put(self, segment: Segment) -> None:
        """A segment of its own, after what was gathered before it."""
        starts_paragraph = not self.has_text
        joint = self._joint_behind_words() if segment.kind is not _TEXT else None
        self.flush()
        self.flush_list()
        self._write(segment)
        self.joint = joint
        self._follows_medium = starts_paragraph and segment.kind is not _TEXT

    def _joint_behind_words(self) -> str | None:
        """What a medium set here leaves between the words before it and those behind it."""
        if self.role is not _PARAGRAPH or self.list is not None or self.after_break or not self.takes_blocks:
            return None
        if self.has_text:
            return " " * self.words[-1][-1:].isspace()
        return self.joint

    def _write(self, segment: Segment, link_chars: int = 0, *, is_emphasis: bool = False) -> None:
        place = self._place() if self._empty_sections else self._container
        block = Block(segment, place, link_chars, is_emphasis)
        self._out.append(block)
        self.prose_characters += block.prose_characters()

    def _place(self) -> int:
        """Index of the innermost open container, for a block that it holds."""
        containers = self.page.containers
        for section in self._empty_sections:
            containers.append(Container(self._container, *section))
            self._container = len(containers) - 1
        self._empty_sections.clear()
        return self._container

    def open_section(self, section: Section) -> None:
        """Starts a section: what is written until it is closed stands in its container."""
        if self.words:
            self.flush()
        elif self.joint is not None or self._follows_medium or self._captions_medium:
            self._leave_paragraph()
        self._empty_sections.append(section)

    def close_section(self) -> None:
        if self.words:
            self.flush()
        elif self.joint is not None or self._follows_medium or self._captions_medium:
            self._leave_paragraph()
        if self._empty_sections:
            self._empty_sections.pop()
        else:
            self._container = self.page.containers[self._container].parent

    def _leave_paragraph(self) -> None:
        self._follows_medium = self._captions_medium = False
        self.joint = None

    def flush_list(self) -> None:
        """Writes the lines of the open list so far, so that what comes next stands after them."""
        if self.list is not None and self.list.lines:
            text, link_chars = self.list.take()
            if _HAS_WORD.search(text):
                self._write(Segment(SegmentKind.TEXT, text, Role.LIST), link_chars)

    def close_list(self) -> None:
        """Ends the innermost list; the outermost becomes one block."""
        self.flush()
        if self.list is not None:
            self.list.close()
            if not self.list.depth:
                self.flush_list()
                self.list = None

    def open_table(self) -> list[Block]:
        """Starts a data table, whose media wait until it ends; returns what ``close_table`` needs."""
        self.flush()
        outer, self._out, self.grid = self._out, [], Grid()
        return outer

    def close_table(self, outer: list[Block]) -> None:
        self.flush()
        grid, waiting = self.grid, self._out
        self.grid, self._out = None, outer
        self.flush_list()
        self._out += self._table_captions
        self._table_captions = []
        text = grid.markdown() if grid else ""
        if grid and _HAS_WORD.search(text):
            self._write(Segment(SegmentKind.TEXT, text, Role.TABLE), grid.link_chars)
        self._out += waiting

    def open_table_caption(self) -> Grid | None:
        """Starts the caption of a data table; returns what ``close_table_caption`` needs."""
        self.flush()
        grid, self.grid = self.grid, None
        return grid

    def close_table_caption(self, grid: Grid | None) -> None:
        """Ends the caption: what it holds comes before the table."""
        self.flush()
        if grid is not None:
            self.grid, self._table_captions, self._out = grid, self._table_captions + self._out, []

    def open_figure(self) -> None:
        self.flush()
        self.flush_list()
        self._figures.append(_Figure(len(self._out)))

    def close_figure(self) -> None:
        """Puts the figure's captions after its last medium, or last where it shows none."""
        self.flush()
        self.flush_list()
        figure = self._figures.pop()
        if not figure.captions:
            return
        inside = self._out[figure.start :]
        if any(block.is_medium for block in inside):
            self._out[figure.start :] = [block for block in inside if not _is_label(block)]
        media = [index for index in range(figure.start, len(self._out)) if self._out[index].is_medium]
        if not media:
            for block in figure.captions:
                block.segment.role = Role.PARAGRAPH
        position = media[-1] + 1 if media else len(self._out)
        while position < len(self._out) and self._out[position].segment.role is Role.CAPTION:
            position += 1
        self._out[position:position] = figure.captions

    def open_caption(self) -> bool:
        """Starts gathering one caption; returns what ``close_caption`` needs."""
        self.flush()
        outer, self.in_caption = self.in_caption, True
        return outer

    def close_caption(self, outer: bool) -> None:
        """Ends a caption: kept for the figure around it, else written where a medium stands right before."""
        self.in_caption = outer
        if outer:
            return
        if self._figures and self.grid is None:
            text = " ".join("".join(self.words).split()).replace(_SOFT_HYPHEN, "")
            link_chars = _linked(self.link_words)
            self.words.clear()
            self.has_text = False
            self.link_words.clear()
            if _HAS_WORD.search(text):
                segment = Segment(SegmentKind.TEXT, text, Role.CAPTION)
                self._figures[-1].captions.append(Block(segment, self._place(), link_chars))
            return
        before = self._out[-2:]
        if len(before) == 2 and _is_label(before[-1]):  # the credit
            before.pop()
        follows_medium = bool(before) and before[-1].is_medium and not (self.list and self.list.lines)
        if not follows_medium or self.grid is not None:
            self.flush()
            return
        open_list, self.list = self.list, None
        open_role, self.role = self.role, Role.CAPTION
        self.flush()
        self.list, self.role = open_list, open_role
