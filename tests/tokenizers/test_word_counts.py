from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weft.tokenizers.word_counts import MAX_WORD_CHARACTERS, count_words, temper


def test_spaces_attach_to_the_word_that_follows():
    assert count_words("to be  be ") == {"to": 1, " be": 1, "  be": 1, " ": 1}


def test_words_end_where_no_piece_can_go_on():
    assert count_words("a1-b, 22\nc\td\r\ne") == {
        "a": 1,
        "1": 1,
        "-": 1,
        "b": 1,
        ",": 1,
        " 2": 1,
        "2": 1,
        "c": 1,
        "d": 1,
        "e": 1,
    }


def test_characters_of_uncertain_script_are_never_cut_off():
    assert count_words("x²+y €5 ") == {"x²+": 1, "y": 1, " €": 1, "5": 1, " ": 1}


def test_unspaced_scripts_end_at_their_punctuation():
    assert count_words("東京。大阪、京都") == {"東京": 1, "。": 1, "大阪": 1, "、": 1, "京都": 1}


def test_characters_the_trainer_keeps_for_itself_are_left_out():
    assert count_words("a\x00b▁c▅d\ud800e") == {"a": 1, "b": 1, "c": 1, "d": 1, "e": 1}


def test_long_words_are_cut():
    assert count_words("x" * (2 * MAX_WORD_CHARACTERS + 3)) == {"x" * MAX_WORD_CHARACTERS: 2, "xxx": 1}


@settings(deadline=None)
@given(st.text(st.characters(exclude_characters="\x00\t\n\r▁▅", exclude_categories=["Cs"])))
def test_nothing_else_is_lost(text):
    characters = Counter()
    for word, times in count_words(text).items():
        for character in word:
            characters[character] += times
    assert characters == Counter(text)


def test_temperature_one_leaves_the_counts():
    assert temper({"en": {"a": 5, "b": 1}, "fr": {"a": 2}}, 1.0) == {"a": 7, "b": 1}


def test_temperature_lifts_the_rare_language_and_keeps_the_total():
    # Shares 0.8 and 0.2: square roots 0.8944 and 0.4472, so two thirds and one third of 90.
    assert temper({"en": {"a": 60, "b": 12}, "fr": {"c": 18}}, 0.5) == {"a": 50, "b": 10, "c": 30}


def test_no_count_falls_under_one():
    # 990 and 10 become 909.09 and 90.91 of 1,000 under temperature 0.5; the singletons of "en" keep their 1.
    tempered = temper({"en": {"a": 980, **{f"w{i}": 1 for i in range(10)}}, "fr": {"c": 10}}, 0.5)
    assert tempered == {"a": 899, **{f"w{i}": 1 for i in range(10)}, "c": 91}


def test_more_words_than_mass_gives_each_one():
    assert temper({"en": {"a": 1, "b": 1, "c": 1, "d": 1}, "fr": {"x": 1}}, 0.5)["d"] == 1


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["en", "fr", "de"]),
        st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 10**12), min_size=1),
    ),
    st.floats(0.1, 1),
)
def test_order_does_not_matter_and_the_total_stays(counts, temperature):
    tempered = temper(counts, temperature)
    backwards = {language: dict(reversed(words.items())) for language, words in reversed(counts.items())}
    assert temper(backwards, temperature) == tempered
    total = sum(sum(words.values()) for words in counts.values())
    words = sum(len(words) for words in counts.values())
    assert total <= tempered.total() <= total + words
    assert all(count >= 1 for count in tempered.values())


def test_unknown_temperature_is_an_error():
    with pytest.raises(ValueError, match=r"over 0 and at most 1, not 0"):
        temper({}, 0)
