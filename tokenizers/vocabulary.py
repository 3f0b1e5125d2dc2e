"""The one id space of a corpus: which ids are text, which are codes, and of what.

Laid out in this order, without gaps::

    text pieces (markers first) | image codes | audio codes of quantiser 0, 1, … | rows | columns | seconds
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..schemas.shard import Modality
from .markers import Marker

FORMAT = "weft-vocabulary"
VERSION = 1

MAX_GRID_SIDE = 256
"""Most rows, and most columns, of a picture's grid: 2,048 pixels at 8-pixel patches."""
DEFAULT_SECONDS = 1801
"""Seconds 0 to 1,800: a video of half an hour, the default limit of ``VideoSettings.max_duration_s``."""

_MARKER_MODALITY = {
    Marker.PAD: Modality.PADDING,
    Marker.IMAGE: Modality.IMAGE,
    Marker.IMAGE_END: Modality.IMAGE,
    Marker.IMAGE_SLOT: Modality.IMAGE,
    Marker.AUDIO: Modality.AUDIO,
    Marker.AUDIO_END: Modality.AUDIO,
    Marker.AUDIO_SLOT: Modality.AUDIO,
    Marker.VIDEO: Modality.VIDEO,
    Marker.VIDEO_END: Modality.VIDEO,
    Marker.FRAME: Modality.VIDEO,
    Marker.FRAME_END: Modality.VIDEO,
    Marker.FRAME_SLOT: Modality.VIDEO,
}


@dataclass(frozen=True)
class Vocabulary:
    """Sizes of the ranges, in layout order; everything else follows from them.

    A corpus without pictures (or sound) has ``image_codes`` 0 (or no ``audio_codes``).
    """

    text_pieces: int
    """``TextTokenizer.size``."""
    image_codes: int = 0
    audio_codes: tuple[int, ...] = ()
    """Codes of each quantiser."""
    max_side: int = MAX_GRID_SIDE
    """Rows and columns count from 1 to this."""
    seconds: int = DEFAULT_SECONDS
    """Seconds count from 0 to one less than this."""
    models: Mapping[str, str] = field(default_factory=dict)
    """File name of each model to the SHA-256 of its bytes, in hexadecimal."""

    def __post_init__(self) -> None:
        if self.text_pieces < len(Marker):
            raise ValueError(f"a vocabulary has at least its {len(Marker)} markers, not {self.text_pieces} text pieces")
        if min(self.image_codes, self.max_side, self.seconds, *self.audio_codes, 0) < 0:
            raise ValueError("sizes of a vocabulary are not negative")
        if self.size > 2**31 - 1:
            raise ValueError(f"{self.size} ids do not fit the int32 of a shard")

    @cached_property
    def ranges(self) -> dict[str, range]:
        """Ids of each part by name: ``text``, ``image``, ``audio_0`` …, ``rows``, ``cols``, ``seconds``."""
        sizes = {
            "text": self.text_pieces,
            "image": self.image_codes,
            **{f"audio_{q}": codes for q, codes in enumerate(self.audio_codes)},
            "rows": self.max_side,
            "cols": self.max_side,
            "seconds": self.seconds,
        }
        ranges, start = {}, 0
        for name, size in sizes.items():
            ranges[name] = range(start, start + size)
            start += size
        return ranges

    @cached_property
    def size(self) -> int:
        """Number of ids: what a model's embedding table has as rows."""
        return self.ranges["seconds"].stop

    def image_ids(self, codes: NDArray[np.integer]) -> NDArray[np.uint32]:
        """Ids of image codes, same shape. ValueError on a code the vocabulary has not."""
        return _shifted(codes, self.ranges["image"], "image code")

    def image_codes_of(self, ids: NDArray[np.integer]) -> NDArray[np.uint32]:
        """Inverse of ``image_ids``."""
        return _unshifted(ids, self.ranges["image"], "image code")

    def audio_ids(self, codes: NDArray[np.integer]) -> NDArray[np.uint32]:
        """Ids of audio codes [frames, quantisers], same shape; each quantiser has its own range."""
        self._check_quantisers(codes)
        columns = [_shifted(codes[:, q], self.ranges[f"audio_{q}"], "audio code") for q in range(codes.shape[1])]
        return np.stack(columns, axis=1)

    def audio_codes_of(self, ids: NDArray[np.integer]) -> NDArray[np.uint32]:
        """Inverse of ``audio_ids``."""
        self._check_quantisers(ids)
        columns = [_unshifted(ids[:, q], self.ranges[f"audio_{q}"], "audio code") for q in range(ids.shape[1])]
        return np.stack(columns, axis=1)

    def _check_quantisers(self, frames: NDArray[np.integer]) -> None:
        if frames.ndim != 2 or frames.shape[1] != len(self.audio_codes) or not self.audio_codes:
            raise ValueError(f"audio codes have shape [frames, {len(self.audio_codes)}], not {list(frames.shape)}")

    def rows_id(self, rows: int) -> int:
        """Id of a row count, 1 to ``max_side``."""
        return self._count_id("rows", rows, 1)

    def cols_id(self, cols: int) -> int:
        """Id of a column count, 1 to ``max_side``."""
        return self._count_id("cols", cols, 1)

    def second_id(self, second: int) -> int:
        """Id of a second of a video, 0 to ``seconds - 1``."""
        return self._count_id("seconds", second, 0)

    def _count_id(self, name: str, number: int, first: int) -> int:
        ids = self.ranges[name]
        if not first <= number < first + len(ids):
            raise ValueError(f"{name}: {number} is not between {first} and {first + len(ids) - 1}")
        return ids.start + number - first

    @cached_property
    def _modalities(self) -> NDArray[np.uint8]:
        table = np.full(self.size, Modality.TEXT, np.uint8)
        for marker, modality in _MARKER_MODALITY.items():
            table[marker] = modality
        for name, ids in self.ranges.items():
            if name in ("image", "rows", "cols"):
                table[ids.start : ids.stop] = Modality.IMAGE
            elif name.startswith("audio"):
                table[ids.start : ids.stop] = Modality.AUDIO
            elif name == "seconds":
                table[ids.start : ids.stop] = Modality.VIDEO
        return table

    def kind_of(self, ids: NDArray[np.integer]) -> NDArray[np.uint8]:
        """``Modality`` of each id taken alone, same shape. Image codes inside a video are ``IMAGE`` here."""
        if ids.size and not 0 <= int(ids.min()) <= int(ids.max()) < self.size:
            raise ValueError(f"ids lie between 0 and {self.size - 1}, found {int(ids.min())} and {int(ids.max())}")
        return self._modalities[ids]

    def to_json(self) -> str:
        """``vocabulary.json``: the sizes, the ranges and markers spelled out for readers, the models' SHA-256."""
        document = {
            "format": FORMAT,
            "version": VERSION,
            "size": self.size,
            **self._sizes(),
            "ranges": {name: [ids.start, ids.stop] for name, ids in self.ranges.items()},
            "markers": {marker.spelling: int(marker) for marker in Marker},
            "models": dict(sorted(self.models.items())),
        }
        return json.dumps(document, indent=2) + "\n"

    def _sizes(self) -> dict[str, Any]:
        return {
            "text_pieces": self.text_pieces,
            "image_codes": self.image_codes,
            "audio_codes": list(self.audio_codes),
            "max_side": self.max_side,
            "seconds": self.seconds,
        }

    @classmethod
    def from_json(cls, text: str) -> "Vocabulary":
        """Read ``to_json``'s text. ValueError when it is of another format or contradicts itself."""
        try:
            document = json.loads(text)
            if (document["format"], document["version"]) != (FORMAT, VERSION):
                raise ValueError(f"not a {FORMAT} of version {VERSION}")
            vocabulary = cls(
                text_pieces=document["text_pieces"],
                image_codes=document["image_codes"],
                audio_codes=tuple(document["audio_codes"]),
                max_side=document["max_side"],
                seconds=document["seconds"],
                models=document["models"],
            )
            same = document == json.loads(vocabulary.to_json())
        except (KeyError, TypeError, json.JSONDecodeError) as error:
            raise ValueError(f"vocabulary.json cannot be read: {error!r}") from error
        if not same:
            raise ValueError("vocabulary.json contradicts itself: its ranges or markers are not those of its sizes")
        return vocabulary


def _shifted(codes: NDArray[np.integer], ids: range, name: str) -> NDArray[np.uint32]:
    if codes.size and not 0 <= int(codes.min()) <= int(codes.max()) < len(ids):
        raise ValueError(f"{name}s lie between 0 and {len(ids) - 1}, found {int(codes.min())} and {int(codes.max())}")
    return codes.astype(np.uint32) + np.uint32(ids.start)


def _unshifted(ids: NDArray[np.integer], expected: range, name: str) -> NDArray[np.uint32]:
    if ids.size and not expected.start <= int(ids.min()) <= int(ids.max()) < expected.stop:
        raise ValueError(
            f"ids of {name}s lie between {expected.start} and {expected.stop - 1}, "
            f"found {int(ids.min())} and {int(ids.max())}"
        )
    return (ids.astype(np.int64) - expected.start).astype(np.uint32)
