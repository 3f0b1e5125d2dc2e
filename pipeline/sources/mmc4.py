"""MMC4 JSON lines as documents: sentences, and images put beside the sentence they are matched to.

Zhu et al. 2023, https://github.com/allenai/mmc4: ``text_list`` holds the sentences, ``image_info`` the images,
each with ``raw_url`` and ``matched_text_index``. Flamingo-style training puts an image before its sentence.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import IO, Any

from ...schemas.document import SegmentKind
from ...schemas.sets import Mmc4Source
from .capture import Capture
from .interleaved import BadRecordError, Interleaved, bad_record, named
from .json_lines import json_lines


def read_mmc4(stream: IO[bytes], name: str, source: Mmc4Source) -> Iterator[Capture]:
    """One document a line; a line that breaks the format is a capture with a reason."""
    for line in json_lines(stream, name):
        try:
            if line.reason:
                raise BadRecordError(line.reason)
            document = Interleaved(
                named(line.record.get("url"), name, line.number), line.offset, line.length, "text/html"
            )
            _interleave(document, line.record, source)
        except BadRecordError as error:
            yield bad_record(name, line.number, line.offset, str(error), line.length)
        else:
            yield from document.captures()


def _interleave(document: Interleaved, record: dict[str, Any], source: Mmc4Source) -> None:
    sentences, images = record.get("text_list"), record.get("image_info") or []
    if not isinstance(sentences, list) or not all(isinstance(sentence, str) for sentence in sentences):
        raise BadRecordError("no_text_list")
    if not isinstance(images, list) or not all(isinstance(image, dict) for image in images):
        raise BadRecordError("no_image_info")
    matched: dict[int, list[Any]] = defaultdict(list)
    for image in images:
        index = image.get("matched_text_index")
        if not isinstance(index, int) or not 0 <= index < len(sentences):
            raise BadRecordError("image_without_sentence")
        matched[index].append(image.get("raw_url"))
    waiting: list[str] = []

    def write() -> None:
        document.text(" ".join(waiting))
        waiting.clear()

    def show(urls: list[Any]) -> None:
        if urls:
            write()
        for url in urls:
            document.medium(SegmentKind.IMAGE, url)

    for index, sentence in enumerate(sentences):
        if source.image == "before":
            show(matched[index])
        waiting.append(sentence)
        if source.image == "after":
            show(matched[index])
        if source.sentences == "keep":
            write()
    write()
