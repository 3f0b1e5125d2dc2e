"""MINT-1T: HTML documents as Parquet, PDF and arXiv documents as tars of JSON and multi-frame TIFF.

Awadalla et al. 2024, https://huggingface.co/collections/mlfoundations: ``texts`` and ``images`` as in OBELICS.
In the tars, ``images`` holds names such as ``page_0_image_12``; the n-th of them is frame n of the TIFF.
"""

from collections.abc import Iterator
from typing import IO

from ...schemas.document import SegmentKind
from ..media.tiff_frames import TiffError, tiff_frame, tiff_frames
from .capture import Capture
from .interleaved import BadRecordError, Interleaved, bad_record, interleave, named
from .json_lines import json_object
from .locations import in_frame
from .parquet_rows import BrokenParquetError, parquet_rows
from .tar import BrokenTarError, Member, tar_samples

MAX_MEMBER_BYTES = 1 << 30
"""A longer member is not read into memory; its sample is dropped as ``too_large``."""


def read_mint1t(stream: IO[bytes], name: str) -> Iterator[Capture]:
    """The documents of a Parquet file, or of a tar with their images."""
    return _pages(stream, name) if name.endswith(".parquet") else _papers(stream, name)


def _pages(stream: IO[bytes], name: str) -> Iterator[Capture]:
    try:
        for row, values in parquet_rows(stream, name, ("images", "texts"), ("url",)):
            document = Interleaved(named(values["url"], name, row), row, mime="text/html")
            try:
                interleave(document, row, values)
            except BadRecordError as error:
                yield bad_record(name, row, row, str(error))
            else:
                yield from document.captures()
    except BrokenParquetError as error:
        yield bad_record(name, error.row, error.row, str(error))


def _papers(stream: IO[bytes], name: str) -> Iterator[Capture]:
    try:
        for key, members in tar_samples(stream):
            offset = min(member.offset for member in members.values())
            length = max(member.offset + member.size for member in members.values()) - offset
            try:
                captures = list(_paper(stream, name, key, members, (offset, length)).captures())
            except BadRecordError as error:
                captures = [bad_record(name, key, offset, str(error), length)]
            yield from captures
    except BrokenTarError as error:
        yield bad_record(name, "end", error.offset, str(error))


def _paper(stream: IO[bytes], name: str, key: str, members: dict[str, Member], place: tuple[int, int]) -> Interleaved:
    if "json" not in members:
        raise BadRecordError("no_json")
    if any(member.size > MAX_MEMBER_BYTES for member in members.values()):
        raise BadRecordError("too_large")
    about = json_object(members["json"].read(stream))
    texts, images = about.get("texts"), about.get("images")
    if not isinstance(texts, list) or not isinstance(images, list) or len(texts) != len(images):
        raise BadRecordError("lengths_differ")
    document = Interleaved(named(about.get("url"), name, key), *place, mime="application/pdf")
    found = members.get("tiff") or members.get("tif")
    tiff = _Frames(found.read(stream) if found else b"", found)
    for text, image in zip(texts, images, strict=True):
        if text is not None and image is not None:
            raise BadRecordError("text_and_image")
        if isinstance(text, str):
            document.paragraphs(text)
        elif text is not None:
            raise BadRecordError("no_text")
        elif image is not None:
            tiff.show_next(document)
    return document


class _Frames:
    """The frames of a document's TIFF, in their order."""

    def __init__(self, payload: bytes, member: Member | None) -> None:
        self._payload = payload
        self._place = (member.offset, member.size) if member else (0, 0)
        self._next = 0
        try:
            self._count = tiff_frames(payload)
        except TiffError:
            self._count = 0

    def show_next(self, document: Interleaved) -> None:
        """The next frame as the document's next image; one that is not there keeps its place with a reason."""
        number = self._next
        self._next += 1
        place = in_frame(number), *self._place
        if not self._payload or number >= self._count:
            document.lost(SegmentKind.IMAGE, place, "no_frame" if self._count else "no_tiff")
            return
        try:
            document.contained(SegmentKind.IMAGE, tiff_frame(self._payload, number), place)
        except TiffError:
            document.lost(SegmentKind.IMAGE, place, "broken_tiff")
