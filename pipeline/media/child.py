"""The decoding child: reads items on its standard input, answers on its standard output, under limits.

Started by ``Decoder`` as ``python -m weft.pipeline.media.child <folder> <parent's process id>``. The first frame
is the settings as JSON; then each item is two frames, the server's MIME type and the bytes, and each answer is
two, the facts as msgpack and the blob.
"""

import dataclasses
import os
import resource
import shutil
import sys
from pathlib import Path

import msgpack

from ...schemas.recipe import MediaSettings
from .channel import OUT_OF_MEMORY, READY, ChannelClosedError, read_frame, write_frame
from .decode import decode_payload
from .transcode import die_with_parent

_MAX_OPEN_FILES = 64
_CPU_SLACK_S = 10


def main(folder: Path, parent_id: int) -> None:
    """Answer items until the parent goes away."""
    die_with_parent(parent_id)
    requests, answers = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)  # nothing that a library prints may land between frames
    settings = MediaSettings.model_validate_json(read_frame(requests))
    _limit(settings)
    write_frame(answers, READY)
    while True:
        try:
            mime = read_frame(requests).decode()
            payload = read_frame(requests)
        except ChannelClosedError:
            return
        _renew_cpu_limit(settings.timeout_s)
        decoded = decode_payload(payload, mime, settings, folder)
        del payload
        facts = {field.name: getattr(decoded, field.name) for field in dataclasses.fields(decoded)}
        blob = facts.pop("blob")
        write_frame(answers, msgpack.packb(facts))
        write_frame(answers, blob)
        _empty(folder)


def _limit(settings: MediaSettings) -> None:
    """Address space, file sizes, open files, no core dumps; ffmpeg inherits them all."""
    largest_file = max(settings.audio.max_bytes, settings.video.max_bytes, 1 << 30) + (1 << 20)
    for which, amount in (
        (resource.RLIMIT_AS, settings.max_memory_bytes),
        (resource.RLIMIT_FSIZE, largest_file),
        (resource.RLIMIT_NOFILE, _MAX_OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(which)[1]
        within = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
        resource.setrlimit(which, (within, within))


def _renew_cpu_limit(timeout_s: float) -> None:
    """CPU time for one more item. The parent's wall clock comes first; this holds when it is stopped or gone."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(usage.ru_utime + usage.ru_stime + timeout_s * (os.cpu_count() or 1)) + _CPU_SLACK_S
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), int(sys.argv[2]))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)  # no room even for an orderly end; the parent reads the code
