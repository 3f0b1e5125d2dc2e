"""Real PDF bytes through PDFium, whose characters are not all letters."""

import pypdfium2 as pdfium

from weft.pipeline.extract.pdf.characters import characters_of

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
