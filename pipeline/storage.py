"""A corpus: a folder (local path or fsspec url) of tables, each a set of Parquet parts.

A file is written under a temporary name and renamed when it is complete, so a part that exists is whole.
What made a part, and its ledger, travel in the Parquet footer: a part accounts for itself.
"""

import io
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import IO, Any

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq

from ..schemas.errors import WeftError
from .full_disk import NamingFile, full_disk_named
from .ledger import Ledger
from .remote import open_remote, tried

ROW_GROUP_BYTES = 8 << 20
"""A row group is closed at about this many bytes of Arrow data: the unit a reader holds in memory."""
ROW_GROUP_ROWS = 4096

_PART = re.compile(r"part-(\d{5,})-of-(\d{5,})\.parquet$")


def part_name(table: str, index: int, count: int) -> str:
    """``documents/part-00007-of-00064.parquet``."""
    return f"{table}/part-{index:05d}-of-{count:05d}.parquet"


class DamagedPartError(WeftError):
    """A file of a table whose bytes are not those that were written; the message says what to do."""


@dataclass(frozen=True)
class PartInfo:
    """What a part says of itself: rows, the key of the stage that wrote it, and its ledger."""

    rows: int
    key: str
    ledger: Ledger


@dataclass(frozen=True)
class Corpus:
    """The folder at ``root``; names below it are relative and use ``/``."""

    root: str

    @cached_property
    def _filesystem(self) -> tuple[fsspec.AbstractFileSystem, str]:
        """Listings are never kept: other processes write beside this one, and a kept one would deny their files."""
        try:
            filesystem, path = fsspec.core.url_to_fs(self.root, use_listings_cache=False)
        except TypeError:  # a file system that hands every option on, as SFTP does to its client, and keeps none
            filesystem, path = fsspec.core.url_to_fs(self.root)
        return filesystem, path.rstrip("/")

    def __getstate__(self) -> dict[str, str]:
        return {"root": self.root}

    def __setstate__(self, state: dict[str, str]) -> None:
        object.__setattr__(self, "root", state["root"])

    @property
    def fs(self) -> fsspec.AbstractFileSystem:
        """The fsspec file system that holds the corpus."""
        return self._filesystem[0]

    def path(self, name: str) -> str:
        """Full path of ``name`` on :attr:`fs`; an absolute path or url of another place stays what it is."""
        if "://" in name or name.startswith("/"):
            return name
        return f"{self._filesystem[1]}/{name}"

    def is_local(self) -> bool:
        """Whether the corpus lies on this machine's own file system."""
        return "file" in (self.fs.protocol if isinstance(self.fs.protocol, tuple) else (self.fs.protocol,))

    def is_file(self) -> bool:
        """Whether a file lies where its folder should be, or where one above that should be."""
        if not self.is_local():
            return bool(self.fs.isfile(self._filesystem[1]))
        folder = Path(self._filesystem[1])
        return any(place.is_file() for place in (folder, *folder.parents))

    def open(self, name: str) -> IO[bytes]:
        """Open for reading; ``name`` may also be an absolute path or url outside the corpus."""
        if "://" in name:
            return open_remote(*fsspec.core.url_to_fs(name))
        if name.startswith("/") and not self.is_local():
            return Path(name).open("rb")
        if self.is_local():
            return self.fs.open(self.path(name), "rb")
        return open_remote(self.fs, self.path(name))

    def exists(self, name: str) -> bool:
        """Whether ``name`` is there, whole."""
        return bool(self.fs.exists(self.path(name)))

    def remove(self, name: str) -> None:
        """Remove a file or folder if it is there."""
        if self.exists(name):
            self.fs.rm(self.path(name), recursive=True)

    def sweep(self, folder: str) -> None:
        """Remove what a killed process left half-written directly in ``folder``."""
        if self.is_local() and Path(self.path(folder)).is_dir():
            for unfinished in Path(self.path(folder)).glob(".*.tmp"):
                unfinished.unlink()

    def names(self, folder: str, suffix: str = "") -> list[str]:
        """Sorted names of the complete files directly in ``folder`` that end in ``suffix``."""
        found = (entry["name"].rstrip("/").rsplit("/", 1)[1] for entry in self._listed(folder))
        return sorted(f"{folder}/{name}" for name in found if name.endswith(suffix) and not name.startswith("."))

    def sizes(self, folder: str) -> dict[str, int]:
        """Bytes of each complete file directly in ``folder``, by name."""
        entries = (entry for entry in self._listed(folder) if entry["type"] == "file")
        return {f"{folder}/{entry['name'].rsplit('/', 1)[1]}": self._size(entry) for entry in entries}

    def _listed(self, folder: str) -> list[dict[str, Any]]:
        """What lies directly in ``folder``, as the file system says; nothing where it is not there."""
        path = self.path(folder)
        try:
            if self.is_local():
                return list(self.fs.ls(path, detail=True))
            return list(tried(self.fs.unstrip_protocol(path), lambda: self.fs.ls(path, detail=True)))
        except FileNotFoundError:
            return []

    def _size(self, entry: dict[str, Any]) -> int:
        """Bytes of a listed file; some stores, such as plain HTTP, list names alone and have to be asked."""
        return int(self.fs.size(entry["name"]) if entry["size"] is None else entry["size"])

    @contextmanager
    def create(self, name: str) -> Iterator[IO[bytes]]:
        """Open for writing; the file appears under ``name`` only when the block ends without an error."""
        path = self.path(name)
        folder, _, base = path.rpartition("/")
        self.fs.makedirs(folder, exist_ok=True)
        if not self.is_local():  # uploaded when it is whole: closing a remote stream after an error would publish half
            with tempfile.NamedTemporaryFile() as stream:
                yield stream
                stream.flush()
                self.fs.put_file(stream.name, path)
            return
        temporary = Path(folder, f".{base}.{os.getpid()}.tmp")
        try:
            with io.BufferedWriter(NamingFile(temporary, "wb", self.root)) as stream:
                yield stream
                stream.flush()
                with full_disk_named(self.root):
                    os.fsync(stream.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)

    def write(self, name: str, payload: bytes) -> None:
        """Write a small file at once."""
        with self.create(name) as stream:
            stream.write(payload)

    def read(self, name: str) -> bytes:
        """All bytes of a small file."""
        with self.open(name) as stream:
            return stream.read()

    def write_json(self, name: str, value: Any) -> None:
        """Write JSON with sorted keys, so equal values are equal bytes."""
        self.write(name, json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False).encode() + b"\n")

    def read_json(self, name: str) -> Any:
        """Read a JSON file."""
        return json.loads(self.read(name))

    def publish(self, local: str | Path, name: str) -> None:
        """Move a finished local file into the corpus."""
        path = self.path(name)
        self.fs.makedirs(path.rpartition("/")[0], exist_ok=True)
        if not self.is_local():
            self.fs.put_file(str(local), path)
        elif Path(local).stat().st_dev == Path(path).parent.stat().st_dev:
            Path(local).replace(path)
            return
        else:
            with Path(local).open("rb") as source, self.create(name) as target:
                shutil.copyfileobj(source, target, 1 << 20)
        Path(local).unlink()

    def parts(self, table: str) -> list[str]:
        """Names of the parts of ``table``, in order; empty when the table is not there or not complete."""
        matches = [match for name in self.names(table, ".parquet") if (match := _PART.search(name))]
        count = int(matches[0][2]) if matches else 0
        names = [part_name(table, index, count) for index in range(count)]
        return names if set(names) == {match.string for match in matches} else []

    @contextmanager
    def part(self, name: str) -> Iterator[pq.ParquetFile]:
        """Open a part; buffers only the row group that is being read.

        Raises:
            DamagedPartError: its bytes are not those that were written.
        """
        try:
            with self.open(name) as stream:
                yield pq.ParquetFile(stream, pre_buffer=False, page_checksum_verification=True)
        except (pa.ArrowInvalid, OSError) as error:
            if isinstance(error, OSError) and (isinstance(error, WeftError) or error.errno or error.args[1:]):
                raise  # the file system's
            again = "; delete it and build again: it is made anew" if _PART.search(name) else ""
            said = str(error).strip().partition("\n")[0]
            raise DamagedPartError(f"{name} in {self.root} is damaged ({said}){again}") from error

    def info(self, name: str) -> PartInfo | None:
        """What the part says of itself; None when it is not there, is damaged or was not written by a stage."""
        try:
            with self.open(name) as stream:
                metadata = pq.read_metadata(stream)
        except (pa.ArrowInvalid, OSError):
            return None
        extra = metadata.metadata or {}
        if b"weft.key" not in extra:
            return None
        ledger = Ledger.from_json(json.loads(extra[b"weft.ledger"]))
        return PartInfo(metadata.num_rows, extra[b"weft.key"].decode(), ledger)

    def extra(self, name: str) -> dict[str, str]:
        """All that the footer of a part says, by name."""
        with self.open(name) as stream:
            metadata = pq.read_metadata(stream).metadata or {}
        return {key.decode(): value.decode("utf-8", "replace") for key, value in metadata.items()}

    def batches(self, name: str, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Row group by row group, one batch each (empty ones too)."""
        with self.part(name) as file:
            for group in range(file.num_row_groups):
                table = file.read_row_group(group, columns=columns, use_threads=False).combine_chunks()
                batches = table.to_batches()
                yield batches[0] if batches else pa.RecordBatch.from_pylist([], schema=table.schema)

    def table(self, name: str, columns: list[str] | None = None) -> pa.Table:
        """A whole part in memory: for parts of ids and numbers, or for a person looking."""
        with self.part(name) as file:
            return file.read(columns=columns, use_threads=False)

    @contextmanager
    def writing(self, name: str, schema: pa.Schema, key: str) -> Iterator["PartWriter"]:
        """Write a part: it appears, with its ledger in the footer, when the block ends without an error."""
        with self.create(name) as stream:
            writer = PartWriter(stream, schema)
            try:
                yield writer
                writer.close(key)
            except BaseException:
                writer.abandon()
                raise


@dataclass
class PartWriter:
    """Rows of one part on their way to Parquet."""

    stream: IO[bytes]
    schema: pa.Schema
    ledger: Ledger = field(default_factory=Ledger)
    extra: dict[str, str] = field(default_factory=dict)
    """What else the footer is to say, by name."""
    _rows: list[dict[str, Any]] = field(default_factory=list)
    _row_bytes: int = 0

    def __post_init__(self) -> None:
        self._writer = pq.ParquetWriter(
            self.stream,
            self.schema,
            compression="zstd",
            use_dictionary=True,
            write_page_checksum=True,
            write_statistics=False,
            store_schema=True,
        )

    def batch(self, batch: pa.RecordBatch | pa.Table) -> None:
        """Write one batch as one row group: aligned tables keep the row groups of their documents."""
        self.flush()
        self._writer.write_table(
            pa.Table.from_batches([batch]) if isinstance(batch, pa.RecordBatch) else batch,
            row_group_size=max(batch.num_rows, 1),
        )

    def row(self, row: dict[str, Any], size_bytes: int = 256) -> None:
        """Add one row; ``size_bytes`` is its rough size, by which row groups are closed."""
        self._rows.append(row)
        self._row_bytes += size_bytes
        if len(self._rows) >= ROW_GROUP_ROWS or self._row_bytes >= ROW_GROUP_BYTES:
            self.flush()

    def flush(self) -> None:
        """Close the row group that is being filled."""
        if self._rows:
            table = pa.Table.from_pylist(self._rows, schema=self.schema)
            self._rows, self._row_bytes = [], 0
            self._writer.write_table(table, row_group_size=table.num_rows)

    def abandon(self) -> None:
        """Let go of the half-written part; its file never gets its name."""
        self._writer.close()

    def close(self, key: str) -> None:
        """Write the footer."""
        self.flush()
        self._writer.add_key_value_metadata(
            {"weft.key": key, "weft.ledger": json.dumps(self.ledger.to_json(), sort_keys=True), **self.extra}
        )
        self._writer.close()


def table_bytes(table: pa.Table) -> bytes:
    """A small table as Parquet bytes, for files that are not parts."""
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue()
