"""A PDF to a document. Run in a child."""

import re
import unicodedata
from collections.abc import Mapping

from ....schemas.document import Document
from ....schemas.recipe import FileSettings
from ..metadata import header_opt_outs
from ..reading import Reading, UnreadableError
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
        license=license_[1].decode("ascii", "replace") if license_ else "",
        opt_outs=[*(["meta:tdm-reservation"] if _RESERVED.search(payload) else []), *header_opt_outs(headers)],
    )
    media = kept(contents.album.media, [segment.media_url for segment in segments])
    return Reading(document, media=media, dropped=contents.album.dropped)


def _printable(text: str) -> str:
    return "".join(" " if unicodedata.category(character).startswith("C") else character for character in text)
