"""A document in the making, from a source that holds it in order: its segments, and the media that came with it.

Sets hold the order in two ways: texts and images in turn, or sentences and images that are matched to them.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal, TypeVar
from urllib.parse import quote

from ...schemas.document import Document, Role, Score, Segment, SegmentKind
from ...schemas.ids import media_id
from ...schemas.media import MediaKind
from ..extract.decode import scalar_text
from ..extract.plain import paragraphs
from ..media.sniff import sniff
from ..urls import PATH_CHARACTERS, canonical
from .capture import Capture
from .locations import cell_bytes, in_column
from .scores import numbers

END_OF_DOCUMENT = "END_OF_DOCUMENT_TOKEN_TO_BE_REPLACED"
"""Of OBELICS: a paragraph of its own where a page's teasers end."""
_Image = TypeVar("_Image")

MAX_GIVEN_CHARACTERS = 200
"""Of what is given for the url of a medium and is none, in the name of that medium."""


class BadRecordError(ValueError):
    """A record that breaks its format; ``str(error)`` is the reason for the ledger."""


def file_url(name: str, record: int | str | None = None) -> str:
    """``file:<name>``, with ``#<record>`` for one of its records: the url of what has none.

    Bytes of a local file's name that are not UTF-8 are percent-encoded like the others.
    """
    return f"file:{quote(name, PATH_CHARACTERS, errors='surrogateescape')}" + (
        "" if record is None else f"#{scalar_text(str(record))}"
    )


def named(url: object, name: str, record: int | str) -> str:
    """The canonical form of ``url``; where it is no http url, the ``file_url`` of the record."""
    return (canonical(url) if isinstance(url, str) else None) or file_url(name, record)


class Interleaved:
    """Segments in order, and a capture for each medium whose bytes the source holds.

    ``offset`` and ``length`` say where the record lies in its file.
    """

    def __init__(self, url: str, offset: int, length: int = 0, mime: str = "", license: object = "") -> None:  # noqa: A002
        self.document = Document(url, license=scalar_text(license) if isinstance(license, str) else "")
        self._place = offset, length
        self._mime = mime
        self._media: list[Capture] = []
        self._numbers: Counter[SegmentKind] = Counter()

    def text(self, text: str, role: Role = Role.PARAGRAPH) -> None:
        """One segment; blank text gives none."""
        text = scalar_text(text).strip("\r\n")
        if text.strip():
            self.document.segments.append(Segment(SegmentKind.TEXT, text, role))

    def paragraphs(self, text: str) -> None:
        """A paragraph for each block of lines between blank ones."""
        self.document.segments += paragraphs(scalar_text(text))

    def medium(self, kind: SegmentKind, url: object, alt: object = "") -> None:
        """A medium that is only named; one without an http url keeps its place, under a name that nothing answers.

        The name ends in what was given for a url, so that one can find it.
        """
        given = f"&url={quote(scalar_text(url[:MAX_GIVEN_CHARACTERS]), '/:')}" if isinstance(url, str) else ""
        self._show(kind, canonical(url) if isinstance(url, str) else None, given, alt)

    def contained(
        self,
        kind: SegmentKind,
        payload: bytes,
        place: tuple[str, int, int],
        *,
        url: object = None,
        mime: str = "",
        alt: object = "",
    ) -> None:
        """A medium whose bytes lie at ``place``: (file, offset, length), as ``locations`` spells them.

        Without an http url, it is named after the document, its number and the sha256 of its bytes, since sets
        hold different pictures under one document's url.
        """
        known = canonical(url) if isinstance(url, str) else None
        shown = self._show(kind, known, f"&sha256={media_id(payload).hex()[:16]}", alt)
        self._media.append(medium_capture(shown, payload, place, mime))

    def file(self, kind: SegmentKind, capture: Capture) -> None:
        """A medium that is a file of its own, and has its own url."""
        self.document.segments.append(Segment(kind, media_url=capture.url))
        self._media.append(capture)

    def transcript_file(self, capture: Capture) -> None:
        """What is said in the medium before: a subtitle file that is a file of its own, and has its own url."""
        self.document.segments.append(Segment(SegmentKind.TEXT, role=Role.TRANSCRIPT, media_url=capture.url))
        self._media.append(capture)

    def transcript(self, payload: bytes, place: tuple[str, int, int], mime: str) -> None:
        """What is said in the medium before: a subtitle file whose bytes lie at ``place``."""
        mark = "&" if "#" in self.document.url else "#"
        url = f"{self.document.url}{mark}transcript&sha256={media_id(payload).hex()[:16]}"
        file, offset, length = place
        capture = Capture(url=url, offset=offset, length=length, file=file, payload=payload, mime=mime)
        capture.reason = None if payload else "empty"
        self.transcript_file(capture)

    def lost(self, kind: SegmentKind, place: tuple[str, int, int], reason: str, alt: object = "") -> None:
        """A medium that should be here and can't be read: it keeps its place, and its capture has the reason."""
        shown = self._show(kind, None, f"&{reason}", alt)
        file, offset, length = place
        self._media.append(Capture(url=shown, offset=offset, length=length, file=file, reason=reason))

    def score(self, scores: Mapping[str, float], segment: int | None = None) -> None:
        """Scores of the document, or of the medium with the index ``segment``."""
        self.document.scores += [Score(name, value, segment) for name, value in scores.items()]

    def score_medium(self, scores: Mapping[str, float]) -> None:
        """Scores of the medium that was written last."""
        self.score(scores, len(self.document.segments) - 1)

    def captures(self) -> Iterator[Capture]:
        """The document, then its media."""
        offset, length = self._place
        yield Capture(
            url=self.document.url,
            offset=offset,
            length=length,
            mime=self._mime,
            document=self.document,
        )
        yield from self._media

    def _show(self, kind: SegmentKind, url: str | None, suffix: str, alt: object) -> str:
        self._numbers[kind] += 1
        shown = (
            url or f"{self.document.url}{'&' if '#' in self.document.url else '#'}{kind}={self._numbers[kind]}{suffix}"
        )
        spelled = scalar_text(" ".join(alt.split())) if isinstance(alt, str) else ""
        self.document.segments.append(Segment(kind, media_url=shown, alt=spelled))
        return shown


def interleave(
    document: Interleaved,
    row: int,
    values: dict[str, Any],
    about: Sequence[dict[str, Any]] = (),
    scores: Sequence[str] = (),
) -> None:
    """``texts`` and ``images`` in turn, as OBELICS and the sets after it hold them. Raises BadRecordError.

    An image is a url, or, in copies that were downloaded, a struct with its ``bytes``, whose url and alternative
    text are those of ``about``; of any image, the fields of ``about`` that ``scores`` names are kept. A place where
    both are null is a hole that someone's filter left.
    """
    texts, images = values["texts"], values["images"]
    if not isinstance(texts, list) or not isinstance(images, list) or len(texts) != len(images):
        raise BadRecordError("lengths_differ")
    for place, (text, image) in enumerate(zip(texts, images, strict=True)):
        if text is not None and image is not None:
            raise BadRecordError("text_and_image")
        known = about[place] if place < len(about) else {}
        payload = cell_bytes(image)
        if isinstance(text, str):
            document.paragraphs("\n\n".join(part for part in text.split("\n\n") if part.strip() != END_OF_DOCUMENT))
        elif text is not None:
            raise BadRecordError("no_text")
        elif payload is not None:
            where = in_column("images"), row, place
            document.contained(SegmentKind.IMAGE, payload, where, url=known.get("src"), alt=known.get("alt_text"))
            document.score_medium(numbers(known, scores))
        elif image is not None:
            url = image if isinstance(image, str) else known.get("src")
            document.medium(SegmentKind.IMAGE, url, known.get("alt_text"))
            document.score_medium(numbers(known, scores))


def weave(
    document: Interleaved,
    sentences: Sequence[str],
    matched: Mapping[int, Sequence[_Image]],
    show: Callable[[_Image], None],
    image: Literal["before", "after"] = "before",
    kept: Literal["join", "keep"] = "join",
) -> None:
    """Write sentences, and ``show`` the images ``matched`` to the number of each; options as of ``Mmc4Source``."""
    waiting: list[str] = []

    def write() -> None:
        document.text(" ".join(waiting))
        waiting.clear()

    def show_all(images: Sequence[_Image]) -> None:
        if images:
            write()
        for one in images:
            show(one)

    for index, sentence in enumerate(sentences):
        if image == "before":
            show_all(matched.get(index, ()))
        waiting.append(sentence)
        if image == "after":
            show_all(matched.get(index, ()))
        if kept == "keep":
            write()
    write()


def medium_capture(url: str, payload: bytes, place: tuple[str, int, int], mime: str = "") -> Capture:
    """The capture of a medium at ``place``: bytes that are no medium are never taken for a page."""
    file, offset, length = place
    capture = Capture(url=url, offset=offset, length=length, file=file, payload=payload, mime=mime)
    if not payload:
        capture.reason = "empty"
    elif not mime.startswith(("image/", "audio/", "video/")):
        found = sniff(payload)
        capture.mime = found.mime
        if found.kind is MediaKind.UNKNOWN:
            capture.reason = found.error
    return capture


def bad_record(name: str, record: int | str, offset: int, reason: str, length: int = 0) -> Capture:
    """A record that can't be read, and why."""
    return Capture(url=file_url(name, record), offset=offset, length=length, reason=reason)
