"""A list as lines: ``- `` and ``1. `` marks, two spaces of indentation a level."""

_INDENT = "  "
_DEEPEST = 8
"""Levels that are told apart; a page can nest lists a thousand deep, and every item would carry the spaces."""


class ListLines:
    """Lines of one top-level list, filled as its elements are met."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.link_chars = 0
        self._ordinals: list[int | None] = []
        self._mark = ""

    @property
    def depth(self) -> int:
        return len(self._ordinals)

    def open(self, first_ordinal: int | None) -> None:
        """A ``ul`` (None) or an ``ol`` with the number of its first item."""
        self._ordinals.append(first_ordinal)

    def close(self) -> None:
        self._ordinals.pop()
        self._mark = ""

    def start_item(self) -> None:
        ordinal = self._ordinals[-1]
        if ordinal is None:
            self._mark = "- "
        else:
            self._mark = f"{ordinal}. "
            self._ordinals[-1] = ordinal + 1

    def add(self, text: str, link_chars: int) -> None:
        """The next paragraph of the open item: after its mark, or indented below it."""
        indent = _INDENT * min(self.depth - 1, _DEEPEST)
        self.lines.append(f"{indent}{self._mark or _INDENT}{text}")
        self._mark = ""
        self.link_chars += link_chars

    def take(self) -> tuple[str, int]:
        """The lines so far and the characters in links among them; starts anew."""
        text, link_chars = "\n".join(self.lines), self.link_chars
        self.lines, self.link_chars = [], 0
        return text, link_chars
