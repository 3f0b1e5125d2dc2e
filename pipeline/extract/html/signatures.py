"""Signatures below posts that only comments in the markup tell from their text, as in vBulletin 3 and 4."""

_NAMES = (b"vbulletin", b"vBulletin")
_HEAD_BYTES = 1 << 14
"""In which one of them stands, as the name of a script: a look through all of a page takes longer."""
_START, _END = b"<!-- sig -->", b"<!-- / sig -->"


def without_signatures(html: bytes) -> bytes:
    """``html`` without what stands between the comments around a signature."""
    is_signed = any(html.find(name, 0, _HEAD_BYTES) >= 0 for name in _NAMES)
    at = html.find(_START) if is_signed else -1
    if at < 0:
        return html
    pieces = []
    behind = 0
    while at >= 0:
        end = html.find(_END, at)
        if end < 0:
            break
        pieces.append(html[behind:at])
        behind = end + len(_END)
        at = html.find(_START, behind)
    pieces.append(html[behind:])
    return b"".join(pieces)
