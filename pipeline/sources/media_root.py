"""Media in files that a record names by path: read inside one folder, and nowhere else."""

import os
import posixpath
from contextlib import closing
from pathlib import Path

from ...schemas.document import SegmentKind
from ..extract.decode import scalar_text
from ..media.tiff_frames import TiffError, tiff_frame
from ..storage import Corpus
from .interleaved import Interleaved
from .locations import in_bytes, in_frame


class MediaRoot:
    """The folder at ``root``, or around ``file`` where that is empty. ``max_bytes`` bounds one medium."""

    def __init__(self, corpus: Corpus, root: str, file: str, max_bytes: int) -> None:
        self._corpus = corpus
        self._root = (root or file.rpartition("/")[0]).rstrip("/")
        self._max_bytes = max_bytes

    def show(
        self,
        document: Interleaved,
        kind: SegmentKind,
        path: str,
        *,
        offset: int = 0,
        length: int | None = None,
        frame: int | None = None,
    ) -> None:
        """Add the medium in a file, in a range of it, or in a frame of the TIFF there.

        One that can't be read keeps its place, with a reason: ``outside_media_root``, ``no_file``, ``too_large``,
        ``truncated_file``, ``broken_tiff``.
        """
        inside = self._inside(path)
        if inside is None:
            document.lost(kind, (in_bytes(scalar_text(path)), offset, length or 0), "outside_media_root")
            return
        try:
            if "://" not in inside and not Path(inside).is_file():  # to open a pipe is to wait for somebody to write
                raise FileNotFoundError(inside)
            with closing(self._corpus.open(inside)) as stream:
                stream.seek(offset)
                payload = stream.read(min(self._max_bytes + 1, self._max_bytes + 1 if length is None else length))
        except (OSError, ValueError):
            document.lost(kind, (in_bytes(inside), offset, length or 0), "no_file")
            return
        place = in_bytes(inside), offset, len(payload)
        if len(payload) > self._max_bytes or (length is not None and length > self._max_bytes):
            document.lost(kind, place, "too_large")
        elif length is not None and len(payload) < length:
            document.lost(kind, place, "truncated_file")
        elif frame is None:
            document.contained(kind, payload, place)
        else:
            place = in_frame(frame, inside), offset, len(payload)
            try:
                document.contained(kind, tiff_frame(payload, frame), place)
            except TiffError:
                document.lost(kind, place, "broken_tiff")

    def _inside(self, path: str) -> str | None:
        """The full path, links followed; None when it leads out of the folder."""
        protocol, mark, root = self._root.rpartition("://")
        inner = path.removeprefix(protocol + mark) if mark else path
        joined = posixpath.normpath(posixpath.join(root, inner))
        if path != scalar_text(path) or not joined.startswith(f"{root}/") or "://" in inner:
            return None
        if not mark and not os.path.realpath(joined).startswith(f"{os.path.realpath(root)}/"):
            return None
        return protocol + mark + joined
