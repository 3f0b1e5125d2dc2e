"""The reading child: PDF and EPUB files to segments and media."""

from pathlib import Path
from typing import Any

import msgpack

from ...schemas.recipe import FileSettings
from ..extract.formats import DocumentFormat
from ..extract.reading import Reading
from ..sandbox.serve import Work, run
from .answers import packed


def prepare(settings_json: bytes, folder: Path) -> Work:
    """Reading under the limits of the settings; no file is written, so ``folder`` stays empty."""
    limits = FileSettings.model_validate_json(settings_json)

    def answer(note: bytes, payload: bytes) -> tuple[bytes, bytes]:
        try:
            return packed(read(msgpack.unpackb(note), payload, limits))
        except MemoryError:
            return packed(Reading(None, "out_of_memory"))

    return Work(answer, limits.timeout_s, limits.max_memory_bytes, max_file_bytes=1 << 20)


def read(asked: dict[str, Any], payload: bytes, limits: FileSettings) -> Reading:
    """One file, in this process. Whatever a reader raises ends the child, and the parent logs its last words."""
    if asked["format"] == DocumentFormat.PDF:
        from ..extract.pdf.read import read_pdf

        return read_pdf(payload, asked["url"], asked["headers"], limits)
    from ..extract.epub.read import read_epub

    return read_epub(payload, asked["url"], asked["headers"], limits)


if __name__ == "__main__":
    run(prepare)
