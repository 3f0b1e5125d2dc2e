from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

from weft.pipeline.stage import Job
from weft.pipeline.stages.kept import KeptDocument, kept_documents
from weft.pipeline.storage import part_name
from weft.schemas.document import DOCUMENTS
from weft.schemas.tables import SELECTION

Segment = Callable[..., dict[str, Any]]


@pytest.fixture
def document(segment: Segment) -> dict[str, Any]:
    return {
        "segments": [
            segment(text="Lamps", role="heading", level=2),
            segment(kind="image", media_url="http://a.example/a.png"),
            segment(text="Ask a@b.example or c@d.example.", role="paragraph"),
            segment(text="gone", role="paragraph"),
            segment(text="", role="transcript", media_url="http://a.example/a.vtt"),
        ]
    }


def edit(segment: int, start: int, end: int, replacement: str) -> dict[str, Any]:
    return {"segment": segment, "start": start, "end": end, "replacement": replacement}


def test_segments_that_stay_are_edited_and_keep_their_index(document: dict[str, Any]) -> None:
    edits = [edit(2, 4, 15, "[email]"), edit(2, 19, 30, "[email]")]
    kept = KeptDocument(document, {"segments": [0, 1, 2, 4], "edits": edits})
    assert [(index, found.kind.value, found.text) for index, found in kept.segments()] == [
        (0, "text", "Lamps"),
        (1, "image", ""),
        (2, "text", "Ask [email] or [email]."),
        (4, "text", ""),
    ]
    assert list(kept.texts()) == [(0, "## Lamps"), (2, "Ask [email] or [email].")]


@pytest.mark.parametrize(("stays", "joint"), [([0, 1, 2], " "), ([0, 2], " "), ([1, 2], None), ([2], None)])
def test_a_text_goes_on_with_the_one_before_it_where_that_stays(
    segment: Segment, stays: list[int], joint: str | None
) -> None:
    rows = [
        segment(text="Click the", role="paragraph"),
        segment(kind="image", media_url="http://a.example/a.png"),
        segment(text="button", role="paragraph", joint=" "),
    ]
    kept = KeptDocument({"segments": rows}, {"segments": stays, "edits": []})
    assert [found.joint for index, found in kept.segments() if index == 2] == [joint]


def test_edits_go_in_from_either_end(document: dict[str, Any]) -> None:
    edits = [edit(2, 19, 30, ""), edit(2, 4, 15, "[a longer word than before]")]
    kept = KeptDocument(document, {"segments": [2], "edits": edits})
    assert list(kept.texts()) == [(2, "Ask [a longer word than before] or .")]


def test_only_kept_documents_come_out_in_their_order(job: Job, document: dict[str, Any]) -> None:
    blank: dict[str, Any] = dict.fromkeys(DOCUMENTS.names, "") | {
        "scores": [],
        "captured_at": None,
        "published_at": None,
        "opt_outs": [],
    }
    blank |= {"capture": {"file": "", "offset": 0, "length": 0}, **document}
    ids = [bytes([number]) * 16 for number in range(5)]
    decision: dict[str, Any] = {
        "reason": None,
        "language": "en",
        "domain": "web",
        "segments": [0],
        "holes": [],
        "edits": [],
    }
    with (
        job.writing(part_name("documents", 0, 1), DOCUMENTS) as documents,
        job.writing(part_name("selection", 0, 1), SELECTION) as selection,
    ):
        for group in (ids[:2], ids[2:]):
            rows = [{**blank, "doc_id": id_, "url": f"u{id_[0]}"} for id_ in group]
            documents.batch(pa.RecordBatch.from_pylist(rows, schema=DOCUMENTS))
            rows = [{"doc_id": id_, "keep": id_[0] in (0, 3, 4), **decision} for id_ in group]
            selection.batch(pa.RecordBatch.from_pylist(rows, schema=SELECTION))
    found = [(kept.document["url"], kept.selection["doc_id"]) for kept in kept_documents(job, 0)]
    assert found == [("u0", ids[0]), ("u3", ids[3]), ("u4", ids[4])]
