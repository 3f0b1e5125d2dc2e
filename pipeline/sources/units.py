"""The files a corpus is read from, in order: each is one part of ``documents`` and all that lines up with it."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import astuple, dataclass, field, replace
from functools import lru_cache
from typing import Any

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
from fsspec.implementations.local import LocalFileSystem

from ...schemas.errors import WeftError
from ...schemas.recipe import CrawlSource, PathsSource, Recipe, Source
from ...schemas.sets import FilesSource, WarcIndexSource
from ..extract.decode import scalar_text
from ..remote import open_remote, remote_facts
from ..storage import Corpus
from .capture import SourceError
from .files import families
from .folder_entries import FolderEntry, folder_entries, version_mark
from .path_lists import by_hash, listed

_ASKED_AT_ONCE = 32
_BROKEN_LINK = "broken link"
_MAGIC = re.compile(r"[*?\[]")


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
    reasons: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Of members that are not read, as ``folder_entries`` has them."""
    rows: tuple[int, int] = (0, 0)
    """First row, and the one after the last, of an index of records."""


class NoInputError(WeftError, FileNotFoundError):
    """A source names files that are not there, may not be read, or are all empty."""


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
    facts_of_each = [answers.get(file.file, file.facts) for file in named]
    if named and all(facts.get("size") == 0 for facts in facts_of_each):
        first = named[0].file
        said = f"{first} is empty" if len(named) == 1 else f"all {len(named):,} files are empty, the first is {first}"
        raise NoInputError(f"source {source.name!r}: {said}; name other files, or take the source out of the recipe")
    units_ = []
    for file, facts in zip(named, facts_of_each, strict=True):
        unit = Unit(source, file.file, int(facts.get("size") or 0), version_mark(facts), file.label)
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
    matches = {inner: filesystem.info(inner)} if literal else _globbed(filesystem, pattern)
    root = (inner if literal else _MAGIC.split(inner, maxsplit=1)[0]).rpartition("/")[0]
    files = [
        (path, facts)
        for path, facts in matches.items()
        if facts["type"] == "file" or (facts["type"] == _BROKEN_LINK and not path.rpartition("/")[2].startswith("."))
    ]  # editors lock a file by a hidden link beside it
    if not files:
        raise NoInputError(f"source {source.name!r}: no file matches {pattern}")
    for path, facts in files:
        _check_name(source, path)
        if facts["type"] == _BROKEN_LINK:
            raise NoInputError(f"source {source.name!r}: the link {path} leads to no file; mend it or remove it")
    return [
        _Named(_with_protocol(path, pattern), path.removeprefix(root).lstrip("/") or path.rpartition("/")[2], facts)
        for path, facts in files
    ]


def _globbed(filesystem: fsspec.AbstractFileSystem, pattern: str) -> dict[str, dict[str, Any]]:
    """What a pattern matches by name, and the facts of each; of a link they are those of what it leads to."""
    found = sorted(filesystem.glob(pattern, detail=True).items())
    return {path: _led_to(filesystem, path) if facts.get("islink") else facts for path, facts in found}


def _led_to(filesystem: fsspec.AbstractFileSystem, link: str) -> dict[str, Any]:
    try:
        return dict(filesystem.info(link))
    except PermissionError:
        raise
    except OSError:  # there is nothing, or the link itself
        return {"type": _BROKEN_LINK}


def _check_name(source: Source, path: str) -> None:
    if path != scalar_text(path):
        raise SourceError(f"source {source.name!r}: the name {path!a} is not UTF-8; rename it")


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
    """Asked once a build, though every stage looks at all its inputs."""
    filesystem, inner = fsspec.core.url_to_fs(file)
    facts = remote_facts(filesystem, inner)
    if facts.get("type") != "file":
        what = "a folder" if facts.get("type") == "directory" else "no regular file"
        raise FileNotFoundError(f"{file} is {what}")
    return facts


def _with_protocol(path: str, pattern: str) -> str:
    protocol = pattern.partition("://")[0] + "://" if "://" in pattern else ""
    return path if path.startswith(protocol) else protocol + path


def _folder_units(source: FilesSource) -> Iterator[Unit]:
    """Files that belong together stay so; hidden files and folders are left out."""
    folders: dict[str, str] = {}
    for pattern in source.paths:
        filesystem = fsspec.core.url_to_fs(pattern)[0]
        matches = _globbed(filesystem, pattern.rstrip("/"))
        paths = [path for path, facts in matches.items() if facts["type"] == "directory"]
        if not paths:
            raise NoInputError(f"source {source.name!r}: no folder matches {pattern}")
        for path in paths:
            _check_name(source, path)
            entries = _entries(source, filesystem, path)
            folder = _with_protocol(path, pattern)
            for name in entries:
                if folders.setdefault(name, folder) != folder:
                    both = f"{folders[name]} and in {folder}"
                    raise SourceError(f"source {source.name!r}: {name} is in {both}; make two sources of them")
            for members in _together(list(entries), source.files_per_part):
                facts = [(name, *astuple(entries[name])) for name in members]
                changed = hashlib.blake2b(repr(facts).encode(), digest_size=12).hexdigest()
                size_bytes = sum(entries[name].size_bytes for name in members)
                reasons = {name: entries[name].reason for name in members if entries[name].reason}
                yield Unit(source, folder, size_bytes, changed, members=members, reasons=reasons)


def _entries(source: FilesSource, filesystem: fsspec.AbstractFileSystem, path: str) -> dict[str, FolderEntry]:
    try:
        entries = folder_entries(filesystem, path)
    except PermissionError as error:
        if not isinstance(filesystem, LocalFileSystem):
            raise
        raise NoInputError(f"source {source.name!r}: {no_permission(path)}") from error
    if not entries:
        raise NoInputError(f"source {source.name!r}: {path} holds no file")
    return entries


def _together(names: list[str], files_per_part: int) -> Iterator[tuple[str, ...]]:
    members: list[str] = []
    for group in families(names):
        members += group
        if len(members) >= files_per_part:
            yield tuple(members)
            members = []
    if members:
        yield tuple(members)


def forget_facts() -> None:
    """Ask for the facts of files, and read lists of paths, anew: a build begins with it."""
    _asked_facts.cache_clear()
    listed.cache_clear()


def file_facts(path: str) -> tuple[int, str]:
    """Size in bytes and modification mark of one file outside the corpus."""
    filesystem, inner = fsspec.core.url_to_fs(path)
    if not filesystem.exists(inner):
        raise NoInputError(f"{path} is not there; the recipe names it")
    facts = filesystem.info(inner)
    return int(facts["size"] or 0), version_mark(facts)


def no_permission(path: str) -> str:
    """What is said of a file or folder that may not be read."""
    return f"{path}: no permission to read it; `chmod` it, or build as a user who has it"
