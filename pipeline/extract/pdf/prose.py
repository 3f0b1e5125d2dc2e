"""Lines to running text: hyphens at line ends are taken back where the word was one."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from .lines import over_the_end

_HYPHENS = "-\u2010\u00ad"
_LAST_WORD = re.compile(r"(\w+)[-\u2010\u00ad]$")
_MAX_WORD_CHARACTERS = 200
_FIRST_WORD = re.compile(r"^\w+")
_WORD = re.compile(r"\w+(?:[-\u2010]\w+)*")


class Hyphenation:
    """Decides by the words of the whole document: what is written in one piece elsewhere was one word here."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._words: Counter[str] = Counter()
        for line in lines:
            self._words.update(word.casefold().replace("\u2010", "-") for word in _WORD.findall(line))

    def running(self, lines: Sequence[str]) -> str:
        """The lines as one text."""
        text = ""
        for line in lines:
            text = self.joined(text, line)
        return text.replace("\u00ad", "")

    def joined(self, text: str, line: str) -> str:
        """``text`` with ``line`` behind it."""
        before, after = _last_word(text), _FIRST_WORD.match(line)
        if not text or not line:
            return text or line
        if before is None or after is None:
            return over_the_end(text, line)
        if text.endswith("\u00ad"):
            return text[:-1] + line
        return (text[:-1] if self._was_one_word(before[1], after[0]) else text) + line

    def _was_one_word(self, before: str, after: str) -> bool:
        if not after[0].islower() or not before[-1].isalpha():
            return False
        whole = self._words[(before + after).casefold()]
        hyphened = self._words[f"{before}-{after}".casefold()]
        return whole >= hyphened


def ends_hyphened(text: str) -> bool:
    """Whether the text ends inside a word."""
    return _last_word(text) is not None and text[-1] in _HYPHENS


def _last_word(text: str) -> re.Match[str] | None:
    """The word that the text ends inside, looked for in its end alone: a paragraph grows line by line."""
    return _LAST_WORD.search(text, max(len(text) - _MAX_WORD_CHARACTERS, 0))
