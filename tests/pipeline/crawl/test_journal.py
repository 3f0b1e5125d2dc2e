import io
import struct
from pathlib import Path

import pytest

from weft.pipeline.crawl.budget import Used
from weft.pipeline.crawl.journal import Ended, LinksPlace, VisitJournal, VisitsWithLinks
from weft.pipeline.crawl.visit import FoundLinks, Visit, Visited, VisitKind, VisitOutcome
from weft.pipeline.crawl.warc import SpooledCapture

LINKS = [
    FoundLinks(["http://a.example/1", "http://a.example/2"], ["http://a.example/m.png"]),
    FoundLinks(),
    FoundLinks(sitemaps=["http://a.example/sitemap.xml"]),
    FoundLinks(['http://a.example/",\n\udcff']),
]
ROBOTS = Visit("http://a.example/robots.txt", VisitKind.ROBOTS)
ENDED = [
    Ended(
        host="a.example",
        visited=Visited(ROBOTS, "captured", 200, "http://a.example/robots.txt", 1, 0),
        captures=[SpooledCapture(0, 300, 700, 26, 0xDEADBEEF)],
        links=LINKS[2],
        used=Used(0, False, 26, 0.25),
        said=b"User-agent: *\nDisallow: \xff\n",
        ended_at=1_700_000_000.5,
    ),
    Ended(
        host="b.example:8080",
        visited=Visited(Visit("http://b.example:8080/"), "http_503", 503, "http://b.example:8080/x", 4, 1),
        captures=[],
        links=FoundLinks(),
        used=Used(3, True, 0, 9.5),
        said=VisitOutcome.ROBOTS_UNREACHABLE,
        ended_at=1_700_000_001.0,
    ),
    Ended(
        host="a.example",
        visited=Visited(Visit("http://a.example/"), "captured", 200, "http://a.example/", 1, 0),
        captures=[SpooledCapture(700, 900, 1000, 5, 1), SpooledCapture(1000, 1100, 1200, 7, 2)],
        links=LINKS[0],
        used=Used(0, False, 38, 1.5),
        said=None,
        ended_at=1_700_000_002.0,
    ),
]


def ended(links: FoundLinks) -> Ended:
    return Ended("a.example", Visited(Visit("http://a.example/"), "captured"), [], links, Used(), None, 0.0)


def opened(path: Path, key: str = "key", at_most: int = 100) -> tuple[VisitJournal, list[Ended], list[LinksPlace]]:
    """The journal at ``path``, and what is taken up of its entries: ``at_most`` so many."""
    taken: list[Ended] = []
    places: list[LinksPlace] = []

    def take_up(ended: Ended, place: LinksPlace) -> bool:
        if len(taken) == at_most:
            return False
        taken.append(ended)
        places.append(place)
        return True

    return VisitJournal(io.FileIO(path, "a+"), key, take_up), taken, places


@pytest.fixture
def journal(tmp_path: Path) -> VisitJournal:
    return opened(tmp_path / "journal")[0]


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A journal of three visits, whose process did not close it."""
    path = tmp_path / "journal"
    journal, _, _ = opened(path)
    for one in ENDED:
        journal.write(one)
    return path


def entries(path: Path) -> list[bytes]:
    """The first entry of a journal, which says whose it is, and those of its visits."""
    data, found = path.read_bytes(), []
    while data:
        (length,) = struct.unpack("<I", data[:4])
        found.append(data[: 8 + length])
        data = data[8 + length :]
    return found


def without_links(ended: Ended) -> tuple[object, ...]:
    return ended.host, ended.visited, ended.captures, ended.used, ended.said, ended.ended_at


def test_links_are_read_as_they_were_written_in_any_order(journal: VisitJournal) -> None:
    places = [journal.write(ended(links)) for links in LINKS]
    for number in (3, 0, 2, 1, 0):
        assert journal.read(places[number]) == LINKS[number]


def test_visits_have_their_links_whenever_they_are_taken(journal: VisitJournal) -> None:
    places = [journal.write(ended(links)) for links in LINKS]
    plain = [Visited(Visit(f"http://a.example/from/{number}"), "captured") for number in range(4)]
    visited = VisitsWithLinks(plain, places, journal)
    assert len(visited) == 4
    for _ in range(2):
        assert [(one.visit.url[-1], one.links) for one in visited] == list(zip("0123", LINKS, strict=True))
    assert [one.links for one in visited[2:]] == LINKS[2:]
    assert visited[-1].links == LINKS[3]
    assert [one.links for one in plain] == [FoundLinks()] * 4


def test_a_journal_that_is_cut_while_it_is_read_is_an_error(journal: VisitJournal, tmp_path: Path) -> None:
    place = journal.write(ended(LINKS[0]))
    assert journal.read(place) == LINKS[0]
    (tmp_path / "journal").write_bytes(b"[")
    with pytest.raises(OSError, match="damaged"):
        journal.read(place)


def test_all_that_was_written_is_taken_up_by_the_next_process(written: Path) -> None:
    journal, taken, places = opened(written)
    assert [without_links(one) for one in taken] == [without_links(one) for one in ENDED]
    assert [journal.read(place) for place in places] == [LINKS[2], FoundLinks(), LINKS[0]]
    place = journal.write(ended(LINKS[3]))
    assert journal.read(place) == LINKS[3]
    assert len(opened(written)[1]) == 4


@pytest.mark.parametrize("cut_bytes", [1, 100, -1, -7, -9])
def test_a_torn_last_entry_is_cut_off(written: Path, cut_bytes: int) -> None:
    whole = written.read_bytes()
    last = len(entries(written)[-1])
    written.write_bytes(whole[: len(whole) - (cut_bytes if cut_bytes > 0 else last + cut_bytes)])
    journal, taken, _ = opened(written)
    assert len(taken) == 2
    journal.write(ENDED[2])
    assert written.read_bytes() == whole


@pytest.mark.parametrize("zeros", [False, True])
def test_nothing_behind_a_damaged_entry_is_taken_up(written: Path, zeros: bool) -> None:
    whole = entries(written)
    damaged = bytes(len(whole[2])) if zeros else whole[2].replace(b"http_503", b"http_403")
    written.write_bytes(b"".join([*whole[:2], damaged, whole[3]]))
    assert len(opened(written)[1]) == 1
    assert written.read_bytes() == b"".join(whole[:2])


def test_nothing_behind_an_entry_that_is_refused_is_taken_up(written: Path) -> None:
    whole = entries(written)
    assert len(opened(written, at_most=2)[1]) == 2
    assert written.read_bytes() == b"".join(whole[:3])


@pytest.mark.parametrize("before", [b"", b"\0" * 4096, b"no journal\n", b"\xff" * 9])
def test_what_is_no_journal_is_begun_anew(tmp_path: Path, before: bytes) -> None:
    path = tmp_path / "journal"
    path.write_bytes(before)
    journal, taken, _ = opened(path)
    assert taken == []
    journal.write(ENDED[0])
    assert len(opened(path)[1]) == 1


def test_another_key_begins_anew(written: Path) -> None:
    assert opened(written, key="other")[1] == []
    assert opened(written)[1] == []
