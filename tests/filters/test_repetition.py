from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.filters.repetition import DUPLICATE_SIZES, TOP_SIZES, line_repetition, ngram_repetition
from weft.filters.words import words

NOTHING = (0.0,) * 3, (0.0,) * 6


def measured(text: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
    found = ngram_repetition(words(text))
    return found.top, found.duplicate


@pytest.mark.parametrize("text", ["", "\n\n", "...", "word", "ha ha", "every word here is new today"])
def test_nothing_repeated_measures_zero(text: str) -> None:
    assert measured(text) == NOTHING


def test_top_ngram_counts_all_its_copies() -> None:
    """Six words of three letters; "the cat" twice: 12 of 18 characters. No three words occur twice."""
    assert measured("the cat sat the cat ran")[0] == pytest.approx((12 / 18, 0, 0))


def test_overlapping_copies_of_the_top_ngram_count_each_word_once() -> None:
    """ "a b" at 0 and 2 covers all four words; "a b a" occurs once."""
    assert measured("a b a b")[0] == (1.0, 0.0, 0.0)


def test_of_equally_frequent_top_ngrams_the_longest_counts() -> None:
    """ "aa b" and "cccc dd" occur twice each; the second has 6 characters: 12 of 22."""
    assert measured("aa b x aa b y cccc dd z cccc dd w")[0][0] == pytest.approx(12 / 22)


def test_first_copy_of_a_duplicate_ngram_is_free() -> None:
    """Ten words, the last five repeat the first five: 5 of 10. No six words occur twice."""
    assert measured("a b c d e a b c d e")[1] == (0.5, 0, 0, 0, 0, 0)


def test_a_word_under_several_duplicate_ngrams_counts_once() -> None:
    """Seven times the same word: 5-grams at 1 and 2 repeat that at 0 and cover words 1 to 6."""
    assert measured("a a a a a a a")[1] == pytest.approx((6 / 7, 6 / 7, 0, 0, 0, 0))


def test_characters_are_those_of_words() -> None:
    """Spaces and punctuation are in neither part of the share: "go home" twice is everything."""
    assert measured("Go -- home. (go)     HOME!")[0][0] == 1.0


def test_long_words_weigh_more() -> None:
    """12 words; the repeat of five long words: 5 × 4 of 10 × 4 + 2 × 1 characters."""
    assert measured("aaaa bbbb cccc dddd eeee x aaaa bbbb cccc dddd eeee y")[1][0] == pytest.approx(20 / 42)


def test_ngrams_of_unsegmented_text_have_two_units_a_word() -> None:
    """Eight characters: a "2-gram" is four of them, 天地玄黄, twice; a "3-gram" of six occurs once."""
    assert measured("天地玄黄天地玄黄") == ((1.0, 0.0, 0.0), (0.0,) * 6)


def test_ten_word_copy_is_seen_by_every_duplicate_measure() -> None:
    ten = "one two three four five six seven eight nine ten"
    assert measured(f"{ten} - {ten}")[1] == pytest.approx((0.5,) * 6)


def naive(text: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The definition word by word, for one-letter words: shares of words."""
    found = text.split()
    top = []
    for n in TOP_SIZES:
        grams = [tuple(found[i : i + n]) for i in range(len(found) - n + 1)]
        counts = Counter(grams)
        most = max(counts.values(), default=1)
        chosen = next((gram for gram in grams if counts[gram] == most), None) if most > 1 else None
        covered = {i + k for i, gram in enumerate(grams) if gram == chosen for k in range(n)}
        top.append(len(covered) / len(found) if covered else 0.0)
    duplicate = []
    for n in DUPLICATE_SIZES:
        seen = set()
        covered = set()
        for i in range(len(found) - n + 1):
            gram = tuple(found[i : i + n])
            if gram in seen:
                covered.update(range(i, i + n))
            seen.add(gram)
        duplicate.append(len(covered) / len(found) if covered else 0.0)
    return tuple(top), tuple(duplicate)


@given(st.lists(st.sampled_from("abc"), max_size=60).map(" ".join))
def test_agrees_with_the_definition_word_by_word(text: str) -> None:
    top, duplicate = measured(text)
    expected_top, expected_duplicate = naive(text)
    assert top == pytest.approx(expected_top)
    assert duplicate == pytest.approx(expected_duplicate)


@pytest.mark.parametrize(
    ("lines", "fraction", "characters"),
    [
        ([], 0, 0),
        (["one"], 0, 0),
        (["a", "b"], 0, 0),
        (["a", "a"], 1 / 2, 1 / 2),
        (["long line", "a", "a", "a"], 2 / 4, 2 / 12),
    ],
)
def test_lines_all_copies_but_the_first_count(lines: list[str], fraction: float, characters: float) -> None:
    found = line_repetition(lines)
    assert (found.fraction, found.characters) == pytest.approx((fraction, characters))
