"""Cells of a table as they are met, and their Markdown."""

from dataclasses import dataclass, field

_MAX_FILLED_CELLS = 1 << 16
"""In larger tables short rows stay short, as Markdown allows: one wide row must not widen a million others."""


@dataclass(slots=True)
class Grid:
    """A table's cells as they are met; spanned places stay empty."""

    rows: list[list[str]] = field(default_factory=list)
    link_chars: int = 0
    _open: int = 0
    _taken: dict[int, int] = field(default_factory=dict)
    """Column → rows below the current one that a ``rowspan`` above still covers."""

    def start_row(self) -> None:
        if self.rows:
            for column in self._taken:
                if column >= len(self.rows[-1]) and self._taken[column]:
                    self._taken[column] -= 1
        self.rows.append([])
        self._skip_taken()

    def start_cell(self, colspan: int, rowspan: int) -> None:
        """Opens the next cell; ``add`` fills it."""
        if not self.rows:
            self.start_row()
        row = self.rows[-1]
        self._skip_taken()
        for _ in range(colspan):
            if rowspan > 1:
                self._taken[len(row)] = rowspan - 1
            row.append("")
        self._open = len(row) - colspan

    def add(self, text: str, link_chars: int) -> None:
        """Words of the open cell."""
        if not self.rows or not self.rows[-1]:
            return
        self.link_chars += link_chars
        row = self.rows[-1]
        row[self._open] = f"{row[self._open]} {text}" if row[self._open] else text

    def _skip_taken(self) -> None:
        row = self.rows[-1]
        while self._taken.get(len(row), 0) > 0:
            self._taken[len(row)] -= 1
            row.append("")

    def markdown(self) -> str:
        """Rows as ``| a | b |`` with a rule under the first; empty when no cell holds a word."""
        rows = [row for row in self.rows if any(row)]
        columns = max(map(len, rows), default=0)
        fills_rows = len(rows) * columns <= _MAX_FILLED_CELLS
        lines: list[str] = []
        for row in rows:
            missing = columns - len(row) if fills_rows or not lines else 0
            cells = [cell.replace("|", "\\|") for cell in row] + [""] * missing
            lines.append(f"| {' | '.join(cells)} |")
        if lines:
            lines.insert(1, "|" + " --- |" * columns)
        return "\n".join(lines)
