"""Lists as lines."""

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
