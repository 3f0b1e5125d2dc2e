"""Exact duplicates: two texts are the same when their words are.

What differs between copies of a page (spaces, line breaks, punctuation, letter case, width and composition of
characters) does not make them different documents. Documents without running text, as pairs of a picture and its
caption, are the same when their captions' words and their media are.
"""

from collections.abc import Sequence

from ..schemas.ids import content_digest
from .words import normalised_words


def text_digest(text: str) -> bytes:
    """16 bytes: BLAKE2b of the hashes of the words of ``text``, in order; equal for texts of the same words.

    All texts without words have the same digest; a caller treats them as having no text.
    """
    return content_digest(normalised_words(text).hashes.astype("<u8").tobytes())


def captioned_digest(captions: str, media: Sequence[bytes]) -> bytes:
    """16 bytes for a document of media alone: of the words of its captions, and of its media's ids in order.

    Of no text is it the ``text_digest``, so that no text is a copy of a caption.
    """
    words = normalised_words(captions).hashes.astype("<u8").tobytes()
    counts = f"media {len(media)} captions {len(words)} ".encode()
    return content_digest(counts + b"".join(len(each).to_bytes(4) + each for each in media) + words)
