"""Grids of cells to Markdown."""

from selectolax.lexbor import LexborHTMLParser

from weft.pipeline.extract.grid import Grid
from weft.pipeline.extract.html.tables import is_data_table, span


def grid(*rows: list[tuple[str, int, int]]) -> str:
    table = Grid()
    for row in rows:
        table.start_row()
        for text, colspan, rowspan in row:
            table.start_cell(colspan, rowspan)
            table.add(text, 0)
    return table.markdown()


def test_first_row_is_the_header() -> None:
    markdown = grid([("a", 1, 1), ("b", 1, 1)], [("1", 1, 1), ("2", 1, 1)])
    assert markdown == "| a | b |\n| --- | --- |\n| 1 | 2 |"


def test_spanned_columns_and_rows_stay_empty() -> None:
    markdown = grid([("a", 2, 1), ("c", 1, 2)], [("1", 1, 1), ("2", 1, 1)], [("x", 1, 1), ("y", 1, 1), ("z", 1, 1)])
    assert markdown == "| a |  | c |\n| --- | --- | --- |\n| 1 | 2 |  |\n| x | y | z |"


def test_pipes_are_escaped_and_short_rows_filled() -> None:
    assert grid([("a|b", 1, 1), ("c", 1, 1)], [("d", 1, 1)]) == "| a\\|b | c |\n| --- | --- |\n| d |  |"


def test_spans_are_bounded() -> None:
    assert [span(value) for value in (None, "", "x", "0", "3", "-2", "999999")] == [1, 1, 1, 1, 3, 1, 64]


def test_table_whose_cells_hold_long_texts_is_layout() -> None:
    for words, is_data in (("word " * 10, True), ("word " * 100, False)):
        table = LexborHTMLParser(f"<table><tr><td>{words}<td>{words}<tr><td>{words}<td>{words}</table>").css_first(
            "table"
        )
        assert table is not None
        assert is_data_table(table) is is_data


def test_columns_of_a_post_and_its_author_are_no_data() -> None:
    author = "<td><div>Ann</div><div>Member</div><div>12 posts</div></td>"
    post = "<td><div>Re: Gear</div><div>Try tallow.</div></td>"
    markup = f"<table><tr><td>4 May</td><td>#1</td></tr><tr>{author}{post}</tr></table>"
    table = LexborHTMLParser(markup).css_first("table")
    assert table is not None
    assert not is_data_table(table)


def test_table_of_one_long_column_between_short_ones_is_no_data() -> None:
    story = "The lamps were lit at dusk by a boy with a ladder.<br><br>" * 5
    row = f"<tr><td><a href='/1'>News</a></td><td>{story}</td><td>Buy lamps</td></tr>"
    table = LexborHTMLParser(f"<table><tr><td colspan=3>The Ledger</td></tr>{row}</table>").css_first("table")
    assert table is not None
    assert not is_data_table(table)
