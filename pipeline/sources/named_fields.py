"""Columns and fields that a recipe names, looked for before a build begins: a slip would cost what they hold.

Names of the author, the licence and the like that are left at their defaults may be missing.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import groupby, islice
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ...schemas.recipe import Evaluation, JsonlSource, Source
from ...schemas.section import Section
from ...schemas.sets import ParquetSource
from ..storage import Corpus
from .capture import SourceError
from .json_lines import json_lines
from .jsonl import read_records

MAX_RECORDS = 10_000
"""Of a file of JSON lines: what none of them has may still be in later ones."""
MAX_FILES = 8
"""Of a source that are looked into until one has records."""
_ABOUT = ("url", "title", "author", "published_at", "license")
_CONTENT = ("text", "html", "image", "audio", "video", "caption")


def named_columns(source: ParquetSource) -> list[str]:
    """The columns that must be in every file, each once."""
    content = [getattr(source, key) for key in _CONTENT]
    return list(dict.fromkeys(filter(None, (*content, *source.scores, *_chosen(source)))))


def about_columns(source: ParquetSource) -> list[str]:
    """The columns that tell of the document and may be missing, each once."""
    names = (getattr(source, key) for key in _ABOUT)
    return [name for name in dict.fromkeys(filter(None, names)) if name not in named_columns(source)]


def check_named(corpus: Corpus, files: Iterable[tuple[Source, str]], evaluations: Iterable[Evaluation]) -> None:
    """Look into the first file of each source that has records, and into the evaluation sets.

    ``files`` are (source, file) in order. Of the others an extraction finds what they have not.

    Raises:
        SourceError: something that is named is not there; the message names it and what is.
    """
    for _, group in groupby(files, lambda named: named[0].name):
        for source, file in islice(group, MAX_FILES):
            if _has_named(corpus, file, source):
                break
    for evaluation in evaluations:
        where = f"evaluation {evaluation.name!r}: {evaluation.path}"
        with closing(corpus.open(evaluation.path)) as stream:
            if not _have_fields(where, read_records(stream, evaluation.path), [evaluation.fields]):
                raise SourceError(f"{where} holds no record; name another file, or take the evaluation out")


def _has_named(corpus: Corpus, file: str, source: Source) -> bool:
    """Whether a file has what its source names; False where it holds no record that could tell. Raises SourceError."""
    where = f"source {source.name!r}: {file}"
    match source:
        case ParquetSource():
            return _has_columns(corpus, file, where, named_columns(source))
        case JsonlSource():
            names = dict.fromkeys(filter(None, (source.text, *source.scores, *_chosen(source))))
            with closing(corpus.open(file)) as stream:
                records = (line.record for line in json_lines(stream, file) if not line.reason)
                return _have_fields(where, records, [(name,) for name in names])
    return True


def _has_columns(corpus: Corpus, file: str, where: str, columns: Iterable[str]) -> bool:
    try:
        with closing(corpus.open(file)) as stream:
            there = pq.read_schema(stream).names
    except (pa.ArrowException, OSError):
        return False
    for column in columns:
        if column not in there:
            raise SourceError(f"{where}: has no column {column!r}; it has {', '.join(there)}")
    return True


def _chosen(source: Section) -> Iterator[str]:
    """The names of what tells of the document, where the recipe says another than the default."""
    fields = type(source).model_fields
    for key in _ABOUT:
        if key in fields and (name := getattr(source, key)) and name != fields[key].default:
            yield name


def _have_fields(where: str, records: Iterable[dict[str, Any]], wanted: Iterable[Sequence[str]]) -> bool:
    """Whether there are records, of which some has one of the fields of each of ``wanted``. Raises SourceError."""
    missing = list(wanted)
    there: dict[str, None] = {}
    count = 0
    for record in islice(records, MAX_RECORDS):
        count += 1
        there.update(dict.fromkeys(record))
        missing = [names for names in missing if record.keys().isdisjoint(names)]
        if not missing:
            return True
    if 0 < count < MAX_RECORDS:
        names = " or ".join(map(repr, missing[0]))
        raise SourceError(f"{where}: no record has a field {names}; they have {_few(there)}")
    return count > 0


def _few(names: Iterable[str]) -> str:
    """Names for a message: records of the web may have any number of them."""
    shown = [name[:40] for name in islice(names, 20)]
    return ", ".join(shown) or "none"
