"""Lists as lines."""

from weft.pipeline.extract.html.read import read_html
from weft.pipeline.extract.lists import ListLines


def test_nested_items_are_indented_by_two_spaces_a_level() -> None:
    lines = ListLines()
    lines.open(None)
    lines.start_item()
    lines.add("a", 0)
    lines.open(3)
    lines.start_item()
    lines.add("b", 0)
    lines.start_item()
    lines.add("c", 1)
    lines.close()
    lines.start_item()
    lines.add("d", 0)
    lines.add("more of d", 0)
    assert lines.take() == ("- a\n  3. b\n  4. c\n- d\n  more of d", 1)
    assert lines.take() == ("", 0)


def test_lists_nested_a_thousand_deep_do_not_swell() -> None:
    page = "<ul><li>deep" * 500 + "<li>item" * 2000
    (text,) = [segment.text for segment in read_html(f"<main>{page}</main>", "http://a.example/").document.segments]
    assert "\n                - item" in text, "eight levels of two spaces"
    assert len(text) < 3 * len(page)
