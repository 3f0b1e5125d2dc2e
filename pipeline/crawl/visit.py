"""One url of a crawl round, before and after it was asked for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum


class VisitKind(StrEnum):
    """What a url was found as."""

    PAGE = "page"
    MEDIA = "media"
    ROBOTS = "robots"
    """A robots.txt that a group fetched on its own account; never in a queue."""
    NOTICE = "notice"
    """A tdmrep.json or ai.txt, fetched likewise."""
    SITEMAP = "sitemap"


class VisitOutcome(StrEnum):
    """What became of a visit, apart from ``http_<status>`` for every other status."""

    CAPTURED = "captured"
    NOT_MODIFIED = "not_modified"
    """The server says that an earlier corpus' capture still holds; it was carried over."""
    REDIRECTED = "redirected"
    """Leads to another host: the target, in ``final_url``, waits for that host's turn in the next round."""
    BAD_URL = "bad_url"
    PORT_REFUSED = "port_refused"
    PRIVATE_ADDRESS = "private_address"
    ROBOTS_DISALLOWED = "robots_disallowed"
    ROBOTS_UNREACHABLE = "robots_unreachable"
    HOST_CLOSED = "host_closed"
    HOST_TIME_SPENT = "host_time_spent"
    HOST_BYTES_SPENT = "host_bytes_spent"
    DNS_FAILED = "dns_failed"
    CONNECTION_FAILED = "connection_failed"
    TLS_FAILED = "tls_failed"
    TIMEOUT = "timeout"
    TOO_LARGE = "too_large"
    BAD_RESPONSE = "bad_response"
    BAD_CONTENT_ENCODING = "bad_content_encoding"
    BAD_REDIRECT = "bad_redirect"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    REDIRECT_LOOP = "redirect_loop"
    REDIRECT_OUT_OF_SCOPE = "redirect_out_of_scope"
    VISIT_FAILED = "visit_failed"
    """A bug of weft, told in the log."""


def http_outcome(status: int) -> str:
    """The outcome of a status that is neither 200 nor a redirect: ``http_404``."""
    return f"http_{status}"


@dataclass(frozen=True, slots=True)
class Visit:
    """A canonical url that waits for its turn."""

    url: str
    kind: VisitKind = VisitKind.PAGE
    depth: int = 0
    """Links from a seed; a medium has the depth of its page, a sitemap the number of indexes above it."""
    referrer_hash: bytes | None = None
    """``url_hash`` of the page it was found on; None for a seed."""
    redirects: int = 0
    """Redirects followed in earlier rounds on the way here."""


@dataclass(frozen=True, slots=True)
class RecordPlace:
    """Where one WARC response record lies."""

    file: str
    offset: int
    """Bytes from the start of the file to the record's gzip member."""
    length: int
    """Bytes of the member."""


@dataclass(frozen=True, slots=True)
class FoundLinks:
    """What a page, a sitemap or a robots.txt points at: absolute canonical urls in their order."""

    pages: list[str] = field(default_factory=list)
    media: list[str] = field(default_factory=list)
    sitemaps: list[str] = field(default_factory=list)


LinkFinder = Callable[[bytes, str, str], FoundLinks]
"""``find_links(payload, url, charset)``; the charset is the one of Content-Type, or empty."""


@dataclass(frozen=True, slots=True)
class Visited:
    """What became of a visit."""

    visit: Visit
    outcome: str
    """A ``VisitOutcome`` or ``http_<status>``; or a reason of ``scope.in_scope``."""
    status: int = 0
    """HTTP status of the last response; 0 where none came."""
    final_url: str = ""
    """The last url asked for, or the target of the redirect that was not followed."""
    attempts: int = 0
    """Requests sent, retries and redirect hops included."""
    redirects: int = 0
    """Redirects seen on the way here, those of earlier rounds included."""
    captures: tuple[RecordPlace, ...] = ()
    """Every captured hop in order; the last one is the answer if the outcome is ``captured`` or ``not_modified``."""
    links: FoundLinks = field(default_factory=FoundLinks)
