"""OmniCorpus: Parquet documents with image urls, and tars of images named by the sha256 of their url.

Li et al. 2024, https://huggingface.co/datasets/OpenGVLab/OmniCorpus-CC: ``texts`` and ``images`` as in OBELICS;
``metadata`` a list of structs, one an image or one a place, with ``img_url_sha``; ``general_metadata`` a struct
with ``url`` and scores. ``valid_image``, where there is one, has a flag for each image. The variant with
similarities is read by ``omnicorpus_similarities``.
"""

import hashlib
import re
from collections.abc import Iterator
from typing import IO, Any

from ...schemas.document import SegmentKind
from ...schemas.sets import OmniCorpusSource
from .capture import Capture
from .interleaved import BadRecordError, Interleaved, bad_record, interleave, medium_capture, named
from .locations import in_bytes
from .omnicorpus_similarities import (
    has_similarities,
    image_name,
    name_of_digest,
    read_similar_lines,
    read_similar_rows,
)
from .parquet_rows import BrokenParquetError, parquet_rows
from .scores import OMNICORPUS_DOCUMENT, OMNICORPUS_IMAGE, numbers
from .tar import BrokenTarError, tar_members

MAX_MEMBER_BYTES = 1 << 30
"""A longer member is not read into memory; it is dropped as ``too_large``."""
_LINES = re.compile(r"\.jsonl?(?:\.\w+)?$")


def read_omnicorpus(stream: IO[bytes], name: str, source: OmniCorpusSource) -> Iterator[Capture]:
    """The documents of a Parquet file or of JSON lines, or the images of a tar."""
    if _LINES.search(name):
        return read_similar_lines(stream, name)
    if not name.endswith(".parquet"):
        return _images(stream, name)
    return read_similar_rows(stream, name) if has_similarities(stream) else _documents(stream, name, source)


def _documents(stream: IO[bytes], name: str, source: OmniCorpusSource) -> Iterator[Capture]:
    try:
        for row, values in parquet_rows(
            stream, name, ("images", "texts"), ("general_metadata", "metadata", "valid_image")
        ):
            try:
                about = values["general_metadata"] if isinstance(values["general_metadata"], dict) else {}
                document = Interleaved(named(about.get("url"), name, row), row, mime="text/html")
                document.score(numbers(about, OMNICORPUS_DOCUMENT))
                shown = {**values, "images": _shown(values)}
                interleave(document, row, shown, _about_images(values), OMNICORPUS_IMAGE)
            except BadRecordError as error:
                yield bad_record(name, row, row, str(error))
                continue
            if source.images == "sha256":
                _name_by_digest(document, values)
            yield from document.captures()
    except BrokenParquetError as error:
        yield bad_record(name, error.row, error.row, str(error))


def _shown(values: dict[str, Any]) -> Any:
    """The images, without those that ``valid_image`` says are no pictures."""
    images, valid = values["images"], values["valid_image"]
    if not isinstance(images, list) or not isinstance(valid, list):
        return images
    flags = iter(valid)
    return [image if image is not None and next(flags, True) is not False else None for image in images]


def _about_images(values: dict[str, Any]) -> list[dict[str, Any]]:
    """``metadata`` place by place, empty for texts; nothing where it is neither one a place nor one an image."""
    images, about = values["images"], values["metadata"]
    if not isinstance(images, list) or not isinstance(about, list):
        return []
    if len(about) == sum(image is not None for image in images):
        of_images = iter(about)
        about = [None if image is None else next(of_images) for image in images]
    return [one if isinstance(one, dict) else {} for one in about] if len(about) == len(images) else []


def _name_by_digest(document: Interleaved, values: dict[str, Any]) -> None:
    """Give each image the name that the tars know it by: of its url as the set spells it."""
    spelled = (image for image in _shown(values) if image is not None)
    media = (segment for segment in document.document.segments if segment.kind is SegmentKind.IMAGE)
    for url, segment in zip(spelled, media, strict=True):
        segment.media_url = image_name(hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest())


def _images(stream: IO[bytes], name: str) -> Iterator[Capture]:
    try:
        for member in tar_members(stream):
            known = name_of_digest(member.name)
            place = in_bytes(), member.offset, member.size
            if known is None:
                yield bad_record(name, member.name, member.offset, "no_sha256_name", member.size)
            elif member.size > MAX_MEMBER_BYTES:
                yield bad_record(name, member.name, member.offset, "too_large", member.size)
            else:
                yield medium_capture(known, member.read(stream), place)
    except BrokenTarError as error:
        yield bad_record(name, "end", error.offset, str(error))
