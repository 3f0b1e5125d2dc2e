"""Reading PDF and EPUB files in a child process that can be killed."""

from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import version

import msgpack

from ...schemas.recipe import FileSettings
from ..extract.formats import DocumentFormat
from ..extract.reading import Reading
from ..sandbox.pool import Pool
from ..sandbox.sandbox import Sandbox, SandboxError, Workshop
from .answers import unpacked

CRASHED = "reader_crashed"


class FileReader(Sandbox):
    """Reads files one after the other in a child. One a thread."""

    def __init__(self, limits: FileSettings) -> None:
        super().__init__(
            Workshop(
                module=f"{__package__}.child",
                called="file reader",
                crashed_reason=CRASHED,
                settings_json=limits.model_dump_json().encode(),
                timeout_s=limits.timeout_s,
                memory_hint=f"raise extract.files.max_memory_bytes (now {limits.max_memory_bytes})",
            )
        )
        self._limits = limits

    def read(self, payload: bytes, format_: DocumentFormat, url: str, headers: Mapping[str, str] = {}) -> Reading:
        """The document of a PDF or EPUB file and its media, or a reason.

        Beside the reasons of ``read_pdf`` and ``read_epub``: ``file_too_large``, ``timeout``, ``out_of_memory``,
        ``reader_crashed``. Raises ``SandboxStartError`` when no child can be started.
        """
        if len(payload) > self._limits.max_bytes:
            return Reading(None, "file_too_large")
        note = msgpack.packb({"format": format_.value, "url": url, "headers": dict(headers)}, unicode_errors="replace")
        try:
            facts, media = self.ask(note, payload)
        except SandboxError as unanswered:
            return Reading(None, unanswered.reason)
        try:
            return unpacked(facts, media)
        except (ValueError, TypeError, KeyError):
            self.close()
            return Reading(None, CRASHED)


_POOL: Pool[FileSettings, FileReader] = Pool(FileReader)
borrowed_reader = _POOL.borrowed
close_idle_readers = _POOL.close_idle


@lru_cache(maxsize=1)
def reader_versions() -> dict[str, str]:
    """What segments and media of files depend on beside their bytes."""
    return {name: version(name) for name in ("markdown-it-py", "pillow", "pypdfium2")}
