"""Real PDF bytes through PDFium, whose characters are not all letters."""

import pypdfium2 as pdfium

from weft.pipeline.extract.pdf.characters import characters_of

from ...made_files import Sheet, pdf


def test_letters_beyond_the_first_plane_come_whole() -> None:
    """A ToUnicode map that says 𝑘 (U+1D458) for K, as the maths fonts of journals do."""
    ranges = "1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfchar <4B> <D835DC58> endbfchar"
    cmap = f"/CIDInit /ProcSet findresource begin begincmap {ranges} endcmap end"
    payload = pdf([Sheet().text(72, 700, "a K b", font="F4")], mapped={"F4": cmap})
    with pdfium.PdfDocument(payload) as document:
        assert "".join(characters_of(document[0]).texts) == "a 𝑘 b"
