"""Guards against endless url spaces that have no end in depth: sessions, calendars, combinations of queries.

A page url belongs to *spaces*; of each, a crawl visits a limited number of pages.
"""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from ...schemas.recipe import CrawlSource
from ..urls import host_of

MAX_CALENDAR_PAGES = 100
"""Pages of one calendar: urls of one host that differ in their numbers alone."""

_SESSION_NAMES = re.compile(
    r"(?:php|j|asp|cgi|cf)?_?sess(?:ion)?_?(?:id)?|aspsessionid\w*|zenid|oscsid|osclocalsid|cfid|cftoken|sid|s_id",
    re.IGNORECASE,
)
_SESSION_VALUE = re.compile(r"(?=\w*\d)[\w.:~-]{8,}")
_SESSION_IN_PATH = re.compile(
    r";(?:jsessionid|phpsessid|sid|sessionid)=[^/;?]*|/\((?:[A-Z]\([^/()]*\))+\)", re.IGNORECASE
)
_NUMBER = re.compile(r"\d+")
_CALENDAR_PARTS = frozenset(
    (
        *("calendar", "calendars", "calendrier", "calendario", "kalender", "agenda", "events", "event", "termine"),
        *("schedule", "diary", "day", "week", "month", "year"),
    )
)
_DATE_IN_PATH = re.compile(r"/\d{4}(?:[-/]\d{1,2}){1,2}(?:[/.]|$)|/\d{4}/?$")
_CALENDAR_KEYS = frozenset(
    (
        *("month", "year", "day", "date", "week", "yr", "mon", "ical", "calendar", "calendar_date", "cal_date"),
        *("tribe-bar-date", "eventdate", "event_date"),
    )
)
_DATE_VALUE = re.compile(r"\d{1,4}(?:[-/.]?\d{1,2}){0,2}")

Space = tuple[str, str]
"""The reason a page over the limit is left out for, and what names the space."""


def without_session(url: str) -> str:
    """A canonical url without session ids in its path or query; the same url where it has none."""
    parts = urlsplit(url)
    path = _SESSION_IN_PATH.sub("", parts.path)
    query = parts.query
    if "=" in query:
        kept = [pair for pair in query.split("&") if not _is_session(pair)]
        query = "&".join(kept) if len(kept) < query.count("&") + 1 else query
    if path == parts.path and query == parts.query:
        return url
    return urlunsplit((parts.scheme, parts.netloc, path or "/", query, ""))


def spaces(url: str) -> Iterator[Space]:
    """The spaces that the page at a canonical url belongs to."""
    parts = urlsplit(url)
    host = host_of(url)
    yield "host_pages", host
    if parts.query:
        yield "query_combinations", f"{host}{parts.path}"
    if _is_calendar(parts.path, parts.query):
        yield "calendar", f"{host}{_NUMBER.sub('0', parts.path)}?{_NUMBER.sub('0', parts.query)}"


def limits(source: CrawlSource) -> dict[str, int]:
    """Most pages of a space, by its reason; a reason without one has no limit."""
    found = {"query_combinations": source.max_queries_per_path, "calendar": MAX_CALENDAR_PAGES}
    if source.max_pages_per_host is not None:
        found["host_pages"] = source.max_pages_per_host
    return found


def _is_session(pair: str) -> bool:
    name, _, value = pair.partition("=")
    return _SESSION_NAMES.fullmatch(name) is not None and _SESSION_VALUE.fullmatch(value) is not None


def _is_calendar(path: str, query: str) -> bool:
    """A date beside the name of a calendar, or a query that asks for one."""
    if any(part in _CALENDAR_PARTS for part in path.lower().split("/")) and _DATE_IN_PATH.search(path):
        return True
    return any(key.lower() in _CALENDAR_KEYS and _DATE_VALUE.fullmatch(value) for key, value in parse_qsl(query))
