import json
import time

import pytest

from weft.pipeline.extract.notices import (
    HostNotices,
    NoticeBook,
    PathRule,
    ai_txt_rules,
    robots_usage,
    tdmrep_rules,
    usage_directives,
)
from weft.pipeline.extract.robots_directives import header_opt_outs

BASE = "http://example.org"
ROBOTS = b"""User-agent: other
Content-Signal: ai-train=no

User-Agent: *
Content-Usage: train-ai=n
Content-Usage: /open/ train-ai=y
Allow: /
"""
# As Spawning's generator writes it, shortened.
AI_TXT = b"""# Spawning AI
User-Agent: *
Disallow: *.jpg
Disallow: *.png
Allow: *.txt
Allow: *.html
Allow: /
"""


@pytest.mark.parametrize(
    ("value", "refusals"),
    [
        ("train-ai=n", ["train-ai=n"]),
        ("search=yes, ai-train=no", ["ai-train=no"]),
        ("Train-AI = N;exp=1, search=y", ["train-ai=n"]),
        ("bots=n, train-ai=n", ["bots=n", "train-ai=n"]),
        ("train-ai", []),
        ("", []),
    ],
)
def test_only_refusals_are_signals(value: str, refusals: list[str]) -> None:
    assert list(usage_directives(value)) == refusals


@pytest.mark.parametrize(("path", "signals"), [("/a", ["robots:train-ai=n"]), ("/open/a", [])])
def test_the_longest_path_of_the_own_group_decides(path: str, signals: list[str]) -> None:
    notices = HostNotices(robots=robots_usage(ROBOTS, "weft"))
    assert notices.signals(BASE + path) == signals


def test_a_group_of_its_own_keeps_an_agent_from_the_common_one() -> None:
    assert HostNotices(robots=robots_usage(ROBOTS, "Other")).signals(f"{BASE}/") == ["robots:ai-train=no"]
    assert robots_usage(b"User-agent: weft\nDisallow:\n\nUser-agent: *\nContent-Usage: train-ai=n", "weft") == ()


def test_tdmrep_reserves_some_paths_and_lifts_others() -> None:
    rules = tdmrep_rules(
        json.dumps(
            [
                {"location": "/", "tdm-reservation": 1, "tdm-policy": "https://example.org/policy.json"},
                {"location": "/free/*", "tdm-reservation": 0},
                {"location": "/*.pdf$", "tdm-reservation": 1},
            ]
        ).encode()
    )
    notices = HostNotices(tdmrep=rules)
    reserved = ["tdmrep.json:tdm-reservation"]
    assert notices.signals(f"{BASE}/a?b") == reserved
    assert notices.signals(f"{BASE}/free/a") == []
    assert notices.signals(f"{BASE}/x.pdf") == reserved


@pytest.mark.parametrize("payload", [b"", b"[" * 100_000, b'{"location": 3}', b"[null, 1, {}]", b'"x"', b"\xff"])
def test_a_tdmrep_that_cannot_be_read_reserves_nothing(payload: bytes) -> None:
    assert tdmrep_rules(payload) == ()


def test_an_ai_txt_that_keeps_its_pictures_leaves_the_text() -> None:
    assert HostNotices(ai_txt=ai_txt_rules(AI_TXT)).signals(f"{BASE}/a") == ["ai.txt:noimageai"]


@pytest.mark.parametrize("payload", [b"User-agent: *\nDisallow: /", b"Disallow: *.txt", b"disallow: *"])
def test_an_ai_txt_that_keeps_its_text(payload: bytes) -> None:
    assert "ai.txt:noai" in HostNotices(ai_txt=ai_txt_rules(payload)).signals(f"{BASE}/a.html")


@pytest.mark.parametrize(
    ("pattern", "path", "found"),
    [
        ("/a", "/abc", True),
        ("/a$", "/abc", False),
        ("*.gif$", "/x.gif.gif", True),
        ("/*/b/*c", "/a/b/xyc1", True),
        ("/*/b/*c", "/a/x/c", False),
        ("*", "/", True),
    ],
)
def test_patterns_are_those_of_robots(pattern: str, path: str, found: bool) -> None:
    assert PathRule(pattern, ()).finds(path) is found


def test_no_pattern_takes_long() -> None:
    start = time.process_time()
    assert not PathRule("*a" * 200 + "b$", ()).finds("/" + "a" * 2000)
    assert not PathRule("*a" * 200 + "b", ()).finds("/" + "a" * 2000)
    assert time.process_time() - start < 1


def test_a_book_holds_each_origin_for_itself() -> None:
    book = NoticeBook()
    book.read(f"{BASE}/robots.txt", b"User-agent: *\nContent-Signal: ai-train=no")
    book.read(f"{BASE}/.well-known/tdmrep.json", b'[{"location": "/", "tdm-reservation": 1}]')
    book.read("http://other.example/ai.txt", b"Disallow: /")
    book.read(f"{BASE}/page", b"User-agent: *\nContent-Signal: search=no")
    assert book.signals(f"{BASE}/a") == ["robots:ai-train=no", "tdmrep.json:tdm-reservation"]
    assert book.signals("http://other.example/a") == ["ai.txt:noai", "ai.txt:noimageai"]
    assert book.signals("https://example.org/a") == []


def test_headers_give_their_signals_and_each_line_its_own_agent() -> None:
    headers = {
        "x-robots-tag": "googlebot-news: noindex\nnoai",
        "content-usage": "train-ai=n",
        "content-signal": "ai-train=no, search=yes",
    }
    assert header_opt_outs(headers) == ["header:noai", "header:train-ai=n", "header:ai-train=no"]
