"""The layout of a shard: field names, dtypes and the bytes' meaning, as DESIGN says and every reader relies on.

A shard is a plain USTAR tar of samples. A sample is six members that share a key, in this order. The key has
no dot, no space and no upper case; whole member names stay under 100 bytes.
"""

from enum import IntEnum

TOKENS = "tokens.npy"
MODALITY = "modality.npy"
SEGMENT_IDS = "segment_ids.npy"
LOSS_MASK = "loss_mask.npy"
MEDIA = "media.mp"
META = "json"

FIELDS = (TOKENS, MODALITY, SEGMENT_IDS, LOSS_MASK, MEDIA, META)
"""Members of a sample, in the order they are written."""


class Modality(IntEnum):
    """One uint8 a position of ``modality.npy``. Markers count to the medium they frame."""

    PADDING = 0
    TEXT = 1
    IMAGE = 2
    AUDIO = 3
    VIDEO = 4


def sample_key(stage: str, shard: int, sample: int) -> str:
    """``<stage>-<shard>-<sample>``: unique in the whole set, sorted as written."""
    return f"{stage}-{shard:06d}-{sample:06d}"


def shard_name(stage: str, shard: int) -> str:
    """``<stage>-<shard>.tar``, e.g. ``train-000003.tar``."""
    return f"{stage}-{shard:06d}.tar"
