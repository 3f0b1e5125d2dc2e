from weft.pipeline.extract.pdf.furniture import without_furniture
from weft.pipeline.extract.pdf.page import Page

from .conftest import column, line, page


def texts(pages: list[Page]) -> list[str]:
    return [" ".join(word.text for word in found.words) for found in without_furniture(pages)]


def test_running_heads_and_page_numbers_go() -> None:
    pages = [
        page([*line("The Lamp Keeper", 50, 30), *line(f"body{n}", 50, 200), *line(str(n), 300, 770)], n)
        for n in range(1, 5)
    ]
    assert texts(pages) == ["body1", "body2", "body3", "body4"]


def test_heads_that_change_with_the_side_of_the_book_go() -> None:
    pages = [
        page([*line(f"{n} A. Keeper" if n % 2 else f"Lamps {n}", 50 if n % 2 else 400, 30), *line("body", 50, 200)], n)
        for n in range(1, 8)
    ]
    assert texts(pages) == ["body"] * 7


def test_heads_of_short_chapters_go_by_their_page_numbers() -> None:
    words = ["Dawn", "Noon", "Dusk", "Night"]
    pages = [page([*line(f"{word} {n + 17}", 50, 30), *line("body", 50, 200)], n) for n, word in enumerate(words, 1)]
    assert texts(pages) == ["body"] * 4


def test_a_line_that_comes_back_in_the_body_stays() -> None:
    pages = [page(line("Answer the question below", 50, 300), n) for n in range(1, 5)]
    assert texts(pages) == ["Answer the question below"] * 4


def test_what_stands_at_other_heights_stays() -> None:
    pages = [page(line("Notes", 50, 10 + 25 * n), n) for n in range(1, 5)]
    assert texts(pages) == ["Notes"] * 4


def test_one_page_has_nothing_that_runs() -> None:
    assert texts([page([*line("Title", 50, 30), *line("1", 300, 770)])]) == ["Title 1"]


def test_two_pages_that_agree_are_enough_for_a_short_paper() -> None:
    pages = [page([*line("Draft 3", 50, 30), *column(["body"], 50, 200)], n) for n in (1, 2)]
    assert texts(pages) == ["body", "body"]


def test_large_lines_on_top_that_differ_in_a_number_are_headings() -> None:
    pages = [
        page([*line(f"Lesson {n}", 50, 40, 22, bold=True), *column(["body"] * 9, 50, 200)], n) for n in range(1, 5)
    ]
    assert [text.split(" body")[0] for text in texts(pages)] == ["Lesson 1", "Lesson 2", "Lesson 3", "Lesson 4"]


def test_a_large_head_that_is_the_same_on_most_pages_goes() -> None:
    pages = [page([*line("The Lamp", 50, 40, 22), *column([f"body{n}"] * 9, 50, 200)], n) for n in range(1, 5)]
    assert not any("Lamp" in text for text in texts(pages))


def test_bold_lines_close_above_the_body_are_headings() -> None:
    pages = [page([*line(f"Lesson {n}", 50, 40, bold=True), *column([f"body{n}"] * 9, 50, 54)], n) for n in range(1, 5)]
    assert [text.split(" body")[0] for text in texts(pages)] == ["Lesson 1", "Lesson 2", "Lesson 3", "Lesson 4"]


def test_body_lines_that_differ_in_a_number_stay() -> None:
    pages = [page(column([f"Lamp {n} burns", f"and {'o' * n} goes"], 50, 40), n) for n in range(1, 5)]
    assert texts(pages)[2] == "Lamp 3 burns and ooo goes"


def test_page_numbers_below_text_that_is_smaller_than_its_paper_go() -> None:
    pages = [page([*column([f"body{n}"] * 9, 50, 200), *line(str(n + 4), 300, 560)], n) for n in range(1, 5)]
    assert texts(pages) == [" ".join([f"body{n}"] * 9) for n in range(1, 5)]


def test_numbers_in_the_middle_of_pages_that_are_not_theirs_stay() -> None:
    pages = [page([*column([f"body{n}"] * 9, 50, 200), *line(str(7 * n), 300, 560)], n) for n in range(1, 5)]
    assert [text.split()[-1] for text in texts(pages)] == ["7", "14", "21", "28"]


def test_a_page_number_at_the_foot_where_a_chapter_opens_goes_with_those_at_the_head() -> None:
    def one(number: int, at: int) -> Page:
        return page([*column([f"body{number}"] * 9, 50, 120), *line(str(number + 44), 300, at)], number)

    pages = [one(1, 40), one(2, 40), one(3, 760), one(4, 40)]
    assert texts(pages) == [" ".join([f"body{n}"] * 9) for n in range(1, 5)]
