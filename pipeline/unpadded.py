"""Tables on a terminal or in a log, without the blanks that rich fills their lines with."""

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment


class Unpadded:
    """What it is given, each line ending with its last visible character."""

    def __init__(self, renderable: RenderableType) -> None:
        self._renderable = renderable

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for row in Segment.split_lines(console.render(self._renderable, options)):
            while row and not row[-1].text.strip(" "):
                row.pop()
            if row:
                text, style, control = row.pop()
                row.append(Segment(text.rstrip(" "), style, control))
            yield from row
            yield Segment.line()
