"""Urls are short names here; their hash is the name filled up with zero bytes to 16."""

import random
from typing import Any

import pyarrow as pa
import pytest
from apache_beam.pvalue import TaggedOutput

from weft.pipeline.beam import Engine
from weft.pipeline.crawl.tables import FRONTIER_VISITED
from weft.pipeline.stage import Job
from weft.pipeline.stages.links import ASKED, KNOWN_URLS, Links, answer_items, answer_urls, lost_redirects
from weft.pipeline.storage import part_name
from weft.schemas.document import DOCUMENTS, SEGMENT
from weft.schemas.media import MEDIA_ITEMS, SOUND_SIGNALS
from weft.schemas.tables import CAPTURES


def url(name: str) -> bytes:
    return name.encode().ljust(16, b"\0")


def item(name: str) -> bytes:
    return name.encode().ljust(32, b"\0")


def asks(*names: str, kind: str = "image", embed: bool = False) -> pa.Table:
    """One row a name, of part 5, in rising rows."""
    rows = [
        {"part": 5, "row": row, "segment": 0, "kind": kind, "embed": embed, "url_hash": url(name)}
        for row, name in enumerate(names)
    ]
    return pa.Table.from_pylist(rows, schema=ASKED)


def known(name: str, rank: int, media: str = "", to: str = "", reason: str | None = None, row: int = 0) -> pa.Table:
    fact = {
        "url_hash": url(name),
        "rank": rank,
        "part": 0,
        "row": row,
        "media_id": item(media) if media else None,
        "redirect_hash": url(to) if to else None,
        "reason": reason,
    }
    return pa.Table.from_pylist([fact], schema=KNOWN_URLS)


def answered(asking: pa.Table, *having: pa.Table) -> dict[int, str]:
    """What each row is told: ``item <name>``, ``moved <name>`` or ``<reason>``."""
    found: dict[int, str] = {}
    for output in answer_urls([asking], list(having)):
        tag, table = (output.tag, output.value) if isinstance(output, TaggedOutput) else ("", output)
        column = {"item": "media_id", "moved": "url_hash", "": "reason"}[tag]
        for row, value in zip(table.column("row").to_pylist(), table.column(column).to_pylist(), strict=True):
            spelled = value.rstrip(b"\0").decode() if isinstance(value, bytes) else value
            found[row] = f"{tag} {spelled}".strip()
    return found


def test_a_players_page_is_an_embed_whatever_came_of_it() -> None:
    asked = asks("a", "b", "c", "d", embed=True)
    having = [known("a", 2, reason="not_media"), known("b", 3, reason="http_404"), known("d", 0, media="D")]
    assert answered(asked, *having) == {0: "embed", 1: "embed", 2: "embed", 3: "item D"}


MEDIA, REDIRECT = known("a", 0, media="A", row=3), known("a", 1, to="b", reason="redirect", row=2)
DROPPED, FAILED = known("a", 2, reason="not_media", row=1), known("a", 3, reason="http_404")


@pytest.mark.parametrize(
    ("having", "expected"),
    [
        ([MEDIA, REDIRECT, DROPPED, FAILED], "item A"),
        ([REDIRECT, DROPPED, FAILED], "moved b"),
        ([DROPPED, FAILED], "not_media"),
        ([FAILED], "http_404"),
        ([], "not_captured"),
    ],
)
def test_media_beat_redirects_and_these_beat_failures(having: list[pa.Table], expected: str) -> None:
    for seed in range(4):
        assert answered(asks("a"), *random.Random(seed).sample(having, len(having))) == {0: expected}


def test_of_two_captures_the_first_answers() -> None:
    assert answered(asks("a"), known("a", 0, media="late", row=9), known("a", 0, media="early", row=1)) == {
        0: "item early"
    }


def test_every_row_that_asks_is_answered_once() -> None:
    asking = asks("a", "zz", "a", "b", "b")
    having = [MEDIA, known("b", 1, to="a"), known("c", 0, media="C")]
    expected = {0: "item A", 1: "not_captured", 2: "item A", 3: "moved a", 4: "moved a"}
    assert answered(asking, *having) == expected


def test_nobody_asks_nobody_is_answered() -> None:
    assert list(answer_urls([], [MEDIA])) == []
    assert list(answer_items([], [])) == []


def test_a_redirect_behind_a_redirect_is_a_reason() -> None:
    (row,) = lost_redirects(asks("a")).to_pylist()
    assert (row["part"], row["reason"]) == (5, "redirect_chain")


def facts(name: str, kind: str, error: str | None = None) -> dict[str, Any]:
    place = {"file": "f", "offset": 0, "length": 1}
    numbers = {"bytes": 9, "width": 64, "height": 48, "duration_ms": 0, "fps": 0.0, "sample_rate": 0, "frames": 1}
    numbers |= {"scenes": 0, "repeated_frames": 0} | {field.name: None for field in SOUND_SIGNALS}
    return {
        "media_id": item(name),
        "kind": kind,
        "mime": "",
        **numbers,
        "phash": 7,
        "transfer": "",
        "location": place,
        "error": error,
    }


@pytest.mark.parametrize(
    ("wanted", "found", "reason"),
    [
        ("image", "image", None),
        ("audio", "audio", None),
        ("subtitle", "subtitle", None),
        ("audio", "video", None),
        ("video", "audio", None),
        ("image", "video", "not_image"),
        ("video", "image", "not_video"),
        ("image", "subtitle", "not_image"),
        ("subtitle", "audio", "not_subtitle"),
    ],
)
def test_an_item_of_a_wrong_kind_is_a_reason_and_a_sound_in_a_video_player_is_fine(
    wanted: str, found: str, reason: str | None
) -> None:
    asking = (
        asks("a", kind=wanted)
        .drop_columns(["url_hash"])
        .append_column("media_id", pa.array([item("A")], pa.binary(32)))
    )
    having = pa.Table.from_pylist([facts("A", found)], schema=MEDIA_ITEMS)
    (table,) = answer_items([asking], [having])
    (row,) = table.to_pylist()
    assert (row["part"], row["reason"], row["kind"], row["width"]) == (5, reason, found, 64)


def test_the_item_s_own_error_comes_first() -> None:
    asking = asks("a").drop_columns(["url_hash"]).append_column("media_id", pa.array([item("A")], pa.binary(32)))
    having = pa.Table.from_pylist([facts("A", "unknown", "not_media")], schema=MEDIA_ITEMS)
    (table,) = answer_items([asking], [having])
    assert table.column("reason").to_pylist() == ["not_media"]


def document(number: int, *segments: tuple[str, str]) -> dict[str, Any]:
    """Segments are (kind, name of the medium's url); a text without one is a paragraph."""
    row: dict[str, Any] = dict.fromkeys(DOCUMENTS.names, "") | {
        "scores": [],
        "captured_at": None,
        "published_at": None,
        "opt_outs": [],
    }
    row |= {"doc_id": bytes([number]) * 16, "capture": {"file": "", "offset": 0, "length": 0}}
    blank: dict[str, Any] = {
        field.name: None if field.nullable else 0 if field.type == pa.int8() else "" for field in SEGMENT
    }
    inside = [
        blank | {"kind": kind, "media_url": name, "media_hash": url(name) if name else None} for kind, name in segments
    ]
    return {**row, "segments": inside}


def capture(name: str, media: str = "", to: str = "", reason: str | None = None) -> dict[str, Any]:
    outcome = "media" if media else "dropped" if to or reason else "document"
    return {
        "url": name,
        "url_hash": url(name),
        "captured_at": None,
        "status": 200,
        "mime": "",
        "location": {"file": "f", "offset": 0, "length": 1},
        "payload_bytes": 1,
        "media_id": item(media) if media else None,
        "redirect_hash": url(to) if to else None,
        "outcome": outcome,
        "reason": "redirect" if to else reason,
    }


def visit(name: str, outcome: str) -> dict[str, Any]:
    blank = {"url": name, "url_hash": url(name), "kind": "media", "depth": 1, "status": 0, "final_url": name}
    return {**blank, "outcome": outcome, "attempts": 1, "redirects": 0, "captures": [], "pages": [], "media": []}


def test_the_stage_follows_redirects_and_says_why_a_medium_is_not_there(job: Job) -> None:
    pictures = ["good", "moved", "moved-far", "lost", "missing", "gone", "page", "bomb", "private"]
    parts = [
        [document(0, ("text", ""), *(("image", name) for name in pictures)), document(1)],
        [document(2, ("video", "film"), ("text", "film.vtt"), ("image", "film"), ("image", "good"))],
    ]
    captures = [
        [capture("good", media="G"), capture("moved", to="good"), capture("film", media="F"), capture("page")],
        [
            capture("moved-far", to="moved"),
            capture("lost", to="nowhere"),
            capture("gone", reason="http_410"),
            capture("bomb", media="B"),
            capture("film.vtt", media="S"),
        ],
    ]
    items = [
        [facts("G", "image"), facts("F", "video")],
        [facts("B", "image", "too_many_pixels"), facts("S", "subtitle")],
    ]
    for part in range(2):
        for table, schema, rows in (
            ("documents", DOCUMENTS, parts),
            ("captures/index", CAPTURES, captures),
            ("media/items", MEDIA_ITEMS, items),
        ):
            with job.writing(part_name(table, part, 2), schema) as out:
                out.batch(pa.RecordBatch.from_pylist(rows[part], schema=schema))
    visits = [visit("good", "captured"), visit("private", "private_address"), visit("good", "http_500")]
    with job.writing("frontier/visited/web-r000-g000.parquet", FRONTIER_VISITED) as out:
        out.batch(pa.Table.from_pylist(visits, schema=FRONTIER_VISITED))

    Links().run(job, Engine(workers=1))

    first, second = (job.corpus.table(name).to_pylist() for name in job.corpus.parts("links"))
    reasons = {pictures[link["segment"] - 1]: link["reason"] for link in first[0]["media"]}
    assert reasons == {
        "good": None,
        "moved": None,
        "moved-far": "redirect_chain",
        "lost": "not_captured",
        "missing": "not_captured",
        "gone": "http_410",
        "page": "not_media",
        "bomb": "too_many_pixels",
        "private": "private_address",
    }
    assert [link["segment"] for link in first[0]["media"]] == list(range(1, 10))
    assert [link["media_id"] for link in first[0]["media"][:3]] == [item("G"), item("G"), None]
    assert first[1] == {"doc_id": bytes([1]) * 16, "media": []}
    assert [(link["segment"], link["kind"], link["reason"]) for link in second[0]["media"]] == [
        (0, "video", None),
        (1, "subtitle", None),
        (2, "video", "not_image"),
        (3, "image", None),
    ]
    flow = Links().ledger(job).flow("media segments")
    assert (flow.entered, flow.kept, flow.missing) == (13, 5, 0)
