"""Folders of files as documents: pages, texts and Markdown; a medium with the text beside it; media that pages show.

A file is called ``file:<source>/<path in the folder>``; references between files of one folder are found by
these names.
"""

import os
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from itertools import groupby
from operator import itemgetter
from pathlib import PurePosixPath
from types import MappingProxyType

from ...schemas.document import Role, SegmentKind
from ...schemas.sets import FilesSource
from ..extract.decode import decode
from ..extract.media_kinds import kind_of_url
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


_SUBTITLES = (".vtt", ".srt")
_LANGUAGE_TAG = re.compile(r"\.[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")


def read_files(
    corpus: Corpus,
    folder: str,
    names: tuple[str, ...],
    source: FilesSource,
    max_bytes: int,
    reasons: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Capture]:
    """The captures of some files of a folder, those that belong together next to each other.

    Those that have one of ``reasons`` are not opened.

    Beside a medium, a .txt is its caption, and a subtitle file the transcript of what is heard: they are a document.
    A medium without either is no document: it is there for the pages that show it.
    """
    for group in families(names):
        files = {
            name: _unread(folder, name, source, reasons[name])
            if name in reasons
            else _read(corpus, folder, name, source, max_bytes)
            for name in group
        }
        media = [name for name in files if kind_of_url(name)]
        heard = any(kind_of_url(name) in (SegmentKind.AUDIO, SegmentKind.VIDEO) for name in media)
        subtitles = [name for name in files if heard and _is_subtitle(name)]
        caption = next((files[name] for name in files if name.lower().endswith(".txt")), None)
        if caption is not None and (not media or caption.reason is not None):
            caption = None
        if media and (caption is not None or subtitles):
            shown = {name: files.pop(name) for name in [*media, *subtitles]}
            yield from _described(shown, caption, source.license)
        yield from (file for file in files.values() if file is not caption)


def families(names: Collection[str]) -> Iterator[list[str]]:
    """Files that belong together: those of one path without the extension, and of a subtitle file its language.

    ``talk.en.vtt`` goes with ``talk.mp4``, but with ``talk.en.mp4`` where that is there.
    """
    stems = {_stem(name) for name in names if not _is_subtitle(name)}

    def family(name: str) -> str:
        stem = _stem(name)
        untagged = _LANGUAGE_TAG.sub("", stem)
        return untagged if _is_subtitle(name) and stem not in stems and untagged in stems else stem

    for _, group in groupby(sorted((family(name), name) for name in names), itemgetter(0)):
        yield [name for _, name in group]


def _stem(name: str) -> str:
    return str(PurePosixPath(name).with_suffix(""))


def _is_subtitle(name: str) -> bool:
    return name.lower().endswith(_SUBTITLES)


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


def _unread(folder: str, name: str, source: FilesSource, reason: str) -> Capture:
    """A file with a reason; bytes of its name that are not UTF-8 are spelled ``\\xe9`` where it lies."""
    path = os.fsencode(f"{folder}/{name}").decode("utf-8", "backslashreplace")
    return Capture(url=file_url(f"{source.name}/{name}"), offset=0, file=in_bytes(path), reason=reason)


def _described(shown: dict[str, Capture], caption: Capture | None, license_: str) -> Iterator[Capture]:
    """Media in order of their names, each of sound or film with the transcripts after it, then the caption.

    Each file is a capture. Without a caption the document is named after its first medium.
    """
    first = next(iter(shown.values()))
    about = caption or first
    url = caption.url if caption else f"{first.url}#document"
    document = Interleaved(url, 0, about.length, about.mime, license_)
    transcripts = {name: file for name, file in shown.items() if _is_subtitle(name)}
    for name, medium in shown.items():
        kind = kind_of_url(name)
        if kind is None:
            continue
        document.file(kind, medium)
        if kind in (SegmentKind.AUDIO, SegmentKind.VIDEO):
            for file in transcripts.values():
                document.transcript_file(file)
            transcripts = {}
    if caption is not None:
        document.text(" ".join(decode(caption.payload).split()), Role.CAPTION)
    made, *rest = document.captures()
    made.file = about.file
    yield made
    yield from rest
