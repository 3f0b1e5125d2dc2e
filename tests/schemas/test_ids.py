import hashlib

from hypothesis import given
from hypothesis import strategies as st

from weft.schemas.ids import content_digest, doc_id, media_id, url_hash


def test_a_media_id_is_the_sha256_that_any_tool_gives() -> None:
    assert media_id(b"abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_ids_are_those_of_every_corpus_made_before() -> None:
    """A change here makes every existing corpus unreadable; RFC 7693 digests with the room's name as person."""
    assert url_hash("https://lamps.example/") == keyless(b"https://lamps.example/", b"weft.url")
    assert content_digest(b"A lamp.") == keyless(b"A lamp.", b"weft.content")
    digest = content_digest(b"A lamp.")
    assert doc_id("https://lamps.example/", digest) == keyless(digest + b"https://lamps.example/", b"weft.doc")


def keyless(payload: bytes, person: bytes) -> bytes:
    return hashlib.blake2b(payload, digest_size=16, person=person).digest()


def test_equal_bytes_have_different_ids_as_url_content_and_document() -> None:
    assert len({url_hash("a"), content_digest(b"a"), doc_id("", b"a"), media_id(b"a")[:16]}) == 4


@given(st.text(), st.text())
def test_different_urls_have_different_hashes(one: str, other: str) -> None:
    assert (url_hash(one) == url_hash(other)) == (one == other)


def test_a_lone_surrogate_has_a_hash_of_its_own() -> None:
    assert url_hash("https://lamps.example/\ud800") != url_hash("https://lamps.example/?")
    assert len(doc_id("\udfff", b"")) == 16
