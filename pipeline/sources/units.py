"""The files a corpus is read from, in order: each is one part of ``documents`` and all that lines up with it."""

import hashlib
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq

from ...schemas.errors import WeftError
from ...schemas.recipe import CrawlSource, PathsSource, Recipe, Source
from ...schemas.sets import FilesSource, WarcIndexSource
from ..extract.decode import scalar_text
from ..remote import open_remote, remote_facts
from ..storage import Corpus
from .capture import SourceError
from .files import families
from .named_fields import check_named
from .path_lists import by_hash, listed

_ASKED_AT_ONCE = 32
_MAGIC = re.compile(r"[*?\[]")
_MARKS = ("ETag", "mtime", "LastModified", "Last-Modified")
"""What file systems call the mark of a file's version."""


@dataclass(frozen=True)
class Unit:
    """One input file, or some files of a folder."""

    source: Source
    file: str
    """Relative to the corpus for captures of its own crawl, else an absolute path or url."""
    size_bytes: int
    changed: str
    """Modification time or etag where the file system knows one; empty for captures."""
    label: str = ""
    """The file below the folder that its source's pattern names: what its records are called by, wherever it lies."""
    members: tuple[str, ...] = ()
    """Paths in the folder ``file``, where it is one."""
    rows: tuple[int, int] = (0, 0)
    """First row, and the one after the last, of an index of records."""


class NoInputError(WeftError, FileNotFoundError):
    """A source names files that are not there."""


def units(corpus: Corpus, recipe: Recipe) -> list[Unit]:
    """Every input file of the recipe: sources in their order, files of each by name."""
    found: list[Unit] = []
    for source in recipe.sources:
        if isinstance(source, CrawlSource):
            names = corpus.names(f"captures/{source.name}", ".warc.gz")
            found += [Unit(source, name, int(corpus.fs.size(corpus.path(name))), "") for name in names]
            continue
        if isinstance(source, FilesSource):
            found += _folder_units(source)
            continue
        found += _file_units(source)
    return found


@dataclass(frozen=True)
class _Named:
    """A file that a source names."""

    file: str
    label: str
    facts: dict[str, Any]
    """What its file system says of it; empty where that has not been asked."""


def _file_units(source: PathsSource) -> list[Unit]:
    """The files that ``paths`` match, then those that ``path_lists`` name; of these the part that is wanted."""
    named = [file for pattern in source.paths for file in _matching(source, pattern)]
    for name in source.path_lists:
        try:
            entries = listed(name, source.path_root)
        except FileNotFoundError as error:
            raise NoInputError(f"source {source.name!r}: no file matches {name}") from error
        named += [_Named(file, spelled.partition("://")[2] or spelled, {}) for file, spelled in entries]
    if source.sample is not None:
        named = [named[place] for place in by_hash([file.label for file in named], source.sample)]
    named = named[: source.first]
    unasked = [file.file for file in named if file.facts.get("size") is None]
    answers = dict(zip(unasked, _facts_of(source, unasked), strict=True))
    units_ = []
    for file in named:
        facts = answers.get(file.file, file.facts)
        unit = Unit(source, file.file, int(facts.get("size") or 0), _changed(facts), file.label)
        units_ += _row_units(unit, source.records_per_part) if isinstance(source, WarcIndexSource) else [unit]
    return units_


def _row_units(index: Unit, records_per_part: int) -> list[Unit]:
    """Some rows of an index each; one that can't be read is one unit, which says so."""
    try:
        count = _row_count(index.file, index.changed)
    except (pa.ArrowException, OSError):
        return [index]
    starts = range(0, max(count, 1), records_per_part)
    return [
        replace(index, size_bytes=index.size_bytes // len(starts), rows=(start, min(start + records_per_part, count)))
        for start in starts
    ]


@lru_cache(maxsize=1 << 16)
def _row_count(file: str, changed: str) -> int:
    with closing(open_remote(*fsspec.core.url_to_fs(file))) as stream:
        return int(pq.read_metadata(stream).num_rows)


def _matching(source: PathsSource, pattern: str) -> list[_Named]:
    filesystem, inner = fsspec.core.url_to_fs(pattern)
    if "://" in pattern and not _MAGIC.search(inner):
        return [_Named(_with_protocol(inner, pattern), inner.rpartition("/")[2], {})]
    literal = filesystem.isfile(inner)  # a name with brackets is a name first
    matches = {inner: filesystem.info(inner)} if literal else filesystem.glob(pattern, detail=True)
    root = (inner if literal else _MAGIC.split(inner, maxsplit=1)[0]).rpartition("/")[0]
    files = [(path, facts) for path, facts in sorted(matches.items()) if facts["type"] == "file"]
    if not files:
        raise NoInputError(f"source {source.name!r}: no file matches {pattern}")
    return [
        _Named(_with_protocol(path, pattern), path.removeprefix(root).lstrip("/") or path.rpartition("/")[2], facts)
        for path, facts in files
    ]


def _facts_of(source: PathsSource, files: list[str]) -> list[dict[str, Any]]:
    """Of each file, without reading it. Raises NoInputError for the first that is not there or is refused."""
    with ThreadPoolExecutor(_ASKED_AT_ONCE) as pool:
        asked = [pool.submit(_asked_facts, file) for file in files]
        try:
            return [answer.result() for answer in asked]
        except (FileNotFoundError, PermissionError) as error:
            hint = "; do `path_lists` and `path_root` fit together?" if source.path_lists else ""
            raise NoInputError(f"source {source.name!r}: {error}{hint}") from error
        finally:
            pool.shutdown(cancel_futures=True)


@lru_cache(maxsize=1 << 18)
def _asked_facts(file: str) -> dict[str, Any]:
    """Asked once a build, though every stage looks at all its inputs: ``check_inputs`` forgets what was said before."""
    filesystem, inner = fsspec.core.url_to_fs(file)
    facts = remote_facts(filesystem, inner)
    if facts.get("type") != "file":
        raise FileNotFoundError(f"{file} is a folder")
    return facts


def _with_protocol(path: str, pattern: str) -> str:
    protocol = pattern.partition("://")[0] + "://" if "://" in pattern else ""
    return path if path.startswith(protocol) else protocol + path


def _folder_units(source: FilesSource) -> Iterator[Unit]:
    """Files that belong together stay so; hidden files and folders are left out."""
    folders: dict[str, str] = {}
    for pattern in source.paths:
        filesystem = fsspec.core.url_to_fs(pattern)[0]
        matches = filesystem.glob(pattern.rstrip("/"), detail=True)
        paths = [path for path, facts in sorted(matches.items()) if facts["type"] == "directory"]
        if not paths:
            raise NoInputError(f"source {source.name!r}: no folder matches {pattern}")
        for path in paths:
            files = {
                name.removeprefix(path).lstrip("/"): facts for name, facts in filesystem.find(path, detail=True).items()
            }
            names = [name for name in files if not any(part.startswith(".") for part in name.split("/"))]
            if not names:
                raise NoInputError(f"source {source.name!r}: {path} holds no file")
            folder = _with_protocol(path, pattern)
            for name in names:
                if name != scalar_text(name):
                    raise SourceError(
                        f"source {source.name!r}: {path}: the name {name!a} is not UTF-8; rename the file"
                    )
                if folders.setdefault(name, folder) != folder:
                    both = f"{folders[name]} and in {folder}"
                    raise SourceError(f"source {source.name!r}: {name} is in {both}; make two sources of them")
            for members in _together(names, source.files_per_part):
                facts = [(name, int(files[name]["size"]), _changed(files[name])) for name in members]
                changed = hashlib.blake2b(repr(facts).encode(), digest_size=12).hexdigest()
                yield Unit(source, folder, sum(size for _, size, _ in facts), changed, members=members)


def _together(names: list[str], files_per_part: int) -> Iterator[tuple[str, ...]]:
    members: list[str] = []
    for group in families(names):
        members += group
        if len(members) >= files_per_part:
            yield tuple(members)
            members = []
    if members:
        yield tuple(members)


def check_inputs(recipe: Recipe) -> None:
    """Raise a SourceError for the first file, column or field that the recipe names and that is not there, or a folder
    that would read the corpus itself. A build begins with it.
    """
    _asked_facts.cache_clear()
    listed.cache_clear()
    others = tuple(source for source in recipe.sources if not isinstance(source, CrawlSource))
    corpus = Corpus(recipe.corpus)
    found = units(corpus, recipe.model_copy(update={"sources": others}))
    for unit in found:
        if unit.members and _lies_in(recipe.corpus, unit.file):
            raise SourceError(
                f"source {unit.source.name!r}: the corpus {recipe.corpus} lies in {unit.file}, and would be read with "
                "it; give one of them another place"
            )
    for path in (recipe.signals.language_model, *(evaluation.path for evaluation in recipe.evaluations)):
        if path:
            file_facts(path)
    check_named(corpus, ((unit.source, unit.file) for unit in found), recipe.evaluations)


def _lies_in(place: str, folder: str) -> bool:
    (filesystem, inner), (others, outer) = fsspec.core.url_to_fs(place), fsspec.core.url_to_fs(folder)
    return bool(filesystem == others) and f"{inner}/".startswith(f"{outer.rstrip('/')}/")


def file_facts(path: str) -> tuple[int, str]:
    """Size in bytes and modification mark of one file outside the corpus."""
    filesystem, inner = fsspec.core.url_to_fs(path)
    if not filesystem.exists(inner):
        raise NoInputError(f"{path} is not there; the recipe names it")
    facts = filesystem.info(inner)
    return int(facts["size"] or 0), _changed(facts)


def _changed(facts: dict[str, Any]) -> str:
    return str(next((facts[mark] for mark in _MARKS if facts.get(mark)), ""))
