"""MMC4 as documents: sentences, and images put beside the sentence they are matched to.

Zhu et al. 2023, https://github.com/allenai/mmc4: ``text_list`` holds the sentences, ``image_info`` the images,
each with ``raw_url``, ``matched_text_index`` and its score ``matched_sim``. Flamingo-style training puts an image
before its sentence.

OpenFlamingo's form has the images too, as ``image_base64``: in the same lines, or a record a member of a tar.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import IO, Any

from ...schemas.document import SegmentKind
from ...schemas.sets import Mmc4Source
from .capture import Capture
from .interleaved import BadRecordError, Interleaved, bad_record, named, weave
from .json_lines import MAX_LINE_BYTES, JsonLine, json_line, json_lines
from .locations import base64_bytes, in_base64
from .scores import MMC4_IMAGE, numbers
from .tar import TARS, BrokenTarError, tar_members


def read_mmc4(stream: IO[bytes], name: str, source: Mmc4Source) -> Iterator[Capture]:
    """One document a line, or a member of a tar; one that breaks the format is a capture with a reason."""
    if not name.endswith(TARS):
        for line in json_lines(stream, name):
            yield from _captures(line, name, line.number, source)
        return
    try:
        for member in tar_members(stream):
            key, _, extension = member.name.rpartition("/")[2].partition(".")
            if extension.lower() == "json":
                line = JsonLine(0, member.offset, member.size, reason="too_large")
                if member.size <= MAX_LINE_BYTES:
                    line = json_line(0, member.offset, member.read(stream))
                yield from _captures(line, name, key, source)
            else:
                yield bad_record(name, member.name, member.offset, "no_json", member.size)
    except BrokenTarError as error:
        yield bad_record(name, "end", error.offset, str(error))


def _captures(line: JsonLine, name: str, key: int | str, source: Mmc4Source) -> Iterator[Capture]:
    try:
        if line.reason:
            raise BadRecordError(line.reason)
        document = Interleaved(named(line.record.get("url"), name, key), line.offset, line.length, "text/html")
        _interleave(document, line, source)
    except BadRecordError as error:
        yield bad_record(name, key, line.offset, str(error), line.length)
    else:
        yield from document.captures()


def _interleave(document: Interleaved, line: JsonLine, source: Mmc4Source) -> None:
    sentences, images = line.record.get("text_list"), line.record.get("image_info") or []
    if not isinstance(sentences, list) or not all(isinstance(sentence, str) for sentence in sentences):
        raise BadRecordError("no_text_list")
    if not isinstance(images, list) or not all(isinstance(image, dict) for image in images):
        raise BadRecordError("no_image_info")
    matched: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for image in images:
        index = image.get("matched_text_index")
        if not isinstance(index, int) or not 0 <= index < len(sentences):
            raise BadRecordError("image_without_sentence")
        matched[index].append(image)

    def show(image: dict[str, Any]) -> None:
        _show(document, image, line)
        document.score_medium(numbers(image, MMC4_IMAGE))

    weave(document, sentences, matched, show, source.image, source.sentences)


def _show(document: Interleaved, image: dict[str, Any], line: JsonLine) -> None:
    """The image by its url alone, or with its bytes, which are read where they stand in the line."""
    spelled = image.get("image_base64")
    if not isinstance(spelled, str) or not spelled:
        document.medium(SegmentKind.IMAGE, image.get("raw_url"))
        return
    start, length = _place(spelled, line)
    where = in_base64(), line.offset + start, length
    try:
        payload = base64_bytes(line.raw[start : start + length])
    except ValueError:
        document.lost(SegmentKind.IMAGE, where, "broken_base64")
    else:
        document.contained(SegmentKind.IMAGE, payload, where, url=image.get("raw_url"))


def _place(spelled: str, line: JsonLine) -> tuple[int, int]:
    """(start, length) of a JSON string in its line, whose slashes may be escaped; of the line where it is not found."""
    plain = spelled.encode("utf-8", "replace")
    for written in (plain, plain.replace(b"/", b"\\/")):
        start = line.raw.find(b'"' + written + b'"')
        if start >= 0:
            return start + 1, len(written)
    return 0, line.length
