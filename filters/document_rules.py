"""Rules that drop whole documents. Every threshold is a field; its default is the source's number."""

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from .facts import DocumentFacts, directives
from .profiles import profile
from .repetition import DUPLICATE_SIZES, TOP_SIZES
from .scores import ScoreBounds

_LANGUAGE_CODE = re.compile(r"[a-z]{2,3}")
_WITHOUT_SENTENCE_ENDS = frozenset({"th", "lo"})
"""A space ends a sentence in Thai and in Lao."""


class DocumentRule(ABC):
    """A question about a document; the answer is why it goes, or None."""

    @property
    @abstractmethod
    def reasons(self) -> tuple[str, ...]:
        """Every reason the rule can give; known of its class, unless thresholds name them."""

    @abstractmethod
    def reason(self, document: DocumentFacts) -> str | None:
        """Why the document is dropped; None to keep it."""


@dataclass(frozen=True)
class OptOut(DocumentRule):
    """The owner of the page asks that it is not used for training.

    ``noai`` and ``noml`` are the directives that sites set in robots meta tags and headers (``noai`` also stands for
    an ai.txt that keeps its text), ``tdm-reservation`` is the W3C text and data mining reservation protocol,
    ``train-ai=n`` and the like are refusals of Content-Usage, ``ai-train=no`` is that of Content-Signal. ``none``
    is robots' short form of "noindex, nofollow" and is taken as the wish to be left out. ``noindex`` alone speaks of
    search results, and is no reason unless it is named.
    """

    directives: tuple[str, ...] = (
        "noai",
        "noml",
        "none",
        "tdm-reservation",
        "train-ai=n",
        "train-genai=n",
        "bots=n",
        "ai=n",
        "ai-train=no",
    )

    reasons: ClassVar[tuple[str, ...]] = ("opt_out",)

    def reason(self, document: DocumentFacts) -> str | None:
        """``opt_out`` when the page sets one of the directives."""
        asked = {directive.casefold() for directive in self.directives}
        return "opt_out" if asked & directives(document.opt_outs) else None


@dataclass(frozen=True)
class Language(DocumentRule):
    """Keep some languages only; 0.65 is the score FineWeb and DCLM ask for (arXiv 2406.17557, 2406.11794)."""

    allow: tuple[str, ...] = ()
    """ISO 639 codes; empty allows every language that was determined, and no ``und``."""
    min_score: float = 0.65

    reasons: ClassVar[tuple[str, ...]] = ("language_unknown", "language_not_allowed", "language_uncertain")

    def __post_init__(self) -> None:
        for code in self.allow:
            if not _LANGUAGE_CODE.fullmatch(code):
                raise ValueError(f"{code!r} is no ISO 639 code, such as 'en', 'zh' or 'und'")

    def reason(self, document: DocumentFacts) -> str | None:
        """A language that is unknown (unless ``und`` is allowed), not wanted, or only part of the text."""
        language = document.text.language
        if language in self.allow and language == "und":
            return None
        if language == "und":
            return "language_unknown"
        if self.allow and language not in self.allow:
            return "language_not_allowed"
        if document.text.language_score < self.min_score:
            return "language_uncertain"
        return None


@dataclass(frozen=True)
class MinWords(DocumentRule):
    """A floor on words where nothing else is asked of the text; captions and transcripts count."""

    words: int = 10

    reasons: ClassVar[tuple[str, ...]] = ("too_few_words",)

    def reason(self, document: DocumentFacts) -> str | None:
        """``too_few_words`` below the floor."""
        return "too_few_words" if document.words < self.words else None


@dataclass(frozen=True)
class GopherQuality(DocumentRule):
    """Is this prose? Rae et al. 2021 (arXiv 2112.11446), section A.1.1, fitted to pages with media and to languages.

    Words are counted over all text of the document, captions and transcripts included. A page with at least
    ``min_media`` media is a gallery and needs only ``min_words_with_media`` of them. The measures of prose are
    asked of the running text (without captions and transcripts) when that alone has ``min_words`` words; of
    fewer, a share says little.
    """

    min_words: int = 50
    max_words: int = 100_000
    min_media: int = 3
    min_words_with_media: int = 10
    min_mean_word_length: float | None = None
    """Characters; None: the language's own (3 for English, see ``profiles``)."""
    max_mean_word_length: float | None = None
    """Characters; None: the language's own (10 for English)."""
    max_hash_ratio: float = 0.1
    max_ellipsis_ratio: float = 0.1
    max_bullet_lines: float = 0.9
    max_ellipsis_lines: float = 0.3
    min_alpha_words: float = 0.8
    min_stop_words: int = 2
    """Different stop words of the language; not asked of a language without a list."""

    reasons: ClassVar[tuple[str, ...]] = (
        "gopher_too_few_words",
        "gopher_too_many_words",
        "gopher_short_words",
        "gopher_long_words",
        "gopher_hashes",
        "gopher_ellipses",
        "gopher_bullet_lines",
        "gopher_ellipsis_lines",
        "gopher_alpha_words",
        "gopher_stop_words",
    )

    def reason(self, document: DocumentFacts) -> str | None:
        """The first measure out of its range."""
        text = document.text
        gallery = document.media >= self.min_media
        if document.words < (self.min_words_with_media if gallery else self.min_words):
            return "gopher_too_few_words"
        if text.words > self.max_words:
            return "gopher_too_many_words"
        if text.words < self.min_words:
            return None
        expected = profile(text.language)
        shortest, longest = expected.mean_word_length or (0.0, float("inf"))
        if text.mean_word_length < _or_else(self.min_mean_word_length, shortest):
            return "gopher_short_words"
        if text.mean_word_length > _or_else(self.max_mean_word_length, longest):
            return "gopher_long_words"
        if text.hash_ratio > self.max_hash_ratio:
            return "gopher_hashes"
        if text.ellipsis_ratio > self.max_ellipsis_ratio:
            return "gopher_ellipses"
        if text.bullet_lines > self.max_bullet_lines:
            return "gopher_bullet_lines"
        if text.ellipsis_lines > self.max_ellipsis_lines:
            return "gopher_ellipsis_lines"
        if text.alpha_words < self.min_alpha_words:
            return "gopher_alpha_words"
        if expected.stop_words and text.stop_words < self.min_stop_words:
            return "gopher_stop_words"
        return None


@dataclass(frozen=True)
class GopherRepetition(DocumentRule):
    """Does the page repeat itself? Rae et al. 2021 (arXiv 2112.11446), table A1.

    What exactly is measured, and where implementations differ, is written in ``repetition``.
    """

    max_dup_line_fraction: float = 0.30
    max_dup_paragraph_fraction: float = 0.30
    max_dup_line_characters: float = 0.20
    max_dup_paragraph_characters: float = 0.20
    max_top_2gram: float = 0.20
    max_top_3gram: float = 0.18
    max_top_4gram: float = 0.16
    max_dup_5gram: float = 0.15
    max_dup_6gram: float = 0.14
    max_dup_7gram: float = 0.13
    max_dup_8gram: float = 0.12
    max_dup_9gram: float = 0.11
    max_dup_10gram: float = 0.10

    measures: ClassVar[tuple[str, ...]] = (
        "dup_line_fraction",
        "dup_paragraph_fraction",
        "dup_line_characters",
        "dup_paragraph_characters",
        *(f"top_{n}gram" for n in TOP_SIZES),
        *(f"dup_{n}gram" for n in DUPLICATE_SIZES),
    )
    reasons: ClassVar[tuple[str, ...]] = tuple(f"gopher_{measure}" for measure in measures)

    def reason(self, document: DocumentFacts) -> str | None:
        """The first measure above its maximum."""
        for measure in self.measures:
            if getattr(document.text, measure) > getattr(self, f"max_{measure}"):
                return f"gopher_{measure}"
        return None


@dataclass(frozen=True)
class FineWebDuplicateLines(DocumentRule):
    """FineWeb (arXiv 2406.17557, section 3.6): a tenth of the characters in repeated lines is too much.

    The paper's number. Its released code drops above 0.01, which pages with menus seldom pass.
    """

    max_dup_line_characters: float = 0.1

    reasons: ClassVar[tuple[str, ...]] = ("fineweb_dup_line_characters",)

    def reason(self, document: DocumentFacts) -> str | None:
        """At the maximum a page goes, as in the paper."""
        over = document.text.dup_line_characters >= self.max_dup_line_characters
        return "fineweb_dup_line_characters" if over else None


@dataclass(frozen=True)
class FineWebLineEnds(DocumentRule):
    """FineWeb (arXiv 2406.17557, section 3.6): a page of which so few lines end a sentence is a list, not prose.

    Not asked of languages that are written without such marks, nor of a page without running text.
    """

    min_ended_lines: float = 0.12

    reasons: ClassVar[tuple[str, ...]] = ("fineweb_line_ends",)

    def reason(self, document: DocumentFacts) -> str | None:
        """At the minimum a page goes, as in the paper."""
        text = document.text
        is_asked = text.words > 0 and text.language not in _WITHOUT_SENTENCE_ENDS
        return "fineweb_line_ends" if is_asked and text.ended_lines <= self.min_ended_lines else None


@dataclass(frozen=True)
class Duplicates(DocumentRule):
    """Of a cluster of duplicates one survives; the others go.

    Documents are near duplicates when their shingles' Jaccard similarity is high enough, see ``minhash``.
    """

    kinds: tuple[str, ...] = ("exact", "near")

    reasons: ClassVar[tuple[str, ...]] = ("duplicate_exact", "duplicate_near")

    def reason(self, document: DocumentFacts) -> str | None:
        """``duplicate_exact`` or ``duplicate_near``."""
        return f"duplicate_{document.duplicate}" if document.duplicate in self.kinds else None


@dataclass(frozen=True)
class Contamination(DocumentRule):
    """The page holds text of an evaluation set: 13-grams, as for GPT-3 (Brown et al. 2020, appendix C)."""

    max_ngrams: int = 0

    reasons: ClassVar[tuple[str, ...]] = ("contaminated",)

    def reason(self, document: DocumentFacts) -> str | None:
        """``contaminated`` above the allowed number of shared n-grams."""
        return "contaminated" if document.contaminated_ngrams > self.max_ngrams else None


@dataclass(frozen=True)
class MaxPii(DocumentRule):
    """A page with many addresses or numbers is a directory; Dolma drops above 5 (arXiv 2402.00159)."""

    spans: int = 5

    reasons: ClassVar[tuple[str, ...]] = ("too_much_pii",)

    def reason(self, document: DocumentFacts) -> str | None:
        """``too_much_pii`` above the allowed number of spans."""
        return "too_much_pii" if document.pii_spans > self.spans else None


@dataclass(frozen=True)
class DocumentScores(ScoreBounds, DocumentRule):
    """Scores of whole documents that a published set came with, such as OmniCorpus' ``toxic_prob``, within bounds."""

    def reason(self, document: DocumentFacts) -> str | None:
        """``<score>_too_low`` or ``<score>_too_high``; a document without the score is not judged."""
        return self.broken_by(document.scores)


def _or_else(chosen: float | None, default: float) -> float:
    return default if chosen is None else chosen
