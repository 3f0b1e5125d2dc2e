"""A PDF to a document. Run in a child."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from ....schemas.document import Document
from ....schemas.recipe import FileSettings
from ..authors import MAX_AUTHORS, author_names, joined
from ..dates import parse_date
from ..reading import Reading, UnreadableError
from ..robots_directives import header_opt_outs
from .layout import segments_of, title_of
from .pdfium import read_contents
from .pictures import kept

_NO_TITLE = re.compile(
    r"^(?:untitled.*|title|document\d*|slide \d+|powerpoint presentation|microsoft (?:word|powerpoint|excel) - .*|"
    r".*\.(?:docx?|pptx?|xlsx?|pdf|tex|dvi|indd|qxd|rtf|odt))$",
    re.IGNORECASE,
)
_LANGUAGE = re.compile(r"^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*$")
_RESERVED = re.compile(rb"tdm:reservation\s*(?:>|=\s*[\"'])\s*1\b")
_CREATORS = re.compile(rb"<dc:creator>(.{1,8192}?)</dc:creator>", re.DOTALL)
_ITEM = re.compile(rb"<rdf:li[^>]{0,200}>([^<]{1,400})</rdf:li>")
_CREATED = re.compile(rb"xmp:CreateDate\s*(?:>|=\s*[\"'])\s*(\d{4}-\d\d-\d\d)")
_NO_AUTHOR = re.compile(r"^(?:microsoft.*|.*\buser|windows.*|adobe.*|.*\.(?:docx?|tex|indd))$", re.IGNORECASE)
_LICENSE = re.compile(rb"(?:cc:license|xmpRights:WebStatement)\b[^>]{0,200}?[>\"']\s*(https?://[^\s<>\"']{4,300})")


def read_pdf(payload: bytes, url: str, headers: Mapping[str, str], limits: FileSettings) -> Reading:
    """Segments and pictures of all pages; a reason where there are none.

    Reasons: ``encrypted_pdf``, ``broken_pdf``, ``too_many_pages``, ``no_content``.
    """
    try:
        contents = read_contents(payload, url, limits)
    except UnreadableError as unreadable:
        return Reading(None, unreadable.reason)
    segments = segments_of(contents.pages)
    if not segments:
        return Reading(None, "no_content", dropped=contents.album.dropped)
    title = " ".join(_printable(contents.title).split())
    license_ = _LICENSE.search(payload)
    document = Document(
        url,
        segments,
        title=title_of(segments) if not title or _NO_TITLE.match(title) else title,
        language=contents.language.replace("_", "-") if _LANGUAGE.match(contents.language) else "",
        author=_author(contents.author, payload),
        published_at=_created(contents.created, payload),
        license=license_[1].decode("ascii", "replace") if license_ else "",
        opt_outs=[*(["meta:tdm-reservation"] if _RESERVED.search(payload) else []), *header_opt_outs(headers)],
    )
    media = kept(contents.album.media, [segment.media_url for segment in segments])
    return Reading(document, media=media, dropped=contents.album.dropped)


def _author(info: str, payload: bytes) -> str:
    """Names in the document information dictionary, else in XMP (``dc:creator``, ISO 16684-1, 8.3)."""
    names = author_names(_printable(info))
    if not names and (creators := _CREATORS.search(payload)):
        items = _ITEM.findall(creators[1])[:MAX_AUTHORS]
        names = [name for item in items for name in author_names(item.decode("utf-8", "replace"))]
    return joined(name for name in names if not _NO_AUTHOR.match(name))


def _created(info: str, payload: bytes) -> date | None:
    """The day the document was made: a PDF says of no other when it was published."""
    if not (day := parse_date(info)) and (created := _CREATED.search(payload)):
        day = parse_date(created[1].decode("ascii", "replace"))
    return day


def _printable(text: str) -> str:
    return "".join(" " if unicodedata.category(character).startswith("C") else character for character in text)
