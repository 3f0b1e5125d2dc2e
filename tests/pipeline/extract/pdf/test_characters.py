"""Real PDF bytes through PDFium, whose characters are not all letters."""

import pypdfium2 as pdfium

from weft.pipeline.extract.pdf.characters import characters_of
from weft.pipeline.extract.pdf.frame import Frame
from weft.pipeline.extract.pdf.page import Box
from weft.pipeline.extract.pdf.words import words_of

from ...made_files import Sheet, pdf

FORMS = (0xFEFB, 0xFEEA, 0xFE41, 0x338F)


def test_letters_beyond_the_first_plane_come_whole() -> None:
    """A ToUnicode map that says 𝑘 (U+1D458) for K, as the maths fonts of journals do."""
    ranges = "1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfchar <4B> <D835DC58> endbfchar"
    cmap = f"/CIDInit /ProcSet findresource begin begincmap {ranges} endcmap end"
    payload = pdf([Sheet().text(72, 700, "a K b", font="F4")], mapped={"F4": cmap})
    with pdfium.PdfDocument(payload) as document:
        assert "".join(characters_of(document[0]).texts) == "a 𝑘 b"


def test_forms_of_letters_become_letters_and_other_signs_stay() -> None:
    """Lam and alef, a final heh, a bracket of vertical type, and the sign of kilograms."""
    said = "".join(f"<{0x41 + number:02x}> <{form:04x}> " for number, form in enumerate(FORMS))
    ranges = f"1 begincodespacerange <00> <ff> endcodespacerange {len(FORMS)} beginbfchar {said}endbfchar"
    cmap = f"/CIDInit /ProcSet findresource begin begincmap {ranges} endcmap end"
    payload = pdf([Sheet().text(72, 700, "A B C D", font="F4")], mapped={"F4": cmap})
    with pdfium.PdfDocument(payload) as document:
        texts = characters_of(document[0]).texts
    assert sorted("".join(texts).replace(" ", "")) == sorted("لاه「㎏")


def mapped(**signs: str) -> dict[str, str]:
    """A ToUnicode map of letters to what they stand for, as the font F4."""
    said = "".join(f"<{ord(sign):02x}> <{text.encode('utf-16-be').hex()}> " for sign, text in signs.items())
    ranges = f"1 begincodespacerange <00> <ff> endcodespacerange {len(signs)} beginbfchar {said}endbfchar"
    return {"F4": f"/CIDInit /ProcSet findresource begin begincmap {ranges} endcmap end"}


def words(sheet: Sheet, **signs: str) -> list[str]:
    with pdfium.PdfDocument(pdf([sheet], mapped=mapped(**signs))) as document:
        glyphs = characters_of(document[0]).glyphs(Frame(Box(0, 0, 612, 792), 0))
        return [word.text for word in words_of(glyphs)]


def test_letters_of_one_sign_stay_together() -> None:
    """LibreOffice, WeasyPrint and Typst have a sign for ``ffi``, to which PDFium gives three letters in one place."""
    sheet = Sheet().text(72, 700, "An oKcial diKcult Kx, aLord", font="F4")
    assert words(sheet, K="ffi", L="ff") == ["An", "official", "difficult", "ffix,", "afford"]


def test_vowel_signs_stay_with_their_letter_wherever_they_are_drawn() -> None:
    sheet = Sheet()
    for x, sign in ((72, "A"), (73, "B"), (79, "C"), (84, "D"), (100, "A"), (106, "E")):
        sheet.text(x, 700, sign, font="F4")
    signs = {"A": "\u0915", "B": "\u0947", "C": "\u0916", "D": "\u0941", "E": "\u0940"}
    assert words(sheet, **signs) == ["\u0915\u0947\u0916\u0941", "\u0915\u0940"]


def test_clusters_are_read_once_as_the_file_says() -> None:
    """Chromium draws the signs of a Thai or Hindi syllable each by itself, under a mark that says what they read as."""

    def cluster(sheet: Sheet, text: str, *signs: tuple[float, str]) -> None:
        sheet.operators.append(f"/Span << /ActualText <feff{text.encode('utf-16-be').hex()}> >> BDC")
        for x, sign in signs:
            sheet.text(x, 700, sign, font="F4")
        sheet.operators.append("EMC")

    sheet = Sheet()
    cluster(sheet, "\u0917\u093e\u0901", (72, "A"), (79, "B"))
    cluster(sheet, "\u0935\u094b\u0902", (85, "A"), (92, "B"))
    sheet.text(103, 700, "A", font="F4")
    cluster(sheet, "\u0915\u0940", (110, "A"))
    assert words(sheet, A="\u0915", B="\u093e") == ["\u0917\u093e\u0901\u0935\u094b\u0902", "\u0915\u0915\u0940"]


def is_bold(font: str) -> bool:
    """Of text in a font whose stems are said to be thick, as groff says of every font."""
    box = "/FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 700 /Descent -200 /CapHeight 700 /StemV 139 /Flags 34"
    payload = pdf([Sheet().text(72, 700, "lamp")], others={40: f"<< /Type /FontDescriptor /FontName /{font} {box} >>"})
    payload = payload.replace(b"/Helvetica /Encoding", b"/%s /FontDescriptor 40 0 R /Encoding" % font.encode())
    with pdfium.PdfDocument(payload) as document:
        return all(style.is_bold for style in characters_of(document[0]).styles)


def test_thick_stems_make_no_bold_font_of_one_that_is_called_regular() -> None:
    assert not any(map(is_bold, ("Times-Roman", "Lamp-Regular")))
    assert all(map(is_bold, ("Lamp", "Times-Bold")))
