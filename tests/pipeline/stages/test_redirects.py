from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from weft.pipeline.stages.redirects import resolve_redirects
from weft.schemas.tables import CaptureOutcome


def resolved(**steps: str | None) -> dict[str, str | None]:
    """Targets after the call, by url; None is a capture that is no redirect."""
    rows: list[dict[str, Any]] = [
        {"url_hash": url, "redirect_hash": target, "outcome": CaptureOutcome.DROPPED} for url, target in steps.items()
    ]
    resolve_redirects(rows)
    return {row["url_hash"]: row["redirect_hash"] for row in rows}


def test_a_chain_leads_to_its_end() -> None:
    assert resolved(a="b", b="c", c="d", d=None) == {"a": "d", "b": "d", "c": "d", "d": None}


def test_a_chain_that_leaves_the_file_leads_to_its_last_known_link() -> None:
    assert resolved(a="b", b="elsewhere") == {"a": "elsewhere", "b": "elsewhere"}


def test_a_loop_leads_nowhere_and_says_so() -> None:
    assert resolved(a="b", b="a", c="c") == {"a": None, "b": None, "c": None}
    rows: list[dict[str, Any]] = [
        {"url_hash": "a", "redirect_hash": "a", "reason": "redirect", "outcome": CaptureOutcome.DROPPED},
        {"url_hash": "b", "redirect_hash": "c", "reason": "redirect", "outcome": CaptureOutcome.DROPPED},
        {"url_hash": "c", "redirect_hash": None, "reason": None, "outcome": CaptureOutcome.MEDIA},
    ]
    resolve_redirects(rows)
    assert [row["reason"] for row in rows] == ["redirect_loop", "redirect", None]


def test_a_url_that_was_redirected_once_and_answered_once_is_an_end() -> None:
    """A server sends the first request to a page that sets a cookie, and from there back to the picture."""
    rows: list[dict[str, Any]] = [
        {"url_hash": "shown", "redirect_hash": "picture", "reason": "redirect", "outcome": CaptureOutcome.DROPPED},
        {"url_hash": "picture", "redirect_hash": "cookie", "reason": "redirect", "outcome": CaptureOutcome.DROPPED},
        {"url_hash": "cookie", "redirect_hash": "picture", "reason": "redirect", "outcome": CaptureOutcome.DROPPED},
        {"url_hash": "picture", "redirect_hash": None, "reason": None, "outcome": CaptureOutcome.MEDIA},
    ]
    resolve_redirects(rows)
    assert [row["redirect_hash"] for row in rows] == ["picture", "picture", "picture", None]
    assert [row["reason"] for row in rows] == ["redirect", "redirect", "redirect", None]


def test_a_chain_into_a_loop_leads_nowhere() -> None:
    assert resolved(start="a", a="b", b="a") == {"start": None, "a": None, "b": None}


@given(st.dictionaries(st.sampled_from("abcdefg"), st.one_of(st.none(), st.sampled_from("abcdefgxyz"))))
def test_no_target_is_itself_a_redirect(steps: dict[str, str | None]) -> None:
    redirects = {url for url, target in steps.items() if target is not None}
    for url, target in resolved(**steps).items():
        assert target is None or target not in redirects
        assert url in redirects or target is None
