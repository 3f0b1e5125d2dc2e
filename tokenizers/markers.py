"""The markers of a sequence: ids that frame documents and media and that no text can spell.

Every marker is a SentencePiece *control* symbol (``<unk>`` its *unknown* symbol): it has an id, and encoding
never produces it from text. They take the first ids of every vocabulary, so a marker's id is a constant.
"""

from enum import IntEnum


class Marker(IntEnum):
    """Markers by id. The integer is the token id, ``spelling`` the piece in the text model."""

    spelling: str

    def __new__(cls, value: int, spelling: str) -> "Marker":
        member = int.__new__(cls, value)
        member._value_ = value
        member.spelling = spelling
        return member

    UNK = 0, "<unk>"
    BOS = 1, "<bos>"
    EOS = 2, "<eos>"
    PAD = 3, "<pad>"
    IMAGE = 4, "<image>"
    IMAGE_END = 5, "</image>"
    AUDIO = 6, "<audio>"
    AUDIO_END = 7, "</audio>"
    VIDEO = 8, "<video>"
    VIDEO_END = 9, "</video>"
    FRAME = 10, "<frame>"
    FRAME_END = 11, "</frame>"
    IMAGE_SLOT = 12, "<image_slot>"
    AUDIO_SLOT = 13, "<audio_slot>"
    FRAME_SLOT = 14, "<frame_slot>"


SLOTS = (Marker.IMAGE_SLOT, Marker.AUDIO_SLOT, Marker.FRAME_SLOT)
"""Placeholders that a continuous encoder fills; never a training target."""
