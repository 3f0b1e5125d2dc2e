"""How the url that a person gives may be spelled in the tables."""

from collections.abc import Iterator
from urllib.parse import quote, unquote

from ..extract.decode import scalar_text
from ..extract.reading import is_contained_url
from ..sources.interleaved import file_url
from ..urls import canonical

_FILE = "file:"


def spellings(url: str) -> tuple[str, ...]:
    """The spellings to look for, each once, the likeliest first: as the tables have urls, and as it was given.

    A file is called by its percent-encoded name, ``file:<source>/<path>#<record>``; it may be given as the folder
    shows it. A ``#`` in the name of a file may be mistaken for that of a record, so both readings are there.
    """
    if url.startswith(_FILE):
        return tuple(dict.fromkeys(filter(_is_text, _of_file(url))))
    if is_contained_url(url):
        document, _, inside = url.partition("#")
        return tuple(dict.fromkeys((url, f"{canonical(document) or document}#{inside}")))
    return (canonical(url) or url,)


def _of_file(url: str) -> Iterator[str]:
    yield url
    name, mark, record = url.removeprefix(_FILE).partition("#")
    for given in (name, unquote(name)):
        yield file_url(given) + mark + record
        yield _FILE + quote(given, errors="surrogateescape") + mark + record  # as lines of JSON are called
    if mark:
        yield file_url(f"{name}#{record}")
        file, _, last = url.removeprefix(_FILE).rpartition("#")
        yield f"{file_url(file)}#{last}"


def _is_text(url: str) -> bool:
    """Whether no byte of a name that is not UTF-8 stands in it as it was given."""
    return scalar_text(url) == url
