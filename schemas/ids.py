"""Names made from content: 16-byte BLAKE2b digests for urls and documents, SHA-256 for media."""

import hashlib

URL_HASH_BYTES = 16
DOC_ID_BYTES = 16
MEDIA_ID_BYTES = 32


def url_hash(url: str) -> bytes:
    """16-byte BLAKE2b of a canonical url: the join key between documents and captures."""
    spelled = url.encode("utf-8", "surrogatepass")
    return hashlib.blake2b(spelled, digest_size=URL_HASH_BYTES, person=b"weft.url").digest()


def content_digest(payload: bytes) -> bytes:
    """16-byte BLAKE2b of captured bytes or of a document's text."""
    return hashlib.blake2b(payload, digest_size=16, person=b"weft.content").digest()


def doc_id(url: str, digest: bytes) -> bytes:
    """Identity of a document: BLAKE2b-128 of its canonical url and the digest of its content."""
    state = hashlib.blake2b(digest_size=DOC_ID_BYTES, person=b"weft.doc")
    state.update(digest)
    state.update(url.encode("utf-8", "surrogatepass"))
    return state.digest()


def media_id(payload: bytes) -> bytes:
    """Identity of a media item: SHA-256 of the captured bytes, after transfer and content decoding."""
    return hashlib.sha256(payload).digest()
