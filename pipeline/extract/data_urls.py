"""Media that a page holds itself, in ``data:`` urls (RFC 2397): they become contained media, as figures of a PDF do."""

import base64
import binascii
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from ...schemas.document import Document, Segment, SegmentKind
from ...schemas.recipe import FileSettings
from .reading import Contained, Reading, contained_url

_SCHEME = "data:"
_MAX_HEAD_CHARACTERS = 256
_KINDS = {"image": SegmentKind.IMAGE, "audio": SegmentKind.AUDIO, "video": SegmentKind.VIDEO}

_OTHER_KIND = {
    SegmentKind.IMAGE: "data_not_image",
    SegmentKind.AUDIO: "data_not_audio",
    SegmentKind.VIDEO: "data_not_video",
}


def is_data_url(source: str) -> bool:
    """Whether the url holds its content."""
    return source[: len(_SCHEME)].lower() == _SCHEME


def kind_of_data(source: str) -> SegmentKind | None:
    """The kind of medium that a ``data:`` url says it is."""
    return _KINDS.get(_head(source)[0].partition("/")[0])


@dataclass(slots=True)
class DataMedia:
    """The media in the ``data:`` urls of one document, as they are met, within limits."""

    url: str
    """Of the document; names of media begin with it."""
    min_bytes: int
    """Smaller ones are icons, and placeholders of what a script loads."""
    max_media: int
    max_bytes: int
    """Of all together, decoded."""
    media: dict[str, Contained] = field(default_factory=dict)
    dropped: Counter[str] = field(default_factory=Counter)
    """How many different ones were left out, by reason."""
    _taken: dict[str, str | None] = field(default_factory=dict)
    _bytes: int = 0

    def take(self, kind: SegmentKind, source: str) -> str | None:
        """The name of the medium that ``source`` holds; None where it is left out, and the reason is counted.

        Reasons: ``data_too_small``, ``data_broken``, ``data_not_<kind>``, ``unsupported_svg``, ``too_many_media``,
        ``too_many_bytes``.
        """
        if source not in self._taken:
            found = self._read(kind, source)
            if isinstance(found, Contained):
                self._bytes += 0 if found.url in self.media else len(found.payload)
                self.media.setdefault(found.url, found)
                self._taken[source] = found.url
            else:
                self.dropped[found] += 1
                self._taken[source] = None
        return self._taken[source]

    def shown(self, segments: Iterable[Segment]) -> list[Contained]:
        """The media of ``segments``, in their order, each once."""
        urls = dict.fromkeys(segment.media_url for segment in segments)
        return [self.media[url] for url in urls if url in self.media]

    def reading(self, document: Document) -> Reading:
        """The document with the media that it shows."""
        return Reading(document, media=self.shown(document.segments), dropped=self.dropped)

    def _read(self, kind: SegmentKind, source: str) -> Contained | str:
        mime, is_base64 = _head(source)
        if mime == "image/svg+xml":
            return "unsupported_svg"
        if _KINDS.get(mime.partition("/")[0]) is not kind:
            return _OTHER_KIND[kind]
        if (len(source) * 3 // 4 if is_base64 else len(source)) < self.min_bytes:
            return "data_too_small"
        payload = _content(source, is_base64=is_base64)
        if payload is None:
            return "data_broken"
        if len(payload) < self.min_bytes:
            return "data_too_small"
        if len(self.media) >= self.max_media:
            return "too_many_media"
        if self._bytes + len(payload) > self.max_bytes:
            return "too_many_bytes"
        return Contained(contained_url(self.url, f"data={len(self.media) + 1}", payload), mime, payload)


def data_media(url: str, limits: FileSettings) -> DataMedia:
    """An empty set for the document at ``url``."""
    return DataMedia(url, limits.min_data_url_bytes, limits.max_media, limits.max_media_bytes)


def _head(source: str) -> tuple[str, bool]:
    """The media type in lower case, without parameters, and whether the content is in base64."""
    head, comma, _ = source[:_MAX_HEAD_CHARACTERS].partition(",")
    type_, *parameters = head[len(_SCHEME) :].lower().split(";") if comma else [""]
    return type_.strip(), bool(parameters) and parameters[-1].strip() == "base64"


def _content(source: str, *, is_base64: bool) -> bytes | None:
    """The bytes after the comma; base64 as the Infra standard decodes it forgivingly. None where it is none."""
    content = unquote_to_bytes(source[source.index(",") + 1 :])
    if not is_base64:
        return content
    content = b"".join(content.split()).rstrip(b"=")
    try:
        return base64.b64decode(content + b"=" * (-len(content) % 4), validate=True)
    except binascii.Error:
        return None
