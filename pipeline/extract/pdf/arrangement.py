"""The lines of a column in the order they are read, tables without rules taken out of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from .aligned import stretches_of
from .beside import Setting, blocks_beside, entries_of, setting_of
from .lines import Line
from .page import Table
from .unruled import table_of


class Flow(Enum):
    """What lines that follow each other are."""

    RUNNING = auto()
    """Text of a column: paragraphs, headings, lists."""
    BESIDE = auto()
    """A block with others beside it."""
    ENTRY = auto()
    """A label with what stands beside it, one block."""


@dataclass(frozen=True)
class Passage:
    """Lines that are read one after the other."""

    lines: Sequence[Line]
    flow: Flow = Flow.RUNNING
    right: float = 0.0
    """Where its lines may reach, beyond what they do: of an entry, as far as those around it."""


@dataclass(frozen=True)
class Arrangement:
    """What a column holds, from top to bottom."""

    passages: Sequence[Passage]
    tables: Sequence[Table] = ()
    lines_of_tables: Sequence[Line] = ()


def arranged(lines: Sequence[Line]) -> Arrangement:
    """The passages of a column and its tables."""
    passages: list[Passage] = []
    tables: list[Table] = []
    lines_of_tables: list[Line] = []
    running: list[Line] = []
    done = 0
    for stretch in stretches_of(lines):
        if stretch.first < done:
            continue
        table = table_of(stretch)
        setting = setting_of(stretch) if table is None else None
        if table is None and setting is None:
            continue
        running += lines[done : stretch.first]
        done = stretch.end
        if table is not None:
            tables.append(table)
            lines_of_tables += stretch.lines
            continue
        passages.append(Passage(running))
        running = []
        if setting is Setting.ENTRIES:
            passages += [Passage(entry, Flow.ENTRY, stretch.box.right) for entry in entries_of(stretch)]
        else:
            passages += [Passage(block, Flow.BESIDE) for block in blocks_beside(stretch)]
            done += len(stretch.tail)
    passages.append(Passage([*running, *lines[done:]]))
    return Arrangement([passage for passage in passages if passage.lines], tables, lines_of_tables)
