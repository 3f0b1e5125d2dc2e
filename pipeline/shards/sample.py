"""One sample of a shard: the packed sequence, its media and where it came from, and its bytes."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgpack
import numpy as np
from numpy.typing import NDArray

from ...schemas.shard import FIELDS, LOSS_MASK, MEDIA, META, MODALITY, SEGMENT_IDS, TOKENS, Modality
from .npy import npy_array, npy_bytes

KEY = re.compile(r"[a-z0-9][a-z0-9_-]*")
"""ASCII without dot, space, slash or upper case: every loader splits ``key.field`` at the same place."""

_DTYPES = {TOKENS: "<i4", MODALITY: "|u1", SEGMENT_IDS: "<i4", LOSS_MASK: "|u1"}


@dataclass(frozen=True, eq=False)
class Sample:
    """One sequence of ``length`` positions.

    ``tokens`` int32 [length]; ``modality`` uint8 [length], values of ``schemas.shard.Modality``; ``segment_ids``
    int32 [length], 1 for the first document, 2 for the next …, 0 for the padding at the end; ``loss_mask`` uint8
    [length], 1 where the token is learned. ``media`` lists the media of ``slots`` form as maps of msgpack values,
    empty in ``codes`` form. ``meta`` holds JSON values; ``meta["documents"]`` lists one map a segment id, in
    order, each with its ``doc_id`` in hex.
    """

    key: str
    tokens: NDArray[np.int32]
    modality: NDArray[np.uint8]
    segment_ids: NDArray[np.int32]
    loss_mask: NDArray[np.uint8]
    media: list[dict[str, Any]]
    meta: dict[str, Any]

    @property
    def documents(self) -> list[str]:
        """``doc_id`` in hex of each document, in order of segment id. ValueError when ``meta`` has none."""
        documents = self.meta.get("documents")
        if not isinstance(documents, list):
            raise ValueError("its json has no list called documents")
        names = [document.get("doc_id") for document in documents if isinstance(document, dict)]
        spelled = [name for name in names if isinstance(name, str)]
        if len(spelled) < len(documents):
            raise ValueError("a document in its json has no doc_id")
        return spelled


def fault(sample: Sample) -> str | None:
    """What is wrong with a sample by itself, in a few words; None when it is sound."""
    arrays: dict[str, NDArray[Any]] = {
        TOKENS: sample.tokens,
        MODALITY: sample.modality,
        SEGMENT_IDS: sample.segment_ids,
        LOSS_MASK: sample.loss_mask,
    }
    for field, array in arrays.items():
        if array.dtype.str != _DTYPES[field]:
            return f"{field} is {array.dtype}, expected {np.dtype(_DTYPES[field])}"
        if array.shape != (len(sample.tokens),):
            return f"{field} has shape {array.shape}, expected ({len(sample.tokens)},)"
    filled = int(np.count_nonzero(sample.segment_ids))
    segments = sample.segment_ids[:filled]
    if filled == 0:
        return "the sequence is nothing but padding"
    if segments[0] != 1 or np.any((segments[1:] - segments[:-1]) >> 1):
        return "segment_ids do not count the documents 1, 2, 3 … up to the padding"
    if (sample.modality == Modality.PADDING).sum() != len(sample.tokens) - filled or not sample.modality[:filled].all():
        return "modality and segment_ids disagree about where the padding is"
    if int(sample.modality.max()) > max(Modality):
        return f"modality {int(sample.modality.max())} is unknown"
    if int(sample.loss_mask.max()) > 1 or sample.loss_mask[filled:].any():
        return "loss_mask is not 0 or 1, or not 0 on padding"
    if int(sample.tokens.min()) < 0:
        return f"token {int(sample.tokens.min())} is negative"
    try:
        documents = len(sample.documents)
    except ValueError as error:
        return str(error)
    if documents != segments[-1]:
        return f"its json lists {documents} documents, segment_ids count {int(segments[-1])}"
    return None


def _sorted_maps(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _sorted_maps(value[key]) for key in sorted(value)}
    if isinstance(value, list | tuple):
        return [_sorted_maps(item) for item in value]
    return value


def encode(sample: Sample) -> list[tuple[str, bytes]]:
    """Member names and contents in the order of ``FIELDS``; equal samples give equal bytes.

    JSON is compact UTF-8 with sorted keys; msgpack maps are sorted too. Raises ValueError or TypeError for values
    that JSON or msgpack can't hold (NaN, lone surrogates, numpy scalars).
    """
    contents = {
        TOKENS: npy_bytes(sample.tokens),
        MODALITY: npy_bytes(sample.modality),
        SEGMENT_IDS: npy_bytes(sample.segment_ids),
        LOSS_MASK: npy_bytes(sample.loss_mask),
        MEDIA: msgpack.packb(_sorted_maps(sample.media)),
        META: json_bytes(sample.meta),
    }
    return [(f"{sample.key}.{field}", contents[field]) for field in FIELDS]


def decode(members: Sequence[tuple[str, bytes]]) -> Sample:
    """The sample whose members, in the order of ``FIELDS``, are given. Arrays are read-only views.

    Raises ValueError naming the member that is missing, out of order or unreadable.
    """
    key = members[0][0].partition(".")[0] if members else ""
    expected = [f"{key}.{field}" for field in FIELDS]
    names = [name for name, _ in members]
    if names != expected or not KEY.fullmatch(key):
        raise ValueError(f"members {', '.join(names) or 'none'}; expected {', '.join(expected)}")
    contents = dict(zip(FIELDS, (data for _, data in members), strict=True))
    arrays: dict[str, Any] = {}
    for field, dtype in _DTYPES.items():
        try:
            arrays[field] = npy_array(contents[field], dtype)
        except ValueError as error:
            raise ValueError(f"{key}.{field}: {error}") from error
    return Sample(
        key,
        arrays[TOKENS],
        arrays[MODALITY],
        arrays[SEGMENT_IDS],
        arrays[LOSS_MASK],
        _media(f"{key}.{MEDIA}", contents[MEDIA]),
        _meta(f"{key}.{META}", contents[META]),
    )


def json_bytes(value: object) -> bytes:
    """Compact UTF-8 JSON with sorted keys; ValueError for NaN, infinities and lone surrogates."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode()


def _media(name: str, data: bytes) -> list[dict[str, Any]]:
    try:
        media = msgpack.unpackb(data)
    except (ValueError, msgpack.UnpackException) as error:
        raise ValueError(f"{name}: not msgpack") from error
    if not isinstance(media, list) or not _all_maps(media):
        raise ValueError(f"{name}: expected a list of maps")
    return media


def _meta(name: str, data: bytes) -> dict[str, Any]:
    try:
        meta = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{name}: not JSON") from error
    if not isinstance(meta, dict):
        raise ValueError(f"{name}: expected an object")
    return meta


def _all_maps(values: Iterable[object]) -> bool:
    return all(isinstance(value, dict) for value in values)
