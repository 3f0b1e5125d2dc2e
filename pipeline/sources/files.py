"""Folders of files as documents: pages, texts and Markdown; a medium with the text beside it; media that pages show.

A file is called ``file:<source>/<path in the folder>``; references between files of one folder are found by
these names.
"""

from collections.abc import Iterator
from contextlib import closing
from itertools import groupby
from pathlib import PurePosixPath

from ...schemas.document import Role
from ...schemas.sets import FilesSource
from ..extract.decode import decode
from ..extract.media import kind_of_url
from ..storage import Corpus
from .capture import Capture
from .interleaved import Interleaved, file_url, medium_capture
from .locations import in_bytes

_TEXT_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".txt": "text/plain",
    ".text": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".pdf": "application/pdf",
    ".epub": "application/epub+zip",
    ".vtt": "text/vtt",
    ".srt": "application/x-subrip",
}


def read_files(
    corpus: Corpus, folder: str, names: tuple[str, ...], source: FilesSource, max_bytes: int
) -> Iterator[Capture]:
    """The captures of some files of a folder, those of one stem together.

    A .txt beside a medium of the same name is its caption, and the two are a document. A medium without one is
    no document: it is there for the pages that show it.
    """
    for _, group in groupby(names, stem_of):
        files = {name: _read(corpus, folder, name, source, max_bytes) for name in group}
        media = [name for name in files if kind_of_url(name)]
        caption = next((name for name in files if name.lower().endswith(".txt")), None)
        if caption is not None and media and files[caption].reason is None:
            yield from _captioned(files.pop(caption), {name: files.pop(name) for name in media}, source.license)
        yield from files.values()


def stem_of(name: str) -> str:
    """The path without its last extension: what files that belong together have in common."""
    return str(PurePosixPath(name).with_suffix(""))


def _read(corpus: Corpus, folder: str, name: str, source: FilesSource, max_bytes: int) -> Capture:
    path = f"{folder}/{name}"
    with closing(corpus.open(path)) as stream:
        payload = stream.read(max_bytes + 1)
    url = file_url(f"{source.name}/{name}")
    place = in_bytes(path), 0, len(payload)
    mime = _TEXT_TYPES.get(PurePosixPath(name).suffix.lower(), "")
    if len(payload) > max_bytes:
        capture = Capture(url=url, offset=0, file=in_bytes(path), reason="too_large")
    elif kind_of_url(name) is not None:
        capture = medium_capture(url, payload, place)
    else:
        capture = Capture(url=url, offset=0, length=len(payload), file=place[0], mime=mime, payload=payload)
    capture.license = source.license
    return capture


def _captioned(caption: Capture, media: dict[str, Capture], license_: str) -> Iterator[Capture]:
    """The media in order of their names, then their caption; each file is a capture."""
    document = Interleaved(caption.url, 0, caption.length, caption.mime, license_)
    for name, medium in media.items():
        kind = kind_of_url(name)
        if kind is not None:
            document.file(kind, medium)
    document.text(" ".join(decode(caption.payload).split()), Role.CAPTION)
    made, *rest = document.captures()
    made.file = caption.file
    yield made
    yield from rest
