import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from weft.pipeline.crawl.seen import SeenUrls

# Few different halves, so that many hashes share their first one; zeros and high bits included.
HALF = st.sampled_from([b"\0" * 8, b"\0" * 7 + b"\1", b"\x80" + b"\0" * 7, b"\xff" * 8])
DIGESTS = st.lists(st.tuples(HALF, HALF).map(b"".join))


def array(digests: list[bytes]) -> pa.Array:
    return pa.array(digests, pa.binary(16))


@given(st.lists(DIGESTS, max_size=5), DIGESTS)
def test_it_holds_what_a_set_would(batches: list[list[bytes]], asked: list[bytes]) -> None:
    seen, expected = SeenUrls(), set()
    for batch in batches:
        seen.add(array(batch))
        expected.update(batch)
        assert len(seen) == len(expected)
        assert seen.holds(array(asked)).tolist() == [digest in expected for digest in asked]


def test_slices_and_chunks_are_read_where_they_begin() -> None:
    digests = [bytes([number]) * 16 for number in range(6)]
    seen = SeenUrls()
    seen.add(pa.chunked_array([array(digests[:3]).slice(1), array(digests[3:]).slice(0, 1)]))
    assert seen.holds(array(digests)).tolist() == [False, True, True, True, False, False]
    assert seen.holds(array(digests).slice(2, 3)).tolist() == [True, True, False]
