"""Word counts of a corpus: all that BPE training needs to know of its text.

A *word* here is a stretch of text that no BPE piece can leave. The text model keeps spaces (they attach to the
word that follows), gives newline, tab and carriage return ids of their own, lets no piece mix scripts and
spells digits one by one. Cutting at those places therefore changes no pair count of the training, and makes far
fewer distinct words than cutting at spaces.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

MAX_WORD_CHARACTERS = 128
"""Longer words (base64, unspaced scripts) are cut; no piece is nearly as long."""

# Only characters whose Unicode script is certain: letters of one script, and punctuation of script Common.
_LETTER = "A-Za-zÀ-ÖØ-öø-ſα-ωА-яぁ-ゖァ-ヺ一-鿿가-힣"
_PUNCTUATION = "!-/:-@\\[-`{-~‐-‧、。「」『』（），：；！？"
_SEPARATOR = "\x00\t\n\r▁▅\ud800-\udfff"
"""Never inside a word: own symbols of the model (newline, tab), characters SentencePiece keeps for itself
(NUL, U+2581, U+2585) and what UTF-8 cannot spell. Carriage return is left to its byte."""
_OTHER = f"[^ 0-9{_LETTER}{_PUNCTUATION}{_SEPARATOR}]"
_WORD = re.compile(
    f" *(?:[0-9]"
    f"|(?:[{_LETTER}]+(?![{_PUNCTUATION}])|[{_PUNCTUATION}]+(?![{_LETTER}])|{_OTHER}+)+[{_LETTER}{_PUNCTUATION}]?"
    f"|[{_LETTER}{_PUNCTUATION}])| +"
)
"""Spaces, then one digit or a stretch in which no letter touches punctuation."""


def count_words(text: str) -> Counter[str]:
    """How often each word occurs in ``text``; leading spaces belong to the word after them.

    ``count_words("to be  be")`` is ``{"to": 1, " be": 1, "  be": 1}``.
    """
    counts: Counter[str] = Counter(_WORD.findall(text))
    for word in [word for word in counts if len(word) > MAX_WORD_CHARACTERS]:
        times = counts.pop(word)
        for start in range(0, len(word), MAX_WORD_CHARACTERS):
            counts[word[start : start + MAX_WORD_CHARACTERS]] += times
    return counts


def temper(counts: Mapping[str, Mapping[str, int]], temperature: float) -> Counter[str]:
    """Word counts of all languages together, each language scaled to ``share ** temperature`` of the total.

    ``counts`` maps a language to its word counts. The result is exact integer arithmetic: each count is at
    least 1 and the total is that of the input (more only where a language has more distinct words than its new
    share has occurrences). It depends neither on the order of languages nor on that of words. A temperature
    of 1 leaves the counts as they are; smaller ones lift rare languages (Conneau & Lample 2019, section 3.1).
    """
    if not 0 < temperature <= 1:
        raise ValueError(f"language temperature must be over 0 and at most 1, not {temperature}")
    languages = sorted(language for language, words in counts.items() if words)
    totals = [sum(counts[language].values()) for language in languages]
    merged: Counter[str] = Counter()
    if temperature == 1:
        targets = totals
    else:
        # Powers are rounded to 40 bits so that the last place of pow(), which differs by machine, is lost.
        weights = [round((total / sum(totals)) ** temperature * 2**40) for total in totals]
        targets = _apportion(sum(totals), weights)
    for language, total, target in zip(languages, totals, targets, strict=True):
        words = counts[language]
        if target == total:
            merged.update(words)
            continue
        order = sorted(words)
        for word, scaled in zip(order, _apportion(target, [words[word] for word in order]), strict=True):
            merged[word] += scaled
    return merged


def _apportion(total: int, weights: Sequence[int]) -> list[int]:
    """Integers >= 1 in proportion to ``weights`` (each >= 1) that sum to ``total``, or to ``len(weights)`` if more.

    Largest remainders, ties to the earlier place; whatever would get less than 1 gets 1 first.
    """
    if total <= len(weights):
        return [1] * len(weights)
    mass, rest = sum(weights), total
    floor = 0  # weights up to this one get 1
    for weight in sorted(weights):
        if weight * rest >= mass:
            break
        floor, mass, rest = weight, mass - weight, rest - 1
    shares = [1 if weight <= floor else weight * rest // mass for weight in weights]
    by_remainder = sorted(
        (place for place, weight in enumerate(weights) if weight > floor),
        key=lambda place: (-(weights[place] * rest % mass), place),
    )
    for place in by_remainder[: total - sum(shares)]:
        shares[place] += 1
    return shares
