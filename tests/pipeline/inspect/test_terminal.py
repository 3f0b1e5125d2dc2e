"""Text from the web on a terminal."""

from weft.pipeline.inspect.terminal import block, line, visible


def test_control_and_direction_characters_are_spelled_out():
    assert visible("a\x1b[31m\x07\x9b\u202eb\ud800") == "a\\x1b[31m\\x07\\x9b\\u202eb\\ud800"
    assert visible("a\n\tb é 灯") == "a\n\tb é 灯"


def test_markup_is_text():
    assert line("[red]x[/red]").plain == "[red]x[/red]"
    assert line("[red]x[/red]").spans == []


def test_a_line_counts_what_it_leaves_out():
    assert line("x" * 12, max_characters=10).plain == "x" * 10 + " … 2 more characters"


def test_a_long_block_is_folded_in_its_middle_and_says_how_much():
    folded = block("a" * 500 + "b" * 500, max_characters=100).plain
    assert folded == "a" * 75 + " … 900 characters folded … " + "b" * 25
    assert block("a" * 150, max_characters=100).plain == "a" * 150
