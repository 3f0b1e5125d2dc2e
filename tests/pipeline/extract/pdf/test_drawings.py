from weft.pipeline.extract.pdf.drawings import drawn_figures, without_words
from weft.pipeline.extract.pdf.page import Box

from .conftest import PAGE_HEIGHT, PAGE_WIDTH, column, line

FULL = "the lamp turns above the grey water and it"
AXES = [Box(100, 200, 102, 300), Box(100, 298, 300, 300)]
CHART = [*AXES, *[Box(120 + 30 * n, 220, 140 + 30 * n, 298) for n in range(5)]]
"""Two axes and five bars: a box of 200 × 100 points."""
BODY = column([FULL] * 4, 100, 50)


def found(strokes, words, pictures=()):
    return drawn_figures(strokes, words, pictures, PAGE_WIDTH, PAGE_HEIGHT)


def test_a_drawing_with_a_caption_is_a_figure() -> None:
    assert found(CHART, [*BODY, *line("Figure 1: Ships.", 100, 310)]) == [Box(100, 200, 300, 300)]


def test_small_labels_beside_a_drawing_are_part_of_it() -> None:
    label = line("nights", 180, 303, 6)
    words = [*BODY, *label, *line("Figure 1: Ships.", 100, 320)]
    [region] = found(CHART, words)
    assert region == Box(100, 200, 300, 309)
    assert without_words(words, [region]) == [word for word in words if word not in label]


def test_a_drawing_without_a_caption_is_ornament() -> None:
    assert found(CHART, [*BODY, *line("Figure 1 shows ships.", 100, 310)]) == []


def test_a_table_between_rules_is_no_figure() -> None:
    assert found(CHART, [*BODY, *line("Table 1: Ships.", 100, 310)]) == []


def test_a_drawing_around_an_image_is_left_to_the_image() -> None:
    assert found(CHART, [*BODY, *line("Figure 1: Ships.", 100, 310)], [Box(110, 210, 290, 290)]) == []


def test_a_frame_around_text_is_no_figure() -> None:
    inside = [word for n in range(6) for word in line("x" * 36 + " " + "y" * 70, 104, 210 + 12 * n, 2)]
    assert found(CHART, [*BODY, *inside, *line("Figure 1: Ships.", 100, 310)]) == []


def test_the_paper_of_the_page_is_no_stroke() -> None:
    paper = Box(0, 0, PAGE_WIDTH, PAGE_HEIGHT)
    assert found([paper, *CHART], [*BODY, *line("Figure 1: Ships.", 100, 310)]) == [Box(100, 200, 300, 300)]


def test_two_drawings_with_captions_are_two_figures() -> None:
    lower = [Box(box.left, box.top + 250, box.right, box.bottom + 250) for box in CHART]
    words = [*BODY, *line("Figure 1: Ships.", 100, 310), *line("Figure 2: Boats.", 100, 560)]
    assert found([*CHART, *lower], words) == [Box(100, 200, 300, 300), Box(100, 450, 300, 550)]
