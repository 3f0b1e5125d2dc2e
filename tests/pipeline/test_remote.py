"""Files of a real web server, one that gives ranges and one that does not, read through its faults."""

import io
import random
from typing import IO

import fsspec
import pytest

from weft.pipeline import remote
from weft.pipeline.remote import FIRST_BYTES, MOST_BYTES, RemoteError, RemoteFile, open_remote, remote_facts

from .file_server import FileServer, file_server

__all__ = ["file_server"]

BYTES = random.Random(5).randbytes(20 << 20)
KB = 1024


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "PAUSES_S", (0.01, 0.01))


def opened(url: str) -> IO[bytes]:
    return open_remote(*fsspec.core.url_to_fs(url))


def spans(server: FileServer, path: str) -> list[tuple[int, int]]:
    """(first byte, number of bytes) of every range asked for."""
    bounds = [asked.removeprefix("bytes=").split("-") for asked, _ in server.gets(path)]
    return [(int(first), int(last) - int(first) + 1) for first, last in bounds]


def test_a_file_read_to_its_end_is_asked_for_in_growing_ranges(file_server: FileServer) -> None:
    file_server.files["/a"] = BYTES
    with opened(f"{file_server.base}/a") as stream:
        assert b"".join(iter(lambda: stream.read(10_000), b"")) == BYTES
    sizes = [size // KB for _, size in spans(file_server, "/a")]
    assert sizes == [256, 512, 1024, 2048, 4096, 8192, 4352]
    assert sum(sizes) * KB == len(BYTES)


def test_places_far_apart_cost_one_range_each_and_no_byte_more(file_server: FileServer) -> None:
    file_server.files["/a"] = BYTES
    places = [(1 << 20, 3000), (5 << 20, 900_000), (2 << 20, 70_000), ((20 << 20) - 10, 10)]
    with opened(f"{file_server.base}/a") as stream:
        assert isinstance(stream, RemoteFile)
        for offset, length in places:
            stream.expect(offset, length)
            stream.seek(offset)
            assert stream.read(length) == BYTES[offset : offset + length]
    assert spans(file_server, "/a") == places


def test_places_close_together_share_ranges(file_server: FileServer) -> None:
    file_server.files["/a"] = BYTES
    with opened(f"{file_server.base}/a") as stream:
        assert isinstance(stream, RemoteFile)
        for offset in range(0, 16 << 20, 40 * KB):  # 410 places
            stream.expect(offset, 20 * KB)
            stream.seek(offset)
            assert stream.read(20 * KB) == BYTES[offset : offset + 20 * KB]
    assert len(spans(file_server, "/a")) == 7


def test_the_end_of_a_file_is_found_without_its_beginning(file_server: FileServer) -> None:
    file_server.files["/a"] = BYTES
    with opened(f"{file_server.base}/a") as stream:
        assert stream.seek(-4, io.SEEK_END) == len(BYTES) - 4
        assert stream.read() == BYTES[-4:]
        assert stream.read(1) == b""
    assert spans(file_server, "/a") == [(len(BYTES) - 4, 4)]


@pytest.mark.parametrize("says_length", [True, False], ids=["length", "no length"])
def test_a_server_without_ranges_sends_the_whole_file_once(file_server: FileServer, says_length: bool) -> None:
    file_server.files["/a"], file_server.ranges, file_server.says_length = BYTES, False, says_length
    with opened(f"{file_server.base}/a") as stream:
        assert stream.read(8) == BYTES[:8]
        stream.seek(9_000_000)
        assert stream.read(5) == BYTES[9_000_000:9_000_005]
        stream.seek(10)
        assert stream.read() == BYTES[10:]
    assert len(file_server.gets("/a")) == 3  # two that were broken off: what a server can do is found out by asking


@pytest.mark.parametrize("ranges", [True, False], ids=["ranges", "no ranges"])
def test_faults_that_pass_leave_no_trace(file_server: FileServer, ranges: bool) -> None:
    file_server.files["/a"], file_server.ranges = BYTES, ranges
    file_server.head_faults["/a"] = [503]
    file_server.faults["/a"] = [500, "cut", 429] if ranges else [502, "cut"]
    with opened(f"{file_server.base}/a") as stream:
        assert stream.read() == BYTES


def test_a_fault_that_stays_is_an_error_that_says_what_to_do(file_server: FileServer) -> None:
    file_server.files["/a"] = BYTES
    with opened(f"{file_server.base}/a") as stream:
        assert stream.read(FIRST_BYTES) == BYTES[:FIRST_BYTES]
        file_server.faults["/a"] = [503] * 3
        with pytest.raises(RemoteError) as caught:
            stream.read(1)
    assert not isinstance(caught.value, OSError | ValueError)
    assert str(caught.value) == (
        f"{file_server.base}/a: the server says 503 Service Unavailable, 3 times in a row; "
        "see whether the url is right and its server answers, then run the same command again"
    )


def test_a_server_that_cannot_be_reached_is_told_in_plain_words(file_server: FileServer) -> None:
    file_server.files["/a"] = BYTES
    file_server.head_faults["/a"], file_server.faults["/a"] = ["cut"] * 3, ["cut"] * 6
    advice = "3 times in a row; see whether the url is right and its server answers, then run the same command again"
    for url, said in {
        "http://127.0.0.1:9/warc.paths": "no connection to 127.0.0.1:9 (connection refused)",
        "http://nowhere.invalid/warc.paths": "no host is called nowhere.invalid",
        f"{file_server.base.replace('http:', 'https:')}/a": "no TLS with 127.0.0.1:",
        f"{file_server.base}/a": "the connection broke off",
    }.items():
        with pytest.raises(RemoteError) as caught:
            opened(url).read()
        assert str(caught.value).startswith(f"{url}: {said}")
        assert str(caught.value).endswith(advice)


def test_what_is_not_there_and_what_is_refused_are_not_asked_for_again(file_server: FileServer) -> None:
    filesystem = fsspec.filesystem("http")
    with pytest.raises(FileNotFoundError, match=r"/none is not there$"):
        remote_facts(filesystem, f"{file_server.base}/none")
    file_server.files["/mine"] = b"1"
    file_server.head_faults["/mine"], file_server.faults["/mine"] = [403], [403]
    with pytest.raises(PermissionError, match=r"/mine is refused \(the server says 403 Forbidden\)"):
        remote_facts(filesystem, f"{file_server.base}/mine")
    assert len(file_server.log) == 4  # HEAD, then GET, of each


def test_a_file_of_another_length_than_its_server_said_is_not_taken(file_server: FileServer) -> None:
    file_server.files["/a"] = BYTES
    with opened(f"{file_server.base}/a") as stream:
        file_server.files["/a"] = BYTES[:1000]
        with pytest.raises(RemoteError, match="262,144 bytes from 0 were asked for, 1,000 came"):
            stream.read(1)


def test_no_more_than_a_window_is_asked_for(file_server: FileServer) -> None:
    file_server.files["/a"] = BYTES
    with opened(f"{file_server.base}/a") as stream:
        assert isinstance(stream, RemoteFile)
        stream.expect(0, len(BYTES))
        assert stream.read() == BYTES
    assert [size for _, size in spans(file_server, "/a")] == [MOST_BYTES, MOST_BYTES, 4 << 20]
