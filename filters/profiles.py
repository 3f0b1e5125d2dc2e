"""What ordinary prose looks like, language by language: very common words and how long words are.

Gopher's numbers (Rae et al. 2021, table A1) are for English. The idea behind them, that prose holds some of its
language's commonest words and that words have an ordinary length, carries over; the numbers do not.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from .words import words


@dataclass(frozen=True, slots=True)
class Profile:
    """What prose of one language has in common."""

    stop_words: tuple[str, ...] = ()
    """Very common words, as ``words`` finds them; empty where none are known, and then none are asked for."""
    mean_word_length: tuple[float, float] | None = (3.0, 10.0)
    """Plausible mean, in letters, marks and digits; None for scripts without spaces, where it says nothing."""


def profile(language: str) -> Profile:
    """The profile of an ISO 639 code; for one that has none, no stop words and any mean length from 2 to 14."""
    return PROFILES.get(language, _ANY)


@cache
def stop_word_hashes(language: str) -> NDArray[np.uint64]:
    """Sorted uint64 hashes of the language's stop words."""
    return np.unique(words(" ".join(profile(language).stop_words)).hashes)


_ANY = Profile(mean_word_length=(2.0, 14.0))


def _spaced(stop_words: str, shortest: float, longest: float) -> Profile:
    return Profile(tuple(stop_words.split()), (shortest, longest))


def _unspaced(stop_words: str) -> Profile:
    return Profile(tuple(stop_words.split()), None)


PROFILES: dict[str, Profile] = {
    "ar": _spaced("في من على إلى أن عن مع هذا هذه التي الذي كان لا ما", 3, 9),
    "bg": _spaced("на и да се в за от с не е са по като че", 3, 10),
    "ca": _spaced("de la i el que en a les els un una per amb del no", 3, 10),
    "cs": _spaced("a se v na je že s z do o i to ve pro", 3, 10),
    "da": _spaced("og i at det er en til på som af for med der den", 3, 11),
    "de": _spaced("der die und in den von zu das mit sich des auf für ist im dem nicht ein eine", 3, 12),
    "el": _spaced("και το να του η της με που την από για τα στο είναι ο οι", 3, 11),
    "en": _spaced("the be to of and that have with", 3, 10),
    "es": _spaced("de la que el en y a los se del las un por con una", 3, 10),
    "et": _spaced("ja on ei et ka see kui oma aga mis ta", 3, 12),
    "fa": _spaced("و در به از که این را با است برای آن یک", 2.5, 9),
    "fi": _spaced("ja on ei että se oli hän myös ovat mutta kun joka tai niin", 4, 14),
    "fr": _spaced("de la le et les des en un du une que est pour qui dans a par", 3, 10),
    "he": _spaced("של את על לא הוא זה עם גם היא כי אל או", 3, 9),
    "hi": _spaced("के में है की और से का को पर यह हैं ने कि एक", 2.5, 9),
    "hr": _spaced("i je u se na da su za od s koji a ne o", 3, 10),
    "hu": _spaced("a az és hogy nem is egy ez meg csak de van volt", 3, 12),
    "id": _spaced("yang dan di dengan untuk dari ini pada dalam itu tidak adalah ke akan", 3, 10),
    "it": _spaced("di e che la il in un a per è una sono non del con le", 3, 10),
    "ja": _unspaced("の に は を た が で て と し れ さ い る"),
    "km": _unspaced("ជា ក្នុ នេ បា មា និ ដែ"),
    "ko": _spaced("이 그 수 있는 것 및 등 더 한 하는 있다 위해 대한 또 할 것이다 그리고 그는", 2, 10),
    "lt": _spaced("ir kad yra į iš su tai bet ar kaip o per apie", 3, 12),
    "lv": _spaced("un ir ar par no ka uz lai bet kas to kā arī", 3, 12),
    "ms": _spaced("yang dan di dengan untuk dari ini pada dalam itu tidak adalah ke akan", 3, 10),
    "nl": _spaced("de en van het een in is dat op te met voor zijn niet", 3, 11),
    "no": _spaced("og i det er til på som en av for med at den har", 3, 11),
    "pl": _spaced("w i z na się do nie jest że to o po za jak od", 3, 11),
    "pt": _spaced("de a o que e do da em um para com não uma os no", 3, 10),
    "ro": _spaced("de și în a la cu pe din că nu care este o un mai", 3, 10),
    "ru": _spaced("и в не на что с он как это по но из у к за", 3, 11),
    "sk": _spaced("a v na sa je s že do z o to pre ako", 3, 10),
    "sl": _spaced("in je v na da se za so z ki pa tudi", 3, 10),
    "sr": _spaced("и је у се на да су за од који i je u se na da su za od koji", 3, 10),
    "sv": _spaced("och i att det som en på är av för med den till inte", 3, 11),
    "th": _unspaced("ที่ ใน และ เป็ ไม่ จะ ได้ มี ว่า ให้ นี้ ไป มา แต่"),
    "tr": _spaced("ve bir bu da de için ile çok olarak daha gibi ne o olan", 3, 12),
    "uk": _spaced("і в на що не з та у до це за як від про й", 3, 11),
    "vi": _spaced("và của là có các được cho trong một với không những người này", 2, 8),
    "zh": _unspaced("的 是 在 了 不 一 有 和 人 这 這 中 上 为 為 我"),
}
"""Stop words are among the commonest of each language; English has Gopher's own eight. Lengths bracket prose
widely: compounding languages (de, fi, nl, …) reach further up, languages with short written words (ko, vi) down."""
