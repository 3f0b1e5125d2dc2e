"""Every threshold of every rule beside the value it was asked about, for one document."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from ...filters.document_rules import (
    Contamination,
    DocumentRule,
    DocumentScores,
    Duplicates,
    FineWebDuplicateLines,
    FineWebLineEnds,
    GopherQuality,
    Language,
    MaxPii,
    MinWords,
    OptOut,
)
from ...filters.facts import DocumentFacts, SegmentFacts
from ...filters.profiles import profile
from ...filters.rules import Rule
from ...filters.segment_rules import SegmentRule
from ...filters.selection import decide
from ...filters.signals import TextSignals


@dataclass(frozen=True)
class Check:
    """One threshold. ``passed`` is None where the rule did not ask it of this document."""

    rule: str
    threshold: str
    limit: str
    signal: str
    value: str
    passed: bool | None


@dataclass(frozen=True)
class Verdict:
    """What a document rule says of the document as a whole, with its thresholds."""

    rule: str
    reason: str | None
    checks: tuple[Check, ...]


_SIGNS = {"max_ngrams": "≤ ", "spans": "≤ ", "words": "≥ ", "max_dup_line_characters": "< "}
"""How a threshold that is its rule's only one is compared; the others are lists of names."""


def staying_segments(rules: Sequence[Rule], segments: Sequence[SegmentFacts]) -> list[SegmentFacts]:
    """The segments that the segment rules among ``rules`` leave."""
    wanted = [rule for rule in rules if isinstance(rule, SegmentRule)]
    if not segments:
        return []
    kept = set(decide(wanted, _NOTHING, segments).segments)
    return [segment for segment in segments if segment.index in kept]


def verdicts(names: Sequence[str], rules: Sequence[Rule], facts: DocumentFacts) -> tuple[Verdict, ...]:
    """Each document rule's answer and thresholds, in the order of the recipe."""
    return tuple(
        Verdict(name, rule.reason(facts), tuple(_checks(name, rule, facts)))
        for name, rule in zip(names, rules, strict=True)
        if isinstance(rule, DocumentRule)
    )


def _checks(name: str, rule: DocumentRule, facts: DocumentFacts) -> list[Check]:
    """One check a threshold; a threshold alone in its way of asking is decided by the rule itself."""
    match rule:
        case OptOut():
            return [
                _whole(
                    name,
                    rule,
                    facts,
                    threshold="directives",
                    signal="opt_outs",
                    value=", ".join(facts.opt_outs) or "none",
                )
            ]
        case Duplicates():
            return [_whole(name, rule, facts, threshold="kinds", signal="duplicate", value=facts.duplicate or "no")]
        case Contamination():
            return [
                _whole(
                    name,
                    rule,
                    facts,
                    threshold="max_ngrams",
                    signal="shared n-grams",
                    value=str(facts.contaminated_ngrams),
                )
            ]
        case MaxPii():
            return [_whole(name, rule, facts, threshold="spans", signal="pii spans", value=str(facts.pii_spans))]
        case MinWords():
            return [_whole(name, rule, facts, threshold="words", signal="words that stay", value=str(facts.words))]
        case FineWebDuplicateLines():
            value = _spelled(facts.text.dup_line_characters)
            return [
                _whole(
                    name, rule, facts, threshold="max_dup_line_characters", signal="dup_line_characters", value=value
                )
            ]
        case FineWebLineEnds():
            value = _spelled(facts.text.ended_lines)
            return [_whole(name, rule, facts, threshold="min_ended_lines", signal="ended_lines", value=value)]
        case Language():
            allowed = not rule.allow or facts.text.language in rule.allow
            known = facts.text.language != "und" or "und" in rule.allow
            limit = ", ".join(rule.allow) or "any that is known"
            return [
                Check(name, "allow", limit, "language", facts.text.language, allowed and known),
                _bound(name, "min_score", rule.min_score, "language_score", facts.text.language_score),
            ]
        case DocumentScores():
            return [
                _score(name, f"{side}.{score}", bound, score, facts)
                for side, bounds in (("min", rule.min), ("max", rule.max))
                for score, bound in bounds
            ]
        case GopherQuality():
            return _gopher_checks(name, rule, facts)
        case _:
            return [
                _bound(name, field.name, getattr(rule, field.name), field.name[4:], getattr(facts.text, field.name[4:]))
                for field in fields(rule)  # type: ignore[arg-type]
            ]


def _gopher_checks(name: str, rule: GopherQuality, facts: DocumentFacts) -> list[Check]:
    gallery = facts.media >= rule.min_media
    floor = "min_words_with_media" if gallery else "min_words"
    checks = [
        _bound(name, floor, getattr(rule, floor), "words that stay", facts.words),
        _bound(name, "max_words", rule.max_words, "words", facts.text.words),
    ]
    expected = profile(facts.text.language)
    shortest, longest = expected.mean_word_length or (0.0, float("inf"))
    of_language = {"min_mean_word_length": shortest, "max_mean_word_length": longest}
    asked = facts.text.words >= rule.min_words
    for field in fields(rule):
        measure = field.name[4:]
        if "words_with" in field.name or field.name in ("min_words", "max_words", "min_media"):
            continue
        limit = getattr(rule, field.name)
        limit = of_language[field.name] if limit is None else limit
        check = _bound(name, field.name, limit, measure, getattr(facts.text, measure))
        applies = asked and (measure != "stop_words" or bool(expected.stop_words))
        checks.append(check if applies else replace(check, passed=None))
    return checks


def _whole(name: str, rule: DocumentRule, facts: DocumentFacts, *, threshold: str, signal: str, value: str) -> Check:
    """A threshold that is its rule's only one: the rule itself decides."""
    limit = _spelled(getattr(rule, threshold))
    return Check(name, threshold, f"{_SIGNS.get(threshold, '')}{limit}", signal, value, rule.reason(facts) is None)


def _bound(name: str, threshold: str, limit: float, signal: str, value: float) -> Check:
    is_least = threshold.startswith("min")
    passed = value >= limit if is_least else value <= limit
    sign = "≥" if is_least else "≤"
    return Check(name, threshold, f"{sign} {_spelled(limit)}", signal, _spelled(value), passed)


def _score(name: str, threshold: str, bound: float, score: str, facts: DocumentFacts) -> Check:
    """A bound of a score; a document without the score is not judged by it."""
    check = _bound(name, threshold, bound, score, facts.scores.get(score, bound))
    return check if score in facts.scores else replace(check, value="none", passed=None)


def _spelled(value: Any) -> str:
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value)) or "none"
    if isinstance(value, float):
        return f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else str(value)


_NOTHING = DocumentFacts(TextSignals(**{field.name: 0 for field in fields(TextSignals)} | {"language": "und"}))  # type: ignore[arg-type]
