"""One spelling for one url: how every stage resolves and canonicalises what pages point at."""

import re
from urllib.parse import urljoin, urlsplit, urlunsplit

from w3lib.url import safe_url_string

_DEFAULT_PORTS = {"http": 80, "https": 443}
MAX_URL_CHARACTERS = 4096
PATH_CHARACTERS = "/~!$&'()*+,;=:@"
"""Characters that stay as they are in the path of a url, beside letters, digits and ``-._`` (RFC 3986, 3.3)."""
_CANONICAL = re.compile(
    r"https?://(?=[^/]*[a-z])(?:[a-z0-9-]{1,63}\.)+[a-z0-9-]{1,63}/[A-Za-z0-9._~/-]*(?:\?[A-Za-z0-9._~/=&-]+)?"
)
"""Urls that are spelled as they should be, as most are; not all of them."""


def resolve(base: str, href: str) -> str | None:
    """Absolute canonical http(s) url of ``href`` on the page ``base``; None when it is anything else."""
    href = href.strip()
    if not href or len(href) > MAX_URL_CHARACTERS:
        return None
    try:
        return canonical(urljoin(base, href))
    except ValueError:
        return None


def canonical(url: str) -> str | None:
    """Scheme and host in lower case, default port and fragment gone, unsafe characters percent-encoded.

    The order of the query stays, since some servers mind it. None for anything that is not an http(s) url.
    """
    if _CANONICAL.fullmatch(url):
        return url
    try:
        parts = urlsplit(safe_url_string(url.strip()))
        scheme = parts.scheme.lower()
        if scheme not in _DEFAULT_PORTS or not parts.hostname or "@" in parts.netloc:
            return None
        host = parts.hostname.rstrip(".")
        if ":" in host:
            host = f"[{host}]"
        port = parts.port
    except ValueError:
        return None
    if not host:
        return None
    netloc = host if port in (None, _DEFAULT_PORTS[scheme]) else f"{host}:{port}"
    return urlunsplit((scheme, netloc, parts.path or "/", parts.query, ""))


def host_of(url: str) -> str:
    """Host and explicit port of a canonical url: what politeness and grouping go by."""
    return urlsplit(url).netloc
