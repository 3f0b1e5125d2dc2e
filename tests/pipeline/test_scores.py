"""Scores of published sets from their files to what is kept, shown and exported."""

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from weft.pipeline.console import summary_rows
from weft.pipeline.export.export import export
from weft.pipeline.export.formats import ExportedImages, ExportFormat
from weft.pipeline.inspect.funnel import read_funnel
from weft.pipeline.inspect.report import read_report, render
from weft.pipeline.storage import Corpus
from weft.schemas.recipe import Recipe

from ..conftest import weft
from .conftest import build_here, encoded, photo, prose
from .published import tar_of_pictures

SITE = "https://scores.example"
PICTURES = [encoded(photo(number)) for number in range(3)]


def picture_url(number: int) -> str:
    return f"{SITE}/{number}.png"


def mmc4(url: str, similarities: dict[int, float]) -> dict[str, Any]:
    images = [
        {"image_name": "x", "raw_url": picture_url(number), "matched_text_index": 0, "matched_sim": similarity}
        for number, similarity in similarities.items()
    ]
    return {"url": url, "text_list": [prose(len(similarities) + ord(url[-1]))], "image_info": images}


RECORDS = [mmc4(f"{SITE}/a", {0: 0.3125, 1: 0.125}), mmc4(f"{SITE}/b", {2: 0.5})]
TEXTS = [
    {"text": prose(40), "url": f"{SITE}/c", "edu": 3},
    {"text": prose(41), "url": f"{SITE}/d", "edu": 1},
    {"text": prose(42), "url": f"{SITE}/e"},
]
RULES = {
    "media_scores": {"min": {"matched_sim": 0.24}},
    "document_scores": {"min": {"edu": 2}, "max": {"toxic_prob": 0.5}},
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("scores")
    for name, records in (("m.jsonl", RECORDS), ("t.jsonl", TEXTS)):
        (folder / name).write_text("".join(json.dumps(record) + "\n" for record in records))
    pictures = {picture_url(number): payload for number, payload in enumerate(PICTURES)}
    tar_of_pictures(folder / "pictures.tar", pictures)
    recipe = {
        "sources": [
            {"kind": "mmc4", "paths": [f"{folder}/m.jsonl"]},
            {"kind": "jsonl", "paths": [f"{folder}/t.jsonl"], "scores": ["edu"]},
            {"kind": "img2dataset", "paths": [f"{folder}/pictures.tar"], "take": "media"},
        ],
        "corpus": str(folder / "corpus"),
        "rules": RULES,
    }
    build_here(Recipe.model_validate(recipe), until="selection")
    return Corpus(str(folder / "corpus"))


def rows(corpus: Corpus, table: str, columns: list[str]) -> list[dict[str, Any]]:
    return [row for name in corpus.parts(table) for row in corpus.table(name, columns).to_pylist()]


def test_scores_stand_in_the_documents_that_carry_them(corpus: Corpus) -> None:
    def scores(segment: int | None, name: str, value: float) -> dict[str, Any]:
        return {"segment": segment, "name": name, "value": value}

    assert {row["url"][-1]: row["scores"] for row in rows(corpus, "documents", ["url", "scores"])} == {
        "a": [scores(0, "matched_sim", 0.3125), scores(1, "matched_sim", 0.125)],
        "b": [scores(0, "matched_sim", 0.5)],
        "c": [scores(None, "edu", 3.0)],
        "d": [scores(None, "edu", 1.0)],
        "e": [],
    }


def test_documents_and_media_out_of_bounds_go_with_a_reason(corpus: Corpus) -> None:
    urls = [row["url"][-1] for row in rows(corpus, "documents", ["url"])]
    selected = dict(zip(urls, rows(corpus, "selection", ["keep", "reason", "segments", "holes"]), strict=True))
    assert {url: row["reason"] for url, row in selected.items() if not row["keep"]} == {"d": "edu_too_low"}
    assert (selected["a"]["segments"], selected["a"]["holes"]) == (
        [0, 2],
        [{"segment": 1, "kind": "image", "reason": "matched_sim_too_low"}],
    )
    (flows,) = [run.ledger.flows for run in read_funnel(corpus).runs if run.stage == "selection"]
    assert dict(flows["documents"].dropped) == {"edu_too_low": 1}
    assert dict(flows["segments"].dropped) == {"document_dropped": 1, "matched_sim_too_low": 1}


def test_a_score_that_nothing_carries_is_told_in_the_summary_and_in_the_report(corpus: Corpus) -> None:
    (ledger,) = [run.ledger for run in read_funnel(corpus).runs if run.stage == "selection"]
    assert {name: count for name, count in ledger.counts.items() if name.startswith("scored_")} == {
        "scored_documents_edu": 2,
        "scored_documents_toxic_prob": 0,
        "scored_media_matched_sim": 3,
    }
    assert ("scores missing", "1", "nothing was judged by toxic_prob of documents: none has it") in list(
        summary_rows({"selection": ledger})
    )
    page = render(read_report(corpus))
    assert "nothing carries, so nothing was judged by them: toxic_prob of documents." in page
    assert "96 × 64, matched_sim 0.3125" in page


def told(corpus: Corpus, url: str) -> str:
    done = weft("explain", corpus.root, url)
    assert done.returncode == 0, done.stderr
    return " ".join(done.stdout.split())


def test_explain_shows_the_scores_of_a_document_beside_their_bounds(corpus: Corpus) -> None:
    page = told(corpus, f"{SITE}/d")
    assert "scores edu 1 " in page
    assert "document_scores edu_too_low edu 1 ≥ 2 FAIL toxic_prob none ≤ 0.5 not asked" in page


def test_explain_shows_the_scores_of_a_medium(corpus: Corpus) -> None:
    page = told(corpus, f"{SITE}/a")
    assert "matched_sim 0.3125" in page and "matched_sim 0.125" in page and "matched_sim_too_low" in page
    assert f"{SITE}/a, matched_sim 0.125" in told(corpus, picture_url(1))


def test_similarities_are_exported_where_there_are_some(corpus: Corpus, tmp_path: Path) -> None:
    export(corpus, ExportFormat.MMC4, Corpus(str(tmp_path / "mmc4")), ExportedImages.URLS)
    first, second = map(json.loads, (tmp_path / "mmc4" / "docs_shard_0.jsonl").read_text().splitlines())
    assert [(image["raw_url"], image["matched_sim"]) for image in first["image_info"]] == [(picture_url(0), 0.3125)]
    assert (first["similarity_matrix"], second["similarity_matrix"]) == ([[0.3125]], [[0.5]])


def test_scores_are_exported_with_the_metadata_of_obelics(corpus: Corpus, tmp_path: Path) -> None:
    export(corpus, ExportFormat.OBELICS, Corpus(str(tmp_path / "obelics")), ExportedImages.URLS)
    files = sorted((tmp_path / "obelics").iterdir())
    pages = {row["general_metadata"]: row["metadata"] for file in files for row in pq.read_table(file).to_pylist()}
    by_url = {json.loads(page)["url"][-1]: (json.loads(page), json.loads(images)) for page, images in pages.items()}
    assert by_url["a"][1][0]["scores"] == {"matched_sim": 0.3125}
    assert by_url["c"][0]["scores"] == {"edu": 3.0}
    assert "scores" not in by_url["e"][0] and "scores" not in by_url["a"][0]
