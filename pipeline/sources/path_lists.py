"""Lists of paths: text files, one path or url a line, as Common Crawl and others publish what a data set consists of.

A list may come from elsewhere, so it leads to places that its recipe reads anyway, and never out of ``path_root``.
"""

import hashlib
import zlib
from collections.abc import Sequence
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import IO

import fsspec
import zstandard

from ..remote import open_remote
from .capture import SourceError
from .compression import decompressed

MAX_LIST_BYTES = 256 << 20
"""Of a list, unpacked; the warc.paths of a crawl of Common Crawl has 12 MB."""
MAX_PATH_BYTES = 4096
_PUBLIC = frozenset(["http", "https", "s3", "gs"])


@lru_cache(maxsize=64)
def listed(name: str, root: str) -> tuple[tuple[str, str], ...]:
    """``(path or url, how the list spells it)`` of every line, in order; each once.

    Blank lines are passed over. Relative paths start at ``root``, or at the list's own folder.

    Raises:
        FileNotFoundError: there is no such list.
        SourceError: the list is too long, or a line is no path that it may lead to; the message has the line.
    """
    found: dict[str, str] = {}
    taken = 0
    with closing(_opened(name)) as opened:
        lines = decompressed(opened, name)
        for number in range(1, MAX_LIST_BYTES):
            try:
                line = lines.readline(MAX_PATH_BYTES + 1)
            except (OSError, EOFError, zlib.error, zstandard.ZstdError) as error:
                raise SourceError(f"{name}:{number}: the list breaks off ({error}); get it again") from error
            if not line:
                break
            taken += len(line)
            if taken > MAX_LIST_BYTES or len(line) > MAX_PATH_BYTES:
                what, limit = ("list", MAX_LIST_BYTES) if taken > MAX_LIST_BYTES else ("path", MAX_PATH_BYTES)
                raise SourceError(f"{name}:{number}: the {what} is longer than {limit:,} bytes; is it a list of paths?")
            try:
                spelled = line.decode("utf-8-sig" if number == 1 else "utf-8").strip()
            except UnicodeDecodeError as error:
                raise SourceError(f"{name}:{number}: not UTF-8; is it a list of paths?") from error
            if spelled:
                found.setdefault(_resolved(spelled, name, root, number), spelled)
    if not found:
        raise SourceError(f"{name}: names no path")
    return tuple(found.items())


def by_hash(labels: Sequence[str], number: int) -> list[int]:
    """Places of ``number`` labels, rising: those whose blake2b hashes are lowest."""
    ranked = sorted(
        range(len(labels)), key=lambda n: (hashlib.blake2b(labels[n].encode("utf-8", "surrogatepass")).digest(), n)
    )
    return sorted(ranked[:number])


def _opened(name: str) -> IO[bytes]:
    return open_remote(*fsspec.core.url_to_fs(name)) if "://" in name else Path(name).open("rb")


def _resolved(spelled: str, name: str, root: str, number: int) -> str:
    base = (root or name.rpartition("/")[0]).rstrip("/")
    protocols = {place.partition("://")[0] for place in (name, base) if "://" in place}
    if "::" in spelled or not spelled.isprintable():
        raise SourceError(f"{name}:{number}: {spelled!a} is no path")
    if "://" in spelled:
        if spelled.partition("://")[0] not in _PUBLIC | protocols:
            raise SourceError(f"{name}:{number}: a list does not lead to {spelled}; name it in `paths`")
        return spelled
    if spelled.startswith("/") and not protocols:
        return spelled
    if spelled.startswith("/") or ".." in spelled.split("/"):
        raise SourceError(
            f"{name}:{number}: {spelled} leads out of {base}; name it in `paths`, or give another `path_root`"
        )
    return f"{base}/{spelled}"
