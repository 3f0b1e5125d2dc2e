from collections import Counter

import pytest

from weft.pipeline.crawl.frontier import NextRound, next_round, spaces_of
from weft.pipeline.crawl.seen import SeenUrls
from weft.pipeline.crawl.tables import queue_table, visited_table
from weft.pipeline.crawl.traps import spaces, without_session
from weft.pipeline.crawl.visit import FoundLinks, Visit, Visited, VisitOutcome
from weft.schemas.recipe import CrawlSource

BASE = "http://example.org"


@pytest.mark.parametrize(
    ("url", "bare"),
    [
        ("/shop;jsessionid=0A1B2C3D4E5F?x=1", "/shop?x=1"),
        ("/(S(lit3py55t21z5v55vlm25s55))/orders.aspx", "/orders.aspx"),
        ("/a?PHPSESSID=2f1c9d8e7a6b5c4d&page=2", "/a?page=2"),
        ("/a?page=2&sid=2f1c9d8e7a6b", "/a?page=2"),
        ("/a?osCsid=9f8e7d6c5b4a3", "/a"),
        ("/a?sid=2", "/a?sid=2"),
        ("/a?session=spring", "/a?session=spring"),
        ("/a?page=2&sort=", "/a?page=2&sort="),
        ("/wiki/Set_(S)/x", "/wiki/Set_(S)/x"),
    ],
)
def test_session_ids_are_taken_out_and_nothing_else(url: str, bare: str) -> None:
    assert without_session(BASE + url) == BASE + bare


@pytest.mark.parametrize(
    ("url", "calendar"),
    [
        ("/calendar/2031/05/", True),
        ("/events/2031-05-12/", True),
        ("/month/2024", True),
        ("/index.php?month=5&year=2031", True),
        ("/x?tribe-bar-date=2031-05-01", True),
        ("/2019/05/12/a-story-of-lamps", False),
        ("/events/summer-fair", False),
        ("/list?page=20", False),
        ("/x?date=yesterday", False),
    ],
)
def test_calendars_are_told_from_archives(url: str, calendar: bool) -> None:
    assert ("calendar" in {reason for reason, _ in spaces(BASE + url)}) is calendar


def test_pages_that_differ_in_their_dates_alone_are_one_calendar() -> None:
    first, second = (
        [space for space in spaces(f"{BASE}/calendar/{date}/") if space[0] == "calendar"]
        for date in ("2031/05", "1999/12")
    )
    assert first == second


def follow(links: list[str], taken: Counter | None = None, **settings: object) -> NextRound:
    source = CrawlSource.model_validate({"seeds": [BASE], "contact": "a@b.c", **settings})
    visited = Visited(Visit(f"{BASE}/"), VisitOutcome.CAPTURED, links=FoundLinks(links))
    return next_round(visited_table([visited]), queue_table([]), SeenUrls(), source, 1, taken)


def test_a_path_gives_no_more_than_so_many_queries() -> None:
    links = [f"{BASE}/list?page={number}" for number in range(9)] + [f"{BASE}/other?q=1", f"{BASE}/list"]
    found = follow(links, max_queries_per_path=3)
    assert found.queue.num_rows == 3 + 2
    assert found.left_out == {"query_combinations": 6}


def test_what_earlier_rounds_took_counts() -> None:
    first = follow([f"{BASE}/list?page={number}" for number in range(2)], max_queries_per_path=3)
    second = follow(
        [f"{BASE}/list?page={number}" for number in range(2, 9)], spaces_of(first.queue), max_queries_per_path=3
    )
    assert second.queue.num_rows == 1
    assert second.left_out == {"query_combinations": 6}


def test_a_host_gives_no_more_than_so_many_pages() -> None:
    found = follow(
        [f"{BASE}/{number}" for number in range(9)], Counter({("host_pages", "example.org"): 4}), max_pages_per_host=6
    )
    assert found.queue.num_rows == 2
    assert found.left_out == {"host_pages": 7}


def test_an_endless_calendar_ends() -> None:
    links = [f"{BASE}/calendar/{year}/{month:02d}/" for year in range(2000, 2050) for month in range(1, 13)]
    found = follow(links)
    assert found.queue.num_rows == 100
    assert found.left_out == {"calendar": 500}


def test_a_page_with_a_session_is_visited_without_it_and_counted() -> None:
    found = follow([f"{BASE}/a;jsessionid=AAAA1111", f"{BASE}/a;jsessionid=BBBB2222", f"{BASE}/b"])
    assert sorted(found.queue["url"].to_pylist()) == [f"{BASE}/a", f"{BASE}/b"]
    assert found.left_out == {"session_id": 2}
