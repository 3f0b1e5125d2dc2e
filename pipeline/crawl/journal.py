"""What became of the visits of a group, an entry each, on disk until the group is published.

An entry is written when its visit is over, after the captures of the visit, and is handed to the system at once. What
was handed over outlives the process: the next one goes on behind the last whole entry. Links are in the entries and are
read from there when all are written, since a site's links take more room than its outcomes.

Before each entry, in msgpack, stand its length and its CRC-32. The first one says which crawl the journal is of.
"""

import io
import os
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, overload

import msgpack
from zlib_ng import zlib_ng

from .budget import Used
from .visit import FoundLinks, Visit, Visited, VisitKind, VisitOutcome
from .warc import SpooledCapture

_FORMAT = 1
_PACKER = msgpack.Packer(unicode_errors="surrogatepass")
_HEAD = struct.Struct("<II")
_BROKEN = (ValueError, LookupError, TypeError, msgpack.UnpackException)
"""What comes of reading an entry that is not one."""


class LinksPlace(NamedTuple):
    """The entry of a journal that holds the links of a visit."""

    start: int
    length: int
    """Bytes; 0 for a visit that points at nothing."""


@dataclass(slots=True)
class SpooledVisit:
    """A visit that is over, whose captures still lie in its host's spool, and its links in the group's journal."""

    visited: Visited
    captures: list[SpooledCapture]
    links: LinksPlace


@dataclass(frozen=True, slots=True)
class Ended:
    """A visit that is over, and what it left for later visits of its host."""

    host: str
    visited: Visited
    """Without links and the places of captures."""
    captures: list[SpooledCapture]
    links: FoundLinks
    used: Used
    said: bytes | VisitOutcome | None
    """Of a robots.txt its text, empty where there is none, or why nothing may be asked for; of a file about opt-outs
    its text, None where there is none."""
    ended_at: float
    """Seconds since 1970."""


class VisitJournal:
    """The entries of one group's visits."""

    def __init__(self, file: io.FileIO, key: str, take_up: Callable[[Ended, LinksPlace], bool]) -> None:
        """Goes on with the journal in ``file``, open to append and read, which is closed with this one.

        ``take_up`` is given what an earlier process wrote, one by one, and says whether it can be used. From the first
        entry on that can't, or is not whole, the journal is cut off: all of it where another key began it.
        """
        self._file = file
        self._end = 0
        first = _PACKER.pack([_FORMAT, key])
        for data in _whole_entries(file):
            if not (self._is_taken(data, take_up) if self._end else data == first):
                break
            self._end += _HEAD.size + len(data)
        file.truncate(self._end)
        if not self._end:
            self._append(first)

    def _is_taken(self, data: bytes, take_up: Callable[[Ended, LinksPlace], bool]) -> bool:
        try:
            ended = _ended(_unpacked(data))
        except _BROKEN:
            return False
        return take_up(ended, self._place(data, ended.links))

    def write(self, ended: Ended) -> LinksPlace:
        """Append a visit."""
        data = _packed(ended)
        place = self._place(data, ended.links)
        self._append(data)
        return place

    def _append(self, data: bytes) -> None:
        entry = _HEAD.pack(len(data), zlib_ng.crc32(data)) + data
        self._end += len(entry)
        while entry:
            entry = entry[self._file.write(entry) :]

    def _place(self, data: bytes, links: FoundLinks) -> LinksPlace:
        """The next entry's, which is to hold these links."""
        has_links = links.pages or links.media or links.sitemaps
        return LinksPlace(self._end + _HEAD.size, len(data) if has_links else 0)

    def read(self, place: LinksPlace) -> FoundLinks:
        """The links of a visit. Raises OSError where the file is no longer what was written."""
        if not place.length:
            return FoundLinks()
        self._file.seek(place.start)
        try:
            return FoundLinks(*_unpacked(self._file.read(place.length))[-1])
        except _BROKEN as error:
            raise OSError(f"the journal of visits is damaged at byte {place.start}") from error

    def close(self) -> None:
        """Write and read no more."""
        self._file.close()


class VisitsWithLinks(Sequence[Visited]):
    """Visits whose links are read when one is taken, and kept by nobody but its taker."""

    def __init__(self, visited: Sequence[Visited], places: Sequence[LinksPlace], journal: VisitJournal) -> None:
        self._visited = visited
        self._places = places
        self._journal = journal

    def __len__(self) -> int:
        return len(self._visited)

    @overload
    def __getitem__(self, index: int) -> Visited: ...

    @overload
    def __getitem__(self, index: slice) -> "VisitsWithLinks": ...

    def __getitem__(self, index: int | slice) -> "Visited | VisitsWithLinks":
        if isinstance(index, slice):
            return VisitsWithLinks(self._visited[index], self._places[index], self._journal)
        return replace(self._visited[index], links=self._journal.read(self._places[index]))


def _whole_entries(file: io.FileIO) -> Iterator[bytes]:
    """The entries of a file in order, up to the first that is cut or damaged."""
    left = os.fstat(file.fileno()).st_size
    file.seek(0)
    buffered = io.BufferedReader(file)
    try:
        while left >= _HEAD.size:
            length, checksum = _HEAD.unpack(buffered.read(_HEAD.size))
            left -= _HEAD.size + length
            data = buffered.read(length) if left >= 0 else b""
            if len(data) < length or zlib_ng.crc32(data) != checksum:
                return
            yield data
    finally:
        buffered.detach()


def _unpacked(data: bytes) -> Any:
    """What an entry holds. Raises one of _BROKEN."""
    return msgpack.unpackb(data, unicode_errors="surrogatepass")


def _packed(ended: Ended) -> bytes:
    visited, used, said, links = ended.visited, ended.used, ended.said, ended.links
    entry = (
        ended.host,
        visited.visit.url,
        visited.visit.kind,
        visited.outcome,
        visited.status,
        visited.final_url,
        visited.attempts,
        visited.redirects,
        [(one.start, one.response, one.end, one.payload_bytes, one.checksum) for one in ended.captures],
        (used.failures, used.closed, used.captured_bytes, used.spent_s),
        said,
        ended.ended_at,
        (links.pages, links.media, links.sitemaps),
    )
    return bytes(_PACKER.pack(entry))


def _ended(entry: Any) -> Ended:
    """What ``_packed`` packed; of the visit its url and kind. Raises one of _BROKEN."""
    host, url, kind, outcome, status, final_url, attempts, redirects, captures, used, said, ended_at, links = entry
    return Ended(
        host=host,
        visited=Visited(Visit(url, VisitKind(kind)), outcome, status, final_url, attempts, redirects),
        captures=[SpooledCapture(*capture) for capture in captures],
        links=FoundLinks(*links),
        used=Used(*used),
        said=VisitOutcome(said) if isinstance(said, str) else said,
        ended_at=ended_at,
    )
