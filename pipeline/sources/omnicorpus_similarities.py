"""OmniCorpus with similarities: sentences, images, and how well each image fits each sentence; JSON lines or Parquet.

Li et al. 2024: ``sentences``, ``images_info`` with the ``name`` of each image, and ``matrix`` with a row an image and a
column a sentence. Each image stands before the sentence that it fits best, the first of equals, as in MMC4; how well
is its score ``similarity``.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from ...schemas.document import Segment, SegmentKind
from .capture import Capture
from .interleaved import BadRecordError, Interleaved, bad_record, named, weave
from .json_lines import json_lines
from .parquet_rows import BrokenParquetError, parquet_rows
from .scores import OMNICORPUS_DOCUMENT, numbers

_COLUMNS = ("sentences", "matrix", "images_info")
_ABOUT = ("general_metadata", "url")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def image_name(digest: str) -> str:
    """The url of an image that is known by the sha256 of its real one."""
    return f"sha256:{digest}"


def name_of_digest(path: str) -> str | None:
    """The url of the image in a file called by a sha256, with any ending and in any folder; None if it is not."""
    digest = PurePosixPath(path).name.partition(".")[0]
    return image_name(digest) if _SHA256.fullmatch(digest) else None


def has_similarities(stream: IO[bytes]) -> bool:
    """Whether a Parquet file is of this variant; a broken one is of none."""
    try:
        return "sentences" in pq.read_schema(stream).names
    except (pa.ArrowException, OSError):
        return False


def read_similar_rows(stream: IO[bytes], name: str) -> Iterator[Capture]:
    """One document a row; a row that breaks the format is a capture with a reason."""
    try:
        for row, values in parquet_rows(stream, name, _COLUMNS, _ABOUT):
            yield from _captures(values, name, row, (row, 0))
    except BrokenParquetError as error:
        yield bad_record(name, error.row, error.row, str(error))


def read_similar_lines(stream: IO[bytes], name: str) -> Iterator[Capture]:
    """One document a line; a line that breaks the format is a capture with a reason."""
    for line in json_lines(stream, name):
        place = line.offset, line.length
        if line.reason:
            yield bad_record(name, line.number, line.offset, line.reason, line.length)
        else:
            yield from _captures(line.record, name, line.number, place)


def _captures(values: Mapping[str, Any], name: str, key: int, place: tuple[int, int]) -> Iterator[Capture]:
    about = values.get("general_metadata")
    about = about if isinstance(about, dict) else {}
    document = Interleaved(named(values.get("url") or about.get("url"), name, key), *place, mime="text/html")
    document.score(numbers(about, OMNICORPUS_DOCUMENT))
    try:
        _interleave(document, values)
    except BadRecordError as error:
        yield bad_record(name, key, place[0], str(error), place[1])
    else:
        yield from document.captures()


def _interleave(document: Interleaved, values: Mapping[str, Any]) -> None:
    sentences, images, matrix = values.get("sentences"), values.get("images_info") or [], values.get("matrix") or []
    if not isinstance(sentences, list) or not all(isinstance(sentence, str) for sentence in sentences):
        raise BadRecordError("no_sentences")
    if not isinstance(images, list) or not all(isinstance(image, dict) for image in images):
        raise BadRecordError("no_images_info")
    if not isinstance(matrix, list) or len(matrix) != len(images):
        raise BadRecordError("lengths_differ")
    matched: dict[int, list[tuple[Any, Any]]] = defaultdict(list)
    for image, similarities in zip(images, matrix, strict=True):
        best = _best(similarities, len(sentences))
        matched[best].append((image.get("name"), similarities[best]))

    def show(image: tuple[Any, Any]) -> None:
        name, similarity = image
        known = name_of_digest(name) if isinstance(name, str) else None
        if known is None:
            document.medium(SegmentKind.IMAGE, name)
        else:
            document.document.segments.append(Segment(SegmentKind.IMAGE, media_url=known))
        document.score_medium(numbers({"similarity": similarity}, ("similarity",)))

    weave(document, sentences, matched, show)


def _best(similarities: Any, sentences: int) -> int:
    """The number of the sentence that an image fits best; of equals the first."""
    if not isinstance(similarities, list) or len(similarities) != sentences or not sentences:
        raise BadRecordError("lengths_differ")
    if not all(isinstance(one, int) or (isinstance(one, float) and not math.isnan(one)) for one in similarities):
        raise BadRecordError("no_similarity")
    return max(range(sentences), key=lambda number: (similarities[number], -number))
