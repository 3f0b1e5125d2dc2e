import io
import tarfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.pipeline.shards.tar import MAX_MEMBER_BYTES, TarError, end_of_archive, member_header, padding, read_member

NAMES = st.text("abyz019_.-", min_size=1, max_size=100)


def _by_tarfile(members: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size, info.mode, info.uname, info.gname = len(data), 0o444, "weft", "weft"
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def _by_weft(members: list[tuple[str, bytes]]) -> bytes:
    body = b"".join(member_header(name, len(data)) + data + padding(len(data)) for name, data in members)
    return body + end_of_archive(len(body))


@given(st.lists(st.tuples(NAMES, st.binary(max_size=1500)), max_size=12))
def test_archives_are_byte_for_byte_those_of_tarfile(members: list[tuple[str, bytes]]) -> None:
    assert _by_weft(members) == _by_tarfile(members)


@given(st.lists(st.tuples(NAMES, st.binary(max_size=1500)), max_size=4))
def test_members_come_back_in_order(members: list[tuple[str, bytes]]) -> None:
    stream = io.BytesIO(_by_tarfile(members))
    read = []
    while (member := read_member(stream)) is not None:
        read.append(member)
    assert read == members


@pytest.mark.parametrize("name", ["", "a" * 101, "naïve.json", "a\0b"])
def test_names_that_loaders_misread_are_refused(name: str) -> None:
    with pytest.raises(ValueError):
        member_header(name, 1)


def test_a_member_over_the_limit_is_refused() -> None:
    with pytest.raises(ValueError, match="at most"):
        member_header("a.json", MAX_MEMBER_BYTES + 1)


@pytest.mark.parametrize("cut", [100, 512, 512 + 600, 512 + 1024, 512 + 700 + 100])
def test_a_truncated_archive_raises(cut: int) -> None:
    stream = io.BytesIO(_by_weft([("a.json", b"x" * 700)])[:cut])
    with pytest.raises(TarError):
        while read_member(stream) is not None:
            pass


@pytest.mark.parametrize("byte", range(0, 512, 3))
def test_any_changed_header_byte_raises(byte: int) -> None:
    data = bytearray(_by_weft([("a.json", b"{}")]))
    data[byte] ^= 1
    with pytest.raises(TarError):
        read_member(io.BytesIO(bytes(data)))
