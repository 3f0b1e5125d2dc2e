import hashlib
import json
from pathlib import Path

import pytest

from weft.pipeline.shards.manifest import parse_shard_name, read_manifest


def test_manifest_says_what_is_in_the_folder(shard_set: Path) -> None:
    body = json.loads((shard_set / "manifest.json").read_bytes())
    tars = ["warm-up-000000.tar", "warm-up-000001.tar", "train-000000.tar", "train-000001.tar", "train-000002.tar"]
    digests = {name: hashlib.sha256((shard_set / name).read_bytes()).hexdigest() for name in tars}
    assert [(shard["name"], shard["sha256"]) for shard in body["shards"]] == list(digests.items())
    lines = "".join(f"{name} {digest}\n" for name, digest in digests.items())
    assert body["fingerprint"] == hashlib.sha256(lines.encode()).hexdigest()
    assert body["stages"] == ["warm-up", "train"]
    assert body["totals"] == {
        "shards": 5,
        "samples": 12,
        "bytes": sum((shard_set / name).stat().st_size for name in tars),
        "tokens": {"padding": 12 * 9, "text": 12 * 45, "image": 12 * 10, "audio": 0, "video": 0},
    }
    assert body["vocabulary"] == {"sha256": "ab" * 32, "size": 500}
    assert body["sequences"] == {"length": 64, "media": "slots"}
    listed = {str(path.relative_to(shard_set)) for path in shard_set.rglob("*") if path.is_file()}
    assert listed - {"manifest.json", *tars} == set(body["files"])


def test_two_runs_give_the_same_bytes(shard_set: Path, write_set, tmp_path: Path) -> None:
    write_set(tmp_path, {"warm-up": [3, 2], "train": [4, 1, 2]})
    for path in shard_set.rglob("*"):
        if path.is_file():
            assert (tmp_path / path.relative_to(shard_set)).read_bytes() == path.read_bytes()


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace('"samples": 3', '"samples": 4'),
        lambda text: text.replace("0.1.0", "0.2.0"),
        lambda text: text.replace("\n", "\n\n", 1),
        lambda text: text + " ",
        lambda text: text.replace("weft-shards-1", "weft-shards-9"),
        lambda text: text[:-40],
        lambda text: "[]",
        lambda text: "{}",
        lambda text: "[" * 100_000,
        lambda text: "\x00",
    ],
)
def test_a_changed_manifest_is_refused_in_one_line(shard_set: Path, change) -> None:
    text = (shard_set / "manifest.json").read_text()
    assert change(text) != text
    with pytest.raises(ValueError, match=r"^manifest\.json[^\n]*$"):
        read_manifest(change(text).encode())


def test_names_of_shards_are_parsed_from_the_right() -> None:
    assert parse_shard_name("warm-up-2-000012.tar") == ("warm-up-2", 12)


@pytest.mark.parametrize("name", ["../etc-000001.tar", "a/b-000001.tar", "train-0000001.tar", "train-٠٠٠٠٠١.tar"])
def test_names_that_lead_elsewhere_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no shard name"):
        parse_shard_name(name)
