"""Which encoding bytes are in that nothing names: by the statistics of uchardet, where there is enough to judge by."""

import re

import cchardet

_CODECS = {
    **dict.fromkeys(("windows-1251", "iso-8859-5", "koi8-r", "koi8-u", "ibm866"), 2),
    **dict.fromkeys(("iso-8859-7", "windows-1253", "iso-8859-8", "windows-1255", "iso-8859-6", "windows-1256"), 2),
    **dict.fromkeys(("tis-620", "shift_jis", "euc-jp", "gb18030", "big5", "euc-kr", "uhc"), 2),
    **dict.fromkeys(("windows-1250", "iso-8859-2", "windows-1254", "iso-8859-9", "windows-1257"), 1),
}
"""Names that uchardet gives: 2 for scripts whose letters all lie outside ASCII, 1 for the Latin script."""
_SAID_OTHERWISE = {"uhc": "euc-kr"}
"""Of those, the ones that the WHATWG Encoding Standard has no label for."""
_OUTSIDE_ASCII = re.compile(rb"[\x80-\xff]+")
_CONTEXT_BYTES = 24
"""On either side: a word or two."""
_RUN = re.compile(rb"[\x80-\xff]{2,}")
_SAMPLE_BYTES = 8192
_MIN_BYTES = {1: 12, 2: 6}
"""Outside ASCII: accents of Western languages are few, and taken for others when they are fewer."""
_MIN_SHARE_IN_RUNS = 0.5
"""Of the bytes outside ASCII, beside another one, in a script that has no letters inside."""
_MIN_CONFIDENCE = {1: 0.7, 2: 0.6}


def detected_label(payload: bytes) -> str | None:
    """A label of the WHATWG Encoding Standard; None where the bytes say too little, or windows-1252."""
    sample = b"".join(_pieces(payload))
    outside = len(sample) - len(sample.translate(None, delete=bytes(range(0x80, 0x100))))
    said = cchardet.detect(sample)
    label = (said["encoding"] or "").lower()
    script = _CODECS.get(label, 0)
    if not script or outside < _MIN_BYTES[script] or (said["confidence"] or 0) < _MIN_CONFIDENCE[script]:
        return None
    if script == 2 and sum(map(len, _RUN.findall(sample))) < _MIN_SHARE_IN_RUNS * outside:
        return None
    return _SAID_OTHERWISE.get(label, label)


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
