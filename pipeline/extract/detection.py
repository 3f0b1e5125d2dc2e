"""Which encoding bytes are in that nothing names: by the statistics of uchardet, where there is enough to judge by."""

import re

import cchardet

_LATIN = frozenset({"windows-1250", "iso-8859-2", "windows-1254", "iso-8859-9", "windows-1257"})
_OTHER_SCRIPTS = frozenset(
    [
        *("windows-1251", "iso-8859-5", "koi8-r", "koi8-u", "ibm866", "iso-8859-7", "windows-1253", "tis-620"),
        *("iso-8859-8", "windows-1255", "iso-8859-6", "windows-1256"),
        *("shift_jis", "euc-jp", "gb18030", "big5", "euc-kr", "uhc"),
    ]
)
"""Names that uchardet gives to encodings of scripts whose letters all lie outside ASCII."""
_SAID_OTHERWISE = {"uhc": "euc-kr"}
"""Of those, the ones that the WHATWG Encoding Standard has no label for."""
_OUTSIDE_ASCII = re.compile(rb"[\x80-\xff]+")
_CONTEXT_BYTES = 24
"""On either side: a word or two."""
_RUN = re.compile(rb"[\x80-\xff]{2,}")
_SAMPLE_BYTES = 8192
_MIN_BYTES, _MIN_CONFIDENCE = 6, 0.6
_MIN_LATIN_BYTES, _MIN_LATIN_CONFIDENCE = 12, 0.7
"""Bytes outside ASCII: accents of Western languages are few, and taken for others when they are fewer."""
_MIN_SHARE_IN_RUNS = 0.5
"""Of the bytes outside ASCII, beside another one, in a script that has no letters inside."""


def detected_label(payload: bytes) -> str | None:
    """A label of the WHATWG Encoding Standard; None where the bytes say too little, or windows-1252."""
    sample = b"".join(_pieces(payload))
    outside = len(sample) - len(sample.translate(None, delete=bytes(range(0x80, 0x100))))
    said = cchardet.detect(sample)
    label, confidence = (said["encoding"] or "").lower(), said["confidence"] or 0.0
    if label in _LATIN:
        is_sure = outside >= _MIN_LATIN_BYTES and confidence >= _MIN_LATIN_CONFIDENCE
    else:
        in_runs = sum(map(len, _RUN.findall(sample)))
        is_enough = outside >= _MIN_BYTES and in_runs >= _MIN_SHARE_IN_RUNS * outside
        is_sure = label in _OTHER_SCRIPTS and is_enough and confidence >= _MIN_CONFIDENCE
    return _SAID_OTHERWISE.get(label, label) if is_sure else None


def _pieces(payload: bytes) -> list[bytes]:
    """What is not all ASCII, with the words around it, up to some kilobytes."""
    pieces: list[bytes] = []
    room, end = _SAMPLE_BYTES, 0
    for match in _OUTSIDE_ASCII.finditer(payload):
        start = max(end, match.start() - _CONTEXT_BYTES)
        end = max(end, min(match.end() + _CONTEXT_BYTES, start + room))
        pieces.append(payload[start:end])
        room -= end - start
        if room <= 0:
            break
    return pieces
