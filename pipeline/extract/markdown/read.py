"""Markdown to segments: CommonMark with tables, by markdown-it-py."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape, unescape

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ....schemas.document import Document, Role, Segment, SegmentKind
from ...urls import resolve
from ..authors import author_names, joined
from ..data_urls import DataMedia, is_data_url
from ..dates import parse_date
from ..decode import decode
from ..grid import Grid
from ..html.read import read_html
from ..html.scripts import is_exponent, with_mark
from ..lists import ListLines
from ..math.formulas import display_latex
from ..robots_directives import header_opt_outs
from .formulas import keep_formulas

_MAX_CHARACTERS = 16 << 20
_MAX_NESTING = 20
_FRONT_MATTER = "---\n"
_SHOWING_TAG = re.compile(r"<(img|video|audio|picture|iframe|object|embed|sup)(?=[\s/>])", re.IGNORECASE)
"""HTML in a line of text that shows more than its words."""
_TAG = re.compile(r"<[^>]*>")
_NOTE = re.compile(r"<a\s[^>]*href|noteref|footnote", re.IGNORECASE)
"""In a ``sup``: it is the mark of a note."""
_MAX_TAIL_CHARACTERS = 40
_VOID = frozenset({"img", "embed"})


def read_markdown(
    payload: bytes, url: str, charset: str = "", headers: Mapping[str, str] = {}, data: DataMedia | None = None
) -> Document:
    """Headings, lists, quotes, code, tables and images in their order; image links start at ``url``.

    Blocks of HTML are read as a page's are. A YAML head gives title, language, author, date and licence;
    without a title in it, the first heading is the title.
    """
    text = decode(payload, charset).replace("\r\n", "\n").replace("\r", "\n")[:_MAX_CHARACTERS]
    head, text = _front_matter(text)
    reader = _Reader(url, data)
    reader.read(_parser().parse(text))
    segments = reader.segments
    title = head.get("title") or next((s.text for s in segments if s.role is Role.HEADING), "")
    return Document(
        url,
        segments,
        title=title,
        language=head.get("lang", ""),
        author=joined(author_names(head.get("author", ""))),
        published_at=parse_date(head.get("date", "")),
        license=head.get("license", ""),
        opt_outs=header_opt_outs(headers),
    )


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING}).enable("table").enable("strikethrough")
    keep_formulas(parser)
    return parser


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    """``key: value`` lines between two lines of three dashes at the start, and what follows them."""
    end = text.find("\n---\n", len(_FRONT_MATTER) - 1)
    if not text.startswith(_FRONT_MATTER) or end < 0:
        return {}, text
    fields = {}
    for line in text[len(_FRONT_MATTER) : end].split("\n"):
        key, colon, value = line.partition(":")
        if colon and key == key.strip():
            fields[key.lower()] = value.strip().strip("\"'")
    return fields, text[end + len("\n---\n") :]


class _Reader:
    """Block tokens to segments, one after the other."""

    def __init__(self, url: str, data: DataMedia | None) -> None:
        self.segments: list[Segment] = []
        self._url = url
        self._data = data
        self._list = ListLines()
        self._quotes = 0
        self._grid: Grid | None = None
        self._heading = 0
        self._quoted: list[str] = []

    def read(self, tokens: Sequence[Token]) -> None:
        for token in tokens:
            self._block(token)

    def _block(self, token: Token) -> None:
        match token.type:
            case "heading_open":
                self._heading = int(token.tag[1])
            case "heading_close":
                self._heading = 0
            case "bullet_list_open":
                self._list.open(None)
            case "ordered_list_open":
                self._list.open(int(token.attrGet("start") or 1))
            case "list_item_open":
                self._list.start_item()
            case "bullet_list_close" | "ordered_list_close":
                self._list.close()
                if not self._list.depth:
                    self._end_list()
            case "blockquote_open":
                self._end_list()
                self._quotes += 1
            case "blockquote_close":
                self._quotes -= 1
                if not self._quotes:
                    self._end_quote()
            case "table_open":
                self._grid = Grid()
            case "tr_open":
                self._cells().start_row()
            case "th_open" | "td_open":
                self._cells().start_cell(1, 1)
            case "table_close":
                self._add(Role.TABLE, self._cells().markdown())
                self._grid = None
            case "fence" | "code_block":
                self._add(Role.CODE, token.content.rstrip("\n"))
            case "math_block":
                self._words(token.content)
            case "html_block":
                self._html(token.content)
            case "inline":
                self._inline(token.children or [])

    def _cells(self) -> Grid:
        assert self._grid is not None
        return self._grid

    def _html(self, content: str) -> None:
        for segment in read_html(content, self._url, data=self._data).document.segments:
            self._end_list()
            self.segments.append(segment)

    def _inline(self, tokens: Sequence[Token]) -> None:
        """Text up to each medium, then the medium, then what follows it."""
        words = ""
        joint: str | None = None
        media: list[Segment] = []
        markup = ""
        closing = ""
        for token in tokens:
            found: list[Segment] = []
            if closing:
                markup += token.content if token.type == "html_inline" else escape(token.content)
                if not (token.type == "html_inline" and token.content.lower().startswith(closing)):
                    continue
                if closing == "</sup":
                    words += _superscript(words, markup)
                else:
                    found = self._shown(markup)
                closing = ""
            else:
                match token.type:
                    case "text" | "code_inline" | "formula":
                        words += token.content
                    case "softbreak":
                        words += " "
                    case "hardbreak":
                        words += "\n"
                    case "image":
                        media_url = self._media_url(str(token.attrGet("src") or ""))
                        if media_url is not None:
                            found = [Segment(SegmentKind.IMAGE, media_url=media_url, alt=_alt(token))]
                    case "html_inline" if tag := _SHOWING_TAG.match(token.content):
                        name = tag[1].lower()
                        markup = token.content
                        if name in _VOID:
                            found = self._shown(markup)
                        else:
                            closing = f"</{name}"
            if not found:
                continue
            if self._grid is None and not self._list.depth and not self._heading and not self._quotes:
                self._add(Role.PARAGRAPH, words, _joint_before(words, joint))
                joint = _joint_behind(words, joint)
                words = ""
            media += found
            if not words:
                self.segments += media
                media = []
        if closing:
            media += self._shown(markup)
        self._words(words, _joint_before(words, joint))
        if media:
            self._end_list()
            self.segments += media

    def _shown(self, markup: str) -> list[Segment]:
        """The media, and their subtitles, of an element of HTML in a line of text."""
        segments = read_html(markup, self._url, data=self._data).document.segments
        return [segment for segment in segments if segment.media_url]

    def _media_url(self, source: str) -> str | None:
        if not is_data_url(source):
            return resolve(self._url, source)
        return self._data.take(SegmentKind.IMAGE, source) if self._data is not None else None

    def _words(self, words: str, joint: str | None = None) -> None:
        text = "\n".join(" ".join(line.split()) for line in words.split("\n")).strip()
        if not text:
            return
        if self._grid is not None:
            self._grid.add(text.replace("\n", " "), 0)
        elif self._heading:
            self._end_list()
            self.segments.append(Segment(SegmentKind.TEXT, text.replace("\n", " "), Role.HEADING, self._heading))
        elif self._list.depth:
            self._list.add(text.replace("\n", " "), 0)
        elif self._quotes:
            self._quoted.append(text)
        elif text[0] in "\\$" and (latex := display_latex(text)):
            self._add(Role.MATH, latex)
        else:
            self._add(Role.PARAGRAPH, text, joint)

    def _end_list(self) -> None:
        lines, _ = self._list.take()
        if lines:
            self.segments.append(Segment(SegmentKind.TEXT, lines, Role.LIST))

    def _end_quote(self) -> None:
        self._end_list()
        if self._quoted:
            self.segments.append(Segment(SegmentKind.TEXT, "\n".join(self._quoted), Role.QUOTE))
        self._quoted = []

    def _add(self, role: Role, text: str, joint: str | None = None) -> None:
        self._end_list()
        if self._quoted:
            self.segments.append(Segment(SegmentKind.TEXT, "\n".join(self._quoted), Role.QUOTE))
            self._quoted = []
        text = text if role is Role.CODE else text.strip()
        if text.strip():
            self.segments.append(Segment(SegmentKind.TEXT, text, role, joint=joint))


def _joint_behind(words: str, joint: str | None) -> str | None:
    """What a medium behind ``words`` leaves before what follows it; ``joint`` is what stands before ``words``."""
    if words.endswith("\n"):
        return None
    if words.strip():
        return " " * words[-1].isspace()
    return joint if joint is None or not words else " "


def _joint_before(words: str, joint: str | None) -> str | None:
    return None if joint is None or words.startswith("\n") else joint or " " * words[:1].isspace()


def _alt(image: Token) -> str:
    return "".join(" " if child.type == "softbreak" else child.content for child in image.children or [])


def _superscript(before: str, markup: str) -> str:
    """What a ``sup`` adds to the words before it."""
    script = " ".join(unescape(_TAG.sub("", markup)).split())
    if _NOTE.search(markup):
        return ""
    return with_mark("^", script) if is_exponent(before[-_MAX_TAIL_CHARACTERS:], script) else script
