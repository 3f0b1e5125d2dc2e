"""Names of authors as pages and files spell them: cleaned, or found to be none."""

import re
from collections.abc import Iterable
from html import unescape

MAX_AUTHORS = 20
_MAX_CHARACTERS = 100
_TAG = re.compile(r"<[^>]{0,200}>")
_LEAD = re.compile(
    r"^(?:(?:(?:view|show|see) all (?:posts|articles)|posts|articles|written|posted) (?:by|of)|zeige alle beiträge von"
    r"|voir tous les articles de|ver todas las entradas de|by|von|par|por|door|di|af|av|author|autor|text)\s*:?\s+",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"all rights reserved|view (?:my )?(?:complete |full )?profile|(?:voir|afficher) mon profil"
    r"|https?:|www\.|://|@|[{}<>|\\]|\.(?:com|org|net|info|edu|gov|co\.[a-z]{2}|de|fr|io|ru)$",
    re.IGNORECASE,
)
_HAS_LETTER = re.compile(r"[^\W\d_]")
_ACCOUNTS_WORDS = """
admin administrator admins root webmaster web-master editor editors editorial user username guest author authors
autor staff unknown anonymous anonym anonymus none null undefined nan n/a na default test owner system superuser
redakteur redaktion admin1 siteadmin wpadmin wp-admin contributor moderator me
"""
_ACCOUNTS = frozenset(_ACCOUNTS_WORDS.split())
"""Accounts and placeholders: they name nobody."""


def author_names(text: str) -> list[str]:
    """The names in ``text``, which semicolons separate; none for urls, addresses, accounts and placeholders."""
    return [name for part in unescape(text).split(";") if (name := _name(part))]


def joined(names: Iterable[str]) -> str:
    """Names each once, in their order, as ``documents`` holds them."""
    return "; ".join(list(dict.fromkeys(names))[:MAX_AUTHORS])


def _name(text: str) -> str:
    name = _LEAD.sub("", " ".join(_TAG.sub(" ", text).split())).strip(" ,:-–—·•*")
    if not _HAS_LETTER.search(name) or len(name) > _MAX_CHARACTERS or len(name) < 2:
        return ""
    return "" if _NO_NAME.search(name) or name.lower() in _ACCOUNTS else name
