"""The rules by name, and how a recipe's mapping becomes a list of them."""

import difflib
import math
import types
import typing
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, Field, fields
from typing import Any

from .document_rules import (
    Contamination,
    DocumentRule,
    DocumentScores,
    Duplicates,
    FineWebDuplicateLines,
    FineWebLineEnds,
    GopherQuality,
    GopherRepetition,
    Language,
    MaxPii,
    MinWords,
    OptOut,
)
from .scores import Bounds
from .segment_rules import (
    AudioLoudness,
    AudioSilence,
    AudioSpeech,
    ImageAspect,
    ImageOptOut,
    ImageSize,
    MediaDuration,
    MediaScores,
    SegmentRule,
    VideoMotion,
)

Rule = DocumentRule | SegmentRule

RULES: dict[str, type[DocumentRule] | type[SegmentRule]] = {
    "opt_out": OptOut,
    "image_opt_out": ImageOptOut,
    "image_size": ImageSize,
    "image_aspect": ImageAspect,
    "media_duration": MediaDuration,
    "audio_silence": AudioSilence,
    "audio_loudness": AudioLoudness,
    "audio_speech": AudioSpeech,
    "video_motion": VideoMotion,
    "media_scores": MediaScores,
    "document_scores": DocumentScores,
    "language": Language,
    "min_words": MinWords,
    "gopher_quality": GopherQuality,
    "gopher_repetition": GopherRepetition,
    "fineweb_duplicate_lines": FineWebDuplicateLines,
    "fineweb_line_ends": FineWebLineEnds,
    "max_pii": MaxPii,
    "duplicates": Duplicates,
    "contamination": Contamination,
}
"""Every rule a recipe can name."""

DEFAULT_RULES: dict[str, dict[str, Any]] = {
    "opt_out": {},
    "image_opt_out": {},
    "image_size": {},
    "image_aspect": {},
    "media_duration": {},
    "audio_silence": {},
    "gopher_quality": {},
    "gopher_repetition": {},
    "duplicates": {},
    "contamination": {},
}
"""What a recipe without rules of its own asks."""


class RuleError(ValueError):
    """A rule or threshold that does not exist or has the wrong type. The message is for the recipe's author."""


def parse_rules(mapping: Mapping[str, Any] | None, where: str = "rules") -> list[Rule]:
    """The rules of ``mapping`` (name to thresholds), in its order; those of ``DEFAULT_RULES`` for None.

    ``where`` names the mapping in messages. Thresholds that are not given keep their defaults; a rule without
    any may be written ``name: {}`` or, in YAML, ``name:``. Raises RuleError.
    """
    if mapping is None:
        mapping = DEFAULT_RULES
    rules: list[Rule] = []
    for name, thresholds in mapping.items():
        if name not in RULES:
            raise RuleError(f"{where}: there is no rule {name!r}{_suggestion(name, RULES)}")
        if thresholds is not None and not isinstance(thresholds, Mapping):
            raise RuleError(f"{where}.{name}: expected thresholds by name, as in {{}}, not {thresholds!r}")
        rules.append(_make(RULES[name], thresholds or {}, f"{where}.{name}"))
    return rules


def rule_reasons(rules: Sequence[Rule]) -> tuple[str, ...]:
    """Every reason the rules can give, in their order: what has not been seen after a run has not fired."""
    return tuple(dict.fromkeys(reason for rule in rules for reason in rule.reasons))


def rules_json_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a recipe's ``rules``, for editors."""
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            name: {
                "description": (kind.__doc__ or "").strip().split("\n")[0],
                "type": ["object", "null"],
                "additionalProperties": False,
                "properties": {
                    field.name: {
                        **_json_type(types_[field.name], may_be_negative=_is_level(field.name)),
                        "default": {} if types_[field.name] == Bounds else _json_value(field.default),
                    }
                    for field in _thresholds(kind)
                },
            }
            for name, kind in RULES.items()
            for types_ in [typing.get_type_hints(kind)]
        },
    }


def _make(kind: type[Rule], thresholds: Mapping[str, Any], where: str) -> Rule:
    hints = typing.get_type_hints(kind)
    known = [field.name for field in _thresholds(kind)]
    values: dict[str, Any] = {}
    for name, value in thresholds.items():
        if name not in known:
            raise RuleError(f"{where}: there is no threshold {name!r}{_suggestion(name, known)}")
        values[name] = _checked(value, hints[name], f"{where}.{name}", may_be_negative=_is_level(name))
    try:
        return kind(**values)
    except ValueError as error:
        raise RuleError(f"{where}: {error}") from error


def _thresholds(kind: type[Rule]) -> tuple[Field[Any], ...]:
    return fields(kind)  # type: ignore[arg-type]


def _suggestion(name: object, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(str(name), list(known), n=1, cutoff=0.5)
    return f"; did you mean {near[0]!r}?" if near else f"; there are {', '.join(known)}"


def _is_level(threshold: str) -> bool:
    """Whether a threshold is in decibels below full scale, and so negative."""
    return threshold.endswith(("_lufs", "_dbfs"))


def _checked(value: Any, wanted: Any, where: str, *, may_be_negative: bool) -> Any:
    """``value`` as the threshold's type: int, float, tuple of strings, bounds, or None where that is allowed."""
    if wanted == Bounds:
        if not isinstance(value, Mapping) or not all(isinstance(name, str) for name in value):
            raise RuleError(f"{where}: expected numbers by the name of their score, not {value!r}")
        return tuple(
            (name, _checked(bound, float, f"{where}.{name}", may_be_negative=True)) for name, bound in value.items()
        )
    if typing.get_origin(wanted) is types.UnionType:
        if value is None:
            return None
        wanted = next(part for part in typing.get_args(wanted) if part is not types.NoneType)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if wanted is int:
        if not number or not float(value).is_integer():
            raise RuleError(f"{where}: expected a whole number, not {value!r}")
        value = int(value)
    elif wanted is float:
        if not number:
            raise RuleError(f"{where}: expected a number, not {value!r}")
        value = float(value)
    else:
        if not isinstance(value, list | tuple) or not all(isinstance(entry, str) for entry in value):
            quoted = isinstance(value, list) and any(isinstance(entry, bool) for entry in value)
            hint = "; put no, yes, on and off in quotes, which YAML reads as true or false" if quoted else ""
            raise RuleError(f"{where}: expected a list of strings, not {value!r}{hint}")
        return tuple(value)
    if not may_be_negative and not value >= 0:
        raise RuleError(f"{where}: expected 0 or more, not {value!r}")
    if math.isnan(value):
        raise RuleError(f"{where}: expected a number, not {value!r}")
    return value


def _json_type(wanted: Any, *, may_be_negative: bool) -> dict[str, Any]:
    if may_be_negative:
        return {"type": "number"}
    if wanted is int:
        return {"type": "integer", "minimum": 0}
    if wanted is float:
        return {"type": "number", "minimum": 0}
    if wanted == Bounds:
        return {"type": "object", "additionalProperties": {"type": "number"}}
    if wanted == float | None:
        return {"type": ["number", "null"], "minimum": 0}
    return {"type": "array", "items": {"type": "string"}}


def _json_value(default: Any) -> Any:
    if default is MISSING:
        raise TypeError("every threshold of a rule needs a default")
    return list(default) if isinstance(default, tuple) else default
