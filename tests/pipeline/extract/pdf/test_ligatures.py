"""Codes of TeX's fonts, each with the text object that drew it."""

import pytest

from weft.pipeline.extract.pdf.ligatures import with_ligatures
from weft.pipeline.extract.pdf.read import read_pdf
from weft.schemas.recipe import FileSettings

from ...made_files import Sheet, pdf


def spelled(*objects: str) -> str:
    """What the objects say; those that are ends of lines are PDFium's own, of no object."""
    codes = [ord(character) for text in objects for character in text]
    drawn = [None if text == "\r\n" else number for number, text in enumerate(objects, 1) for _ in text]
    return "".join(map(chr, with_ligatures(codes, drawn)))


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("a di\x1ecult o\x1ecial", "a di\ufb03cult o\ufb03cial"),
        ("the \x1crst ba\x1fe o\x1b", "the \ufb01rst ba\ufb04e o\ufb00"),
        ("re\x1dect 1780\x151823 \x10so\x11 \x16 yes", "re\ufb02ect 1780–1823 “so” — yes"),
        (
            "a di\x0ecult o\x0bend, \x0crst re\x0dect ba\x0fe",
            "a di\ufb03cult o\ufb00end, \ufb01rst re\ufb02ect ba\ufb04e",
        ),
        ('o\x0ecial 1780{1823 \\so" | yes', "o\ufb03cial 1780–1823 “so” — yes"),
    ],
)
def test_ligatures_dashes_and_quotation_marks_of_both_encodings(said: str, read: str) -> None:
    assert spelled(said) == read


def test_ends_of_lines_stay() -> None:
    assert spelled("re\x0bect", "\r\n", "and di\x0ecult", "\r\n") == "re\ufb00ect\r\nand di\ufb03cult\r\n"


def test_braces_without_a_ligature_beside_them_stay() -> None:
    assert spelled("o\x0ecial", "\r\n", "{a | b}") == "o\ufb03cial\r\n{a | b}"


def test_codes_of_formulas_stay() -> None:
    assert spelled("x\x0by", "\r\n", "\x1c", "\r\n", "lamp", "\x1d") == "x\x0by\r\n\x1c\r\nlamp\x1d"


def test_codes_of_a_font_that_counts_its_signs_stay() -> None:
    said = "abc\x01\x03\x04\x1c\x05d\x06\x07\x08\x1def"
    assert spelled(said) == said


def test_a_bullet_stands_alone() -> None:
    assert spelled("\x88", " first", "\r\n", "a\x88b") == "• first\r\na\x88b"


def test_a_file_whose_font_names_no_signs_keeps_its_words_whole() -> None:
    chars = "<5c> <001e> "
    ranges = f"1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfchar {chars}endbfchar"
    cmap = f"/CIDInit /ProcSet findresource begin begincmap {ranges} endcmap end"
    payload = pdf(
        [Sheet().text(72, 700, "A di\\cult lamp is kept by the o\\cial keeper.", font="F4")], mapped={"F4": cmap}
    )
    reading = read_pdf(payload, "https://lamps.example/a.pdf", {}, FileSettings())
    assert reading.document is not None
    assert [s.text for s in reading.document.segments] == ["A difficult lamp is kept by the official keeper."]
