import pytest

from weft.pipeline.crawl.scope import in_scope, seed_hosts
from weft.schemas.recipe import CrawlSource, Scope

SEEDS = frozenset(["www.example.org"])


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://www.example.org/a", None),
        ("https://example.org/a", None),
        ("https://x.www.example.org/a", None),
        ("https://www.example.org:8080/a", None),
        ("https://blog.example.org/a", "out_of_scope"),
        ("https://badexample.org/a", "out_of_scope"),
        ("https://example.org.evil.net/", "out_of_scope"),
    ],
)
def test_the_hosts_of_the_seeds_are_the_scope(url: str, reason: str | None) -> None:
    assert in_scope(url, Scope(), SEEDS) == reason


def test_named_hosts_take_the_place_of_the_seeds() -> None:
    scope = Scope(hosts=("Bücher.example", "local.test:8080", "[::1]"))
    assert in_scope("http://xn--bcher-kva.example/", scope, SEEDS) is None
    assert in_scope("http://sub.xn--bcher-kva.example/", scope, SEEDS) is None
    assert in_scope("http://local.test:8080/", scope, SEEDS) is None
    assert in_scope("http://local.test:8081/", scope, SEEDS) == "out_of_scope"
    assert in_scope("http://[::1]/", scope, SEEDS) is None
    assert in_scope("https://www.example.org/", scope, SEEDS) == "out_of_scope"


def test_excluded_urls_are_left_out() -> None:
    scope = Scope(exclude=(r"/private/", r"\?print=1$"))
    assert in_scope("https://example.org/private/a", scope, SEEDS) == "excluded"
    assert in_scope("https://example.org/a?print=1", scope, SEEDS) == "excluded"
    assert in_scope("https://example.org/a?print=10", scope, SEEDS) is None


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/".join("abcdefghijklmnopqrst"), None),
        ("/".join("abcdefghijklmnopqrstu"), "path_too_deep"),
        ("a/x/a/y/a", None),
        ("a/x/a/y/a/z/a", "path_repeats"),
        ("q" * 2024, None),
        ("q" * 2025, "url_too_long"),
    ],
)
def test_traps_are_left_out(path: str, reason: str | None) -> None:
    url = f"https://www.example.org/{path}"
    assert in_scope(url, Scope(), SEEDS) == reason


def test_a_wrong_expression_is_named() -> None:
    with pytest.raises(ValueError, match="'\\(' is not a regular expression"):
        Scope(exclude=("(",))


def test_seed_hosts_keep_explicit_ports_and_name_a_bad_seed() -> None:
    source = CrawlSource(seeds=("http://A.example:80/x", "https://b.example:8443/"), contact="a@b.c")
    assert seed_hosts(source) == {"a.example", "b.example:8443"}
    with pytest.raises(ValueError, match=r"http://c\.example:99999/"):
        seed_hosts(CrawlSource(seeds=("http://c.example:99999/",), contact="a@b.c"))
