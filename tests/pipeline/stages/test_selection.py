from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pyarrow as pa
import pytest

from weft.filters.pii import REPLACEMENTS
from weft.filters.rules import parse_rules
from weft.filters.signals import text_signals
from weft.pipeline.ledger import Ledger
from weft.pipeline.stage import Job
from weft.pipeline.stages.selection import Judge, account, count_uses, write_uses
from weft.pipeline.storage import part_name
from weft.schemas.media import MEDIA_ITEMS, SOUND_SIGNALS
from weft.schemas.tables import SELECTION

PROSE = (
    "The keeper of the lamp climbs the tower at dusk and lights the wick with a long match. He waits for the flame "
    "to settle, then he winds the clockwork that turns the lens, and the beam begins to sweep over the bay. All "
    "night he listens to the sea and writes the hours in his book, until the sun comes up and the lamp can rest. "
)
MAIL = "Write to keeper@lighthouse.example for a visit."


@pytest.fixture
def document(segment: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    return {
        "doc_id": b"d" * 16,
        "source": "web",
        "opt_outs": [],
        "segments": [
            segment(text=PROSE, role="paragraph"),
            segment(kind="image", media_url="http://a.example/large.png"),
            segment(text="A lamp at dusk", role="caption"),
            segment(kind="image", media_url="http://a.example/icon.png"),
            segment(text="An icon", role="caption"),
            segment(kind="image", media_url="http://a.example/lost.png"),
            segment(text=MAIL, role="paragraph"),
        ],
        "scores": [],
    }


NO_SIGNALS = {"frames": 1, "repeated_frames": 0, "phash": 0} | {field.name: None for field in SOUND_SIGNALS}


def link(segment: int, reason: str | None = None, side: int = 640) -> dict[str, Any]:
    found = {"segment": segment, "media_id": None if reason else bytes([segment]) * 32, "kind": "image"}
    return {**found, "bytes": 9, "width": side, "height": side, "duration_ms": 0, **NO_SIGNALS, "reason": reason}


LINKS = {"media": [link(1), link(3, side=16), link(5, "http_404")]}
DEFAULT = Judge(tuple(parse_rules(None)), REPLACEMENTS)


def signals(document: dict[str, Any]) -> dict[str, Any]:
    texts = [segment["text"] for segment in document["segments"]]
    measured = [{"words": len(text.split()), "characters": len(text)} for text in texts]
    mail = {"segment": 6, "start": 9, "end": 34, "kind": "email"}
    assert texts[6][9:34] == "keeper@lighthouse.example"
    return {**asdict(text_signals("\n\n".join([PROSE, MAIL]))), "segments": measured, "pii": [mail]}


def decided(document: dict[str, Any], judge: Judge = DEFAULT, **changed: Any) -> dict[str, Any]:
    given = {"links": LINKS, "duplicates": {"kind": None}, "contamination": {"ngrams": 0, "coverage": 0.0}, **changed}
    return judge.row(document, signals=signals(document), **given)


def test_a_kept_document_says_what_stays_what_goes_and_what_is_edited(document: dict[str, Any]) -> None:
    assert decided(document) == {
        "doc_id": b"d" * 16,
        "keep": True,
        "reason": None,
        "language": "en",
        "domain": "web",
        "segments": (0, 1, 2, 6),
        "holes": [
            {"segment": 3, "kind": "image", "reason": "image_too_small"},
            {"segment": 4, "kind": "text", "reason": "medium_gone"},
            {"segment": 5, "kind": "image", "reason": "http_404"},
        ],
        "edits": [{"segment": 6, "start": 9, "end": 34, "replacement": "[email]"}],
    }


def test_personal_data_stays_where_nothing_stands_for_it(document: dict[str, Any]) -> None:
    assert decided(document, Judge(DEFAULT.rules, {}))["edits"] == []


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"duplicates": {"kind": "near"}}, "duplicate_near"),
        ({"duplicates": {"kind": "exact"}}, "duplicate_exact"),
        ({"contamination": {"ngrams": 30, "coverage": 0.9}}, "contaminated"),
    ],
)
def test_a_document_goes_for_what_other_tables_say_of_it(
    document: dict[str, Any], changed: dict[str, Any], reason: str
) -> None:
    row = decided(document, **changed)
    assert (row["keep"], row["reason"], row["segments"], row["holes"], row["edits"]) == (False, reason, (), [], [])


def test_an_opt_out_drops_the_document(document: dict[str, Any]) -> None:
    assert decided({**document, "opt_outs": ["meta:noai"]})["reason"] == "opt_out"


def test_scores_judge_the_document_or_the_medium_that_carries_them(document: dict[str, Any]) -> None:
    rules = {"media_scores": {"min": {"matched_sim": 0.24}}, "document_scores": {"max": {"toxic_prob": 0.5}}}
    judge = Judge(tuple(parse_rules(rules)), {})
    scores = [{"segment": 1, "name": "matched_sim", "value": 0.2}, {"segment": 3, "name": "matched_sim", "value": 0.3}]
    row = decided({**document, "scores": scores}, judge)
    assert (row["segments"], row["holes"][0]["reason"]) == ((0, 3, 4, 6), "matched_sim_too_low")
    of_document = {"segment": None, "name": "toxic_prob", "value": 0.6}
    assert decided({**document, "scores": [*scores, of_document]}, judge)["reason"] == "toxic_prob_too_high"


def test_a_row_of_selection_fits_its_table(document: dict[str, Any]) -> None:
    row = pa.RecordBatch.from_pylist([decided(document)], schema=SELECTION).to_pylist()[0]
    assert (row["segments"], row["edits"][0]["replacement"]) == ([0, 1, 2, 6], "[email]")


def test_every_segment_is_accounted_for(document: dict[str, Any]) -> None:
    ledger = Ledger()
    account(ledger, decided(document), 7)
    account(ledger, decided(document, duplicates={"kind": "exact"}), 7)
    assert ledger.to_json() == {
        "flows": {
            "documents": {"entered": 2, "kept": 1, "dropped": {"duplicate_exact": 1}},
            "segments": {
                "entered": 14,
                "kept": 4,
                "dropped": {"document_dropped": 7, "http_404": 1, "image_too_small": 1, "medium_gone": 1},
            },
        },
        "counts": {"documents_en": 1, "pii_edits": 1},
    }
    ledger.check("selection")


def test_uses_are_counted_back_to_their_items(job: Job) -> None:
    ids = [bytes([number]) * 32 for number in range(3)]
    blank = {field.name: 0 if pa.types.is_primitive(field.type) else "" for field in MEDIA_ITEMS}
    place = {"file": "f", "offset": 0, "length": 1}
    rows = [{**blank, "media_id": id_, "kind": "image", "location": place, "blob": None, "error": None} for id_ in ids]
    with job.writing(part_name("media/items", 0, 1), MEDIA_ITEMS) as out:
        out.batch(pa.RecordBatch.from_pylist(rows, schema=MEDIA_ITEMS))
    shown = [pa.table({"media_id": pa.array(shown, pa.binary(32))}) for shown in ([ids[2], ids[0]], [ids[2]])]
    places = pa.table({"media_id": pa.array(ids, pa.binary(32)), "part": [0, 0, 0], "row": [0, 1, 2]})
    counted = list(count_uses(shown, [places]))
    name = part_name("media/uses", 0, 1)
    write_uses(job, 0, name, counted)
    assert job.corpus.table(name).column("uses").to_pylist() == [1, 0, 2]
    info = job.corpus.info(name)
    assert info is not None
    assert info.ledger.to_json() == {
        "flows": {"media": {"entered": 3, "kept": 2, "dropped": {"unused": 1}}},
        "counts": {"used_image": 2},
    }
