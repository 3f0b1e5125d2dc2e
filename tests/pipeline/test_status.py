"""What ``weft status`` says of corpora that are not finished."""

import fcntl
import io
import json
import re
from pathlib import Path

import pytest
from rich.console import Console

from weft.pipeline.build import LOCK, NoCorpusError
from weft.pipeline.console import print_status
from weft.pipeline.status import State, status_of
from weft.pipeline.storage import Corpus
from weft.schemas.recipe import Recipe

from .conftest import build_here, prose

STAGES = [
    "crawl", "extract", "fetch", "media", "links", "signals", "duplicates", "contamination", "selection", "vocabulary",
    "tokens", "shards",
]  # fmt: skip


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """Built from two texts up to its links."""
    records = ({"text": prose(number), "url": f"https://status.example/{number}"} for number in range(2))
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, records)))
    source = {"kind": "jsonl", "paths": [f"{tmp_path}/in.jsonl"]}
    recipe = {"sources": [source], "corpus": str(tmp_path / "corpus"), "rules": {}}
    build_here(Recipe.model_validate(recipe), until="links")
    return Corpus(str(tmp_path / "corpus"))


def said(corpus: Corpus) -> str:
    console = Console(record=True, width=200, file=io.StringIO(), color_system=None)
    print_status(console, status_of(corpus), "corpus")
    return console.export_text()


def states(corpus: Corpus) -> dict[str, State]:
    return {stage.stage: stage.state for stage in status_of(corpus).stages}


def test_every_stage_is_named_with_its_time_or_as_not_run(corpus: Corpus) -> None:
    for number, stage in enumerate(STAGES[:5]):
        facts = corpus.read_json(f"{stage}/_SUCCESS.json")
        corpus.write_json(f"{stage}/_SUCCESS.json", {**facts, "seconds": 1000 + number})
    text = said(corpus)
    assert re.search(r"✓ extract +1,001\.0 s  2 captures$", text, re.M)
    assert [line.split()[1] for line in text.splitlines() if line.endswith("not run yet")] == STAGES[5:]
    assert re.search(r"^time +5,010\.0 s  5 of 12 stages done$", text, re.M)
    assert "next: weft build RECIPE   go on where it ended" in text


def test_the_stage_at_work_is_running_while_a_build_holds_the_corpus(corpus: Corpus) -> None:
    with Path(corpus.path(LOCK)).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        text = said(corpus)
        assert re.search(r"signals +running  0/1 part$", text, re.M)
        assert re.search(r"duplicates +not run yet$", text, re.M)
        assert "weft build RECIPE" not in text
    assert states(corpus)["signals"] is State.NOT_RUN


def test_a_stage_that_left_parts_was_begun(corpus: Corpus) -> None:
    corpus.remove("links/_SUCCESS.json")
    assert re.search(r"links +begun  1/1 part$", said(corpus), re.M)


def test_a_crawl_in_its_first_round_is_a_corpus(corpus: Corpus) -> None:
    for stage in STAGES[:5]:
        corpus.remove(f"{stage}/_SUCCESS.json")
    assert set(states(corpus).values()) == {State.NOT_RUN}
    assert "0 of 12 stages done" in said(corpus)
    corpus.remove("recipe.json")
    with pytest.raises(NoCorpusError, match="no build has begun here"):
        status_of(corpus)


def test_what_depends_on_changed_input_is_out_of_date(corpus: Corpus, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(json.dumps({"text": prose(9)}))
    assert [stage for stage, state in states(corpus).items() if state is State.OUT_OF_DATE] == STAGES[1:5]
    assert "out of date: its inputs or the recipe changed since; build again" in said(corpus)


def test_a_corpus_whose_sources_are_gone_still_tells_what_was_done(corpus: Corpus, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").unlink()
    text = said(corpus)
    assert "5 of 12 stages done" in text
    assert "whether this is up to date can't be told: source 'text': no file matches" in text


def test_a_mark_of_success_that_was_cut_off_is_none(corpus: Corpus) -> None:
    corpus.write("links/_SUCCESS.json", corpus.read("links/_SUCCESS.json")[:40])
    assert states(corpus)["links"] is State.BEGUN
    assert states(corpus)["media"] is State.DONE


def test_a_damaged_recipe_is_told_in_one_line(corpus: Corpus) -> None:
    corpus.write("recipe.json", corpus.read("recipe.json")[:40])
    with pytest.raises(NoCorpusError, match=r"recipe\.json is damaged; `weft build` writes it again$"):
        status_of(corpus)
