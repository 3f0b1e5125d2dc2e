"""Which urls a round asks for, and what is told of each in the end."""

import pyarrow as pa
import pytest

from weft.pipeline.stages.fetch_rounds import (
    ASKED_URLS,
    BEFORE,
    TRIED_URLS,
    fair_share,
    settled_urls,
    wanted_urls,
)


def urls(*names: str) -> pa.Table:
    rows = [{"url_hash": n[0].encode() * 16, "url": f"http://{n}.example/", "redirects": 0} for n in names]
    return pa.Table.from_pylist(rows, schema=ASKED_URLS)


def tried(name: str, round_: int, outcome: str) -> pa.Table:
    row = {"url_hash": name.encode() * 16, "round": round_, "outcome": outcome}
    return pa.Table.from_pylist([row], schema=TRIED_URLS)


@pytest.mark.parametrize(
    ("known", "wanted"),
    [
        ([], True),
        ([tried("a", BEFORE, "captured")], False),
        ([tried("a", BEFORE, "http_404")], False),
        ([tried("a", BEFORE, "timeout")], True),
        ([tried("a", 0, "http_429")], True),
        ([tried("a", 0, "connection_failed")], True),
        ([tried("a", 0, "host_closed")], True),
        ([tried("a", 0, "dns_failed")], True),
        ([tried("a", 0, "http_403")], False),
        ([tried("a", 0, "robots_disallowed")], False),
        ([tried("a", 1, "timeout")], True),
        ([tried("a", 2, "timeout")], False),
        ([tried("a", 0, "timeout"), tried("a", 1, "http_404")], False),
        ([tried("a", 0, "redirected"), tried("a", 1, "timeout")], False),
        ([tried("a", BEFORE, "timeout"), tried("a", 0, "timeout"), tried("a", 1, "timeout")], False),
        ([tried("a", 0, "host_time_spent"), tried("a", 1, "host_time_spent")], True),
    ],
)
def test_a_url_is_wanted_until_it_is_answered_or_failed_for_good(known: list[pa.Table], wanted: bool) -> None:
    (now,) = wanted_urls([urls("a", "a")], known, first_round=2, max_builds=2)
    assert now.num_rows == int(wanted)


def test_a_url_that_was_never_tried_is_settled_as_not_fetched() -> None:
    table = settled_urls([urls("a", "b")], [tried("b", 0, "timeout"), tried("b", 1, "captured")])
    assert table.column("outcome").to_pylist() == ["not_fetched", "captured"]


def test_hosts_take_turns_when_a_round_is_full() -> None:
    names = [("a", "big"), ("b", "big"), ("c", "big"), ("d", "small")]
    rows = [{"url_hash": n.encode() * 16, "url": f"http://{host}.example/{n}", "redirects": 0} for n, host in names]
    share = fair_share(pa.Table.from_pylist(rows, schema=ASKED_URLS), 2)
    assert share.column("url").to_pylist() == ["http://big.example/a", "http://small.example/d"]
