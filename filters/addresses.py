"""E-mail and IP addresses in text."""

import ipaddress
import re
from collections.abc import Iterator

_LOCAL_PART = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._%+'-]{0,62}[A-Za-z0-9_+-])?\Z")
"""The usual subset of RFC 5322's dot-atom, at most 64 characters (RFC 5321, section 4.5.3.1.1)."""
_DOMAIN = re.compile(
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}(?:xn--[a-z0-9-]{2,59}|[A-Za-z]{2,24})(?![A-Za-z0-9_])"
)
_FILE_NAMES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".css", ".js", ".html", ".py")
"""``icon@2x.png`` is a file."""

_DOTTED = re.compile(r"[0-9][0-9]{0,2}(?:\.[0-9]{1,3}){3}")
_COLONED = re.compile(r"[0-9A-Fa-f](?=[0-9A-Fa-f]{0,3}:)[0-9A-Fa-f:]{2,38}")
_NUMBERED = re.compile(
    r"(?:\b(?:v|ver|versions?|releases?|rev|revision|build|firmware|kernel|linux|chrom(?:e|ium)|driver|package|patch|update"
    r"|sdk|api|plugin|lib[a-z0-9+-]{1,12}|sections?|chapter|clause|figure|table|abschnitt|kapitel|chapitre|sección|capítulo"
    r"|sezione|capitolo|seção|rozdział|раздел[аеу]?|глав[аеу]|пункт[ае]?)|§)[\s.:#(/-]{0,3}\Z",
    re.IGNORECASE,
)
"""What stands before a dotted number that is no address."""
_CONTEXT_CHARACTERS = 16
_LARGEST_SECTION = 40
"""Sections of a book, a standard or a law have no higher numbers; few addresses are of such numbers alone."""
_HEADING = re.compile(r"\.?[ \t\u00a0\u3000]{1,4}[^\W\d_]")
"""What follows the number of a section: its words."""
_GLOBAL_UNICAST = 0b001
"""The first three bits of every IPv6 address that is routed (RFC 4291, section 2.4); ``a::b`` is not."""


def find_emails(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each address: ASCII local part, a domain with at least one dot."""
    at = text.find("@")
    while at >= 0:
        local = _LOCAL_PART.search(text, max(0, at - 64), at)
        domain = _DOMAIN.match(text, at + 1)
        if local and domain and ".." not in local[0] and not domain[0].lower().endswith(_FILE_NAMES):
            yield local.start(), domain.end()
        at = text.find("@", at + 1)


def find_ip_addresses(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each globally routable IPv4 or IPv6 address that stands on its own.

    Numbers of versions and sections, longer dotted runs, times and ``::`` of programming languages are none.
    """
    if text.count(".") >= 3:
        for match in _DOTTED.finditer(text):
            if _stands_alone(text, match) and _is_global(match[0]):
                yield match.span()
    if text.count(":") >= 2:
        for match in _COLONED.finditer(text):
            written = match[0].rstrip(":") if not match[0].endswith("::") else match[0]
            end = match.start() + len(written)
            before, after = text[match.start() - 1 : match.start()], text[end : end + 1]
            if before.isalnum() or before in (":", "_") or after.isalnum() or after == "_":
                continue
            if written.count(":") >= 2 and _is_global(written):
                yield match.start(), end


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    start, end = match.span()
    before, after = text[max(0, start - _CONTEXT_CHARACTERS) : start], text[end : end + 2]
    if before and (before[-1].isalnum() or before[-1] in "._-+=§"):
        return False
    if after and (after[0].isalnum() or after[0] in "_+"):
        return False
    if len(after) == 2 and after[0] in ".-" and after[1].isalnum() and not (after[0] == "-" and after[1].isdigit()):
        return False
    return not _NUMBERED.search(before) and not _begins_heading(text, match)


def _begins_heading(text: str, match: re.Match[str]) -> bool:
    """Whether the number stands at the start of a line, with small numbers alone, and words follow."""
    start, end = match.span()
    if text[text.rfind("\n", 0, start) + 1 : start].strip(" \t#*") or not _HEADING.match(text, end):
        return False
    return all(int(number) <= _LARGEST_SECTION for number in match[0].split("."))


def _is_global(written: str) -> bool:
    try:
        address = ipaddress.ip_address(written)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and int(address) >> 125 != _GLOBAL_UNICAST:
        return False
    return address.is_global and not address.is_multicast
