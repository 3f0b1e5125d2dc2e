from collections import Counter
from collections.abc import Iterable

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weft.pipeline.crawl.frontier import NextRound, group_of, next_round, seed_queue, split_by_group
from weft.pipeline.crawl.seen import SeenUrls
from weft.pipeline.crawl.tables import queue_table, visited_table, visits_of
from weft.pipeline.crawl.visit import FoundLinks, Visit, Visited, VisitKind, VisitOutcome
from weft.pipeline.urls import host_of
from weft.schemas.ids import url_hash
from weft.schemas.recipe import CrawlSource

BASE = "http://example.org"
NOTHING = queue_table([])


def source_of(**settings: object) -> CrawlSource:
    return CrawlSource.model_validate({"seeds": [BASE], "contact": "a@b.c", **settings})


def page(url: str, pages: tuple[str, ...] = (), media: tuple[str, ...] = (), depth: int = 0) -> Visited:
    return Visited(
        Visit(url, depth=depth), VisitOutcome.CAPTURED, 200, url, 1, links=FoundLinks(list(pages), list(media))
    )


def seen_urls(names: Iterable[str]) -> SeenUrls:
    seen = SeenUrls()
    seen.add(pa.array([url_hash(name) for name in names], pa.binary(16)))
    return seen


def follow(
    *visited: Visited, seen: frozenset[str] = frozenset(), waiting: pa.Table = NOTHING, **limits: object
) -> NextRound:
    source = source_of(**limits)
    return next_round(visited_table(visited), waiting, seen_urls(seen), source, pages_queued=1)


def urls(table: pa.Table) -> list[str]:
    return table["url"].to_pylist()


def test_seeds_are_canonical_and_unique() -> None:
    first = seed_queue(source_of(seeds=["http://Example.org:80", "http://example.org/#top", "http://example.org/b"]))
    assert sorted(urls(first.queue)) == [f"{BASE}/", f"{BASE}/b", f"{BASE}/sitemap.xml"]
    assert first.queue["kind"].to_pylist() == ["page", "page", "sitemap"]
    assert first.queue["depth"].to_pylist() == [0, 0, 0]
    with pytest.raises(ValueError, match="99999"):
        seed_queue(source_of(seeds=["http://example.org:99999/"]))


def test_links_are_one_deeper_and_media_as_deep_as_their_page() -> None:
    found = follow(page(f"{BASE}/", (f"{BASE}/a",), ("http://cdn.example/i.png",), depth=2))
    assert visits_of(found.queue) == [
        Visit("http://cdn.example/i.png", VisitKind.MEDIA, 2, url_hash(f"{BASE}/")),
        Visit(f"{BASE}/a", VisitKind.PAGE, 3, url_hash(f"{BASE}/")),
    ]


def test_the_order_is_depth_then_pages_then_hash() -> None:
    deep = page(f"{BASE}/deep", (f"{BASE}/d1",), (f"{BASE}/m1",), depth=1)
    shallow = page(f"{BASE}/", (f"{BASE}/a", f"{BASE}/b", f"{BASE}/c"), (f"{BASE}/m2",))
    level_1 = sorted((f"{BASE}/a", f"{BASE}/b", f"{BASE}/c"), key=url_hash)
    expected = [f"{BASE}/m2", *level_1, f"{BASE}/m1", f"{BASE}/d1"]
    assert urls(follow(deep, shallow).queue) == expected
    assert urls(follow(shallow, deep).queue) == expected


def test_what_was_seen_is_not_visited_again() -> None:
    found = follow(
        page(f"{BASE}/", (f"{BASE}/", f"{BASE}/a"), (f"{BASE}/m",)), seen=frozenset([f"{BASE}/", f"{BASE}/m"])
    )
    assert urls(found.queue) == [f"{BASE}/a"]
    assert found.left_out == {}


def test_a_url_found_twice_has_its_least_depth_and_referrer() -> None:
    first, second = page(f"{BASE}/1", (f"{BASE}/x",)), page(f"{BASE}/2", (f"{BASE}/x",))
    deep = page(f"{BASE}/3", (f"{BASE}/x",), depth=1)
    (visit,) = visits_of(follow(deep, second, first).queue)
    assert visit == Visit(f"{BASE}/x", depth=1, referrer_hash=min(url_hash(f"{BASE}/1"), url_hash(f"{BASE}/2")))


def test_a_page_and_medium_is_a_page_unless_out_of_scope() -> None:
    url, other = f"{BASE}/x", "http://elsewhere.example/x"
    found = follow(page(f"{BASE}/", (url, other), (url, other)))
    kinds = {visit.url: visit.kind for visit in visits_of(found.queue)}
    assert kinds == {url: VisitKind.PAGE, other: VisitKind.MEDIA}
    assert found.left_out == {}


def test_what_is_left_out_is_counted_by_reason() -> None:
    links = ("http://elsewhere.example/1", "http://elsewhere.example/2", f"{BASE}/no", f"{BASE}/a/a/a/a", f"{BASE}/ok")
    found = follow(
        page(f"{BASE}/", links, (f"{BASE}/m",)),
        page(f"{BASE}/deep", (f"{BASE}/deeper", *links[:1]), depth=1),
        scope={"exclude": ["/no$"], "max_depth": 1},
        media="none",
    )
    assert urls(found.queue) == [f"{BASE}/ok"]
    assert found.left_out == {"out_of_scope": 2, "too_deep": 1, "excluded": 1, "path_repeats": 1, "media_off": 1}


def test_a_redirect_to_another_host_is_visited_there_at_the_same_depth() -> None:
    moved = Visited(Visit(f"{BASE}/", depth=2), VisitOutcome.REDIRECTED, 301, "http://www.example.org/", 1, redirects=3)
    (visit,) = visits_of(follow(moved).queue)
    assert visit == Visit("http://www.example.org/", VisitKind.PAGE, 2, url_hash(f"{BASE}/"), 3)


def test_pages_over_the_limit_of_a_round_wait_and_media_do_not() -> None:
    names = sorted((f"{BASE}/{number}" for number in range(5)), key=url_hash)
    first = follow(page(f"{BASE}/", tuple(names), (f"{BASE}/m",)), max_pages_per_round=2)
    assert urls(first.queue) == [f"{BASE}/m", *names[:2]]
    assert urls(first.waiting) == names[2:]
    second = follow(seen=frozenset(names), waiting=first.waiting, max_pages_per_round=2)
    assert urls(second.queue) == names[2:4]
    assert urls(second.waiting) == names[4:]


def test_the_limit_of_the_crawl_ends_it() -> None:
    names = sorted((f"{BASE}/{number}" for number in range(5)), key=url_hash)
    found = follow(page(f"{BASE}/", tuple(names)), max_pages=3)
    assert urls(found.queue) == names[:2]
    done = next_round(visited_table([]), found.waiting, seen_urls(names), source_of(max_pages=3), 3)
    assert done.queue.num_rows == 0
    assert urls(done.waiting) == names[2:]


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.lists(st.integers(0, 20)), st.lists(st.integers(10, 30))), max_size=6),
    st.randoms(use_true_random=False),
)
def test_the_next_round_is_unique_and_the_same_in_any_order(rows, random) -> None:
    visited = [
        page(
            f"{BASE}/from/{number}",
            tuple(f"{BASE}/{n}" for n in pages),
            tuple(f"{BASE}/{n}" for n in media),
            depth,
        )
        for number, (depth, pages, media) in enumerate(rows)
    ]
    found = follow(*visited)
    hashes = found.queue["url_hash"].to_pylist()
    assert len(set(hashes)) == len(hashes)
    assert set(urls(found.queue)) == {f"{BASE}/{n}" for _, pages, media in rows for n in (*pages, *media)}
    random.shuffle(visited)
    assert follow(*visited).queue.equals(found.queue)


def test_groups_are_stable_and_even() -> None:
    # int.from_bytes(hashlib.blake2b(b"example.org", digest_size=8, person=b"weft.group").digest(), "big") % 16
    assert group_of("example.org", 16) == 3
    counts = Counter(group_of(f"host{number}.example", 16) for number in range(16_000))
    assert set(counts) == set(range(16))
    assert all(850 < count < 1150 for count in counts.values())


def test_a_queue_splits_by_host_and_keeps_its_order() -> None:
    names = [f"http://host{number % 7}.example/{number}" for number in range(50)]
    queue = queue_table([Visit(name) for name in names])
    groups = split_by_group(queue, 4)
    assert sum(table.num_rows for table in groups.values()) == 50
    for group, table in groups.items():
        assert urls(table) == [name for name in names if group_of(host_of(name), 4) == group]
