"""Tables that go on on the next page."""

from dataclasses import replace

from weft.pipeline.extract.pdf.blocks import blocks_of
from weft.pipeline.extract.pdf.continued import with_whole_tables
from weft.pipeline.extract.pdf.figures import Shown
from weft.pipeline.extract.pdf.lines import lines_of
from weft.pipeline.extract.pdf.page import Box, Table

from .conftest import line

HEAD = ("Light", "Height")


def table(*rows: tuple[str, ...], is_headed: bool = False, box: Box = Box(50, 100, 350, 300)) -> Table:  # noqa: B008
    return Table(box, tuple(tuple((cell,) if cell else () for cell in row) for row in rows), is_headed)


def captioned(what: Table, caption: str) -> Shown:
    [block] = blocks_of(lines_of(line(caption, 50, 80)), 1, 1.2)
    return Shown(what, block)


def joined(above: Table | Shown, below: Table | Shown) -> list[list[list[str]]]:
    """The rows of each table that is left, cells with a bar between them."""
    pages = [[one if isinstance(one, Shown) else Shown(one)] for one in (above, below)]
    shown = [item for items in with_whole_tables(pages) for item in items]
    return [
        ["|".join(" ".join(cell) for cell in row) for row in item.what.rows]
        for item in shown
        if isinstance(item, Shown) and isinstance(item.what, Table)
    ]


def test_a_repeated_head_is_written_once() -> None:
    above, below = table(HEAD, ("Pharos", "100"), is_headed=True), table(HEAD, ("Fanad", "39"), is_headed=True)
    assert joined(above, below) == [["Light|Height", "Pharos|100", "Fanad|39"]]


def test_rows_between_the_same_edges_go_on_without_a_head() -> None:
    assert joined(table(HEAD, ("Pharos", "100")), table(("Fanad", "39"))) == [
        ["Light|Height", "Pharos|100", "Fanad|39"]
    ]


def test_a_head_of_its_own_begins_another_table() -> None:
    below = table(("Keeper", "Years"), ("Nils", "12"), is_headed=True)
    assert len(joined(table(HEAD, ("Pharos", "100")), below)) == 2


def test_other_edges_or_columns_are_another_table() -> None:
    above = table(HEAD, ("Pharos", "100"))
    assert len(joined(above, replace(table(("Fanad", "39")), box=Box(80, 100, 350, 300)))) == 2
    assert len(joined(above, replace(table(("Fanad", "39")), box=Box(50, 100, 250, 300)))) == 2
    assert len(joined(above, table(("Fanad", "39", "m")))) == 2


def test_a_caption_of_its_own_begins_another_table() -> None:
    above = captioned(table(HEAD, ("Pharos", "100")), "Table 1: Lights")
    below = table(HEAD, ("Fanad", "39"))
    assert len(joined(above, captioned(below, "Table 2: Others"))) == 2
    assert len(joined(above, captioned(below, "Table 1: Lights"))) == 1
    assert len(joined(above, captioned(below, "Continued from the last page"))) == 1


def test_a_row_that_says_that_the_table_goes_on_is_left_out() -> None:
    above = table(HEAD, ("Pharos", "100"), ("Continued on next page", ""))
    assert joined(above, table(HEAD, ("Fanad", "39"))) == [["Light|Height", "Pharos|100", "Fanad|39"]]


def test_text_between_parts_two_tables() -> None:
    [block] = blocks_of(lines_of(line("The lights of the north follow.", 50, 60)), 1, 1.2)
    one, other = Shown(table(HEAD, ("Pharos", "100"))), Shown(table(HEAD, ("Fanad", "39")))
    assert with_whole_tables([[one], [block, other]]) == [[one], [block, other]]


def test_three_pages_make_one_table() -> None:
    pages = [[Shown(table(HEAD, (name, "9")))] for name in ("Pharos", "Fanad", "Kullen")]
    [[shown], [], []] = with_whole_tables(pages)
    assert isinstance(shown, Shown)
    assert isinstance(shown.what, Table)
    assert [" ".join(row[0]) for row in shown.what.rows] == ["Light", "Pharos", "Fanad", "Kullen"]
