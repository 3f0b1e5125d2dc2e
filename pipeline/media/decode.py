"""One captured item to its facts and normal form, in this process. ``Decoder`` runs it in a child."""

from pathlib import Path

from ...schemas.media import MediaKind
from ...schemas.recipe import MediaSettings
from .decoded import Decoded, UndecodableError
from .sniff import Format, sniff


def decode_payload(payload: bytes, mime: str, settings: MediaSettings, folder: Path) -> Decoded:
    """Sniff and decode ``payload``; ``folder`` is empty and private, and may be left with files in it.

    Every reason becomes ``error``, running out of memory too; other exceptions are faults of this package.
    """
    try:
        return _decode(payload, sniff(payload, mime), settings, folder)
    except UndecodableError as unusable:
        reason = unusable.reason
    except MemoryError:
        reason = "out_of_memory"
    return failed(payload, mime, reason)


def _decode(payload: bytes, found: Format, settings: MediaSettings, folder: Path) -> Decoded:
    if found.error:
        raise UndecodableError(found.error)
    match found.kind:
        case MediaKind.IMAGE:
            from .images import decode_image

            return decode_image(payload, found, settings.image)
        case MediaKind.SUBTITLE:
            from .subtitles import decode_subtitles

            return decode_subtitles(payload, found)
        case _:
            return _decode_streams(payload, found, settings, folder)


def _decode_streams(payload: bytes, found: Format, settings: MediaSettings, folder: Path) -> Decoded:
    """A container: whether it holds video or only sound is settled by what is in it."""
    from .audio import decode_audio
    from .probe import probe
    from .transcode import Source
    from .video import decode_video

    if len(payload) > max(settings.audio.max_bytes, settings.video.max_bytes):
        raise UndecodableError("too_many_bytes")
    source = Source(
        path=folder / "captured",
        demuxer=found.reader,
        folder=folder,
        max_duration_s=max(settings.audio.max_duration_s, settings.video.max_duration_s),
        max_pixels=settings.video.max_pixels,
    )
    source.path.write_bytes(payload)
    tracks = probe(source, broken=f"broken_{found.kind}")
    subtype = found.mime.partition("/")[2]
    if tracks.video:
        return decode_video(source, tracks, f"video/{subtype}", len(payload), settings)
    if tracks.audio:
        return decode_audio(source, tracks, f"audio/{subtype}", len(payload), settings.audio)
    raise UndecodableError("no_streams")


def failed(payload: bytes, mime: str, reason: str) -> Decoded:
    """The result for an item whose decoder gave none: what its first bytes say, and the reason."""
    found = sniff(payload, mime)
    return Decoded(kind=found.kind, mime=found.mime, bytes=len(payload), error=reason)
