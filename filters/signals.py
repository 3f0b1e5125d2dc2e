"""Signals over the text of one document: measurements that rules put thresholds on. They decide nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..schemas.document import Role, SegmentKind
from .language import LanguageModel, cld2_language
from .profiles import stop_word_hashes
from .repetition import line_repetition, ngram_repetition
from .words import Words, words

_ELLIPSES = ("...", "…")
_BULLETS = ("•", "‣", "⁃", "◦", "▪", "▫", "●", "○", "■", "□", "·", "►", "▶", "➢", "– ", "- ", "* ", "+ ")
_SENTENCE_ENDS = tuple(".!?…。．！？｡؟۔।॥։።။។‼‽⁇⁈⁉")
_CLOSING = "\"'”’»›)]}）」』】》"
"""What may stand behind the mark that ends a sentence."""
_ASIDE = frozenset({Role.CAPTION.value, Role.TRANSCRIPT.value})


@dataclass(frozen=True, slots=True)
class TextSignals:
    """One value for each field of ``schemas.tables.TEXT_SIGNALS``, under the same name.

    *Words* are defined in ``words``, repetition in ``repetition``; *lines* are stripped and not blank;
    *paragraphs* are separated by blank lines. Every ratio and share of an empty text is 0.
    """

    language: str
    """ISO 639 code; ``und`` when unknown."""
    language_score: float
    """Share of the text in that language, 0 to 1 (or the probability a fastText model gives)."""
    characters: int
    """Code points of the text, spaces and all."""
    words: int
    mean_word_length: float
    """Letters, marks and digits a word."""
    hash_ratio: float
    """``#`` a word."""
    ellipsis_ratio: float
    """``...`` and ``…`` a word."""
    bullet_lines: float
    """Share of lines that start with a bullet; ``-``, ``*``, ``+`` and ``–`` are bullets before a space."""
    ellipsis_lines: float
    """Share of lines that end with an ellipsis."""
    ended_lines: float
    """Share of lines that end with a mark that ends a sentence, closing quotes and brackets aside."""
    alpha_words: float
    """Share of words with a letter in them."""
    stop_words: int
    """Distinct stop words of the language, see ``profiles``; case aside."""
    dup_line_fraction: float
    dup_line_characters: float
    dup_paragraph_fraction: float
    dup_paragraph_characters: float
    top_2gram: float
    top_3gram: float
    top_4gram: float
    dup_5gram: float
    dup_6gram: float
    dup_7gram: float
    dup_8gram: float
    dup_9gram: float
    dup_10gram: float


def document_text(
    kinds: Sequence[str], roles: Sequence[str], texts: Sequence[str], joints: Sequence[str | None]
) -> str:
    """The text that signals are taken over: text segments joined by blank lines, parts of a paragraph by their joints.

    Captions and transcripts stay out: a photo credit under every picture is no sign of a bad page. The four
    sequences are parallel, one entry a segment; kinds and roles are spelled as in the documents table.
    """
    pieces: list[str] = []
    for kind, role, text, joint in zip(kinds, roles, texts, joints, strict=True):
        if kind == SegmentKind.TEXT and role not in _ASIDE and text:
            pieces += ("\n\n" if joint is None else joint, text)
    return "".join(pieces[1:])


def aside_text(kinds: Sequence[str], roles: Sequence[str], texts: Sequence[str]) -> str:
    """Captions and transcripts joined by blank lines: all that is written in a document without other text."""
    return "\n\n".join(
        text
        for kind, role, text in zip(kinds, roles, texts, strict=True)
        if kind == SegmentKind.TEXT and role in _ASIDE and text
    )


def text_signals(text: str, language: LanguageModel = cld2_language) -> TextSignals:
    """Every signal of ``text``, which is ``document_text`` of a document; ``language`` names its language."""
    found = words(text)
    code, score = language(text)
    lines, paragraphs = lines_and_paragraphs(text)
    repeated_lines = line_repetition(lines)
    repeated_paragraphs = line_repetition(paragraphs) if len(paragraphs) < len(lines) else repeated_lines
    repetition = ngram_repetition(found)
    per_word = 1 / max(1, len(found))
    per_line = 1 / max(1, len(lines))
    return TextSignals(
        language=code,
        language_score=score,
        characters=len(text),
        words=len(found),
        mean_word_length=int(found.lengths.sum()) * per_word,
        hash_ratio=text.count("#") * per_word,
        ellipsis_ratio=sum(map(text.count, _ELLIPSES)) * per_word,
        bullet_lines=sum(line.startswith(_BULLETS) for line in lines) * per_line,
        ellipsis_lines=sum(line.endswith(_ELLIPSES) for line in lines) * per_line,
        ended_lines=sum(line.rstrip(_CLOSING).endswith(_SENTENCE_ENDS) for line in lines) * per_line,
        alpha_words=int(np.count_nonzero(found.alphabetic)) * per_word,
        stop_words=stop_word_count(found, code),
        dup_line_fraction=repeated_lines.fraction,
        dup_line_characters=repeated_lines.characters,
        dup_paragraph_fraction=repeated_paragraphs.fraction,
        dup_paragraph_characters=repeated_paragraphs.characters,
        top_2gram=repetition.top[0],
        top_3gram=repetition.top[1],
        top_4gram=repetition.top[2],
        dup_5gram=repetition.duplicate[0],
        dup_6gram=repetition.duplicate[1],
        dup_7gram=repetition.duplicate[2],
        dup_8gram=repetition.duplicate[3],
        dup_9gram=repetition.duplicate[4],
        dup_10gram=repetition.duplicate[5],
    )


def stop_word_count(found: Words, language: str) -> int:
    """How many different stop words of ``language`` are among the words."""
    return int((stop_word_hashes(language)[:, None] == found.hashes).any(axis=1).sum())


def lines_and_paragraphs(text: str) -> tuple[list[str], list[str]]:
    """The stripped lines that are not blank, and the paragraphs: such lines between blank ones, joined."""
    lines: list[str] = []
    paragraphs: list[str] = []
    begin = 0
    for line in [*text.split("\n"), ""]:
        if stripped := line.strip():
            lines.append(stripped)
        elif begin < len(lines):
            paragraphs.append("\n".join(lines[begin:]))
            begin = len(lines)
    return lines, paragraphs
