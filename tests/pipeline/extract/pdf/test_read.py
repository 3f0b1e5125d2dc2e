"""Real PDF bytes through PDFium, in this process."""

import io
from datetime import date

import numpy as np
import pytest
from PIL import Image

from weft.pipeline.extract.pdf.read import read_pdf
from weft.pipeline.extract.reading import Reading, is_contained_url
from weft.schemas.document import Role, SegmentKind
from weft.schemas.recipe import FileSettings

from ...conftest import encoded, photo
from ...made_files import Sheet, encrypted_pdf, pdf

URL = "https://lamps.example/a.pdf"
FULL = "The lamp turns above the grey water and the keeper counts the ships that pass in the night"
JPEG = encoded(photo(1, 96, 64), "JPEG")


def read(payload: bytes, **limits: int) -> Reading:
    return read_pdf(payload, URL, {}, FileSettings(**limits))


def texts(reading: Reading) -> list[str]:
    assert reading.document is not None
    return [segment.text for segment in reading.document.segments if segment.kind is SegmentKind.TEXT]


def prose(count: int = 5) -> list[str]:
    return [*[FULL] * (count - 1), "and goes out at dawn."]


def pixels(payload: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(payload)))


def test_one_column_with_a_heading() -> None:
    reading = read(pdf([Sheet().text(72, 720, "Of lamps", 20).lines(72, 690, prose())]))
    assert reading.document is not None
    assert [(s.role, s.level) for s in reading.document.segments] == [(Role.HEADING, 1), (Role.PARAGRAPH, 0)]
    assert texts(reading) == ["Of lamps", " ".join(prose())]
    assert reading.document.title == "Of lamps"


def test_two_columns_in_reading_order_whatever_the_drawing_order() -> None:
    left = [f"left {n} the lamp turns above the grey water" for n in range(8)]
    right = [f"right {n} the keeper counts the ships below" for n in range(8)]
    sheet = Sheet().lines(320, 690, right).lines(72, 690, left)
    assert texts(read(pdf([sheet]))) == [" ".join([*left, *right])]


def test_running_heads_and_page_numbers_go_and_the_text_runs_on() -> None:
    sheets = [
        Sheet().text(72, 760, "The Keeper's Almanac", 9).lines(72, 650, [FULL] * 5).text(300, 30, str(number), 9)
        for number in range(1, 5)
    ]
    assert texts(read(pdf(sheets))) == [" ".join([FULL] * 20)]


def test_a_figure_stands_in_its_place_with_its_caption() -> None:
    sheet = Sheet().lines(72, 720, prose()).jpeg(JPEG, 96, 64, (72, 500, 192, 128))
    sheet.text(72, 485, "Figure 1: The lamp at night.", 9).lines(72, 440, prose())
    reading = read(pdf([sheet]))
    assert reading.document is not None
    kinds = [s.role or s.kind for s in reading.document.segments]
    assert kinds == [Role.PARAGRAPH, SegmentKind.IMAGE, Role.CAPTION, Role.PARAGRAPH]
    [medium] = reading.media
    assert (medium.payload, medium.mime) == (JPEG, "image/jpeg")
    assert reading.document.segments[1].media_url == medium.url
    assert medium.url.startswith(f"{URL}#page=1&image=1&sha256=")
    assert is_contained_url(medium.url)


@pytest.mark.parametrize(
    ("caption", "about"),
    [
        ("Figure 2.1: The lamp at night.", "Figure 2.1 shows how the lamp turns above the water."),
        ("Fig. 3. The lamp", "Fig. 3.1 illustrates the lamp."),
        ("Figure 4 — The lamp", "Figure 4.2, again, is of a lamp."),
        ("Figure 2.1 The lamp", "Figure 2.1 and the next one are of a lamp."),
        ("Abbildung 3.2: Die Lampe", "Abbildung 3.2 zeigt die Lampe."),
        ("Figure 1.2 – Le phare", "La figure 1.2 montre le phare."),
        ("Figura 2.1. El faro", "Figura 2.1 muestra el faro."),
    ],
)
def test_prose_about_a_figure_is_no_caption_and_its_caption_is(caption: str, about: str) -> None:
    sheet = Sheet().lines(72, 720, prose()).jpeg(JPEG, 96, 64, (72, 500, 192, 128))
    sheet.text(72, 485, caption).lines(72, 463, [about])
    above = Sheet().lines(72, 720, [*prose(), "", about]).jpeg(JPEG, 96, 64, (72, 500, 192, 128)).text(72, 485, caption)
    for made in (sheet, above):
        reading = read(pdf([made]))
        assert reading.document is not None
        by_text = {s.text: s.role for s in reading.document.segments}
        assert (by_text[caption], by_text[about]) == (Role.CAPTION, Role.PARAGRAPH)


def test_a_drawing_is_no_figure_for_a_sentence_that_names_one() -> None:
    sheet = Sheet().lines(72, 720, prose())
    for bar in range(5):
        sheet.line((100 + 50 * bar, 400), (100 + 50 * bar, 500 + 20 * bar), width=20)
    reading = read(pdf([sheet.text(72, 360, "Figure 2.1 shows ships.").lines(72, 320, prose())]))
    assert reading.media == []


def test_bold_lines_are_headings_where_they_are_set_apart() -> None:
    sheet = Sheet().lines(72, 740, prose()).text(72, 670, "Of oil", font="F2").lines(72, 654, prose())
    sheet.text(72, 594, "The keeper says so", font="F2").lines(72, 582, prose())
    sheet.text(72, 510, "2.1 Of gas", font="F2").lines(72, 498, prose(4)[:3])
    sheet.text(72, 462, f"{FULL[:84]}", font="F2").lines(72, 450, prose())
    sheet.text(72, 380, "Note, mind the lamp and oil:", font="F2").text(230, 380, "at all hours")
    reading = read(pdf([sheet]))
    assert reading.document is not None
    headings = [s.text for s in reading.document.segments if s.role is Role.HEADING]
    assert headings == ["Of oil", "2.1 Of gas"]
    assert " ".join([*prose(4)[:3], FULL[:84], *prose()]) in texts(reading)


def test_a_deflated_picture_keeps_its_pixels() -> None:
    gray = np.arange(64 * 48, dtype=np.uint32).reshape(48, 64) % 251
    sheet = Sheet().lines(72, 720, prose()).gray(64, 48, gray.astype(np.uint8).tobytes(), (72, 400, 128, 96))
    [medium] = read(pdf([sheet])).media
    assert medium.mime == "image/png"
    assert np.array_equal(pixels(medium.payload), gray)


def test_a_picture_that_is_drawn_upside_down_is_turned() -> None:
    gray = np.repeat(np.arange(48, dtype=np.uint8) * 5, 64).reshape(48, 64)
    sheet = Sheet().lines(72, 720, prose()).gray(64, 48, gray.tobytes(), (72, 400, 128, 96))
    sheet.operators[-1] = "q 128 0 0 -96 72 496 cm /I0 Do Q"
    turned = pixels(read(pdf([sheet])).media[0].payload).astype(int)
    assert (turned[0].mean() > 200, turned[-1].mean() < 40) == (True, True)


def test_a_scan_is_its_picture() -> None:
    reading = read(pdf([Sheet().jpeg(JPEG, 96, 64, (0, 0, 612, 792))]))
    assert reading.document is not None
    assert [s.kind for s in reading.document.segments] == [SegmentKind.IMAGE]
    assert reading.media[0].payload == JPEG


def test_what_is_filled_into_a_form_is_read() -> None:
    shown = "/Subtype /Form /BBox [0 0 200 14] /Resources << /Font << /F1 11 0 R >> >>"
    drawn = "BT /F1 10 Tf 2 3 Td (Ada Keeper of the northern lights) Tj ET"
    field = "/Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (Ada) /F 4 /Rect [130 658 330 672] /AP << /N 91 0 R >>"
    others = {
        90: f"<< {field} >>",
        91: f"<< /Type /XObject {shown} /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
    }
    sheet = Sheet().lines(72, 720, prose()).text(72, 661, "Name:")
    sheet.entries = "/Annots [90 0 R]"
    reading = read(pdf([sheet], catalog="/AcroForm << /Fields [90 0 R] >>", others=others))
    assert reading.document is not None
    assert "Name: Ada Keeper of the northern lights" in reading.document.segments[-1].text


def test_a_jpeg_with_a_mask_is_what_the_page_shows() -> None:
    head = "/Type /XObject /Subtype /Image /Width 2 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
    mask = f"<< {head} /Filter /ASCIIHexDecode /Length 5 >>\nstream\n00FF>\nendstream"
    sheet = Sheet().lines(72, 720, prose()).jpeg(JPEG, 96, 64, (72, 500, 192, 128), "/SMask 90 0 R")
    [medium] = read(pdf([sheet], others={90: mask})).media
    assert medium.mime == "image/png"
    pixels = np.asarray(Image.open(io.BytesIO(medium.payload)).convert("L"))
    assert pixels[:, : pixels.shape[1] // 3].min() == 255
    assert pixels[:, -pixels.shape[1] // 3 :].min() < 200


def test_a_chart_without_words_is_a_picture_of_its_page() -> None:
    chart = Sheet().line((100, 100), (300, 600), (500, 200), width=20).text(72, 720, "Ships a night")
    reading = read(pdf([chart]), page_image_side=396)
    [medium] = reading.media
    assert pixels(medium.payload).shape == (396, 306)
    assert medium.url.startswith(f"{URL}#page=1&sha256=")
    assert texts(reading) == ["Ships a night"]


def test_a_figure_that_is_drawn_is_a_picture_in_its_place() -> None:
    sheet = Sheet().lines(72, 720, prose())
    for bar in range(5):
        sheet.line((100 + 50 * bar, 400), (100 + 50 * bar, 500 + 20 * bar), width=20)
    sheet.text(180, 385, "nights", 7).text(72, 360, "Figure 1: Ships a night.").lines(72, 320, prose())
    reading = read(pdf([sheet]))
    assert reading.document is not None
    kinds = [s.role or s.kind for s in reading.document.segments]
    assert kinds == [Role.PARAGRAPH, SegmentKind.IMAGE, Role.CAPTION, Role.PARAGRAPH]
    assert "nights" not in texts(reading)
    [medium] = reading.media
    assert medium.url.startswith(f"{URL}#page=1&figure=1&sha256=")
    height, width = pixels(medium.payload).shape[:2]
    assert abs(width / height - 220 / 195) < 0.1


def ruled(sheet: Sheet, heights: list[float], left: float = 100, right: float = 400) -> Sheet:
    for height in heights:
        sheet.line((left, height), (right, height), width=0.5)
    return sheet


CELLS = [("Lamp", "Oil", "Ships"), ("North light", "12.5", "103"), ("South light", "24", "68")]
TABLE = "| Lamp | Oil | Ships |\n| --- | --- | --- |\n| North light | 12.5 | 103 |\n| South light | 24 | 68 |"


def with_cells(sheet: Sheet) -> Sheet:
    for number, row in enumerate(CELLS):
        for left, cell in zip((105, 220, 330), row, strict=True):
            sheet.text(left, 540 - 20 * number, cell)
    return sheet


def test_a_table_between_three_rules_is_a_table_with_its_caption() -> None:
    sheet = Sheet().lines(72, 720, prose()).text(100, 570, "Table 1: Lamps and ships.")
    sheet = ruled(with_cells(sheet), [555, 533, 490]).lines(72, 440, prose())
    reading = read(pdf([sheet]))
    assert reading.document is not None
    assert [(s.role, s.text) for s in reading.document.segments[1:3]] == [
        (Role.TABLE, TABLE),
        (Role.CAPTION, "Table 1: Lamps and ships."),
    ]
    assert texts(reading)[3] == " ".join(prose())


def test_a_grid_that_is_one_path_is_a_table() -> None:
    sheet = with_cells(Sheet().lines(72, 720, prose()))
    level = " ".join(f"100 {height} m 400 {height} l" for height in (555, 533, 513, 490))
    upright = " ".join(f"{at} 490 m {at} 555 l" for at in (100, 215, 325, 400))
    sheet.operators.append(f"0.5 w {level} {upright} S")
    assert texts(read(pdf([sheet])))[1:] == [TABLE]


def test_cells_that_are_drawn_as_rectangles_are_a_table() -> None:
    sheet = with_cells(Sheet().lines(72, 720, prose()))
    for top, low in ((555, 533), (533, 513), (513, 490)):
        for left, right in ((100, 215), (215, 325), (325, 400)):
            sheet.operators.append(f"0.5 w {left} {low} {right - left} {top - low} re S")
    assert texts(read(pdf([sheet])))[1:] == [TABLE]


def test_the_outline_of_a_file_names_its_headings() -> None:
    sheet = Sheet().lines(72, 720, prose()).text(72, 650, "Of oil").lines(72, 630, prose())
    entry = "<< /Title (Of oil) /Parent 40 0 R /Dest [42 0 R /Fit] >>"
    outline = {40: "<< /Type /Outlines /First 41 0 R /Last 41 0 R /Count 1 >>", 41: entry}
    reading = read(pdf([sheet], catalog="/Outlines 40 0 R", others=outline))
    assert reading.document is not None
    assert [(s.role, s.level) for s in reading.document.segments if s.text == "Of oil"] == [(Role.HEADING, 2)]


def test_a_page_whose_fonts_do_not_say_what_their_signs_mean_is_a_picture() -> None:
    """Every lower-case letter is mapped to a control character, as in old files with fonts of pixels."""
    ranges = "1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfrange <61> <7a> <0003> endbfrange"
    cmap = f"/CIDInit /ProcSet findresource begin begincmap {ranges} endcmap end"
    sheet = Sheet()
    for number in range(5):
        sheet.text(72, 720 - 12 * number, FULL, font="F4")
    reading = read(pdf([sheet], mapped={"F4": cmap}))
    assert texts(reading) == []
    assert [medium.url.partition("&")[0] for medium in reading.media] == [f"{URL}#page=1"]


def test_a_page_with_a_few_words_and_a_rule_is_no_picture() -> None:
    reading = read(pdf([Sheet().text(72, 720, "Ships a night").line((72, 700), (540, 700), width=1)]))
    assert (texts(reading), reading.media) == (["Ships a night"], [])


def test_an_empty_page_has_no_content() -> None:
    assert read(pdf([Sheet()])).reason == "no_content"


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_text_is_read_along_its_own_direction_however_the_page_lies(rotate: int) -> None:
    sheet = Sheet(rotate=rotate).lines(72, 690, prose())
    assert texts(read(pdf([sheet]))) == [" ".join(prose())]


def test_text_that_runs_up_the_page_is_read_and_its_picture_turned() -> None:
    sheet = Sheet(rotate=90)
    for number, line in enumerate(prose()):
        sheet.operators.append(f"BT /F1 10 Tf 0 1 -1 0 {100 + 12 * number} 72 Tm ({line}) Tj ET")
    gray = np.repeat(np.arange(48, dtype=np.uint8) * 5, 64).reshape(48, 64)
    sheet.gray(64, 48, gray.tobytes(), (300, 300, 192, 128))
    reading = read(pdf([sheet]))
    assert texts(reading) == [" ".join(prose())]
    turned = pixels(reading.media[0].payload).astype(int)
    assert turned.shape[0] > turned.shape[1]
    assert (turned[:, 0].mean() > 200, turned[:, -1].mean() < 40) == (True, True)


def test_a_logo_on_every_page_is_no_picture_of_the_document() -> None:
    logo = encoded(photo(2, 64, 64), "JPEG")
    sheets = [Sheet().lines(72, 690, prose()).jpeg(logo, 64, 64, (500, 740, 32, 32)) for _ in range(4)]
    reading = read(pdf(sheets))
    assert (reading.media, dict(reading.dropped)) == ([], {"running_image": 1})


def test_the_same_picture_twice_is_one_medium() -> None:
    sheet = Sheet().lines(72, 720, prose()).jpeg(JPEG, 96, 64, (72, 500, 192, 128)).lines(72, 440, prose())
    reading = read(pdf([sheet.jpeg(JPEG, 96, 64, (72, 100, 192, 128))]))
    assert reading.document is not None
    shown = [s.media_url for s in reading.document.segments if s.kind is SegmentKind.IMAGE]
    assert shown == [reading.media[0].url] * 2
    assert len(reading.media) == 1


def test_small_and_surplus_pictures_are_counted() -> None:
    small, other = encoded(photo(3, 16, 16), "JPEG"), encoded(photo(4, 64, 64), "JPEG")
    sheet = Sheet().lines(72, 720, prose()).jpeg(small, 16, 16, (72, 500, 16, 16))
    sheet.jpeg(JPEG, 96, 64, (72, 400, 96, 64)).jpeg(other, 64, 64, (72, 200, 64, 64))
    reading = read(pdf([sheet]), max_media=1)
    assert (len(reading.media), dict(reading.dropped)) == (1, {"image_too_small": 1, "too_many_media": 1})


def test_what_a_file_says_of_itself() -> None:
    sheet = Sheet().text(72, 720, "Of lamps", 20).lines(72, 690, prose())
    named = read(pdf([sheet], info="/Title (Almanac of Lamps)", catalog="/Lang (en-GB)")).document
    assert named is not None
    assert (named.title, named.language) == ("Almanac of Lamps", "en-GB")
    unnamed = read(pdf([sheet], info="/Title (Microsoft Word - draft3.docx)")).document
    assert unnamed is not None
    assert (unnamed.title, unnamed.language) == ("Of lamps", "")


def test_author_and_day_are_those_of_the_file() -> None:
    sheet = Sheet().lines(72, 690, prose())
    info = read(pdf([sheet], info="/Author (Ada Lovelace; Bob) /CreationDate (D:20240517103000+02'00')")).document
    assert info is not None
    assert (info.author, info.published_at) == ("Ada Lovelace; Bob", date(2024, 5, 17))
    xmp = (
        b"\n<x:xmpmeta><dc:creator><rdf:Seq><rdf:li>Ada</rdf:li><rdf:li>Bob</rdf:li></rdf:Seq></dc:creator>"
        b"<xmp:CreateDate>2024-05-17T10:30:00+02:00</xmp:CreateDate></x:xmpmeta>"
    )
    unnamed = pdf([sheet], info="/Author (Microsoft Office User) /CreationDate (D:19700101)")
    found, none = read(pdf([sheet]) + xmp).document, read(unnamed).document
    assert found is not None and none is not None
    assert (found.author, found.published_at) == ("Ada; Bob", date(2024, 5, 17))
    assert (none.author, none.published_at) == ("", None)


def test_opt_outs_of_headers_and_of_the_file_are_kept() -> None:
    reserved = pdf([Sheet().lines(72, 690, prose())]) + b"\n<x:xmpmeta><tdm:reservation>1</tdm:reservation></x:xmpmeta>"
    document = read_pdf(reserved, URL, {"X-Robots-Tag": "noai"}, FileSettings()).document
    assert document is not None
    assert document.opt_outs == ["meta:tdm-reservation", "header:noai"]


def test_files_that_cannot_be_read_say_why() -> None:
    good = pdf([Sheet().lines(72, 690, prose())])
    assert read(encrypted_pdf()).reason == "encrypted_pdf"
    assert read(b"%PDF-1.7\n" + bytes(range(256)) * 10).reason == "broken_pdf"
    assert read(b"").reason == "broken_pdf"
    assert read(good[: len(good) // 4]).reason == "broken_pdf"
    assert read(pdf([Sheet()] * 12), max_pages=10).reason == "too_many_pages"


def test_a_file_that_lost_its_end_is_read_as_far_as_it_goes() -> None:
    payload = pdf([Sheet().lines(72, 690, prose())])
    assert texts(read(payload[: payload.rindex(b"xref")])) == [" ".join(prose())]


def test_hebrew_drawn_glyph_by_glyph_is_read_from_the_right() -> None:
    """Letters at their places from the right, a year from the left; brackets as a font mirrors them."""
    letters = {0x41: "א", 0x42: "ו", 0x43: "ר", 0x44: "ב", 0x45: "ש", 0x46: "נ", 0x47: "ת"}
    said = "".join(f"<{code:02x}> <{ord(letter):04x}> " for code, letter in letters.items())
    digits = "<30> <39> <0030>"
    ranges = f"1 begincodespacerange <00> <ff> endcodespacerange {len(letters)} beginbfchar {said}endbfchar"
    signs = f"1 beginbfrange {digits} endbfrange 1 beginbfrange <28> <29> <0028> endbfrange"
    cmap = f"/CIDInit /ProcSet findresource begin begincmap {ranges} {signs} endcmap end"
    sheet = Sheet()
    for x, code in ((500, "A"), (493, "B"), (485, "C"), (475, ")"), (467, "D"), (460, "E"), (454, "F"), (446, "G")):
        sheet.text(x, 700, code, font="F4")
    sheet.text(420, 700, "1823", font="F4").text(416, 700, "(", font="F4")
    [said] = texts(read(pdf([sheet], mapped={"F4": cmap})))
    assert said == "אור (בשנת 1823)"


def test_a_table_without_rules_and_addresses_beside_each_other() -> None:
    sheet = Sheet().lines(72, 740, prose()).lines(72, 660, ["Harbour Lamps Ltd", "12 Quay Street", "Bristol BS1 4QA"])
    sheet.lines(330, 660, ["Northern Lights Board", "84 George Street", "Edinburgh EH2 3DA"])
    rows = [
        ("Article", "Number", "Price"),
        ("Lens", "2", "1,250.00"),
        ("Oil lamp", "12", "84.50"),
        ("Wick", "30", "4.20"),
    ]
    for number, (article, count, price) in enumerate(rows):
        for left, text in ((72, article), (220, count), (300, price)):
            sheet.text(left, 580 - 16 * number, text, font="F1" if number else "F2")
    reading = read(pdf([sheet.lines(72, 480, prose())]))
    assert texts(reading)[1:4] == [
        "Harbour Lamps Ltd 12 Quay Street Bristol BS1 4QA",
        "Northern Lights Board 84 George Street Edinburgh EH2 3DA",
        "| Article | Number | Price |\n| --- | --- | --- |\n| Lens | 2 | 1,250.00 |\n| Oil lamp | 12 | 84.50 |\n"
        "| Wick | 30 | 4.20 |",
    ]
