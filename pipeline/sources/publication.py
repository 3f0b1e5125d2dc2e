"""Authors and days of publication as fields of records hold them."""

from datetime import date, datetime
from typing import Any

from ..extract.authors import MAX_AUTHORS, author_names, joined
from ..extract.dates import parse_date, plausible
from ..extract.decode import scalar_text


def named_authors(value: Any) -> str:
    """Names of a text, or of a list of texts, cleaned as those of pages are; empty where there are none."""
    texts = value[:MAX_AUTHORS] if isinstance(value, list) else [value]
    return joined(name for text in texts if isinstance(text, str) for name in author_names(scalar_text(text)))


def published_day(value: Any) -> date | None:
    """The day of a date, of a timestamp in its own time zone, or of a text; None for anything else."""
    if isinstance(value, str):
        return parse_date(value)
    if isinstance(value, datetime | date):
        return plausible(value.year, value.month, value.day)
    return None
