"""The reasons that docs/ promises: what is dropped for any other is dropped without a word."""

import re
from functools import lru_cache
from pathlib import Path

_DOCS = Path(__file__).parents[2] / "docs"
_NAME = re.compile(r"`([a-z0-9_]+)`")


@lru_cache(maxsize=8)
def reasons(of: str) -> frozenset[str]:
    """Every reason in the tables of docs/ that are headed ``reason of a <of>``."""
    found: set[str] = set()
    for page in sorted(_DOCS.glob("*.md")):
        is_inside = False
        for line in page.read_text("utf-8").splitlines():
            if line.startswith("|"):
                cell = line.split("|")[1]
                is_inside = is_inside or cell.strip() == f"reason of a {of}"
                found |= set(_NAME.findall(cell)) if is_inside else set()
            else:
                is_inside = False
    assert found, f"docs/ has no table of the reasons of a {of}"
    return frozenset(found)
