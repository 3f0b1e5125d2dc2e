import pytest

from weft.filters.exact import text_digest


@pytest.mark.parametrize(
    "copy",
    ["A story. Of two\n\ncities", "a story  of two cities", "A STORY -- of “two” cities!", "Ａ story of two cities"],
)
def test_spaces_case_punctuation_and_width_make_no_difference(copy: str) -> None:
    assert text_digest(copy) == text_digest("A story of two cities")


@pytest.mark.parametrize("other", ["A story of cities two", "A story of two", "A story of two city", ""])
def test_other_words_or_another_order_make_another_digest(other: str) -> None:
    assert text_digest(other) != text_digest("A story of two cities")


def test_digest_is_16_bytes_and_the_same_everywhere() -> None:
    """Empty: BLAKE2b-128 of nothing, personalised ``weft.content`` (by Python's hashlib)."""
    import hashlib

    assert text_digest("") == hashlib.blake2b(b"", digest_size=16, person=b"weft.content").digest()
    assert len(text_digest("some words")) == 16
