import pytest

from weft.pipeline.extract.pdf.prose import Hyphenation, ends_hyphened


def test_a_word_broken_at_the_end_of_a_line_is_one_again() -> None:
    assert Hyphenation([]).running(["The light-", "house stands."]) == "The lighthouse stands."


def test_a_word_that_is_hyphened_elsewhere_keeps_its_hyphen() -> None:
    assert Hyphenation(["a well-known lamp"]).running(["a well-", "known lamp"]) == "a well-known lamp"


def test_what_is_written_in_one_piece_more_often_is_one_word() -> None:
    lines = ["light-house", "lighthouse and lighthouse"]
    assert Hyphenation(lines).running(["The light-", "house"]) == "The lighthouse"


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["Jean-", "Paul"], "Jean-Paul"),
        (["1914-", "1918"], "1914-1918"),
        (["soft\u00ad", "ened"], "softened"),
        (["so\u00adft"], "soft"),
        (["a dash -", "here"], "a dash - here"),
        (["灯台", "の光"], "灯台の光"),
    ],
)
def test_other_line_ends(lines: list[str], text: str) -> None:
    assert Hyphenation([]).running(lines) == text


def test_an_open_hyphen_is_seen() -> None:
    assert ends_hyphened("the light-")
    assert not ends_hyphened("the light -")
