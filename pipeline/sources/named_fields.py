"""Columns and fields that a recipe names, looked for before a build begins: a slip would cost what they hold.

Names of the author, the licence and the like that are left at their defaults may be missing.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import islice
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
    """Look into the first file of each source, and into the evaluation sets; ``files`` are (source, file) in order.

    Raises:
        SourceError: something that is named is not there; the message names it and what is.
    """
    seen: set[str] = set()
    for source, file in files:
        if source.name in seen:
            continue
        seen.add(source.name)
        if isinstance(source, ParquetSource):
            check_table(corpus, file, source)
        elif isinstance(source, JsonlSource):
            check_json_lines(corpus, file, source)
    for evaluation in evaluations:
        check_evaluation(corpus, evaluation)


def check_table(corpus: Corpus, file: str, source: ParquetSource) -> None:
    """Raise SourceError for the first named column that a Parquet file has not; what is no Parquet is not judged."""
    try:
        with closing(corpus.open(file)) as stream:
            there = pq.read_schema(stream).names
    except (pa.ArrowException, OSError):
        return
    for column in named_columns(source):
        if column not in there:
            raise SourceError(f"source {source.name!r}: {file}: has no column {column!r}; it has {', '.join(there)}")


def check_json_lines(corpus: Corpus, file: str, source: JsonlSource) -> None:
    """Raise SourceError for the first named field that no record of a file of JSON lines has."""
    with closing(corpus.open(file)) as stream:
        _check_records(
            f"source {source.name!r}: {file}",
            (line.record for line in json_lines(stream, file) if not line.reason),
            [(name,) for name in dict.fromkeys(filter(None, (source.text, *source.scores, *_chosen(source))))],
        )


def check_evaluation(corpus: Corpus, evaluation: Evaluation) -> None:
    """Raise SourceError for an evaluation set of which no record has one of the named fields, or that is no JSON."""
    with closing(corpus.open(evaluation.path)) as stream:
        try:
            _check_records(
                f"evaluation {evaluation.name!r}: {evaluation.path}",
                read_records(stream, evaluation.path),
                [evaluation.fields],
            )
        except SourceError:
            raise
        except ValueError as error:
            raise SourceError(f"evaluation {evaluation.name!r}: {error}") from error


def _chosen(source: Section) -> Iterator[str]:
    """The names of what tells of the document, where the recipe says another than the default."""
    fields = type(source).model_fields
    for key in _ABOUT:
        if key in fields and (name := getattr(source, key)) and name != fields[key].default:
            yield name


def _check_records(where: str, records: Iterable[dict[str, Any]], wanted: list[Sequence[str]]) -> None:
    """Raise SourceError for the first of the ``wanted`` of which no record has a field."""
    missing = list(wanted)
    there: dict[str, None] = {}
    count = 0
    for record in islice(records, MAX_RECORDS):
        count += 1
        there.update(dict.fromkeys(record))
        missing = [names for names in missing if record.keys().isdisjoint(names)]
        if not missing:
            return
    if 0 < count < MAX_RECORDS:
        names = " or ".join(map(repr, missing[0]))
        raise SourceError(f"{where}: no record has a field {names}; they have {_few(there)}")


def _few(names: Iterable[str]) -> str:
    """Names for a message: records of the web may have any number of them."""
    shown = [name[:40] for name in islice(names, 20)]
    return ", ".join(shown) or "none"
