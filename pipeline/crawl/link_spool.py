"""What visits point at, on disk until their group is published: a site's links take more room than its outcomes."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, overload

from .visit import FoundLinks, Visited


class LinksPlace(NamedTuple):
    """Where the links of one visit lie in a spool."""

    start: int
    length: int
    """Bytes; 0 for a visit that points at nothing."""


class LinkSpool:
    """The links of one group's visits, each written once and read when all are written."""

    def __init__(self, path: Path) -> None:
        """``path`` is where the spool lies until it is closed."""
        self._path = path
        self._file = path.open("w+b")
        self._end = 0

    def write(self, links: FoundLinks) -> LinksPlace:
        """Appends the links of a visit."""
        if not (links.pages or links.media or links.sitemaps):
            return LinksPlace(self._end, 0)
        data = json.dumps([links.pages, links.media, links.sitemaps]).encode()
        self._file.write(data)
        place = LinksPlace(self._end, len(data))
        self._end += len(data)
        return place

    def read(self, place: LinksPlace) -> FoundLinks:
        """The links of a visit. Raises OSError where the file is shorter than what was written."""
        if not place.length:
            return FoundLinks()
        self._file.seek(place.start)
        data = self._file.read(place.length)
        if len(data) < place.length:
            raise OSError(f"a spool file of links ends {place.length - len(data)} bytes early")
        return FoundLinks(*json.loads(data))

    def close(self) -> None:
        """Forgets all links."""
        self._file.close()
        self._path.unlink(missing_ok=True)


class VisitsWithLinks(Sequence[Visited]):
    """Visits whose links are read when one is taken, and kept by nobody but its taker."""

    def __init__(self, visited: Sequence[Visited], places: Sequence[LinksPlace], spool: LinkSpool) -> None:
        self._visited = visited
        self._places = places
        self._spool = spool

    def __len__(self) -> int:
        return len(self._visited)

    @overload
    def __getitem__(self, index: int) -> Visited: ...

    @overload
    def __getitem__(self, index: slice) -> "VisitsWithLinks": ...

    def __getitem__(self, index: int | slice) -> "Visited | VisitsWithLinks":
        if isinstance(index, slice):
            return VisitsWithLinks(self._visited[index], self._places[index], self._spool)
        return replace(self._visited[index], links=self._spool.read(self._places[index]))
