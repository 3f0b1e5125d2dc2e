"""Exact duplicates: two texts are the same when their words are.

What differs between copies of a page (spaces, line breaks, punctuation, letter case, width and composition of
characters) does not make them different documents.
"""

from ..schemas.ids import content_digest
from .words import normalised_words


def text_digest(text: str) -> bytes:
    """16 bytes: BLAKE2b of the hashes of the words of ``text``, in order; equal for texts of the same words.

    All texts without words have the same digest; a caller treats them as having no text.
    """
    return content_digest(normalised_words(text).hashes.astype("<u8").tobytes())
