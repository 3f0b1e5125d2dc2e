"""Which language a text is in."""

import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Any, Protocol

import pycld2

UNKNOWN = "und"
"""ISO 639-2's code for a language that is not determined."""

_SAMPLE_CHARACTERS = 20_000
"""A longer text is judged by its beginning."""
_RENAMED = {"iw": "he", "jw": "jv", "in": "id", "mo": "ro", "zh-Hant": "zh", "sr-ME": "sr", "nb": "no"}
_TOYS = {"un", "xxx", "zzb", "zze", "zzh", "zzp", "tlh"}
"""CLD2's codes for no language, and for its jokes."""


class LanguageModel(Protocol):
    """Anything that names the language of a text."""

    def __call__(self, text: str) -> tuple[str, float]:
        """ISO 639-1 code (639-3 where there is none) or ``und``, and a score from 0 to 1."""
        ...


def cld2_language(text: str) -> tuple[str, float]:
    """Compact Language Detector 2: (ISO 639 code, share of the text's bytes in that language, 0 to 1).

    ``("und", 0.0)`` when CLD2 calls its own answer unreliable or knows only the script.
    """
    sample = text[:_SAMPLE_CHARACTERS]
    try:
        reliable, _, found = pycld2.detect(sample, bestEffort=True)
    except (pycld2.error, UnicodeEncodeError):
        reliable, _, found = pycld2.detect(_interchangeable(sample), bestEffort=True)
    code, percent = found[0][1], found[0][2]
    if not reliable or code in _TOYS or code.startswith("xx-"):
        return UNKNOWN, 0.0
    return _RENAMED.get(code, code), percent / 100


def _interchangeable(text: str) -> str:
    """``text`` without what CLD2 refuses: control characters, surrogates and noncharacters."""
    return "".join(
        character
        for character in text
        if character in "\t\n\r" or not (unicodedata.category(character) in ("Cc", "Cs") or _noncharacter(character))
    )


def _noncharacter(character: str) -> bool:
    code = ord(character)
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


class FastTextLanguage:
    """A fastText identifier such as lid.176 or GlotLID, loaded from ``path`` when made (hundreds of MB).

    Labels are read as ``__label__en``, ``__label__eng_Latn`` or ``__label__zh-Hant``; the part before the
    script is the code, in ISO 639-1 where there is one.
    """

    def __init__(self, path: str) -> None:
        import fasttext

        # The model's own method refuses a text with a line break; the binding under it does as well, so the
        # breaks are replaced before the call.
        self._predict: Callable[..., Any] = fasttext.load_model(path).predict

    def __call__(self, text: str) -> tuple[str, float]:
        """(ISO 639 code, the model's probability clipped to 0..1); ``("und", 0.0)`` for a text without words."""
        sample = text[:_SAMPLE_CHARACTERS].replace("\n", " ").replace("\x00", " ").strip()
        if not sample:
            return UNKNOWN, 0.0
        labels, scores = self._predict(sample.encode("utf-8", "replace").decode("utf-8"))
        if not labels:
            return UNKNOWN, 0.0
        code = labels[0].removeprefix("__label__").replace("-", "_").split("_")[0]
        return _shorter_codes().get(code, code), min(1.0, max(0.0, float(scores[0])))


@cache
def _shorter_codes() -> dict[str, str]:
    codes = _LONG_AND_SHORT_CODES.split()
    return dict(zip(codes[::2], codes[1::2], strict=True))


_LONG_AND_SHORT_CODES = """
    afr af amh am arb ar ara ar asm as aze az azj az bel be ben bn bos bs bul bg cat ca ces cs cym cy dan da
    deu de ell el eng en epo eo est et ekk et eus eu fas fa pes fa fin fi fra fr gle ga glg gl guj gu hau ha
    heb he hin hi hrv hr hun hu hye hy ibo ig ind id isl is ita it jav jv jpn ja kan kn kat ka kaz kk khm km
    kir ky kor ko kur ku kmr ku lao lo lat la lav lv lvs lv lit lt ltz lb mal ml mar mr mkd mk mlt mt mon mn
    khk mn msa ms zsm ms mya my nep ne npi ne nld nl nob no nno nn nor no oci oc ori or ory or pan pa pol pl
    por pt pus ps pbt ps ron ro rus ru san sa sin si slk sk slv sl som so spa es sqi sq als sq srp sr sun su
    swa sw swh sw swe sv tam ta tat tt tel te tgk tg tgl tl tha th tir ti tuk tk tur tr uig ug ukr uk urd ur
    uzb uz uzn uz vie vi xho xh yid yi ydd yi yor yo zho zh cmn zh zul zu
"""
"""ISO 639-3 codes, macrolanguages and their usual members, each before its ISO 639-1 code."""
