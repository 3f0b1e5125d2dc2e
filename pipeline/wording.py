"""Numbers with the names of what they count, as a person is told them."""

_SINGULARS = {"media": "medium", "passes": "pass", "indexes": "index", "entries": "entry", "bytes": "byte"}
"""Of plurals that are not their singular and an s."""


def how_many(number: int, plural: str) -> str:
    """``1,250 media segments``, ``1 media segment``: a number and the name of what it counts."""
    return f"{number:,} {named(number, plural)}"


def named(number: int, plural: str) -> str:
    """What ``number`` things are called, given what many are; the last word changes: ``media url``, ``medium``."""
    if number != 1:
        return plural
    before, space, last = plural.rpartition(" ")
    return before + space + _SINGULARS.get(last, last.removesuffix("s"))
