"""The decoding child: ``decode_payload`` on what ``Decoder`` sends it."""

import dataclasses
from pathlib import Path

import msgpack

from ...schemas.recipe import MediaSettings
from ..sandbox.serve import Work, run
from .decode import decode_payload


def prepare(settings_json: bytes, folder: Path) -> Work:
    """Decoding under the limits of the settings; ``folder`` is where ffmpeg finds and leaves files."""
    settings = MediaSettings.model_validate_json(settings_json)

    def answer(mime: bytes, payload: bytes) -> tuple[bytes, bytes]:
        decoded = decode_payload(payload, mime.decode(), settings, folder)
        facts = {field.name: getattr(decoded, field.name) for field in dataclasses.fields(decoded)}
        blob = facts.pop("blob")
        return msgpack.packb(facts), blob

    largest_file = max(settings.audio.max_bytes, settings.video.max_bytes, 1 << 30) + (1 << 20)
    return Work(answer, settings.timeout_s, settings.max_memory_bytes, largest_file)


if __name__ == "__main__":
    run(prepare)
