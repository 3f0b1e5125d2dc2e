import gzip
import io
import random
import tarfile
import zlib

import pytest

from weft.pipeline.sources.compression import with_ways_back
from weft.pipeline.sources.tar import BrokenTarError, Member, tar_members, tar_samples

LONG = "é/" + "d" * 60 + "/" + "n" * 60 + ".txt"


def tar(*members: tuple[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w", format=form) as archive:
        for name, payload in members:
            info = tarfile.TarInfo(name)
            info.size = len(payload)
            archive.addfile(info, io.BytesIO(payload))
    return sink.getvalue()


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_members_come_with_the_place_of_their_bytes(form: int) -> None:
    payload = tar(("a.jpg", b"picture"), ("empty", b""), (LONG, b"words"), form=form)
    members = list(tar_members(io.BytesIO(payload)))
    assert [member.name for member in members] == ["a.jpg", "empty", LONG]
    assert [payload[m.offset : m.offset + m.size] for m in members] == [b"picture", b"", b"words"]


def test_reading_members_between_does_not_lose_the_way() -> None:
    stream = io.BytesIO(tar(("a", b"1"), ("b", b"2" * 2000), ("c", b"3")))
    assert [member.read(stream) for member in tar_members(stream)] == [b"1", b"2" * 2000, b"3"]


def test_folders_and_links_are_no_members() -> None:
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w") as archive:
        for kind in (tarfile.DIRTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE):
            info = tarfile.TarInfo("x")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    assert list(tar_members(io.BytesIO(sink.getvalue()))) == []


def members_until_broken(payload: bytes) -> tuple[list[str], str]:
    found: list[Member] = []
    with pytest.raises(BrokenTarError) as caught:
        found.extend(tar_members(io.BytesIO(payload)))
    return [member.name for member in found], str(caught.value)


def test_a_cut_off_tar_gives_what_is_whole_and_a_reason() -> None:
    payload = tar(("a", b"1" * 600), ("b", b"2" * 600))
    stream, names = io.BytesIO(payload[: 512 + 1024 + 512 + 100]), []
    with pytest.raises(BrokenTarError, match=r"^tar_truncated$"):
        for member in tar_members(stream):
            names.append(member.name)
    assert names == ["a"]


def test_a_compressed_tar_that_is_cut_off_or_damaged_gives_what_is_whole_and_a_reason() -> None:
    noise = bytes(random.Random(1).choices(b"abcd", k=2_000_000))
    plain = tar(("a", b"1"), ("b", noise), ("c", b"3"))
    packed = gzip.compress(plain)
    writer = zlib.compressobj(wbits=31)
    no_block = writer.compress(plain[:1_000_000]) + writer.flush(zlib.Z_FULL_FLUSH) + b"\xff" * 1000
    for payload, names, reason in (
        (packed[:200_000], ["a"], "tar_truncated"),
        (packed[:5], [], "tar_truncated"),
        (no_block, ["a"], "tar_broken"),
        (b"no gzip file", [], "tar_broken"),
    ):
        found = []
        with pytest.raises(BrokenTarError) as caught:
            found.extend(member.name for member in tar_members(with_ways_back(io.BytesIO(payload), "a.tar.gz")))
        assert (found, str(caught.value)) == (names, reason)


def test_a_damaged_header_is_a_reason_and_no_end() -> None:
    payload = bytearray(tar(("a", b"1"), ("b", b"2")))
    payload[1024 + 148] ^= 0x55
    stream, names = io.BytesIO(bytes(payload)), []
    with pytest.raises(BrokenTarError, match=r"^tar_broken$"):
        for member in tar_members(stream):
            names.append(member.name)
    assert names == ["a"]


def test_what_is_no_tar_is_broken_and_a_file_without_bytes_is_cut_short() -> None:
    assert members_until_broken(b"no tar at all, " * 100) == ([], "tar_broken")
    assert members_until_broken(b"") == ([], "tar_truncated")
    assert list(tar_members(io.BytesIO(bytes(1024)))) == []


def test_a_tar_without_its_end_blocks_is_whole() -> None:
    payload = tar(("a", b"1"), ("b", b"2"))[: 4 * 512]
    assert [member.name for member in tar_members(io.BytesIO(payload))] == ["a", "b"]


def test_samples_are_neighbours_of_one_key() -> None:
    payload = tar(("d.x/1.seg.JPG", b""), ("d.x/1.txt", b""), ("d.x/2.txt", b""), ("d.x/1.json", b""))
    found = [(key, list(members)) for key, members in tar_samples(io.BytesIO(payload))]
    assert found == [("d.x/1", ["seg.jpg", "txt"]), ("d.x/2", ["txt"]), ("d.x/1", ["json"])]


def test_the_last_sample_of_a_broken_tar_comes_out() -> None:
    found = []
    with pytest.raises(BrokenTarError):
        for key, _ in tar_samples(io.BytesIO(tar(("1.txt", b"a"), ("2.txt", b"b" * 900))[:1600])):
            found.append(key)
    assert found == ["1"]
