import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.filters.words import normalised_words, word_counts, words


def spelled(text: str) -> list[str]:
    """The characters of each word, read off by its start and length."""
    found = words(text)
    spelled = []
    for start, length in zip(found.starts.tolist(), found.lengths.tolist(), strict=True):
        kept = [c for c in text[start:] if unicodedata.category(c)[0] in "LMN"]
        spelled.append("".join(kept[:length]))
    return spelled


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\t ", []),
        ("... -- !", []),
        ("word", ["word"]),
        ("  two\n\nwords  ", ["two", "words"]),
        ('"Don\'t stop," she said -- 3.14!', ["Dont", "stop", "she", "said", "314"]),
        ('foo" - "bar', ["foo", "bar"]),
        ("C++ costs $5", ["C", "costs", "5"]),
        ("naïve cafe\u0301", ["naïve", "cafe\u0301"]),
        ("I ❤️ 👍🏽 tea", ["I", "tea"]),
        ("zero\u200bwidth non\u00a0break", ["zero", "width", "non", "break"]),
    ],
)
def test_words_are_runs_of_letters_marks_and_digits_between_spaces(text: str, expected: list[str]) -> None:
    assert spelled(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我们在2024年", ["我", "们", "在", "2024", "年"]),
        ("iPhone手机", ["iPhone", "手", "机"]),
        ("は、カー", ["は", "カー"]),
        ("안녕하세요 여러분", ["안녕하세요", "여러분"]),
        ("ที่เป็นและว่า", ["ที่", "เป็", "น", "และ", "ว่า"]),
        ("ໄປແລະ", ["ໄປ", "ແລະ"]),
        ("မြန်မာ", ["မြန်", "မာ"]),
        ("កម្ពុជា", ["ក", "ម្ពុ", "ជា"]),
    ],
)
def test_scripts_without_spaces_are_cut_into_characters_or_clusters(text: str, expected: list[str]) -> None:
    assert spelled(text) == expected


def test_each_word_knows_where_it_starts_and_whether_it_has_a_letter() -> None:
    found = words("«Ein» 2x 42 日")
    assert found.starts.tolist() == [1, 6, 9, 12]
    assert found.lengths.tolist() == [3, 2, 2, 1]
    assert found.alphabetic.tolist() == [True, True, False, True]
    assert found.unsegmented.tolist() == [False, False, False, True]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Don't", "DONT"), ("E-Mail!", "email"), ("ΣΟΦΟΣ", "σοφος"), ("Привет", "привет"), ("1,000", "1000")],
)
def test_case_and_punctuation_do_not_change_a_word(one: str, other: str) -> None:
    assert words(one).hashes.tolist() == words(other).hashes.tolist()


@pytest.mark.parametrize(("one", "other"), [("ab", "ba"), ("a", "aa"), ("tea", "ten"), ("e\u0301", "e"), ("0", "")])
def test_different_words_have_different_hashes(one: str, other: str) -> None:
    assert words(one).hashes.tolist() != words(other).hashes.tolist()


@pytest.mark.parametrize(("one", "other"), [("ﬁne", "fine"), ("ｗｉｄｅ", "wide"), ("cafe\u0301", "café"), ("ｶ", "カ")])
def test_normalised_words_have_one_spelling_of_widths_ligatures_and_accents(one: str, other: str) -> None:
    assert normalised_words(one).hashes.tolist() == normalised_words(other).hashes.tolist()


def test_hash_of_a_word_is_the_documented_sum() -> None:
    """``a`` is code point 97: symbol = SplitMix64 of 97 + 1, the word's hash is mix(symbol · 1); see characters."""
    modulus = 1 << 64

    def mix(value: int) -> int:
        z = value * 0x9E3779B97F4A7C15 % modulus
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 % modulus
        z = (z ^ z >> 27) * 0x94D049BB133111EB % modulus
        return z ^ z >> 31

    a, b = mix(ord("a") + 1), mix(ord("b") + 1)
    expected = mix((a + b * 0x9E3779B97F4A7C15) % modulus)
    assert words("A-b").hashes.tolist() == [expected]


def test_lone_surrogates_are_no_words() -> None:
    assert spelled("a \ud800 b") == ["a", "b"]


def test_a_word_longer_than_the_table_of_powers_is_one_word() -> None:
    found = words("x" * 10_000 + " y")
    assert found.lengths.tolist() == [10_000, 1]


def test_a_text_of_millions_of_characters_is_read_in_pieces_with_the_same_words() -> None:
    sentence = "the cat sat on the mat, "
    found = words(sentence * 60_000)
    once = words(sentence)
    assert len(found) == 6 * 60_000
    assert np.array_equal(found.hashes.reshape(-1, 6), np.tile(once.hashes, (60_000, 1)))
    assert found.starts[-6:].tolist() == [start + len(sentence) * 59_999 for start in once.starts.tolist()]


def test_word_counts_counts_each_text_of_many() -> None:
    texts = ["one two", "", "  ", "- three -", "漢字", "เ", "ก"]
    assert word_counts(texts).tolist() == [2, 0, 0, 1, 2, 1, 1]
    assert word_counts([]).tolist() == []


@given(st.lists(st.text(max_size=40), max_size=8))
def test_word_counts_agree_with_words_text_by_text(texts: list[str]) -> None:
    assert word_counts(texts).tolist() == [len(words(text)) for text in texts]


@given(st.text(alphabet="abÀйΣ1٣ \n\u2028.,'-—#❤\u0301", max_size=60))
def test_words_of_spaced_scripts_agree_with_split_and_filter(text: str) -> None:
    runs = ["".join(c for c in run if unicodedata.category(c)[0] in "LMN") for run in text.split()]
    assert spelled(text) == [run for run in runs if run]
