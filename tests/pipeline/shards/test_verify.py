import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import fsspec
import numpy as np
import pytest

from weft.pipeline.shards import sample as sample_module
from weft.pipeline.shards.indexes import sidecars, tar_idx_bytes
from weft.pipeline.shards.manifest import Manifest, manifest_bytes, read_manifest
from weft.pipeline.shards.verify import Problem, verify
from weft.pipeline.shards.writer import ShardWriter


@pytest.fixture
def folder(write_set, tmp_path: Path) -> Path:
    """A set of its own to damage: two shards of ``train``, 3 and 1 samples."""
    write_set(tmp_path / "set", {"train": [3, 1]})
    return tmp_path / "set"


def _texts(folder: Path) -> list[str]:
    return [str(problem) for problem in verify(str(folder))]


def test_a_written_set_has_no_problems_with_or_without_the_stage_mark(shard_set: Path, folder: Path) -> None:
    assert verify(str(shard_set)) == []
    (folder / "_SUCCESS.json").write_text("{}")
    assert verify(str(folder)) == []


def test_a_set_behind_an_fsspec_url_is_verified_the_same(shard_set: Path) -> None:
    memory = fsspec.filesystem("memory")
    memory.put(str(shard_set), "/verify-test/set", recursive=True)
    try:
        assert verify("memory://verify-test/set") == []
        memory.rm("/verify-test/set/train-000001.tar.idx")
        assert [str(problem) for problem in verify("memory://verify-test/set/")] == ["train-000001.tar.idx: missing"]
    finally:
        memory.rm("/verify-test", recursive=True)


def test_progress_ends_at_the_size_of_all_tars(shard_set: Path) -> None:
    seen: list[tuple[int, int]] = []
    verify(str(shard_set), lambda done, total: seen.append((done, total)))
    total = sum(path.stat().st_size for path in shard_set.glob("*.tar"))
    assert len(seen) == 5 and seen[-1] == (total, total)


def test_every_flipped_byte_of_every_file_is_found(folder: Path) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    assert len(files) == 10
    for path in files:
        clean = path.read_bytes()
        step = 53 if path.suffix == ".tar" else 5
        for place in [*range(0, len(clean), step), len(clean) - 1]:
            flipped = bytearray(clean)
            flipped[place] ^= 1 << place % 8
            path.write_bytes(bytes(flipped))
            problems = verify(str(folder))
            assert problems, f"{path.name}: byte {place}"
            assert problems[0].file == str(path.relative_to(folder))
            assert all("\n" not in str(problem) for problem in problems)
        path.write_bytes(clean)
    assert verify(str(folder)) == []


@pytest.mark.parametrize("cut", [1, 1024, 10240, 15000])
def test_a_truncated_tar_is_found(folder: Path, cut: int) -> None:
    path = folder / "train-000000.tar"
    size = path.stat().st_size
    path.write_bytes(path.read_bytes()[:-cut])
    texts = _texts(folder)
    assert f"train-000000.tar: has {size - cut} bytes, the manifest says {size}" in texts


def test_bytes_after_the_end_are_found(folder: Path) -> None:
    path = folder / "train-000000.tar"
    path.write_bytes(path.read_bytes() + bytes(512))
    assert _texts(folder)[0].startswith("train-000000.tar: ")


def test_every_missing_file_is_named(folder: Path) -> None:
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        kept = path.read_bytes()
        path.unlink()
        name = str(path.relative_to(folder))
        assert _texts(folder)[0].startswith(f"{name}: missing")
        path.write_bytes(kept)


def test_extra_files_are_named(folder: Path) -> None:
    shutil.copy(folder / "train-000001.tar", folder / "train-000002.tar")
    (folder / ".nv-meta" / "index.sqlite").touch()
    assert _texts(folder) == [
        ".nv-meta/index.sqlite: not in the manifest",
        "train-000002.tar: not in the manifest",
    ]


def test_swapped_shards_are_found_in_both(folder: Path) -> None:
    one, other = folder / "train-000000.tar", folder / "train-000001.tar"
    contents = one.read_bytes(), other.read_bytes()
    one.write_bytes(contents[1])
    other.write_bytes(contents[0])
    texts = _texts(folder)
    assert "train-000000.tar: sample 0 is called train-000001-000000, expected train-000000-000000" in texts
    assert {text.split(":")[0] for text in texts if "sha256 differs" in text} == {one.name, other.name}


def test_an_empty_folder_is_no_set(tmp_path: Path) -> None:
    assert verify(str(tmp_path)) == [Problem("manifest.json", f"missing; is {tmp_path} a folder of shards?")]


def test_one_tar_is_checked_with_its_index_against_the_manifest_beside_it(folder: Path) -> None:
    (folder / "train-000001.tar").write_bytes(b"damaged")
    (folder / "train.json").unlink()
    assert verify(f"{folder}/train-000000.tar") == []
    assert {problem.file for problem in verify(f"{folder}/train-000001.tar")} == {"train-000001.tar"}
    (folder / "train-000000.tar.idx").unlink()
    assert verify(f"{folder}/train-000000.tar") == [Problem("train-000000.tar.idx", "missing")]


def test_a_tar_that_the_manifest_does_not_list_or_that_has_none_is_told(folder: Path, tmp_path: Path) -> None:
    shutil.copy(folder / "train-000000.tar", folder / "other.tar")
    assert verify(f"{folder}/other.tar") == [Problem("other.tar", "not in the manifest")]
    shutil.copy(folder / "train-000000.tar", tmp_path / "alone.tar")
    assert verify(f"{tmp_path}/alone.tar") == [
        Problem("manifest.json", "missing; alone.tar is checked against the one beside it")
    ]


def _rewrite(folder: Path, change: Callable[[Manifest], Manifest]) -> None:
    """Changes the manifest and everything that follows from it, checksum included."""
    manifest = change(read_manifest((folder / "manifest.json").read_bytes()))
    files = sidecars(manifest.shards, manifest.stages)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    (folder / "manifest.json").write_bytes(manifest_bytes(replace(manifest, files={**manifest.files, **digests})))


def _with_shard(manifest: Manifest, **changes: Any) -> Manifest:
    return replace(manifest, shards=(replace(manifest.shards[0], **changes), *manifest.shards[1:]))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda m: _with_shard(m, samples=4), "train-000000.tar: has 3 samples, the manifest says 4"),
        (
            lambda m: _with_shard(m, tokens={**m.shards[0].tokens, "text": 136}),
            "train-000000.tar: has tokens {'padding': 27, 'text': 135, 'image': 30, 'audio': 0, 'video': 0}, "
            "the manifest says {'padding': 27, 'text': 136, 'image': 30, 'audio': 0, 'video': 0}",
        ),
        (lambda m: _with_shard(m, md5="00" * 16), "manifest.json: the md5 of train-000000.tar is wrong"),
        (lambda m: replace(m, length=65), "train-000000.tar: train-000000-000000: 64 tokens, expected 65"),
        (
            lambda m: replace(m, media="codes"),
            "train-000000.tar: train-000000-000000: carries 1 medium, but the set is in codes form",
        ),
    ],
)
def test_a_manifest_that_was_written_wrong_is_found(folder: Path, change, message: str) -> None:
    _rewrite(folder, change)
    assert message in _texts(folder)


def test_tokens_outside_the_vocabulary_are_found(folder: Path, make_sample) -> None:
    _rewrite(folder, lambda manifest: replace(manifest, vocabulary_size=10))
    largest = int(make_sample("train", 1, 0).tokens.max())
    assert f"train-000001.tar: train-000001-000000: token {largest} is outside a vocabulary of 10" in _texts(folder)


def test_an_index_of_another_tar_is_found(folder: Path) -> None:
    index = folder / "train-000000.tar.idx"
    wrong = tar_idx_bytes([0, 512, 1024, 2048])
    index.write_bytes(wrong)
    digest = hashlib.sha256(wrong).hexdigest()
    _rewrite(folder, lambda m: replace(m, files={**m.files, index.name: digest}))
    assert _texts(folder) == ["train-000000.tar.idx: does not point at the samples of its tar"]


def test_a_wids_index_that_disagrees_with_the_manifest_is_found(folder: Path) -> None:
    body = json.loads((folder / "train.json").read_bytes())
    body["shardlist"][0]["nsamples"] = 2
    wrong = json.dumps(body).encode()
    (folder / "train.json").write_bytes(wrong)
    manifest = read_manifest((folder / "manifest.json").read_bytes())
    files = {**manifest.files, "train.json": hashlib.sha256(wrong).hexdigest()}
    (folder / "manifest.json").write_bytes(manifest_bytes(replace(manifest, files=files)))
    assert _texts(folder) == ["train.json: does not say what the manifest says about the shards"]


def test_an_unsound_sample_is_found_even_when_all_digests_fit(
    folder: Path, make_sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = make_sample("train", 1, 0)
    bad = replace(good, loss_mask=np.full_like(good.loss_mask, 1))
    with monkeypatch.context() as patch, (folder / "train-000001.tar").open("wb") as stream:
        patch.setattr("weft.pipeline.shards.writer.fault", lambda _: None)
        writer = ShardWriter(stream, "train-000001.tar")
        writer.add(bad)
        facts = writer.close()
    _rewrite(folder, lambda m: replace(m, shards=(m.shards[0], facts)))
    assert sample_module.fault(bad) is not None
    assert _texts(folder) == ["train-000001.tar: train-000001-000000: loss_mask is not 0 or 1, or not 0 on padding"]
