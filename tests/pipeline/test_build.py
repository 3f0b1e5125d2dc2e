"""One small corpus of pages, pictures, sound and film, built for real and built again after changes."""

import fcntl
import io
import json
import os
import shutil
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import numpy as np
import pyarrow as pa
import pytest
from PIL import Image

from weft.pipeline.build import CorpusBusyError, StageFailedError, StageRun, plan
from weft.pipeline.ledger import UnbalancedLedgerError
from weft.pipeline.models import read_models
from weft.pipeline.nothing_kept import NothingKeptError
from weft.pipeline.shards.reader import ShardSet
from weft.pipeline.shards.sample import Sample
from weft.pipeline.shards.verify import verify
from weft.pipeline.stages import ORDER, selection
from weft.pipeline.stages.signals import Signals
from weft.pipeline.storage import Corpus
from weft.schemas.recipe import Recipe
from weft.tokenizers.image_codebook import psnr
from weft.tokenizers.markers import Marker
from weft.tokenizers.media_ids import Picture, parse_media

from ..conftest import shard_digests
from .conftest import SMALL, Record, build_here, encoded, photo, prose, write_warc
from .small_site import PAGES, SITE, film, page, page_text

STAGES = [stage.name for stage in ORDER]
IMAGE_PSNR_DB = 22.0
"""64 codes of 8 × 8 pixels, trained in 2 rounds on 6 smooth pictures of 96 patches: measured 22.9 at the least."""


@pytest.fixture(scope="module")
def recipe(tmp_path_factory: pytest.TempPathFactory) -> Recipe:
    """Two WARC files and a jsonl: three parts. One text is written twice."""
    folder = tmp_path_factory.mktemp("build")
    pages = [Record(f"{SITE}/{number}.html", page(number)) for number in range(PAGES)]
    pictures = [Record(f"{SITE}/photo-{n}.png", encoded(photo(n)), "image/png") for n in range(PAGES)]
    movie = Record(f"{SITE}/film.mp4", film(folder), "video/mp4")
    bell = Record(f"{SITE}/bell.wav", (folder / "bell.wav").read_bytes(), "audio/wav")
    cues = Record(f"{SITE}/film.vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\nThe lamp turns\n", "text/vtt")
    write_warc(folder / "a.warc.gz", [*pages[:4], *pictures[4:], movie])
    write_warc(folder / "b.warc.gz", [*pictures[:4], cues, bell, *pages[4:]])
    texts = [prose(200), prose(201), prose(200), "Too short."]
    lines = [json.dumps({"text": text, "license": "CC0-1.0"}) for text in texts]
    (folder / "texts.jsonl").write_text("\n".join(lines))
    return Recipe.model_validate(
        {
            "sources": [
                {"kind": "warc", "paths": [f"{folder}/*.warc.gz"]},
                {"kind": "jsonl", "paths": [f"{folder}/texts.jsonl"]},
            ],
            "corpus": str(folder / "corpus"),
            "rules": {"min_words": {"words": 5}, "image_size": {"min_side": 32}, "duplicates": {}},
            "vocabulary": SMALL,
            "sequences": {"length": 1024, "image_tokens": 96, "frame_tokens": 24},
            "shards": {"sequences": 4},
        }
    )


@pytest.fixture(scope="module")
def runs(recipe: Recipe) -> dict[str, StageRun]:
    return build_here(recipe)


@pytest.fixture(scope="module")
def corpus(recipe: Recipe, runs: dict[str, StageRun]) -> Corpus:
    return Corpus(recipe.corpus)


@pytest.fixture
def copied(recipe: Recipe, runs: dict[str, StageRun], tmp_path: Path) -> Recipe:
    """The recipe of a copy of the finished corpus, free to be changed."""
    shutil.copytree(recipe.corpus, tmp_path / "corpus")
    return recipe.model_copy(update={"corpus": str(tmp_path / "corpus")})


@pytest.fixture(scope="module")
def slots(recipe: Recipe, runs: dict[str, StageRun], tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """The same corpus in ``slots`` form."""
    folder = tmp_path_factory.mktemp("slots") / "corpus"
    shutil.copytree(recipe.corpus, folder)
    changed = changed_recipe(recipe, corpus=str(folder), sequences={"media": "slots"})
    fresh = [stage for stage, run in build_here(changed).items() if not run.was_done]
    assert fresh == ["tokens", "shards"]
    return Corpus(str(folder))


def changed_recipe(recipe: Recipe, **changes: Any) -> Recipe:
    """The recipe with other values; those of a section are changed one by one."""
    spelled = recipe.model_dump()
    for name, value in changes.items():
        spelled[name] = {**spelled[name], **value} if isinstance(spelled[name], dict) and name != "rules" else value
    return Recipe.model_validate(spelled)


def samples(corpus: Corpus) -> Iterator[Sample]:
    shards = ShardSet(corpus.path("shards"))
    return (shards.sample(number) for number in range(len(shards)))


def files(folder: str) -> dict[str, tuple[int, int]]:
    """Size and time of change of every file, but for the recipe and the lock, which each build writes."""
    paths = [path for path in Path(folder).rglob("*") if path.is_file() and path.name not in ("recipe.json", ".lock")]
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in paths}


def test_every_stage_runs_and_balances(runs: dict[str, StageRun], corpus: Corpus) -> None:
    assert list(runs) == STAGES
    assert not any(run.was_done for run in runs.values())
    for stage, run in runs.items():
        run.ledger.check(stage)
        assert corpus.read_json(f"{stage}/_SUCCESS.json")["key"] == run.key


def test_the_ledger_tells_the_story(runs: dict[str, StageRun]) -> None:
    """6 pages and 4 texts, one of them a copy, one too short; 6 photos, a film, a sound and a subtitle file."""
    captures = runs["extract"].ledger.flow("captures")
    assert (captures.entered, captures.kept) == (6 + 9 + 4, 19)
    assert runs["media"].ledger.flow("media").kept == 9
    links = runs["links"].ledger.flow("media segments")
    assert (links.entered, links.kept) == (9, 9)
    documents = runs["selection"].ledger.flow("documents")
    assert (documents.kept, dict(documents.dropped)) == (8, {"duplicate_exact": 1, "too_few_words": 1})
    counts = runs["tokens"].ledger.counts
    assert counts["tokens_image"] == 6 * (3 + 96 + 1)
    assert counts["tokens_text"] > 0 < counts["tokens_video"]
    assert counts["tokens_audio"] == 2 + 2 * 151
    assert runs["shards"].ledger.flow("documents").kept == 8


def test_a_second_build_does_nothing(recipe: Recipe, runs: dict[str, StageRun]) -> None:
    before = files(recipe.corpus)
    again = build_here(recipe)
    assert all(run.was_done for run in again.values())
    assert {stage: run.key for stage, run in again.items()} == {stage: run.key for stage, run in runs.items()}
    assert {stage: run.ledger for stage, run in again.items()} == {stage: run.ledger for stage, run in runs.items()}
    assert files(recipe.corpus) == before
    assert plan(recipe, None) == [(stage, True) for stage in STAGES]


def test_a_changed_threshold_redoes_selection_and_what_follows(copied: Recipe) -> None:
    strict = changed_recipe(copied, rules={"min_words": {"words": 1}, "duplicates": {}})
    first_to_run = STAGES.index("selection")
    assert plan(strict, None) == [(stage, number < first_to_run) for number, stage in enumerate(STAGES)]
    before = files(copied.corpus)
    again = build_here(strict)
    assert [stage for stage, run in again.items() if run.was_done] == STAGES[:first_to_run]
    assert again["selection"].ledger.flow("documents").kept == 9
    kept_as_they_were = ("documents/", "captures/index/", "media/items/", "media/blobs/", "links/", "signals/")
    for name, facts in files(copied.corpus).items():
        if name.removeprefix(f"{copied.corpus}/").startswith((*kept_as_they_were, "duplicates/", "contamination/")):
            assert facts == before[name]
    assert verify(f"{copied.corpus}/shards") == []


def test_a_build_ends_where_it_is_told_to_and_goes_on_from_there(recipe: Recipe, tmp_path: Path) -> None:
    elsewhere = changed_recipe(recipe, corpus=str(tmp_path / "corpus"))
    until_signals = STAGES[: STAGES.index("signals") + 1]
    assert list(build_here(elsewhere, until="signals")) == until_signals
    assert not (tmp_path / "corpus" / "selection").exists()
    assert plan(elsewhere, "duplicates") == [*((stage, True) for stage in until_signals), ("duplicates", False)]
    again = build_here(elsewhere, until="duplicates")
    assert [run.was_done for run in again.values()] == [True] * len(until_signals) + [False]


def test_a_build_ends_in_one_line_where_selection_keeps_nothing(copied: Recipe) -> None:
    rules = {"image_size": {"min_side": 20_000}, "duplicates": {}, "min_words": {"words": 100_000}}
    changed = changed_recipe(copied, rules=rules)
    assert list(build_here(changed, until="selection"))[-1] == "selection"
    for _ in range(2):
        with pytest.raises(NothingKeptError) as caught:
            build_here(changed)
    assert str(caught.value) == (
        "selection kept none of 10 documents (too_few_words 9, duplicate_exact 1); change `rules` in the recipe and "
        "build again: only selection and what follows is made anew; "
        f"`weft explain {copied.corpus} URL` shows what a rule measured"
    )
    assert not Path(copied.corpus, "logs").exists()


def test_where_the_sources_give_no_document_the_build_ends_after_extraction_and_says_of_which_file(
    tmp_path: Path,
) -> None:
    (tmp_path / "in.jsonl").write_text('{"text": ""}\n{"text": 3}\n')
    for name in ("a.parquet", "b.parquet", "c.parquet"):
        (tmp_path / name).write_text("This is no Parquet.")
    lines = {"kind": "jsonl", "paths": [f"{tmp_path}/in.jsonl"]}
    tables = {"kind": "parquet", "paths": [f"{tmp_path}/*.parquet"], "text": "text"}
    recipe = Recipe.model_validate({"sources": [lines, tables], "corpus": str(tmp_path / "corpus")})
    for _ in range(2):
        with pytest.raises(NothingKeptError) as caught:
            build_here(recipe)
    assert str(caught.value) == (
        f"the sources gave no document: {tmp_path}/in.jsonl (no_text 2), {tmp_path}/a.parquet (parquet_broken 1), "
        f"{tmp_path}/b.parquet (parquet_broken 1), 1 more file; see that each is read as the `kind` that it is"
    )
    assert not (tmp_path / "corpus" / "media").exists()
    assert build_here(recipe, until="selection")["selection"].ledger.flow("documents").entered == 0


def test_media_of_sources_without_a_document_are_told_in_the_end(tmp_path: Path) -> None:
    write_warc(tmp_path / "a.warc.gz", [Record(f"{SITE}/photo.png", encoded(photo(0)), "image/png")])
    source = {"kind": "warc", "paths": [f"{tmp_path}/a.warc.gz"]}
    recipe = Recipe.model_validate({"sources": [source], "corpus": str(tmp_path / "corpus")})
    with pytest.raises(NothingKeptError, match=r"gave no document: .*/a\.warc\.gz \(media 1\); see"):
        build_here(recipe)


def test_a_corpus_at_work_in_another_build_is_left_alone(copied: Recipe) -> None:
    with Path(copied.corpus, ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        before = files(copied.corpus)
        with pytest.raises(CorpusBusyError) as caught:
            build_here(changed_recipe(copied, seed=9))
        assert str(caught.value) == f"another build is at work in {copied.corpus}; wait for it to end"
        assert files(copied.corpus) == before
    assert len(build_here(copied)) == len(STAGES)


def test_a_lost_document_fails_the_run(copied: Recipe, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Corpus.batches

    def lose_a_row(self: Corpus, name: str, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
        for number, batch in enumerate(whole(self, name, columns)):
            yield batch.slice(1) if number == 0 and name.startswith("documents/part-00000") else batch

    shutil.rmtree(Path(copied.corpus, "signals"))
    monkeypatch.setattr(Corpus, "batches", lose_a_row)
    with pytest.raises(UnbalancedLedgerError) as caught:
        build_here(copied)
    assert str(caught.value) == "extract kept 10 documents, but signals saw 9"
    assert not Path(copied.corpus, "signals", "_SUCCESS.json").exists()


def test_a_segment_without_a_reason_fails_the_run(copied: Recipe, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = selection.account
    monkeypatch.setattr(
        selection, "account", lambda ledger, row, segments: whole(ledger, {**row, "holes": []}, segments)
    )
    strict = changed_recipe(copied, rules={"image_size": {"min_side": 80}})
    with pytest.raises(UnbalancedLedgerError, match=r"^extract kept \d+ segments, but selection saw \d+$"):
        build_here(strict)
    assert plan(strict, "selection")[-1] == ("selection", False)


def test_going_back_to_an_earlier_recipe_after_a_failed_build_makes_its_tables_again(
    copied: Recipe, runs: dict[str, StageRun], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mark of success speaks of the earlier tables; the failed build has left its own in their place."""
    with monkeypatch.context() as patched:
        patched.setattr(selection, "write_uses", lambda *_: 1 // 0)
        with pytest.raises(StageFailedError):
            build_here(changed_recipe(copied, rules={"image_size": {"min_side": 80}}))
    again = build_here(copied)
    assert not again["selection"].was_done
    assert again["selection"].ledger == runs["selection"].ledger
    assert verify(f"{copied.corpus}/shards") == []


OTHER_RECIPES = {
    "documents": {"extract": {"max_segments": 1}},
    "media/items": {"media": {"image": {"max_side": 64}}},
    "shards-written": {"mixture": ({"name": "train", "weights": {"text": 2}},)},
}
"""A table, and a change of the recipe that writes other files beside its parts."""


@pytest.mark.parametrize("table", OTHER_RECIPES)
def test_no_part_vouches_for_what_a_killed_run_of_another_recipe_wrote_beside_it(
    table: str, copied: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = shard_digests(Path(copied.corpus))
    complete = Corpus.create

    @contextmanager
    def killed(corpus: Corpus, name: str) -> Iterator[IO[bytes]]:
        with complete(corpus, name) as stream:
            yield stream
            if name.startswith(f"{table}/part-"):
                raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(Corpus, "create", killed)
        with pytest.raises(StageFailedError):
            build_here(changed_recipe(copied, **OTHER_RECIPES[table]))

    build_here(copied)

    assert shard_digests(Path(copied.corpus)) == before
    assert verify(f"{copied.corpus}/shards") == []


def test_a_stage_that_fails_is_one_line_and_a_trace(copied: Recipe, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(Path(copied.corpus, "signals"))
    with monkeypatch.context() as patched:
        patched.setattr(Signals, "make", lambda *_: 1 // 0)
        with pytest.raises(StageFailedError) as caught:
            build_here(copied)
    log = Path(copied.corpus, "logs", "signals.txt")
    message = str(caught.value)
    assert message.startswith("stage signals failed: ")
    assert "\n" not in message
    assert message.endswith(f"(trace in {log})")
    assert "ZeroDivisionError" in log.read_text()
    again = build_here(copied)
    assert [stage for stage, run in again.items() if not run.was_done] == ["signals"]


@pytest.mark.parametrize("form", ["codes", "slots"])
def test_shards_of_either_form_verify(form: str, request: pytest.FixtureRequest) -> None:
    built: Corpus = request.getfixturevalue("corpus" if form == "codes" else "slots")
    assert verify(built.path("shards")) == []
    assert ShardSet(built.path("shards")).manifest.media == form


@pytest.mark.parametrize("form", ["codes", "slots"])
def test_text_decoded_from_the_shards_is_the_text_of_the_pages(form: str, request: pytest.FixtureRequest) -> None:
    built: Corpus = request.getfixturevalue("corpus" if form == "codes" else "slots")
    models = read_models(built, "shards")
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for sample in samples(built):
        for number, document in enumerate(sample.meta["documents"], 1):
            ids = sample.tokens[sample.segment_ids == number]
            assert (ids[0], ids[-1]) == (Marker.BOS, Marker.EOS)
            spans = [span for span in document["spans"] if span["kind"] == "text"]
            spelled = [sample.tokens[span["start"] : span["start"] + span["length"]] for span in spans]
            texts[document["url"]].append(models.text.decode(np.concatenate(spelled)))
    jsonl = [text for url, text in texts.items() if not url.startswith(SITE)]
    assert sorted(jsonl) == sorted([[prose(200)], [prose(201)]])
    assert {url: text for url, text in texts.items() if url.startswith(SITE)} == {
        f"{SITE}/{number}.html": [page_text(number)] for number in range(PAGES)
    }


def test_a_smaller_share_leaves_no_shard_of_the_larger_one_behind(copied: Recipe, runs: dict[str, StageRun]) -> None:
    again = build_here(changed_recipe(copied, mixture=({"name": "train", "share": 0.3},)))
    assert [stage for stage, run in again.items() if not run.was_done] == ["shards"]
    documents = again["shards"].ledger.flow("documents")
    assert 0 < documents.kept < 8
    assert documents.kept + documents.dropped["not_in_mixture"] == 8
    assert again["shards"].ledger.counts["sequences"] < runs["shards"].ledger.counts["sequences"]
    assert verify(f"{copied.corpus}/shards") == []


def test_licences_travel_to_the_shards(corpus: Corpus) -> None:
    licences = {(d["domain"], d["license"]) for sample in samples(corpus) for d in sample.meta["documents"]}
    assert licences == {("warc", ""), ("text", "CC0-1.0")}


def test_image_codes_decode_to_the_picture(corpus: Corpus) -> None:
    models = read_models(corpus, "shards")
    assert models.images is not None
    seen = {}
    for sample in samples(corpus):
        for document in sample.meta["documents"]:
            for span in document["spans"]:
                if span["kind"] == "image":
                    ids = sample.tokens[span["start"] : span["start"] + span["length"]]
                    medium = parse_media(ids, models.vocabulary)
                    assert isinstance(medium, Picture) and medium.codes is not None
                    seen[document["url"]] = models.images.decode(medium.rows, medium.cols, medium.codes)
    assert len(seen) == PAGES
    for number in range(PAGES):
        decoded = seen[f"{SITE}/{number}.html"]
        assert psnr(decoded, np.asarray(photo(number))) > IMAGE_PSNR_DB


def test_in_slots_form_the_pictures_travel_along(slots: Corpus) -> None:
    pictures = {}
    for sample in samples(slots):
        for medium in sample.media:
            inside = sample.tokens[medium["start"] : medium["start"] + medium["length"]]
            if medium["kind"] == "image":
                assert inside.tolist()[3:-1] == [Marker.IMAGE_SLOT] * 96
                assert not sample.loss_mask[medium["start"] + 3 : medium["start"] + 99].any()
                pictures[medium["media_id"]] = np.asarray(Image.open(io.BytesIO(medium["bytes"])).convert("RGB"))
            else:
                assert inside[0] in (Marker.VIDEO, Marker.AUDIO)
    assert len(pictures) == PAGES
    originals = [np.asarray(photo(number)) for number in range(PAGES)]
    for picture in pictures.values():
        assert max(psnr(picture, original) for original in originals) > 35


def test_no_medium_travels_in_codes_form(corpus: Corpus) -> None:
    assert {len(sample.media) for sample in samples(corpus)} == {0}


def test_no_temporary_file_is_left(corpus: Corpus) -> None:
    assert [name for _, _, names in os.walk(corpus.root) for name in names if name.endswith(".tmp")] == []
