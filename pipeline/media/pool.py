"""Decoders that outlive their part: starting a child costs most of a second, so a process keeps those it has."""

import queue
from collections.abc import Iterator
from contextlib import contextmanager

from ...schemas.recipe import MediaSettings
from .decoder import Decoder

_IDLE: "queue.SimpleQueue[tuple[MediaSettings, Decoder]]" = queue.SimpleQueue()


@contextmanager
def borrowed_decoder(settings: MediaSettings) -> Iterator[Decoder]:
    """A decoder for one part, given back afterwards: as many live at once as parts are decoded at once."""
    decoder = _idle(settings) or Decoder(settings)
    try:
        yield decoder
    except BaseException:
        decoder.close()
        raise
    _IDLE.put((settings, decoder))


def close_idle_decoders() -> None:
    """End the children that wait for work."""
    while not _IDLE.empty():
        _IDLE.get_nowait()[1].close()


def _idle(settings: MediaSettings) -> Decoder | None:
    """A waiting decoder under the same limits; those under others are let go."""
    while True:
        try:
            limits, decoder = _IDLE.get_nowait()
        except queue.Empty:
            return None
        if limits == settings:
            return decoder
        decoder.close()
