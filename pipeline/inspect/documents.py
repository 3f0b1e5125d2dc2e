"""Single documents out of a large table: which row groups to read, and what a person sees first of a text."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..storage import Corpus

VISITED = "frontier/visited"
"""What crawls visited."""
CAPTURES = "captures/index"
"""What was captured, from any source or fetched for its documents."""
OPENING_CHARACTERS = 220


@dataclass(frozen=True, order=True)
class Place:
    """A row of an aligned table: number of the part, row within it. The same in every aligned table."""

    part: int
    row: int


def part_names(corpus: Corpus, table: str) -> list[str]:
    """The files of a table, in order.

    Those of the visits are named by source, round and group instead of number; behind the indexes of captures that
    are beside ``documents`` come those of fetched media.
    """
    if table == VISITED:
        return corpus.names(VISITED, ".parquet")
    return corpus.parts(table) + (corpus.names("captures/fetched", ".parquet") if table == CAPTURES else [])


def rows_at(
    corpus: Corpus, table: str, places: Iterable[Place], columns: Sequence[str] | None = None
) -> dict[Place, dict[str, Any]]:
    """The named rows of a table as plain values; reads only the row groups that hold one.

    Places beyond the table (a part that is not there) are left out.
    """
    by_part: dict[int, list[int]] = defaultdict(list)
    for place in places:
        by_part[place.part].append(place.row)
    names = part_names(corpus, table)
    found: dict[Place, dict[str, Any]] = {}
    for part, rows in sorted(by_part.items()):
        if part >= len(names):
            continue
        with corpus.part(names[part]) as file:
            start = 0
            for group in range(file.num_row_groups):
                end = start + file.metadata.row_group(group).num_rows
                wanted = sorted(row for row in set(rows) if start <= row < end)
                if wanted:
                    read = file.read_row_group(group, columns=columns, use_threads=False)
                    for row in wanted:
                        found[Place(part, row)] = read.slice(row - start, 1).to_pylist()[0]
                start = end
    return found


def opening(segments: Iterable[Mapping[str, Any]], max_characters: int = OPENING_CHARACTERS) -> str:
    """The first words of a document's text segments on one line, cut at a word with an ellipsis."""
    words = ""
    for segment in segments:
        if segment["kind"] == "text" and segment["text"]:
            words = f"{words} {shortened(segment['text'], max_characters * 2)}".strip()
        if len(words) > max_characters:
            break
    return shortened(words, max_characters)


def shortened(text: str, max_characters: int) -> str:
    """``text`` on one line, at most ``max_characters`` long; cut at a space where one is near the end."""
    line = " ".join(text[: max_characters * 4].split())
    if len(line) <= max_characters:
        return line
    cut = line[: max_characters - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > max_characters * 3 // 4 else cut).rstrip(" ,;:") + "…"


def first_lines(text: str, max_lines: int, max_characters: int) -> str:
    """The first lines of a list, table or code with their breaks; an ellipsis line where there are more."""
    lines = text[: max_characters * 4].strip("\n").split("\n")
    shown: list[str] = []
    left = max_characters
    for number, line in enumerate(lines):
        if number == max_lines or left <= 0:
            return "\n".join([*shown, "…"])
        shown.append(line if len(line) <= left else line[: left - 1] + "…")
        left -= len(line)
    return "\n".join(shown)


def edited(text: str, edits: Iterable[Mapping[str, Any]]) -> str:
    """``text`` with the selection's edits of this segment made (``start`` and ``end`` in code points)."""
    for edit in sorted(edits, key=lambda edit: -edit["start"]):
        text = text[: edit["start"]] + edit["replacement"] + text[edit["end"] :]
    return text
