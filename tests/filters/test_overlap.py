import numpy as np
import pytest

from weft.filters.overlap import Overlap, ngram_hashes, overlap, overlap_index


def numbered(first: int, count: int) -> str:
    return " ".join(f"w{number}" for number in range(first, first + count))


@pytest.mark.parametrize(("words", "count"), [(0, 0), (12, 0), (13, 1), (20, 8)])
def test_a_text_has_a_hash_for_every_13_words_in_a_row(words: int, count: int) -> None:
    assert ngram_hashes(numbered(0, words)).shape == (count,)
    assert ngram_hashes(numbered(0, words)).dtype == np.uint64


def test_shared_ngrams_coverage_and_names_by_hand() -> None:
    """15 words of a question inside 30: three 13-grams, half of the words."""
    index = overlap_index([("quiz", [numbered(100, 15)]), ("other", [numbered(200, 20)])])
    text = f"{numbered(0, 10)} {numbered(100, 15)} {numbered(50, 5)}"
    assert overlap(text, index) == Overlap(3, 0.5, ("quiz",))


def test_twelve_words_in_a_row_are_not_enough_of_a_longer_question() -> None:
    index = overlap_index([("quiz", [numbered(100, 15)])])
    assert overlap(numbered(100, 12) + " x " + numbered(113, 2), index) == Overlap(0, 0.0, ())


@pytest.mark.parametrize(("words", "found"), [(8, 1), (12, 1), (7, 0)])
def test_question_of_8_to_12_words_is_one_ngram_of_its_own_length(words: int, found: int) -> None:
    index = overlap_index([("short", [numbered(100, words)])])
    text = f"{numbered(0, 5)} {numbered(100, words)}"
    assert overlap(text, index) == Overlap(found, pytest.approx(found * words / (words + 5)), ("short",) * found)


def test_case_punctuation_and_width_do_not_hide_a_question() -> None:
    index = overlap_index([("quiz", ["What is the capital of the country, whose flag has three stripes and a star?"])])
    page = "WHAT is -- the capital of the ｃｏｕｎｔｒｙ whose flag has three stripes; and a star"
    assert overlap(page, index).evaluations == ("quiz",)


def test_a_question_of_two_sets_names_both_in_order() -> None:
    question = numbered(0, 13)
    index = overlap_index([("b", [question, numbered(50, 9)]), ("a", [question]), ("c", [numbered(90, 13)])])
    assert overlap(question, index) == Overlap(1, 1.0, ("b", "a"))


def test_chinese_questions_are_found_character_by_character() -> None:
    question = "世界上最高的山峰叫什么名字呢"
    assert overlap(f"请问，{question}？", overlap_index([("zh", [question])])) == Overlap(2, 14 / 16, ("zh",))


@pytest.mark.parametrize("text", ["", "short", numbered(0, 40)])
def test_empty_index_finds_nothing(text: str) -> None:
    assert overlap(text, overlap_index([])) == Overlap(0, 0.0, ())
    assert overlap(text, overlap_index([("empty", [])])) == Overlap(0, 0.0, ())


def test_more_than_64_sets_are_refused() -> None:
    with pytest.raises(ValueError, match="65 evaluation sets: an index holds at most 64"):
        overlap_index([(f"e{number}", []) for number in range(65)])
