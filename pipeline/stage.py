"""What a stage is: a name, what it comes after, what its result depends on, and how it is run.

A stage is done when ``<name>/_SUCCESS.json`` holds its present key. The key hashes the stage's version, the
part of the recipe it reads and the keys of the stages before it, so a changed threshold redoes what depends
on it and nothing else. A part whose footer holds the present key is not made again.
"""

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from importlib import metadata
from itertools import zip_longest
from typing import Any, ClassVar

import apache_beam as beam
import pyarrow as pa

from ..schemas.recipe import Recipe
from .beam import Engine, SpreadParts
from .grouping import Rows, Split
from .ledger import Ledger, total
from .shuffle import ToParts
from .splitting import by_part, ranges_for
from .storage import Corpus, PartWriter, part_name
from .wording import how_many, named

_FOOTERS_AT_ONCE = 16


@dataclass(frozen=True)
class Job:
    """What a stage's code needs on a worker: where the corpus is, the recipe, and the key of this run."""

    corpus: Corpus
    recipe: Recipe
    key: str = ""

    def is_made(self, name: str) -> bool:
        """Whether the part ``name`` exists and was made under the present key."""
        info = self.corpus.info(name)
        return info is not None and info.key == self.key

    def writing(self, name: str, schema: pa.Schema) -> AbstractContextManager[PartWriter]:
        """Write the part ``name`` under the present key."""
        return self.corpus.writing(name, schema, self.key)

    def count(self, table: str) -> int:
        """Number of parts of a table; an error when it is not complete."""
        return _part_count(self.corpus, table, self.key)

    @property
    def ranges(self) -> int:
        """Hash ranges of every shuffle, by the number of parts of ``documents``."""
        return ranges_for(self.count("documents"))

    def name(self, table: str, part: int) -> str:
        """Name of one part of a table that an earlier stage wrote."""
        return part_name(table, part, self.count(table))


@lru_cache(maxsize=256)
def _part_count(corpus: Corpus, table: str, key: str) -> int:
    """Parts of a table; listed once a process and stage, since a stage reads what earlier ones have finished."""
    parts = corpus.parts(table)
    if not parts:
        raise FileNotFoundError(f"{corpus.root}: table {table} is missing or incomplete; run `weft build` again")
    return len(parts)


class Stage(ABC):
    """One stage. Instances hold no state: everything is in the :class:`Job`."""

    name: ClassVar[str]
    version: ClassVar[int] = 1
    """Raised whenever the stage's result changes for the same input."""
    after: ClassVar[tuple[str, ...]] = ()
    tables: ClassVar[tuple[str, ...]]
    """The tables it writes; progress and the ledger are read off their parts."""

    folders: ClassVar[tuple[str, ...]] = ()
    """Where it writes files that are no tables."""

    def settings(self, recipe: Recipe) -> Any:
        """The part of the recipe that its result depends on, as JSON values."""
        return None

    def inputs(self, job: Job) -> Any:
        """What it reads from outside the corpus, as JSON values that change when that does."""
        return None

    @abstractmethod
    def run(self, job: Job, engine: Engine) -> None:
        """Write the tables: make what is missing, leave what is there under the present key."""

    @abstractmethod
    def expected(self, job: Job) -> int:
        """Parts the tables will have, for progress; 0 when that is not known beforehand."""

    def progress(self, job: Job, expected: int) -> str:
        """How far it is while it runs, in words, given what ``expected`` said; empty where there is nothing to say."""
        made = len(job.corpus.names(self.tables[0], ".parquet"))
        return f"{made}/{expected} {named(expected, 'parts')}" if expected else how_many(made, "parts")

    def is_complete(self, job: Job, table: str) -> bool:
        """Whether the table has all its parts, readable and made under the present key."""
        parts = job.corpus.parts(table)
        with ThreadPoolExecutor(_FOOTERS_AT_ONCE) as pool:
            return bool(parts) and all(pool.map(job.is_made, parts))

    def may_bring_more(self, job: Job) -> bool:
        """Whether a complete result is worth another run under the same key: for what depends on the world outside."""
        return False

    def ledger(self, job: Job) -> Ledger:
        """The sum of what its parts say."""
        infos = [job.corpus.info(name) for table in self.tables for name in job.corpus.parts(table)]
        return total(info.ledger for info in infos if info is not None)

    def with_key(self, job: Job, keys: Mapping[str, str]) -> Job:
        """The job under this stage's key, given the keys of the stages before it."""
        ingredients = {
            "stage": self.name,
            "version": self.version,
            "settings": self.settings(job.recipe),
            "inputs": self.inputs(job),
            "after": {name: keys[name] for name in self.after},
        }
        spelled = json.dumps(ingredients, sort_keys=True, default=str).encode()
        return replace(job, key=hashlib.blake2b(spelled, digest_size=12).hexdigest())


def installed(*packages: str) -> dict[str, str]:
    """Versions of the packages that a stage's result depends on, for its key."""
    return {package: metadata.version(package) for package in packages}


class PartStage(Stage):
    """A stage that makes each part of its table from the same part of others: nothing is shuffled."""

    along: ClassVar[str] = "documents"
    """The table whose parts it follows."""

    def expected(self, job: Job) -> int:
        return len(job.corpus.parts(self.along))

    def run(self, job: Job, engine: Engine) -> None:
        run_parts(job, engine, self.tables, job.count(self.along), self.make)

    @abstractmethod
    def make(self, job: Job, part: int, name: str) -> None:
        """Write the part ``name``, number ``part``."""


def run_parts(
    job: Job, engine: Engine, tables: Sequence[str], count: int, make: Callable[[Job, int, str], None]
) -> None:
    """The column job: ``make(job, part, name)`` every part of the first table that is not there yet."""
    pending = unmade(job, tables, count)
    if pending:
        make_part = beam.Map(_make_part, job, tables[0], count, make)
        label = tables[0].replace("/", "-")
        engine.for_parts(len(pending)).run(
            lambda pipeline: pipeline | SpreadParts(pending) | "Make" >> make_part, label
        )


def _make_part(part: int, job: Job, table: str, count: int, make: Callable[[Job, int, str], None]) -> None:
    make(job, part, part_name(table, part, count))


def run_shuffle(
    job: Job,
    engine: Engine,
    tables: Sequence[str],
    count: int,
    rows: Callable[[Job, beam.Pipeline, list[int]], Rows],
    write: Callable[[Job, int, str, list[pa.Table]], None],
    split: Split = by_part,
) -> None:
    """The shuffle job: ``write(job, part, name, tables)`` every part of the first table that is not there yet.

    ``rows(job, pipeline, pending)`` makes what is written, for all parts or only for those that are ``pending``;
    ``split`` says which part each row is for.
    """
    pending = unmade(job, tables, count)
    if pending:
        parts = ToParts(pending, partial(_write_part, job=job, table=tables[0], count=count, write=write), split)
        label = tables[0].replace("/", "-")
        engine.for_parts(count).run(lambda pipeline: rows(job, pipeline, pending) | parts, label)


def _write_part(
    part: int,
    tables: list[pa.Table],
    job: Job,
    table: str,
    count: int,
    write: Callable[[Job, int, str, list[pa.Table]], None],
) -> None:
    write(job, part, part_name(table, part, count), tables)


def unmade(job: Job, tables: Sequence[str], count: int) -> list[int]:
    """Numbers of the parts missing from one of the tables under the present key.

    What lies there under another key, or in another layout, is removed from all the tables before anything is
    made: the first table's part vouches for what was written before it, and must never vouch for another run's.
    """
    with ThreadPoolExecutor(_FOOTERS_AT_ONCE) as pool:
        made = list(pool.map(partial(_is_made_in_all, job, tables, count), range(count)))
    missing = [part for part in range(count) if not made[part]]
    for table in tables:
        stale = {part_name(table, part, count) for part in missing}
        layout = {part_name(table, part, count) for part in range(count)}
        for name in job.corpus.names(table, ".parquet"):
            if name in stale or name not in layout:
                job.corpus.remove(name)
    return missing


def _is_made_in_all(job: Job, tables: Sequence[str], count: int, part: int) -> bool:
    return all(job.is_made(part_name(table, part, count)) for table in tables)


def aligned(job: Job, part: int, columns: Mapping[str, Sequence[str] | None]) -> Iterable[dict[str, pa.RecordBatch]]:
    """Row group by row group, the same rows of several aligned tables; raises if they do not line up.

    ``columns`` maps each table to the columns wanted (None: all); ``doc_id`` is always read and compared.
    """
    streams = {}
    for table, wanted in columns.items():
        read = None if wanted is None else sorted({"doc_id", *wanted})
        streams[table] = job.corpus.batches(job.name(table, part), read)
    for batches in zip_longest(*streams.values()):
        reference = next(batch for batch in batches if batch is not None).column("doc_id")
        for table, batch in zip(streams, batches, strict=True):
            if batch is None or not batch.column("doc_id").equals(reference):
                first, second, *_ = streams
                names = f"{job.name(first, part)} and {job.name(second if table == first else table, part)}"
                raise ValueError(f"{names} do not line up: one of them is damaged; delete both and build again")
        yield dict(zip(streams, batches, strict=True))
