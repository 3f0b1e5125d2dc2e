"""Bytes of a page to text: which encoding it is in, by the WHATWG Encoding Standard and by what the bytes say.

Labels follow https://encoding.spec.whatwg.org/#names-and-labels: pages that say ISO-8859-1 mean windows-1252,
EUC-KR means the Korean code page 949, and so on. Only encodings of that list are ever used, so a page can't
ask for a Python-only codec.
"""

import codecs
import re

from .detection import detected_label

_PRESCAN_BYTES = 4096
_META_CHARSET = re.compile(rb"""<meta[^>]{0,512}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_:.-]{2,40})""")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

_LABELS_BY_CODEC = {
    "utf-8": "utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8",
    "cp1252": "windows-1252 cp1252 x-cp1252 iso-8859-1 iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987 iso-ir-100 "
    "latin1 latin-1 l1 ascii us-ascii ansi_x3.4-1968 ibm819 cp819 csisolatin1",
    "iso8859_2": "iso-8859-2 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 iso-ir-101 latin2 l2 csisolatin2",
    "iso8859_3": "iso-8859-3 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 iso-ir-109 latin3 l3 csisolatin3",
    "iso8859_4": "iso-8859-4 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 iso-ir-110 latin4 l4 csisolatin4",
    "iso8859_5": "iso-8859-5 iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988 iso-ir-144 cyrillic csisolatincyrillic",
    "iso8859_6": "iso-8859-6 iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987 iso-8859-6-e iso-8859-6-i iso-ir-127 "
    "arabic asmo-708 ecma-114 csisolatinarabic csiso88596e csiso88596i",
    "iso8859_7": "iso-8859-7 iso8859-7 iso88597 iso_8859-7 iso_8859-7:1987 iso-ir-126 greek greek8 ecma-118 elot_928 "
    "sun_eu_greek csisolatingreek",
    "iso8859_8": "iso-8859-8 iso8859-8 iso88598 iso_8859-8 iso_8859-8:1988 iso-8859-8-e iso-8859-8-i iso-ir-138 "
    "hebrew visual logical csisolatinhebrew csiso88598e csiso88598i",
    "iso8859_10": "iso-8859-10 iso8859-10 iso885910 iso-ir-157 latin6 l6 csisolatin6",
    "iso8859_13": "iso-8859-13 iso8859-13 iso885913",
    "iso8859_14": "iso-8859-14 iso8859-14 iso885914",
    "iso8859_15": "iso-8859-15 iso8859-15 iso885915 iso_8859-15 latin9 l9 csisolatin9",
    "iso8859_16": "iso-8859-16",
    "koi8_r": "koi8-r koi8 koi8_r koi cskoi8r",
    "koi8_u": "koi8-u koi8-ru",
    "mac_roman": "macintosh mac x-mac-roman csmacintosh",
    "mac_cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "cp866": "ibm866 866 cp866 csibm866",
    "cp874": "windows-874 iso-8859-11 iso8859-11 iso885911 tis-620 dos-874",
    "cp1250": "windows-1250 cp1250 x-cp1250",
    "cp1251": "windows-1251 cp1251 x-cp1251",
    "cp1253": "windows-1253 cp1253 x-cp1253",
    "cp1254": "windows-1254 cp1254 x-cp1254 iso-8859-9 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 iso-ir-148 "
    "latin5 l5 csisolatin5",
    "cp1255": "windows-1255 cp1255 x-cp1255",
    "cp1256": "windows-1256 cp1256 x-cp1256",
    "cp1257": "windows-1257 cp1257 x-cp1257",
    "cp1258": "windows-1258 cp1258 x-cp1258",
    "gb18030": "gb18030 gbk gb2312 gb_2312 gb_2312-80 x-gbk chinese iso-ir-58 csgb2312 csiso58gb231280",
    "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5",
    "euc_jp": "euc-jp x-euc-jp cseucpkdfmtjapanese",
    "iso2022_jp": "iso-2022-jp csiso2022jp",
    "cp932": "shift_jis shift-jis sjis x-sjis ms932 ms_kanji windows-31j csshiftjis",
    "cp949": "euc-kr ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 korean windows-949 iso-ir-149 cseuckr "
    "csksc56011987",
    "utf-16-le": "utf-16 utf-16le ucs-2 unicode iso-10646-ucs-2 unicodefeff csunicode",
    "utf-16-be": "utf-16be unicodefffe",
}
_CODEC_BY_LABEL = {label: codec for codec, labels in _LABELS_BY_CODEC.items() for label in labels.split()}
_CERTAIN_CHARACTERS = 8
"""So many non-ASCII characters are valid UTF-8 by chance in no text of another encoding."""
_MAX_CHARACTER_BYTES = 4
_CUT_OFF = frozenset({"unexpected end of data", "incomplete multibyte sequence", "truncated data"})
_MULTI_BYTE = frozenset({"gb18030", "big5hkscs", "euc_jp", "iso2022_jp", "cp932", "cp949", "utf-16-le", "utf-16-be"})


def codec_of(label: str) -> str | None:
    """Python codec for a WHATWG encoding label, in any case; None for a label the standard does not know."""
    return _CODEC_BY_LABEL.get(label.strip().strip("\"'").lower())


def declared_codec(payload: bytes) -> str | None:
    """Codec the page names in its first 4 KB, in a ``<meta charset>`` or an XML declaration.

    A page that could be scanned for it is no UTF-16, so such a label means UTF-8, as the standard says.
    """
    head = payload[:_PRESCAN_BYTES]
    match = _META_CHARSET.search(head) or _XML_ENCODING.search(head)
    codec = codec_of(match[1].decode("ascii")) if match else None
    return "utf-8" if codec and codec.startswith("utf-16") else codec


def decode(payload: bytes, charset: str = "") -> str:
    """The page as text: by byte order mark, HTTP ``charset``, its own label, valid UTF-8, or what the bytes look like.

    A declared encoding gives way to valid UTF-8 when the bytes do not fit it, when it is a single-byte one, which
    any bytes fit, and when there are so many UTF-8 characters that it is no chance. Never raises; no NUL and no
    surrogate comes out; bytes that fit nothing become U+FFFD.
    """
    for bom, codec in _BOMS:
        if payload.startswith(bom):
            return _without_nul(payload[len(bom) :].decode(codec, "replace"))
    return _without_nul(_decode_without_bom(payload, codec_of(charset) or declared_codec(payload)))


def as_utf8(payload: bytes, charset: str = "") -> bytes:
    """What ``decode`` gives, in UTF-8; a page that is in it already, as most are, is only looked through."""
    rest = payload.removeprefix(codecs.BOM_UTF8)
    codec = "utf-8" if len(rest) < len(payload) else codec_of(charset) or declared_codec(payload)
    if codec in _MULTI_BYTE or not _is_utf8(rest):
        return decode(payload, charset).encode()
    return rest.replace(b"\x00", b"") if b"\x00" in rest else rest


def _is_utf8(payload: bytes) -> bool:
    try:
        payload.decode()
    except UnicodeDecodeError:
        return False
    return True


def _without_nul(text: str) -> str:
    return text.replace("\x00", "") if "\x00" in text else text  # finding none is many times faster than replacing it


def scalar_text(text: str) -> str:
    """Text without NULs, lone surrogates replaced by U+FFFD: what a decoder would have given."""
    text = text.replace("\x00", "")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _decode_without_bom(payload: bytes, codec: str | None) -> str:
    utf8 = _strictly(payload, "utf-8")
    if codec in _MULTI_BYTE and (utf8 is None or _non_ascii(utf8) < _CERTAIN_CHARACTERS):
        text = _strictly(payload, codec)
        if text is not None:
            return text
    if utf8 is not None:
        return utf8
    if codec in (None, "utf-8"):
        text = payload.decode("utf-8", "replace")
        if text.count("\ufffd") * 20 <= _non_ascii(text):
            return text
        codec = codec_of(detected_label(payload) or "")
    return payload.decode(codec or "cp1252", "replace")


def _non_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _strictly(payload: bytes, codec: str) -> str | None:
    """The text, or None where bytes do not fit; a character cut off by the end of a truncated page is no misfit."""
    try:
        return payload.decode(codec)
    except UnicodeDecodeError as error:
        is_cut_off = error.reason in _CUT_OFF and error.start > len(payload) - _MAX_CHARACTER_BYTES
        return payload[: error.start].decode(codec) if is_cut_off else None
