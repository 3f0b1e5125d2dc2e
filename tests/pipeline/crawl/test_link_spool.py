from pathlib import Path

import pytest

from weft.pipeline.crawl.link_spool import LinkSpool, VisitsWithLinks
from weft.pipeline.crawl.visit import FoundLinks, Visit, Visited

LINKS = [
    FoundLinks(["http://a.example/1", "http://a.example/2"], ["http://a.example/m.png"]),
    FoundLinks(),
    FoundLinks(sitemaps=["http://a.example/sitemap.xml"]),
    FoundLinks(['http://a.example/",\n\udcff']),
]


@pytest.fixture
def spool(tmp_path: Path) -> LinkSpool:
    return LinkSpool(tmp_path / "links")


def test_links_are_read_as_they_were_written_in_any_order(spool: LinkSpool) -> None:
    places = [spool.write(links) for links in LINKS]
    for number in (3, 0, 2, 1, 0):
        assert spool.read(places[number]) == LINKS[number]


def test_visits_have_their_links_whenever_they_are_taken(spool: LinkSpool) -> None:
    places = [spool.write(links) for links in LINKS]
    plain = [Visited(Visit(f"http://a.example/from/{number}"), "captured") for number in range(4)]
    visited = VisitsWithLinks(plain, places, spool)
    assert len(visited) == 4
    for _ in range(2):
        assert [(one.visit.url[-1], one.links) for one in visited] == list(zip("0123", LINKS, strict=True))
    assert [one.links for one in visited[2:]] == LINKS[2:]
    assert visited[-1].links == LINKS[3]
    assert [one.links for one in plain] == [FoundLinks()] * 4


def test_a_spool_that_is_cut_is_an_error_and_a_closed_one_is_gone(spool: LinkSpool, tmp_path: Path) -> None:
    place = spool.write(LINKS[0])
    spool.read(place)
    (tmp_path / "links").write_bytes(b"[")
    with pytest.raises(OSError, match="ends"):
        spool.read(place)
    spool.close()
    assert list(tmp_path.iterdir()) == []
