"""Chains of redirects within one file of captures, shortened to their last known link."""

from typing import Any

from ...schemas.tables import CaptureOutcome


def resolve_redirects(rows: list[dict[str, Any]]) -> None:
    """Point each redirect's ``redirect_hash`` at the end of its chain, in place.

    ``rows`` are rows of ``captures/index``. A url that also answered with a medium, before or after, is an end. A
    chain that comes back to itself leads nowhere: its ``redirect_hash`` becomes null, its reason ``redirect_loop``.
    """
    answered = {row["url_hash"] for row in rows if row["outcome"] == CaptureOutcome.MEDIA}
    step = {row["url_hash"]: row["redirect_hash"] for row in rows if row["redirect_hash"] is not None}
    step = {url: target for url, target in step.items() if url not in answered}
    for row in rows:
        target = row["redirect_hash"]
        seen = {row["url_hash"]} - answered
        while target in step and target not in seen:
            seen.add(target)
            target = step[target]
        row["redirect_hash"] = target
        if target in seen:
            row["redirect_hash"], row["reason"] = None, "redirect_loop"
