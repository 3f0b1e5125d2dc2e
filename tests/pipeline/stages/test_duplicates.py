"""Texts are made of numbered words, so that their shingles can be counted: n words in a row are n - 4 shingles."""

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from weft.filters.exact import text_digest
from weft.filters.minhash import shingle_hashes
from weft.pipeline.beam import Engine
from weft.pipeline.stage import Job
from weft.pipeline.stages import duplicates
from weft.pipeline.stages.duplicates import Duplicates, candidate_pairs, verdicts
from weft.pipeline.storage import part_name
from weft.schemas.document import DOCUMENTS
from weft.schemas.ids import url_hash
from weft.schemas.tables import LINK, LINKS


def words(first: int, last: int, of: str = "w") -> str:
    return " ".join(f"{of}{number}" for number in range(first, last))


LONGEST = words(0, 101)  # 97 shingles
MIDDLE = words(10, 110)  # 96; 87 of them in LONGEST: 87 / (97 + 96 - 87) = 0.82
LAST = words(20, 120)  # 96; 86 in MIDDLE: 86 / 106 = 0.81; 77 in LONGEST: 77 / 116 = 0.66
OTHER = words(0, 100, "x")


def documents(*texts: str) -> list[dict[str, Any]]:
    """Rows of one component, the n-th with the doc_id of n."""
    return [
        {
            "component": 0,
            "node": 3 << 32 | number,
            "doc_id": bytes([number]) * 16,
            "words": len(text.split()),
            "digest": text_digest(text),
            "shingles": shingle_hashes(text).tolist(),
        }
        for number, text in enumerate(texts)
    ]


def told(rows: list[dict[str, Any]]) -> dict[int, tuple[str | None, int | None, int]]:
    """(kind, the survivor's number, documents in the cluster) by number; those alone are not there."""
    return {
        row["row"]: (row["kind"], row["duplicate_of"] and row["duplicate_of"][0], row["cluster_documents"])
        for row in verdicts(rows)
    }


def test_of_equal_texts_one_survives() -> None:
    found = verdicts(documents(LONGEST, LONGEST, LONGEST))
    assert told(documents(LONGEST, LONGEST)) == {0: (None, None, 2), 1: ("exact", 0, 2)}
    assert [row["similarity"] for row in found] == [None, 1.0, 1.0]
    assert {row["part"] for row in found} == {3}


def test_texts_of_the_same_words_are_exact_whatever_their_spaces_and_case() -> None:
    assert told(documents(LONGEST, LONGEST.upper().replace(" ", "\n\n")))[1][0] == "exact"


def test_the_longest_of_near_duplicates_survives_with_the_true_similarity() -> None:
    rows = verdicts(documents(MIDDLE, LONGEST))
    assert told(documents(MIDDLE, LONGEST)) == {0: ("near", 1, 2), 1: (None, None, 2)}
    assert rows[0]["similarity"] == pytest.approx(87 / 106)


def test_a_chain_of_near_duplicates_is_one_cluster() -> None:
    """The ends are less alike than the threshold; the middle holds them together, and the report says how little."""
    assert told(documents(LONGEST, LAST)) == {}
    rows = {row["row"]: row for row in verdicts(documents(LONGEST, MIDDLE, LAST))}
    assert {number: row["kind"] for number, row in rows.items()} == {0: None, 1: "near", 2: "near"}
    assert rows[2]["similarity"] == pytest.approx(77 / 116)
    assert {row["cluster_documents"] for row in rows.values()} == {3}


@pytest.mark.parametrize(("shared", "kind"), [(84, "near"), (83, None)])
def test_documents_are_near_from_a_similarity_of_seven_tenths(
    shared: int, kind: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two texts of 102 shingles each that share 84 have 84 / (204 - 84) = 0.7; with 83 it is 83 / 121."""
    monkeypatch.setattr(duplicates, "candidate_pairs", lambda _: [(0, 1)])
    rows = documents(words(0, 106), words(102 - shared, 208 - shared))
    assert len(rows[0]["shingles"]) == len(rows[1]["shingles"]) == 102
    assert [row["kind"] for row in verdicts(rows) if row["kind"]] == ([kind] if kind else [])


def test_different_texts_in_one_component_are_kept_apart() -> None:
    found = told(documents(LONGEST, OTHER, LONGEST, OTHER, words(0, 50, "y")))
    assert found == {0: (None, None, 2), 2: ("exact", 0, 2), 1: (None, None, 2), 3: ("exact", 1, 2)}


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_documents_decides_nothing(seed: int) -> None:
    texts = [LONGEST, MIDDLE, LAST, OTHER, OTHER, LONGEST, words(0, 40, "y"), words(5, 45, "y")]
    rows = documents(*texts)
    shuffled = random.Random(seed).sample(rows, len(rows))
    assert sorted(map(repr, verdicts(shuffled))) == sorted(map(repr, verdicts(rows)))


def test_candidates_share_a_bucket() -> None:
    shingles = [shingle_hashes(text) for text in (LONGEST, OTHER, LONGEST, MIDDLE)]
    assert candidate_pairs(shingles) == [(0, 2), (0, 3), (2, 3)]


def test_a_large_bucket_compares_each_document_with_the_first_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duplicates, "MAX_BUCKET_PAIRS", 2)
    assert candidate_pairs([shingle_hashes(LONGEST)] * 5) == [(0, 1), *((i, j) for i in (0, 1) for j in (2, 3, 4))]
    assert len(told(documents(*[LONGEST] * 5))) == 5


def write_segments(job: Job, parts: list[list[list[dict[str, Any]]]], items: dict[str, bytes] | None = None) -> None:
    """Documents of these segments, and links: ``items`` maps the urls that lead to an item to its id."""
    number = 0
    blank: dict[str, Any] = dict.fromkeys(DOCUMENTS.names, "") | {
        "scores": [],
        "captured_at": None,
        "published_at": None,
        "opt_outs": [],
        "capture": {"file": "", "offset": 0, "length": 0},
    }
    nothing = {field.name: None if field.nullable else "" if field.type == pa.string() else 0 for field in LINK}
    for part, documents in enumerate(parts):
        rows, links = [], []
        for segments in documents:
            rows.append({**blank, "doc_id": bytes([number]) * 16, "segments": segments})
            media = [
                {**nothing, "segment": index, "media_id": (items or {}).get(segment["media_url"])}
                for index, segment in enumerate(segments)
                if segment["media_url"]
            ]
            links.append({"doc_id": bytes([number]) * 16, "media": media})
            number += 1
        for table, schema, content in (("documents", DOCUMENTS, rows), ("links", LINKS, links)):
            with job.writing(part_name(table, part, len(parts)), schema) as out:
                for start in range(0, len(rows), 2):
                    out.batch(pa.RecordBatch.from_pylist(content[start : start + 2], schema=schema))


def write(job: Job, segment: Callable[..., dict[str, Any]], parts: list[list[str]]) -> None:
    caption = segment(text=words(0, 60, "caption"), role="caption")
    write_segments(
        job,
        [[[segment(text=text, role="paragraph"), caption] if text else [] for text in texts] for texts in parts],
    )


def test_pairs_are_duplicates_when_their_captions_and_their_media_are_the_same(
    job: Job, segment: Callable[..., dict[str, Any]]
) -> None:
    def pair(url: str, caption: str) -> list[dict[str, Any]]:
        image = segment(kind="image", media_url=url, media_hash=url_hash(url))
        return [image, segment(text=caption, role="caption")] if caption else [image]

    said = words(0, 30)
    items = {"a": b"A" * 32, "copy of a": b"A" * 32, "b": b"B" * 32}
    same_words = [segment(text=said, role="paragraph")]
    first = [pair("a", said), pair("b", said), pair("copy of a", said.upper()), pair("a", "A lamp"), same_words]
    second = [
        pair("a", said),
        pair("lost", "A lamp"),
        pair("lost", "a lamp."),
        pair("a", ""),
        pair("copy of a", ""),
        [],
    ]
    write_segments(job, [first, second], items)
    Duplicates().run(job, Engine(workers=1))
    parts = [job.corpus.table(name) for name in job.corpus.parts("duplicates")]
    rows = {row["doc_id"][0]: row for part in parts for row in part.to_pylist()}
    clusters = {number: row["cluster_documents"] for number, row in rows.items() if row["cluster_documents"] > 1}
    assert clusters == {0: 3, 2: 3, 5: 3, 6: 2, 7: 2, 8: 2, 9: 2}
    copies = {number: row["duplicate_of"][0] for number, row in rows.items() if row["kind"]}
    assert copies == {2: 0, 5: 0, 7: 6, 9: 8}
    assert {(row["kind"], row["similarity"]) for row in rows.values() if row["kind"]} == {("exact", 1.0)}


def test_the_stage_lines_its_verdicts_up_with_the_documents(job: Job, segment: Callable[..., dict[str, Any]]) -> None:
    """Captions count for nothing: every document has the same one. Seven words are too few to be a duplicate."""
    short = words(0, 7, "s")
    write(job, segment, [[MIDDLE, OTHER, short], [], [LONGEST, short, "", OTHER]])
    Duplicates().run(job, Engine(workers=1))
    parts = [job.corpus.table(name) for name in job.corpus.parts("duplicates")]
    found = [(row["doc_id"][0], row["kind"], row["duplicate_of"]) for part in parts for row in part.to_pylist()]
    first_other, second_other = (row for row in found if row[0] in (1, 6))
    assert [row[:2] for row in found if row[0] not in (1, 6)] == [
        (0, "near"),
        (2, None),
        (3, None),
        (4, None),
        (5, None),
    ]
    assert found[0][2] == bytes([3]) * 16
    assert {first_other[1], second_other[1]} == {None, "exact"}
    assert [part.num_rows for part in parts] == [3, 0, 4]
    assert Duplicates().ledger(job).flow("documents").kept == 7


def test_the_verdicts_are_the_same_however_documents_are_cut_into_parts(
    job: Job, segment: Callable[..., dict[str, Any]]
) -> None:
    texts = [LONGEST, MIDDLE, OTHER, LAST, OTHER, LONGEST]
    seen = []
    for number, cut in enumerate([[texts], [texts[:2], texts[2:]], [[text] for text in texts]]):
        one = Job(type(job.corpus)(f"{job.corpus.root}-{number}"), job.recipe, "key")
        write(one, segment, cut)
        Duplicates().run(one, Engine(workers=1))
        seen.append([row for name in one.corpus.parts("duplicates") for row in one.corpus.table(name).to_pylist()])
    assert seen[0] == seen[1] == seen[2]
    assert np.sum([row["kind"] is None for row in seen[0]]) == 2
