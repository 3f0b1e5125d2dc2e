import pytest

from weft.filters.profiles import PROFILES, profile, stop_word_hashes
from weft.filters.words import words

_ASKED = "en de fr es it pt nl pl ru uk cs sv da no fi tr el hu ro id vi ko ja zh ar he hi th"


def test_languages_of_the_web_have_a_profile() -> None:
    assert set(_ASKED.split()) <= set(PROFILES)


@pytest.mark.parametrize("language", sorted(PROFILES))
def test_every_stop_word_is_one_word_of_its_own(language: str) -> None:
    stop_words = PROFILES[language].stop_words
    assert [len(words(word)) for word in stop_words] == [1] * len(stop_words)
    assert len(stop_word_hashes(language)) == len({word.casefold() for word in stop_words})


def test_english_has_gophers_eight_words_and_lengths() -> None:
    assert set(profile("en").stop_words) == {"the", "be", "to", "of", "and", "that", "have", "with"}
    assert profile("en").mean_word_length == (3, 10)


def test_language_without_a_profile_asks_for_no_stop_words() -> None:
    assert profile("und").stop_words == ()
    assert len(stop_word_hashes("und")) == 0


@pytest.mark.parametrize("language", ["ja", "zh", "th", "km"])
def test_scripts_without_spaces_have_no_word_length(language: str) -> None:
    assert profile(language).mean_word_length is None
