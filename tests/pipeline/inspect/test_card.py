"""The dataset card and the Croissant metadata of a shard set."""

import json
from pathlib import Path

import pytest
import yaml

from weft.pipeline.inspect.card import NoShardsError, croissant, dataset_card, write_cards
from weft.pipeline.inspect.funnel import read_funnel
from weft.pipeline.storage import Corpus

from .conftest import manifest, write_manifest


@pytest.fixture
def card(corpus) -> str:
    return dataset_card("lights", read_funnel(corpus), manifest())


def test_the_header_is_what_the_hub_reads(card):
    header = yaml.safe_load(card.split("---\n")[1])
    assert header["language"] == ["de", "en"]
    assert header["size_categories"] == ["n<1K"]
    assert header["configs"] == [
        {"config_name": "train", "data_files": [{"split": "train", "path": "shards/train-*.tar"}]}
    ]


def test_the_card_counts_tokens_and_what_was_left_out(card):
    assert "117 tokens of text, images, audio and video in 2 interleaved sequences of 64 ids" in card
    assert "| image | 32 | 25.0% |" in card
    assert "| de | 1 | 82 |" in card
    assert "| extract | 8 captures | `http_404` | 1 |" in card


def test_a_name_can_neither_leave_its_cell_nor_become_markup(corpus):
    card = dataset_card("a|b<script>\n# c", read_funnel(corpus), manifest())
    assert "# a&#124;b&lt;script> # c" in card


def test_croissant_names_every_tar_with_its_digest_and_every_member(corpus):
    metadata = croissant("lights", manifest())
    assert metadata["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    tar, *members = metadata["distribution"]
    assert (tar["@type"], tar["contentUrl"], tar["sha256"]) == ("cr:FileObject", "shards/train-000000.tar", "ab" * 32)
    assert [member["includes"] for member in members] == [
        "*.tokens.npy",
        "*.modality.npy",
        "*.segment_ids.npy",
        "*.loss_mask.npy",
        "*.media.mp",
        "*.json",
    ]
    known = {entry["@id"] for entry in metadata["distribution"]}
    fields = metadata["recordSet"][0]["field"]
    assert {field["source"]["fileSet"]["@id"] for field in fields} <= known


def test_both_files_are_written_into_the_folder_of_the_report(corpus, tmp_path):
    write_manifest(corpus)
    card, metadata = write_cards(corpus, Corpus(f"{tmp_path}/out"))
    assert (card, metadata) == (f"{tmp_path}/out/README.md", f"{tmp_path}/out/croissant.json")
    assert json.loads(Path(metadata).read_text())["name"] == "lights"


def test_a_corpus_without_shards_has_no_card(corpus):
    with pytest.raises(NoShardsError, match="has no shards to describe: run `weft build` to its end"):
        write_cards(corpus, corpus)
