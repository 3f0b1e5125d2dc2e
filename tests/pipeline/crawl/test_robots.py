import time

import pytest

from weft.pipeline.crawl.robots import MAX_ROBOTS_BYTES, allow_all, parse_robots

RULES = b"""\xef\xbb\xbfUser-agent: other
Disallow: /

User-agent: *
Disallow: /all

User-agent: weft
Crawl-delay: 2.5
Disallow: /shop/
Allow: /shop/open/
Disallow: /*.zip$
Disallow: /*/draft/
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/all", True),
        ("/shop/", False),
        ("/shop/open/1", True),
        ("/a.zip", False),
        ("/a.zip?x", True),
        ("/x/draft/1", False),
        ("/draft/1", True),
        ("/robots.txt", True),
    ],
)
def test_the_longest_matching_rule_of_the_own_group_counts(path: str, allowed: bool) -> None:
    rules = parse_robots(RULES, "weft")
    assert rules.allows(f"https://example.org{path}") is allowed
    assert rules.delay_s == 2.5


def test_without_an_own_group_the_star_group_counts() -> None:
    rules = parse_robots(RULES, "someone")
    assert not rules.allows("https://example.org/all")
    assert rules.allows("https://example.org/shop/")
    assert rules.delay_s == 0


def test_rules_past_the_size_limit_are_not_read() -> None:
    payload = b"User-agent: *\n" + b"# filler\n" * (MAX_ROBOTS_BYTES // 9) + b"Disallow: /\n"
    assert parse_robots(payload, "weft").allows("https://example.org/")


def test_a_file_made_to_multiply_rules_is_refused_quickly() -> None:
    payload = b"".join(b"User-agent: a%d\n" % i for i in range(15_000)) + b"Allow: /a\n" * 20_000
    start = time.perf_counter()
    with pytest.raises(ValueError, match="share too many rules"):
        parse_robots(payload, "weft")
    assert time.perf_counter() - start < 1


def test_wildcards_take_no_exponential_time() -> None:
    rules = parse_robots(b"User-agent: *\nDisallow: /" + b"*a" * 50 + b"*b\n", "weft")
    start = time.perf_counter()
    assert rules.allows("https://example.org/" + "a" * 2000)
    assert time.perf_counter() - start < 1


def test_no_robots_file_allows_all() -> None:
    assert allow_all("weft").allows("https://example.org/anything")


def test_usage_and_sitemaps_are_read_beside_the_rules() -> None:
    rules = parse_robots(
        b"Sitemap: /s.xml\nUser-agent: *\nContent-Signal: search=yes, ai-train=no\nDisallow: /x", "weft"
    )
    assert rules.sitemaps == ("/s.xml",)
    assert [rule.directives for rule in rules.usage] == [("robots:ai-train=no",)]
    assert not rules.allows("http://example.org/x")


@pytest.mark.parametrize(
    "rules",
    [
        b"Disallow: /" + b"*a" * 100_000 + b"*b\n",
        b"Disallow: /" + b"*" * 400_000 + b"b\n",
        b"Disallow: /*a*a*a*a*a*b\n" * 18_000,
        b"User-agent: a\n" * 30_000,
        b"Content-Usage: /*a*a*a*b train-ai=n\n" * 10_000,
    ],
    ids=["stars between letters", "stars", "many rules", "many agents", "many notices"],
)
def test_a_hundred_thousand_stars_take_no_long_time(rules: bytes) -> None:
    start = time.process_time()
    parsed = parse_robots(b"User-agent: *\n" + rules, "weft")
    assert parsed.allows("http://example.org/" + "a" * 2000)
    assert time.process_time() - start < 5
