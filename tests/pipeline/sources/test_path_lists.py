"""Lists of paths, from this machine and from a web server; and which part of what they name is read."""

import gzip
import hashlib
from itertools import pairwise
from pathlib import Path

import pytest
import zstandard

from weft.pipeline import remote
from weft.pipeline.sources.capture import SourceError
from weft.pipeline.sources.input_checks import check_inputs
from weft.pipeline.sources.path_lists import MAX_PATH_BYTES, by_hash, listed
from weft.pipeline.sources.units import NoInputError, Unit, units
from weft.pipeline.storage import Corpus
from weft.schemas.recipe import JsonlSource, Recipe, WarcSource

from ..file_server import FileServer, file_server

__all__ = ["file_server"]

PATHS = [f"crawl-data/CC-MAIN-2026-30/segments/{number}/warc/CC-MAIN-{number:05d}.warc.gz" for number in range(40)]


def found(tmp_path: Path, source: WarcSource | JsonlSource) -> list[Unit]:
    recipe = Recipe(sources=(source,), corpus=str(tmp_path / "corpus"))
    check_inputs(recipe)
    return units(Corpus(recipe.corpus), recipe)


def crawl(server: FileServer, missing: frozenset[int] = frozenset()) -> str:
    """Common Crawl's layout on the server; the url of its list."""
    server.files = {f"/{path}": b"x" * (n + 1) for n, path in enumerate(PATHS) if n not in missing}
    server.files["/crawl-data/CC-MAIN-2026-30/warc.paths.gz"] = gzip.compress("\n".join(PATHS).encode() + b"\n")
    return f"{server.base}/crawl-data/CC-MAIN-2026-30/warc.paths.gz"


def test_the_files_of_a_published_list_are_read_in_its_order(file_server: FileServer, tmp_path: Path) -> None:
    name = crawl(file_server)
    source = WarcSource(path_lists=(name,), path_root=f"{file_server.base}/")
    assert [(unit.file, unit.size_bytes, unit.label) for unit in found(tmp_path, source)] == [
        (f"{file_server.base}/{path}", number + 1, path) for number, path in enumerate(PATHS)
    ]


def test_only_the_files_that_are_wanted_are_asked_for_and_none_is_downloaded(
    file_server: FileServer, tmp_path: Path
) -> None:
    name = crawl(file_server)
    source = WarcSource(path_lists=(name,), path_root=file_server.base, first=3)
    recipe = Recipe(sources=(source,), corpus=str(tmp_path / "corpus"))
    check_inputs(recipe)
    for _ in range(4):  # each stage looks at all inputs
        assert [unit.label for unit in units(Corpus(recipe.corpus), recipe)] == PATHS[:3]
    asked = sorted(request for request, _, _ in file_server.log if "segments" in request)
    assert asked == [f"HEAD /{path}" for path in PATHS[:3]]
    check_inputs(recipe)  # the next build asks anew
    assert len([request for request, _, _ in file_server.log if "segments" in request]) == 6


def test_a_sample_is_chosen_by_the_hash_of_the_path_and_stays_in_order(file_server: FileServer, tmp_path: Path) -> None:
    name = crawl(file_server)
    digest = {path: hashlib.blake2b(path.encode()).hexdigest() for path in PATHS}
    expected = sorted(sorted(PATHS, key=digest.__getitem__)[:7], key=PATHS.index)
    source = WarcSource(path_lists=(name,), path_root=file_server.base, sample=7)
    assert [unit.label for unit in found(tmp_path, source)] == expected
    assert expected not in (PATHS[:7], sorted(PATHS, key=digest.__getitem__)[:7])


def test_a_larger_sample_holds_the_smaller_one() -> None:
    samples = [set(by_hash(PATHS, number)) for number in range(41)]
    assert all(small < large and len(large) == number for number, (small, large) in enumerate(pairwise(samples), 1))
    assert by_hash(PATHS, 99) == list(range(40))


def test_a_part_of_what_globs_match_is_chosen_too(tmp_path: Path) -> None:
    for number in range(10):
        (tmp_path / f"{number}.warc.gz").write_bytes(b"1")
    source = WarcSource(paths=(f"{tmp_path}/*.warc.gz",), first=2)
    assert [unit.label for unit in found(tmp_path, source)] == ["0.warc.gz", "1.warc.gz"]


def test_a_local_list_starts_at_its_own_folder(tmp_path: Path) -> None:
    (tmp_path / "books").mkdir()
    (tmp_path / "a.jsonl").write_bytes(b"\n\n")
    (tmp_path / "books" / "b.jsonl").write_bytes(b"{}{}")
    (tmp_path / "lists.txt.zst").write_bytes(
        zstandard.compress(f"\ufeffbooks/b.jsonl\r\n\n{tmp_path}/a.jsonl\nbooks/b.jsonl".encode())
    )
    source = JsonlSource(path_lists=(f"{tmp_path}/lists.txt.zst",))
    assert [(unit.file, unit.size_bytes) for unit in found(tmp_path, source)] == [
        (f"{tmp_path}/books/b.jsonl", 4),
        (f"{tmp_path}/a.jsonl", 2),
    ]


def test_the_first_file_that_is_missing_stops_the_build_before_it_begins(
    file_server: FileServer, tmp_path: Path
) -> None:
    name = crawl(file_server, missing=frozenset([9, 4]))
    with pytest.raises(NoInputError) as caught:
        found(tmp_path, WarcSource(path_lists=(name,), path_root=file_server.base))
    assert str(caught.value) == (
        f"source 'warc': {file_server.base}/{PATHS[4]} is not there; do `path_lists` and `path_root` fit together?"
    )


def test_a_busy_server_is_asked_again(file_server: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "PAUSES_S", (0.01,))
    name = crawl(file_server)
    file_server.head_faults[f"/{PATHS[0]}"] = [503]
    file_server.faults[f"/{PATHS[0]}"] = [503]
    file_server.faults["/crawl-data/CC-MAIN-2026-30/warc.paths.gz"] = [503]
    source = WarcSource(path_lists=(name,), path_root=file_server.base, first=1)
    assert [unit.size_bytes for unit in found(tmp_path, source)] == [1]


def test_a_list_that_is_not_there_is_named(file_server: FileServer, tmp_path: Path) -> None:
    with pytest.raises(NoInputError, match=r"source 'warc': no file matches .*/none\.gz$"):
        found(tmp_path, WarcSource(path_lists=(f"{file_server.base}/none.gz",)))


BAD_LINES = {
    "/etc/passwd": "2: /etc/passwd leads out of {base}",
    "a/../../b": "2: a/../../b leads out of {base}",
    "file:///etc/passwd": "2: a list does not lead to file:///etc/passwd",
    "zip://a::http://a.example/b.zip": "2: 'zip://a::http://a.example/b.zip' is no path",
    "a\0b": "2: 'a\\x00b' is no path",
    "x" * (MAX_PATH_BYTES + 1): "2: the path is longer than 4,096 bytes",
}


@pytest.mark.parametrize("line", BAD_LINES, ids=range(len(BAD_LINES)))
def test_a_list_from_elsewhere_leads_nowhere_else(file_server: FileServer, line: str) -> None:
    file_server.files["/lists/a.txt"] = f"good.warc\n{line}\n".encode()
    name = f"{file_server.base}/lists/a.txt"
    with pytest.raises(SourceError) as caught:
        listed(name, "")
    assert str(caught.value).startswith(f"{name}:{BAD_LINES[line].format(base=file_server.base + '/lists')}")


def test_a_list_that_is_no_list_says_so(tmp_path: Path) -> None:
    packed = gzip.compress("\n".join(PATHS).encode())
    bad = {
        "broken.gz": (packed[:20], ":1: the list breaks off"),
        "other.txt": (b"\xff" * 50, ":1: not UTF-8"),
        "long.txt": (b"ab" * 5000, ":1: the path is longer"),
        "damaged.gz": (packed[:40] + b"x" * 20 + packed[60:], ":1: the list breaks off"),
        "damaged.zst": (b"no frame", ":1: the list breaks off"),
        "empty.txt": (b" \n\n", ": names no path"),
    }
    for name, (payload, said) in bad.items():
        (tmp_path / name).write_bytes(payload)
        with pytest.raises(SourceError) as caught:
            listed(f"{tmp_path}/{name}", "")
        assert str(caught.value).startswith(f"{tmp_path}/{name}{said}")
