from dataclasses import fields

import numpy as np
import pytest

from weft.filters.signals import TextSignals, document_text, lines_and_paragraphs, stop_word_count, text_signals
from weft.filters.words import words
from weft.schemas.tables import TEXT_SIGNALS


def english(text: str) -> tuple[str, float]:
    return "en", 1.0


def measured(text: str) -> TextSignals:
    return text_signals(text, language=english)


def test_signals_have_the_fields_of_the_table_in_its_order() -> None:
    assert [field.name for field in fields(TextSignals)] == [field.name for field in TEXT_SIGNALS]


@pytest.mark.parametrize("text", ["", " ", "\n\n\n", "--"])
def test_text_without_words_measures_zero(text: str) -> None:
    found = measured(text)
    assert found.characters == len(text)
    assert all(getattr(found, field.name) == 0 for field in fields(found)[3:])


def test_one_word() -> None:
    found = measured("Hello")
    assert (found.words, found.characters, found.mean_word_length, found.alpha_words) == (1, 5, 5.0, 1.0)
    assert found.dup_line_fraction == found.top_2gram == found.dup_5gram == 0


def test_symbols_bullets_and_ellipses_by_hand() -> None:
    """Words One, two, three; three lines, of which two have a bullet and two end in an ellipsis."""
    found = measured("# One\n\n- two ...\n- three…")
    assert found.words == 3
    assert found.mean_word_length == pytest.approx(11 / 3)
    assert found.hash_ratio == pytest.approx(1 / 3)
    assert found.ellipsis_ratio == pytest.approx(2 / 3)
    assert found.bullet_lines == pytest.approx(2 / 3)
    assert found.ellipsis_lines == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("line", "bullet"), [("• a", 1), ("●a", 1), ("- a", 1), ("-5 °C", 0), ("*bold*", 0), ("a - b", 0)]
)
def test_what_a_bullet_is(line: str, bullet: int) -> None:
    assert measured(line).bullet_lines == bullet


@pytest.mark.parametrize(
    ("line", "ended"),
    [
        *(("It rains.", 1), ("Does it?", 1), ("“It rains!”", 1), ("(so it does.)", 1), ("and so on …", 1)),
        *(("雨が降る。", 1), ("下雨了！」", 1), ("هل تمطر؟", 1), ("बारिश हो रही है।", 1)),
        *(("Rain", 0), ("Rain:", 0), ("3.14", 0), ("(rain)", 0), ("| Rain. |", 0)),
    ],
)
def test_what_ends_a_sentence(line: str, ended: int) -> None:
    assert measured(line).ended_lines == ended


def test_lines_that_end_a_sentence_by_hand() -> None:
    assert measured("Rain\n\nIt rains.\nIt pours.\n- rain").ended_lines == 0.5


def test_words_with_a_letter() -> None:
    """3.14 and 2024 have none: 3 of 5."""
    assert measured("pi is 3.14 in 2024").alpha_words == pytest.approx(3 / 5)


def test_stop_words_are_counted_once_each_whatever_their_case() -> None:
    assert measured("The cat and the dog AND the bird").stop_words == 2


def test_stop_words_are_those_of_the_language() -> None:
    assert stop_word_count(words("der Hund und die Katze"), "de") == 3
    assert stop_word_count(words("私の本は東京にある"), "ja") == 4  # の は に る
    assert stop_word_count(words("the and"), "und") == 0


@pytest.mark.parametrize(
    ("text", "line_fraction", "line_characters", "paragraph_fraction", "paragraph_characters"),
    [
        ("a\n\nb\n\na\n\na", 2 / 4, 2 / 4, 2 / 4, 2 / 4),
        ("x\ny\n\nx\ny", 2 / 4, 2 / 4, 1 / 2, 1 / 2),
        ("x\ny\n\nx\nz", 1 / 4, 1 / 4, 0, 0),
        ("one\n \n\t\n\none  ", 1 / 2, 1 / 2, 1 / 2, 1 / 2),
    ],
)
def test_duplicate_lines_and_paragraphs_by_hand(
    text: str, line_fraction: float, line_characters: float, paragraph_fraction: float, paragraph_characters: float
) -> None:
    found = measured(text)
    assert found.dup_line_fraction == pytest.approx(line_fraction)
    assert found.dup_line_characters == pytest.approx(line_characters)
    assert found.dup_paragraph_fraction == pytest.approx(paragraph_fraction)
    assert found.dup_paragraph_characters == pytest.approx(paragraph_characters)


def test_lines_are_stripped_and_paragraphs_end_at_blank_lines() -> None:
    assert lines_and_paragraphs("\n a \nb\n  \n\nc") == (["a", "b", "c"], ["a\nb", "c"])
    assert lines_and_paragraphs("") == ([], [])


def test_document_text_leaves_out_media_captions_transcripts_and_empty_text() -> None:
    kinds = ["text", "image", "text", "text", "video", "text", "text"]
    roles = ["heading", "", "caption", "paragraph", "", "transcript", "list"]
    texts = ["Title", "", "Photo: A. B.", "Body.", "", "spoken words", ""]
    assert document_text(kinds, roles, texts, [None] * 7) == "Title\n\nBody."


def test_parts_of_a_paragraph_are_joined() -> None:
    texts, joints = ["See", "", "this", "", "灯", "Next."], [None, None, " ", None, "", None]
    kinds, roles = ["text", "image", "text", "image", "text", "text"], ["paragraph"] * 6
    assert document_text(kinds, roles, texts, joints) == "See this灯\n\nNext."


def test_document_text_wants_parallel_lists() -> None:
    with pytest.raises(ValueError, match="zip"):
        document_text(["text"], ["paragraph"], ["a"], [])


def test_language_comes_from_the_given_model(prose: dict[str, str]) -> None:
    found = text_signals(prose["de"])
    assert found.language == "de"
    assert found.language_score > 0.9
    assert text_signals(prose["de"], language=english).language == "en"


def test_values_are_plain_numbers() -> None:
    found = measured("some words and some words")
    assert not any(isinstance(getattr(found, field.name), np.generic) for field in fields(found))
