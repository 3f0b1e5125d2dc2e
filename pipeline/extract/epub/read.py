"""An EPUB to a document. Run in a child."""

import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from ....schemas.document import Document, Role, Segment, SegmentKind
from ....schemas.recipe import FileSettings
from ..authors import author_names, joined
from ..data_urls import DataMedia
from ..dates import parse_date
from ..decode import decode
from ..reading import Contained, Reading, UnreadableError, contained_url
from ..robots_directives import header_opt_outs
from .archive import Archive, MemberError
from .chapter import read_chapter
from .package import Package, read_package

_INSIDE = "https://epub.invalid/"
"""Where chapters are said to lie while they are read, so that their links resolve to members (RFC 6761)."""
_MAX_CHAPTER_BYTES = 16 << 20
_HEAD_BYTES = 4096
_UNPACKED = 8
"""Times its own limit in bytes, a file may unpack to."""
_LANGUAGE = re.compile(r"^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*$")
_LICENSE_URL = re.compile(r"https?://[^\s<>\"']{4,300}")


def read_epub(payload: bytes, url: str, headers: Mapping[str, str], limits: FileSettings) -> Reading:
    """The chapters of the spine in their order, with the media that they show.

    Reasons: ``broken_epub``, ``encrypted_epub``, ``too_many_members``, ``too_many_pages``, ``no_content``.
    """
    try:
        archive = Archive(payload, _UNPACKED * limits.max_bytes)
        package = read_package(archive)
        if len(package.chapters) > limits.max_pages:
            raise UnreadableError("too_many_pages")
        book = _Book(url, archive, package, limits)
        for name in package.chapters:
            book.add_chapter(name)
    except UnreadableError as unreadable:
        return Reading(None, unreadable.reason)
    if not book.segments:
        book.reading.reason = "no_content" if book.reading.chapters else "broken_epub"
        book.reading.media.clear()
        return book.reading
    rights = _LICENSE_URL.search(package.rights)
    book.reading.document = Document(
        url,
        book.segments,
        title=package.title or next((s.text for s in book.segments if s.role is Role.HEADING), ""),
        language=package.language.replace("_", "-") if _LANGUAGE.match(package.language) else "",
        author=joined(name for creator in package.creators for name in author_names(creator)),
        published_at=parse_date(package.date),
        license=rights[0] if rights else package.rights[:300],
        opt_outs=[*(["meta:tdm-reservation"] if package.is_reserved else []), *header_opt_outs(headers)],
    )
    return book.reading


def _is_markup(content: bytes) -> bool:
    """Whether the first bytes of a member are those of a page, whatever its type says."""
    return decode(content[:_HEAD_BYTES]).lstrip().startswith("<")


@dataclass(slots=True)
class _Book:
    """Chapters read so far; media are taken from the archive when a chapter first shows them."""

    url: str
    archive: Archive
    package: Package
    limits: FileSettings
    segments: list[Segment] = field(default_factory=list)
    reading: Reading = field(default_factory=lambda: Reading(None))
    _urls: dict[str, str | None] = field(default_factory=dict)
    _media_bytes: int = 0

    def add_chapter(self, name: str) -> None:
        """Append a chapter; one that is missing or broken harms no other. Raises for one that is encrypted."""
        try:
            content = self.archive.read(name, _MAX_CHAPTER_BYTES)
        except MemberError as error:
            if error.reason == "member_encrypted":
                raise UnreadableError("encrypted_epub") from None
            self.reading.chapters_lost[error.reason] += 1
            return
        if not _is_markup(content):
            self.reading.chapters_lost["member_not_html"] += 1
            return
        self.reading.chapters += 1
        limits = self.limits
        data = DataMedia(
            f"{self.url}#{quote(name)}",
            limits.min_data_url_bytes,
            limits.max_media - len(self.reading.media),
            limits.max_media_bytes - self._media_bytes,
        )
        segments = read_chapter(content, _INSIDE + quote(name), data)
        for medium in data.shown(segments):
            self.reading.media.append(medium)
            self._media_bytes += len(medium.payload)
        self.reading.dropped += data.dropped
        for segment in segments:
            if segment.media_url.startswith(_INSIDE):
                url = self._contained(unquote(segment.media_url[len(_INSIDE) :].partition("?")[0]))
                if url is None and segment.kind is not SegmentKind.TEXT:
                    continue
                segment.media_url = url or ""
            self.segments.append(segment)

    def _contained(self, name: str) -> str | None:
        if name not in self._urls:
            self._urls[name] = self._take(name)
        return self._urls[name]

    def _take(self, name: str) -> str | None:
        try:
            if len(self.reading.media) >= self.limits.max_media:
                raise MemberError("too_many_media")
            payload = self.archive.read(name, self.limits.max_media_bytes - self._media_bytes)
        except MemberError as error:
            self.reading.dropped[error.reason] += 1
            return None
        self._media_bytes += len(payload)
        url = contained_url(self.url, quote(name), payload)
        mime = self.package.media_types.get(name) or mimetypes.guess_type(name, strict=True)[0] or ""
        self.reading.media.append(Contained(url, mime, payload))
        return url
