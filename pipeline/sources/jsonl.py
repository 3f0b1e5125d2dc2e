"""JSON lines (plain, .gz or .zst) as captures: one text document a line."""

from collections.abc import Iterator
from typing import IO, Any
from urllib.parse import quote

from ...schemas.document import Score
from ...schemas.recipe import JsonlSource
from ..extract.decode import scalar_text
from ..urls import canonical
from .capture import Capture, SourceError
from .json_lines import json_lines
from .publication import named_authors, published_day
from .scores import numbers


def read_jsonl(stream: IO[bytes], name: str, source: JsonlSource) -> Iterator[Capture]:
    """One capture a line; ``offset`` counts bytes of the uncompressed text.

    A line that is no JSON object, or has no text, is a capture with a reason. One without a url is called
    ``file:<name>#<line>``.
    """
    for line in json_lines(stream, name):
        capture = Capture(url=f"file:{quote(name)}#{line.number}", offset=line.offset, length=line.length)
        capture.mime = "text/plain"
        capture.charset = "utf-8"
        capture.reason = line.reason or None
        if not line.reason:
            _fill(capture, line.record, source)
        yield capture


def read_records(stream: IO[bytes], name: str) -> Iterator[dict[str, Any]]:
    """Every JSON object of a file that its user vouches for. Raises SourceError that names a bad line."""
    for line in json_lines(stream, name):
        if line.reason:
            raise SourceError(f"{name}:{line.number}: no line with a JSON object ({line.reason}); mend the file")
        yield line.record


def _fill(capture: Capture, record: dict[str, Any], source: JsonlSource) -> None:
    text = record.get(source.text)
    if not isinstance(text, str) or not text.strip():
        capture.reason = "no_text"
        return
    url = record.get(source.url)
    if isinstance(url, str):
        capture.url = canonical(url) or capture.url
    capture.author = named_authors(record.get(source.author))
    capture.published_at = published_day(record.get(source.published_at))
    licence = record.get(source.license)
    capture.license = scalar_text(licence) if isinstance(licence, str) else ""
    capture.scores = tuple(Score(*score) for score in numbers(record, source.scores).items())
    capture.payload = text.encode("utf-8", "replace")
