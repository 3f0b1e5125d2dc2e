"""Decoding in a child process that can be killed."""

import msgpack

from ...schemas.media import MediaKind
from ...schemas.recipe import MediaSettings
from ..sandbox.sandbox import Sandbox, SandboxError, Workshop
from .decode import failed
from .decoded import Decoded

CRASHED = "decoder_crashed"


class Decoder(Sandbox):
    """Decodes items one after the other in a child."""

    def __init__(self, settings: MediaSettings) -> None:
        super().__init__(
            Workshop(
                module=f"{__package__}.child",
                called="media decoder",
                crashed_reason=CRASHED,
                settings_json=settings.model_dump_json().encode(),
                timeout_s=settings.timeout_s,
                memory_hint=f"raise media.max_memory_bytes (now {settings.max_memory_bytes})",
            )
        )
        self._settings = settings

    def decode(self, payload: bytes, mime: str = "") -> Decoded:
        """Facts and normal form of ``payload``; ``mime`` is what the server said, a hint.

        Bad items give a ``Decoded`` with ``error``. Raises ``SandboxStartError`` when no child can be started.
        """
        limits = self._settings
        if len(payload) > max(limits.image.max_bytes, limits.audio.max_bytes, limits.video.max_bytes):
            return failed(payload, mime, "too_many_bytes")
        try:
            facts, blob = self.ask(mime.encode("utf-8", "replace"), payload)
        except SandboxError as unanswered:
            return failed(payload, mime, unanswered.reason)
        try:
            row = msgpack.unpackb(facts)
            return Decoded(**{**row, "kind": MediaKind(row["kind"]), "blob": blob})
        except (ValueError, TypeError, KeyError):
            self.close()
            return failed(payload, mime, CRASHED)
