"""Tables without blanks at the ends of their lines."""

import io
from typing import Any

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from weft.pipeline.unpadded import Unpadded


def printed(renderable: RenderableType, **options: Any) -> str:
    stream = io.StringIO()
    Console(file=stream, width=24, **options).print(Unpadded(renderable))
    return stream.getvalue()


def test_lines_end_with_their_last_character_and_keep_their_indent() -> None:
    table = Table.grid(padding=(0, 2))
    table.add_row("kept", "one two three four five six")
    table.add_row("", "seven")
    assert printed(Padding(table, (0, 0, 0, 2))) == "  kept  one two three\n        four five six\n        seven\n"


def test_a_long_line_that_is_folded_has_no_blank_at_the_fold() -> None:
    assert printed(Text("twenty-two characters, https://a.example/")) == "twenty-two characters,\nhttps://a.example/\n"


def test_colours_stay() -> None:
    assert printed(Text("lamp  ", "red"), force_terminal=True, color_system="standard") == "\x1b[31mlamp\x1b[0m\n"
