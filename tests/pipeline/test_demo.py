"""The demo's corpus, crawled from a real server by the command line, read back with other people's tools."""

import json
import shutil
import tarfile
from collections import defaultdict
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import webdataset
from PIL import Image

from weft.pipeline.build import past_runs
from weft.pipeline.media.read import read_image
from weft.pipeline.models import Models, read_models
from weft.pipeline.recipe_file import load_recipe
from weft.pipeline.stage import Job
from weft.pipeline.stages.kept import kept_documents
from weft.pipeline.stages.used_media import used_items
from weft.pipeline.storage import Corpus
from weft.schemas.media import MediaKind
from weft.tokenizers.image_codebook import psnr
from weft.tokenizers.media_ids import Picture, parse_media

from ..conftest import Demo, served, weft

MIN_PSNR_DB = 20.0
"""Of pictures decoded from a codebook of 256 patches; 8,192 patches give several dB more."""


@pytest.fixture(scope="module")
def samples(demo: Demo) -> list[dict]:
    """Every sample of every shard, as webdataset decodes it."""
    shards = sorted(str(path) for path in (demo.corpus / "shards").glob("*.tar"))
    return list(webdataset.WebDataset(shards, shardshuffle=False).decode())


@pytest.fixture(scope="module")
def models(demo: Demo) -> Models:
    return read_models(Corpus(str(demo.corpus)), "shards")


def test_webdataset_and_wids_agree_on_every_sample(
    demo: Demo, samples: list[dict], wids: ModuleType, tmp_path: Path
) -> None:
    indexed = wids.ShardListDataset(str(demo.corpus / "shards" / "train.json"), cache_dir=str(tmp_path), keep=True)

    assert len(indexed) == len(samples) > 0
    for number, streamed in enumerate(samples):
        read = indexed[number]
        assert read["__key__"] == streamed["__key__"]
        for name in ("tokens.npy", "modality.npy", "segment_ids.npy", "loss_mask.npy"):
            assert np.array_equal(read["." + name], streamed[name])
        assert read[".json"] == streamed["json"]
        assert read[".media.mp"] == streamed["media.mp"] == []


def test_every_offset_of_the_tar_index_is_a_sample_header(demo: Demo) -> None:
    for shard in sorted((demo.corpus / "shards").glob("*.tar")):
        offsets = np.fromfile(f"{shard}.idx", "<u8").tolist()
        with tarfile.open(shard) as tar:
            headers = {member.offset: member.name for member in tar}
        keys = [headers[offset].partition(".")[0] for offset in offsets[:-1]]
        assert len(set(keys)) == len(keys) == len(headers) / 6
        assert shard.read_bytes()[offsets[-1] :].strip(b"\0") == b"", "the last offset is the end of the last sample"


def test_text_decoded_from_the_shards_is_the_text_of_the_kept_documents(
    demo: Demo, samples: list[dict], models: Models
) -> None:
    corpus = Corpus(str(demo.corpus))
    job = Job(corpus, load_recipe(demo.recipe))
    expected = {
        kept.document["url"]: "\n\n".join(text for _, text in kept.texts())
        for part in range(len(corpus.parts("documents")))
        for kept in kept_documents(job, part)
    }
    pieces: dict[str, dict[int, str]] = defaultdict(dict)
    for sample in samples:
        for document in sample["json"]["documents"]:
            for span in document["spans"]:
                if span["kind"] == "text":
                    ids = sample["tokens.npy"][span["start"] :][: span["length"]]
                    texts = pieces[document["url"]]
                    texts[span["segment"]] = texts.get(span["segment"], "") + models.text.decode(ids)

    decoded = {url: "".join(texts[segment] for segment in sorted(texts)) for url, texts in pieces.items()}
    assert decoded == expected
    assert sum(map(len, decoded.values())) > 20_000


def test_image_codes_in_the_shards_decode_to_the_pictures(demo: Demo, samples: list[dict], models: Models) -> None:
    corpus = Corpus(str(demo.corpus))
    job = Job(corpus, load_recipe(demo.recipe))
    pictures = {
        item["media_id"].hex(): read_image(blob)
        for part in range(len(corpus.parts("media/items")))
        for item, blob in used_items(job, part, (MediaKind.IMAGE,))
    }
    measured = []
    for sample in samples:
        for document in sample["json"]["documents"]:
            for span in document["spans"]:
                if span["kind"] == "image":
                    ids = sample["tokens.npy"][span["start"] :][: span["length"]]
                    measured.append(psnr_of(ids, pictures[span["media_id"]], models))

    assert len(measured) >= 30
    assert float(np.median(measured)) > MIN_PSNR_DB


def psnr_of(ids: np.ndarray, original: np.ndarray, models: Models) -> float:
    picture = parse_media(ids, models.vocabulary)
    assert isinstance(picture, Picture) and picture.codes is not None and models.images is not None
    decoded = models.images.decode(picture.rows, picture.cols, picture.codes)
    size = (decoded.shape[1], decoded.shape[0])
    resized = np.asarray(Image.fromarray(original).resize(size, Image.Resampling.BICUBIC))
    return psnr(decoded, resized)


def test_the_pages_meant_to_be_dropped_are_dropped_for_their_reason(demo: Demo) -> None:
    corpus = Corpus(str(demo.corpus))
    reasons = {}
    for part, name in enumerate(corpus.parts("documents")):
        urls = corpus.table(name, ["url"]).column("url").to_pylist()
        selection = corpus.table(corpus.parts("selection")[part], ["reason"]).column("reason").to_pylist()
        reasons |= {
            url.removeprefix(f"http://127.0.0.1:{demo.port}/"): reason
            for url, reason in zip(urls, selection, strict=True)
        }

    assert reasons["en/photo-essay.html"] == "opt_out"
    assert reasons["en/reserved.html"] == "opt_out"
    assert reasons["en/puzzle-corner.html"] == "contaminated"
    assert {reasons["en/eddystone.html"], reasons["archive/eddystone.html"]} == {None, "duplicate_exact"}
    daymarks = [reasons[name] for name in ("en/daymarks.html", "print/daymarks.html", "archive/daymarks-2019.html")]
    assert sorted(map(str, daymarks)) == ["None", "duplicate_near", "duplicate_near"]
    assert reasons["legacy/hangro.html"] is None, "a page in EUC-KR is read as Korean"
    assert "private/keepers-log.html" not in reasons, "robots.txt keeps the crawler out"


def test_personal_data_is_replaced_in_the_sequences(samples: list[dict], models: Models) -> None:
    text = "".join(models.text.decode(sample["tokens.npy"][sample["modality.npy"] == 1]) for sample in samples)

    assert "[email]" in text and "[phone]" in text
    assert "@" not in text.replace("[email]", "")


def test_the_summary_names_what_was_kept_and_what_was_dropped(demo: Demo) -> None:
    for word in (
        "captures",
        "pages",
        "media",
        "documents kept",
        "opt_out 2",
        "tokens",
        "languages",
        "sequences",
        "weft inspect",
    ):
        assert word in demo.output


def test_a_second_build_finds_everything_done(demo: Demo) -> None:
    with served(demo.site, demo.port):
        result = weft("build", demo.recipe)

    assert result.returncode == 0, result.stderr
    assert "everything was done before" in result.stdout


def test_every_command_reads_the_corpus(demo: Demo) -> None:
    page = f"http://127.0.0.1:{demo.port}/en/watch.html"
    shards = demo.corpus / "shards"
    key = "train-000000-000000"

    assert "train-000000.tar" in weft("inspect", shards).stdout
    assert key in weft("inspect", shards, "--sample", key).stdout
    assert weft("verify", shards).stdout.startswith("good: ")
    assert "selection" in weft("status", demo.corpus).stdout
    story = weft("explain", demo.corpus, page).stdout
    assert "gopher_quality" in story and "lights.mp4" in story and "train-000000" in story
    report = weft("report", demo.corpus)
    assert report.returncode == 0, report.stderr
    html = (demo.corpus / "report" / "index.html").read_text()
    assert "The Lantern Room" in html and "<script" not in html
    assert json.loads((demo.corpus / "report" / "croissant.json").read_text())["@type"] == "sc:Dataset"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("explain", "{corpus}", "http://127.0.0.1/nowhere"), "nowhere"),
        (("verify", "/nowhere/at/all"), "is not there"),
        (("build", "/nowhere/recipe.yaml"), "No such file"),
        (("inspect", "{corpus}/shards", "--sample", "train-000000-99"), "train-000000-"),
    ],
)
def test_a_mistake_is_one_line_and_no_traceback(demo: Demo, arguments: tuple[str, ...], said: str) -> None:
    result = weft(*(argument.format(corpus=demo.corpus) for argument in arguments))

    assert result.returncode == 2
    assert len(result.stderr.strip().splitlines()) == 1
    assert result.stderr.startswith("weft: ") and said in result.stderr


def test_verify_finds_a_flipped_bit(demo: Demo, tmp_path: Path) -> None:
    shutil.copytree(demo.corpus / "shards", tmp_path / "shards")
    shard = tmp_path / "shards" / "train-000000.tar"
    damaged = bytearray(shard.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    shard.write_bytes(damaged)

    result = weft("verify", tmp_path / "shards")

    assert result.returncode == 1
    assert "train-000000.tar" in result.stdout


def test_every_stage_balances(demo: Demo) -> None:
    runs = past_runs(Corpus(str(demo.corpus)))

    assert [run.stage for run in runs][-1] == "shards" and len(runs) == 12
    for run in runs:
        run.ledger.check(run.stage)
