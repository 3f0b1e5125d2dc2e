"""What became of the visits of a group, a line each, on disk until the group is published.

A line is written when its visit is over, after the captures of the visit, and is handed to the system at once. What was
handed over outlives the process: the next one goes on behind the last whole line. Links are in the lines and are read
from there when all are written, since a site's links take more room than its outcomes.
"""

import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, overload

from zlib_ng import zlib_ng

from .budget import Used
from .visit import FoundLinks, Visit, Visited, VisitKind, VisitOutcome
from .warc import SpooledCapture

_FORMAT = 1
_NO_LINKS = FoundLinks()
_AS_JSON = json.JSONEncoder(separators=(",", ":")).encode


class LinksPlace(NamedTuple):
    """The line of a journal that holds the links of a visit."""

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
    """The lines of one group's visits."""

    def __init__(self, file: io.FileIO, key: str, take_up: Callable[[Ended, LinksPlace], bool]) -> None:
        """Goes on with the journal in ``file``, open to append and read, which is closed with this one.

        ``take_up`` is given what an earlier process wrote, line by line, and says whether it can be used. From the
        first line on that can't, or is not whole, the journal is cut off: all of it where another key began it.
        """
        self._file = file
        self._end = 0
        head = _line({"format": _FORMAT, "key": key})
        file.seek(0)
        lines = io.BufferedReader(file)
        if lines.readline() == head:
            self._end = len(head)
            self._go_on(lines, take_up)
        lines.detach()
        file.truncate(self._end)
        if not self._end:
            self._append(head)

    def _go_on(self, lines: Iterable[bytes], take_up: Callable[[Ended, LinksPlace], bool]) -> None:
        for line in lines:
            try:
                ended = _ended(_parsed(line))
            except (ValueError, LookupError, TypeError):
                return
            if not take_up(ended, self._place(line, ended.links)):
                return
            self._end += len(line)

    def write(self, ended: Ended) -> LinksPlace:
        """Append a visit."""
        line = _line(_spelled(ended))
        place = self._place(line, ended.links)
        self._append(line)
        return place

    def _append(self, line: bytes) -> None:
        self._end += len(line)
        while line:
            line = line[self._file.write(line) :]

    def _place(self, line: bytes, links: FoundLinks) -> LinksPlace:
        return LinksPlace(self._end, len(line) if links.pages or links.media or links.sitemaps else 0)

    def read(self, place: LinksPlace) -> FoundLinks:
        """The links of a visit. Raises OSError where the file is no longer what was written."""
        if not place.length:
            return FoundLinks()
        self._file.seek(place.start)
        try:
            return FoundLinks(*_parsed(self._file.read(place.length))["links"])
        except (ValueError, LookupError, TypeError) as error:
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


def _line(value: Any) -> bytes:
    """A value as one line of JSON behind its checksum."""
    data = _AS_JSON(value).encode()
    return b"%08x %b\n" % (zlib_ng.crc32(data), data)


def _parsed(line: bytes) -> Any:
    """The value of a line. Raises ValueError for one that is cut or damaged."""
    data = line[9:-1]
    if line != b"%08x %b\n" % (zlib_ng.crc32(data), data):
        raise ValueError("a line of the journal is not whole")
    return json.loads(data)


def _spelled(ended: Ended) -> dict[str, Any]:
    visited, used, said = ended.visited, ended.used, ended.said
    return {
        "host": ended.host,
        "url": visited.visit.url,
        "kind": visited.visit.kind,
        "outcome": visited.outcome,
        "status": visited.status,
        "final_url": visited.final_url,
        "attempts": visited.attempts,
        "redirects": visited.redirects,
        "captures": [[c.start, c.response, c.end, c.payload_bytes, c.checksum] for c in ended.captures],
        "used": [used.failures, used.closed, used.captured_bytes, used.spent_s],
        "text": said.decode("latin-1") if isinstance(said, bytes) else None,
        "refusal": said if isinstance(said, VisitOutcome) else None,
        "ended_at": ended.ended_at,
        "links": [ended.links.pages, ended.links.media, ended.links.sitemaps],
    }


def _ended(said: dict[str, Any]) -> Ended:
    """What ``_spelled`` spelled; of the visit its url and kind. Raises ValueError, LookupError, TypeError."""
    visited = Visited(
        visit=Visit(said["url"], VisitKind(said["kind"])),
        outcome=said["outcome"],
        status=said["status"],
        final_url=said["final_url"],
        attempts=said["attempts"],
        redirects=said["redirects"],
        links=_NO_LINKS,
    )
    text, refusal = said["text"], said["refusal"]
    return Ended(
        host=said["host"],
        visited=visited,
        captures=[SpooledCapture(*capture) for capture in said["captures"]],
        links=FoundLinks(*said["links"]),
        used=Used(*said["used"]),
        said=VisitOutcome(refusal) if refusal is not None else None if text is None else text.encode("latin-1"),
        ended_at=said["ended_at"],
    )
