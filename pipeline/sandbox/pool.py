"""Sandboxes that outlive their part: starting a child costs most of a second, so a process keeps those it has."""

import queue
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

from .sandbox import Sandbox

Box = TypeVar("Box", bound=Sandbox)
Settings = TypeVar("Settings")


class Pool(Generic[Settings, Box]):
    """The idle sandboxes of one kind in this process, which ``make`` makes from settings."""

    def __init__(self, make: Callable[[Settings], Box]) -> None:
        self._make = make
        self._idle: queue.SimpleQueue[tuple[Settings, Box]] = queue.SimpleQueue()

    @contextmanager
    def borrowed(self, settings: Settings) -> Iterator[Box]:
        """A sandbox for one part, given back afterwards: as many live at once as parts are made at once."""
        box = self._waiting(settings) or self._make(settings)
        try:
            yield box
        except BaseException:
            box.close()
            raise
        self._idle.put((settings, box))

    def close_idle(self) -> None:
        """End the children that wait for work."""
        while not self._idle.empty():
            self._idle.get_nowait()[1].close()

    def _waiting(self, settings: Settings) -> Box | None:
        """A waiting sandbox under the same limits; those under others are let go."""
        while True:
            try:
                limits, box = self._idle.get_nowait()
            except queue.Empty:
                return None
            if limits == settings:
                return box
            box.close()
