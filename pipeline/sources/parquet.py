"""Any Parquet table as documents, by a mapping from columns to what they hold."""

from collections.abc import Iterator
from typing import IO, Any

from ...schemas.document import Role, Score, SegmentKind
from ...schemas.sets import ParquetSource
from .capture import Capture
from .interleaved import BadRecordError, Interleaved, bad_record, named
from .locations import CELLS_READ, cell_bytes, in_column
from .named_fields import about_columns, named_columns
from .parquet_rows import BrokenParquetError, parquet_rows
from .publication import named_authors, published_day
from .record_names import named_beside
from .scores import numbers


def read_parquet(stream: IO[bytes], name: str, source: ParquetSource) -> Iterator[Capture]:
    """One document a row, and the media that its cells hold."""
    columns, about = named_columns(source), about_columns(source)
    row = 0
    try:
        for row, values in parquet_rows(stream, name, columns, about, CELLS_READ):
            try:
                captures = _html(name, row, values, source) if source.html else _row(name, row, values, source)
            except BadRecordError as error:
                captures = [bad_record(name, row, row, str(error))]
            yield from captures
    except BrokenParquetError as error:
        yield bad_record(name, error.row, error.row, str(error))


def _html(name: str, row: int, values: dict[str, Any], source: ParquetSource) -> list[Capture]:
    """A page as a crawl would have captured it."""
    page = values[source.html]
    if not page:
        raise BadRecordError("empty")
    payload = page.encode("utf-8", "replace") if isinstance(page, str) else page
    if not isinstance(payload, bytes):
        raise BadRecordError("no_text")
    charset = "utf-8" if isinstance(page, str) else ""
    url = named(values.get(source.url), name, row)
    capture = Capture(url=url, offset=row, mime="text/html", charset=charset, payload=payload)
    capture.author = named_authors(values.get(source.author))
    capture.published_at = published_day(values.get(source.published_at))
    capture.scores = tuple(Score(*score) for score in numbers(values, source.scores).items())
    return [capture]


def _row(name: str, row: int, values: dict[str, Any], source: ParquetSource) -> list[Capture]:
    """Media with their captions, then the text; lists of one length place by place."""
    media = {
        kind: column
        for kind, column in (
            (SegmentKind.IMAGE, source.image),
            (SegmentKind.AUDIO, source.audio),
            (SegmentKind.VIDEO, source.video),
        )
        if column
    }
    columns = [*media.values(), *(column for column in (source.caption, source.text) if column)]
    is_list = {column: isinstance(values[column], list) for column in columns}
    urls = (url for column in media.values() for url in _urls(values[column]))
    called = named_beside(values.get(source.url), name, row, urls)
    document = Interleaved(called, row, license=values.get(source.license))
    title = values.get(source.title)
    document.document.title = title if isinstance(title, str) else ""
    document.document.author = named_authors(values.get(source.author))
    document.document.published_at = published_day(values.get(source.published_at))
    document.score(numbers(values, source.scores))
    lengths = {len(values[column]) for column in columns if is_list[column]}
    in_step = source.text and is_list.get(source.text) and len(lengths) == 1
    if source.text and is_list[source.text] and any(is_list[column] for column in media.values()) and not in_step:
        raise BadRecordError("lengths_differ")
    for place in range(max(lengths, default=0) if lengths else 1):
        shown = [_medium(document, kind, row, column, values[column], place) for kind, column in media.items()]
        caption = " ".join(_string(values[source.caption], place).split()) if source.caption else ""
        if caption and not any(shown):  # it belongs to a medium, and so goes with it
            kind, column = next(iter(media.items()))
            document.lost(kind, (in_column(column), row, place if is_list[column] else -1), "no_medium")
        document.text(caption, Role.CAPTION)
        if source.text and in_step:
            document.paragraphs(_string(values[source.text], place))
    if source.text and not in_step:
        for place in range(len(values[source.text]) if is_list[source.text] else 1):
            document.paragraphs(_string(values[source.text], place))
    return list(document.captures())


def _urls(value: Any) -> Iterator[str]:
    """Those that a cell names instead of bytes."""
    for one in value if isinstance(value, list) else (value,):
        url = one.get("path") if isinstance(one, dict) and cell_bytes(one) is None else one
        if isinstance(url, str):
            yield url


def _medium(document: Interleaved, kind: SegmentKind, row: int, column: str, value: Any, place: int) -> bool:
    """Write the medium of a cell, or of an item of its list: bytes it holds, or a url. Returns whether there is one."""
    item = -1
    if isinstance(value, list):
        if place >= len(value):
            return False
        item, value = place, value[place]
    elif place:
        return False
    payload = cell_bytes(value)
    if payload is not None:
        url = value.get("url") or value.get("path") if isinstance(value, dict) else None
        document.contained(kind, payload, (in_column(column), row, item), url=url)
    elif isinstance(value, str):
        document.medium(kind, value)
    elif isinstance(value, dict) and isinstance(value.get("path"), str):
        document.medium(kind, value["path"])
    elif value is not None:
        raise BadRecordError("no_media_bytes")
    return value is not None


def _string(value: Any, place: int) -> str:
    """The text of a cell, or of an item of its list; empty where there is none. Raises BadRecordError."""
    if isinstance(value, list):
        value = value[place] if place < len(value) else None
    elif place:
        return ""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if value is not None and not isinstance(value, str):
        raise BadRecordError("no_text")
    return value or ""
