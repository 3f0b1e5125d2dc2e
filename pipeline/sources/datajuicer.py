"""data-juicer JSON lines as documents: text in which special tokens stand for media, and lists of their paths.

https://github.com/datajuicer/data-juicer, "Format": ``<__dj__image>``, ``<__dj__video>`` and ``<__dj__audio>``
stand for the next of ``images``, ``videos`` and ``audios``; ``<|__dj__eoc|>`` ends a chunk. What its filters measured
is in ``__dj__stats__``: numbers of the sample, and lists with a number for each of its images (or audios, or videos).
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import IO, Any

from ...schemas.document import SegmentKind
from ...schemas.sets import DataJuicerSource
from ..extract.decode import scalar_text
from .capture import Capture
from .interleaved import BadRecordError, Interleaved, bad_record
from .json_lines import json_lines
from .media_root import MediaRoot
from .record_names import named_beside
from .scores import numbers

_TOKEN = re.compile(r"(<__dj__(?:image|audio|video)>)")
_ABOUT = ("url", "license")
"""Fields of a line, or of its ``meta``."""
_END_OF_CHUNK = "<|__dj__eoc|>"
_STATS = "__dj__stats__"
_MAX_STATS = 200
_MAX_NAME_CHARACTERS = 100


def read_datajuicer(stream: IO[bytes], name: str, source: DataJuicerSource, root: MediaRoot) -> Iterator[Capture]:
    """One document a line and the media that it names; a line that breaks the format is a capture with a reason."""
    for line in json_lines(stream, name):
        try:
            if line.reason:
                raise BadRecordError(line.reason)
            meta = line.record.get("meta")
            meta = meta if isinstance(meta, dict) else {}
            about = {field: line.record.get(field) or meta.get(field) for field in _ABOUT}
            listed = (line.record.get(column) for column in (source.images, source.audios, source.videos))
            paths = (path for paths in listed if isinstance(paths, list) for path in paths if isinstance(path, str))
            called = named_beside(about["url"], name, line.number, paths)
            document = Interleaved(called, line.offset, line.length, "text/plain", about["license"])
            _interleave(document, line.record, source, root)
            _score(document, line.record.get(_STATS))
        except BadRecordError as error:
            yield bad_record(name, line.number, line.offset, str(error), line.length)
        else:
            yield from document.captures()


def _interleave(document: Interleaved, record: dict[str, Any], source: DataJuicerSource, root: MediaRoot) -> None:
    text = record.get(source.text)
    if not isinstance(text, str):
        raise BadRecordError("no_text")
    columns = {SegmentKind.IMAGE: source.images, SegmentKind.AUDIO: source.audios, SegmentKind.VIDEO: source.videos}
    media = {kind: _paths(record.get(column)) for kind, column in columns.items()}
    pieces = _TOKEN.split(text)
    for kind, paths in media.items():
        if pieces.count(f"<__dj__{kind}>") != len(paths):
            raise BadRecordError("tokens_differ")
    waiting = {kind: iter(paths) for kind, paths in media.items()}
    for number, piece in enumerate(pieces):
        if number % 2 == 0:
            for chunk in piece.split(_END_OF_CHUNK):
                document.paragraphs(chunk.strip(" "))
            continue
        kind = SegmentKind(piece.removeprefix("<__dj__").removesuffix(">"))
        path = next(waiting[kind])
        if path.startswith(("http://", "https://")):
            document.medium(kind, path)
        else:
            root.show(document, kind, path)


def _score(document: Interleaved, stats: Any) -> None:
    """Numbers are scores of the document; those in a list as long as one kind's media are scores of these.

    A name begins with its kind; one that does not, as ``aspect_ratios``, is of images.
    """
    if not isinstance(stats, dict):
        return
    shown: dict[SegmentKind, list[int]] = defaultdict(list)
    for index, segment in enumerate(document.document.segments):
        shown[segment.kind].append(index)
    for name, value in islice(stats.items(), _MAX_STATS):
        if len(name) > _MAX_NAME_CHARACTERS or scalar_text(name) != name:
            continue
        named_kind = (kind for kind in (SegmentKind.AUDIO, SegmentKind.VIDEO) if name.startswith(kind))
        media = shown[next(named_kind, SegmentKind.IMAGE)]
        if not isinstance(value, list):
            document.score(numbers(stats, (name,)))
        elif len(value) == len(media):
            for shown_at, one in zip(media, value, strict=True):
                document.score(numbers({name: one}, (name,)), shown_at)


def _paths(spelled: Any) -> list[str]:
    if spelled is None:
        return []
    if not isinstance(spelled, list) or not all(isinstance(path, str) for path in spelled):
        raise BadRecordError("no_media_paths")
    return spelled
