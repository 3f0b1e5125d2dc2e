from typing import Any

import pytest

from weft.filters.document_rules import DocumentScores, Duplicates, GopherQuality, OptOut
from weft.filters.rules import DEFAULT_RULES, RULES, RuleError, parse_rules, rule_reasons, rules_json_schema
from weft.filters.segment_rules import AudioLoudness, ImageAspect, ImageSize, MediaScores


def test_rules_keep_the_order_of_the_recipe() -> None:
    rules = parse_rules({"image_size": {"min_side": 100}, "duplicates": {"kinds": ["exact"]}, "opt_out": None})
    assert rules == [ImageSize(min_side=100), Duplicates(kinds=("exact",)), OptOut()]


def test_a_recipe_without_rules_has_the_default_ones() -> None:
    assert [type(rule) for rule in parse_rules(None)] == [RULES[name] for name in DEFAULT_RULES]
    assert parse_rules({}) == []


def test_numbers_take_the_type_of_the_threshold() -> None:
    (quality, aspect) = parse_rules(
        {"gopher_quality": {"min_words": 20.0, "min_mean_word_length": 2}, "image_aspect": {"max_aspect": 4}}
    )
    assert quality == GopherQuality(min_words=20, min_mean_word_length=2.0)
    assert isinstance(quality, GopherQuality) and isinstance(quality.min_words, int)
    assert aspect == ImageAspect(max_aspect=4.0)
    assert parse_rules({"gopher_quality": {"min_mean_word_length": None}}) == [GopherQuality()]


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ({"gopher_qualty": {}}, "rules: there is no rule 'gopher_qualty'; did you mean 'gopher_quality'?"),
        (
            {"zzz": {}},
            "rules: there is no rule 'zzz'; there are opt_out, image_opt_out, image_size, image_aspect, "
            "media_duration, audio_silence, audio_loudness, audio_speech, video_motion, media_scores, "
            "document_scores, language, min_words, gopher_quality, gopher_repetition, fineweb_duplicate_lines, "
            "fineweb_line_ends, max_pii, duplicates, contamination",
        ),
        (
            {"image_size": {"min_sides": 3}},
            "rules.image_size: there is no threshold 'min_sides'; did you mean 'min_side'?",
        ),
        ({"image_size": {"zzz": 3}}, "rules.image_size: there is no threshold 'zzz'; there are min_side, max_side"),
        ({"image_size": {"min_side": "64"}}, "rules.image_size.min_side: expected a whole number, not '64'"),
        ({"image_size": {"min_side": 1.5}}, "rules.image_size.min_side: expected a whole number, not 1.5"),
        ({"image_size": {"min_side": True}}, "rules.image_size.min_side: expected a whole number, not True"),
        (
            {"image_size": {"min_side": float("inf")}},
            "rules.image_size.min_side: expected a whole number, not inf",
        ),
        ({"image_size": {"min_side": -1}}, "rules.image_size.min_side: expected 0 or more, not -1"),
        ({"image_aspect": {"max_aspect": [3]}}, "rules.image_aspect.max_aspect: expected a number, not [3]"),
        (
            {"image_aspect": {"max_aspect": float("nan")}},
            "rules.image_aspect.max_aspect: expected 0 or more, not nan",
        ),
        ({"audio_loudness": {"min_lufs": "loud"}}, "rules.audio_loudness.min_lufs: expected a number, not 'loud'"),
        (
            {"audio_loudness": {"min_lufs": float("nan")}},
            "rules.audio_loudness.min_lufs: expected a number, not nan",
        ),
        ({"audio_loudness": {"max_clipped": -1}}, "rules.audio_loudness.max_clipped: expected 0 or more, not -1.0"),
        ({"language": {"allow": "en"}}, "rules.language.allow: expected a list of strings, not 'en'"),
        ({"language": {"allow": [1]}}, "rules.language.allow: expected a list of strings, not [1]"),
        (
            {"media_scores": {"min": 0.2}},
            "rules.media_scores.min: expected numbers by the name of their score, not 0.2",
        ),
        (
            {"media_scores": {"min": {7: 0.2}}},
            "rules.media_scores.min: expected numbers by the name of their score, not {7: 0.2}",
        ),
        (
            {"document_scores": {"max": {"toxic_prob": "low"}}},
            "rules.document_scores.max.toxic_prob: expected a number, not 'low'",
        ),
        (
            {"document_scores": {"max": {"toxic_prob": None}}},
            "rules.document_scores.max.toxic_prob: expected a number, not None",
        ),
        (
            {"document_scores": {"toxic_prob": {"max": 0.5}}},
            "rules.document_scores: there is no threshold 'toxic_prob'; there are min, max",
        ),
        ({"language": ["en"]}, "rules.language: expected thresholds by name, as in {}, not ['en']"),
        ({"min_words": {"words": None}}, "rules.min_words.words: expected a whole number, not None"),
    ],
)
def test_mistakes_are_named_with_what_was_expected(mapping: dict[str, Any], message: str) -> None:
    with pytest.raises(RuleError) as error:
        parse_rules(mapping)
    assert str(error.value) == message


def test_messages_say_where_the_rules_stand() -> None:
    with pytest.raises(RuleError, match=r"^corpus\.yaml: rules: there is no rule 'gopher'"):
        parse_rules({"gopher": {}}, where="corpus.yaml: rules")


def test_every_default_rule_says_which_reasons_it_can_give() -> None:
    reasons = rule_reasons(parse_rules(None))
    assert reasons[:3] == ("opt_out", "image_opt_out", "image_too_small")
    assert len(set(reasons)) == len(reasons) == 1 + 1 + 2 + 1 + 2 + 1 + 10 + 13 + 2 + 1


def test_json_schema_knows_every_rule_and_its_defaults() -> None:
    schema = rules_json_schema()
    assert list(schema["properties"]) == list(RULES)
    assert schema["additionalProperties"] is False
    assert schema["properties"]["image_size"] == {
        "description": "Icons, spacers and buttons have a side under 64 pixels; larger than 20,000 is no picture for "
        "reading.",
        "type": ["object", "null"],
        "additionalProperties": False,
        "properties": {
            "min_side": {"type": "integer", "minimum": 0, "default": 64},
            "max_side": {"type": "integer", "minimum": 0, "default": 20_000},
        },
    }
    quality = schema["properties"]["gopher_quality"]["properties"]
    assert quality["min_mean_word_length"] == {"type": ["number", "null"], "minimum": 0, "default": None}
    assert schema["properties"]["duplicates"]["properties"]["kinds"] == {
        "type": "array",
        "items": {"type": "string"},
        "default": ["exact", "near"],
    }


def test_levels_in_decibels_may_be_negative() -> None:
    (rule,) = parse_rules({"audio_loudness": {"min_lufs": -40}})
    assert rule == AudioLoudness(min_lufs=-40.0)
    assert rules_json_schema()["properties"]["audio_loudness"]["properties"] == {
        "min_lufs": {"type": "number", "default": -50.0},
        "max_clipped": {"type": "number", "minimum": 0, "default": 0.01},
    }


def test_bounds_on_scores_are_numbers_by_name_and_each_has_a_reason() -> None:
    rules = parse_rules(
        {"document_scores": {"max": {"toxic_prob": 1, "porn_prob": 0.2}}, "media_scores": {"min": {"s": -0.5}}}
    )
    assert rules == [DocumentScores(max=(("toxic_prob", 1.0), ("porn_prob", 0.2))), MediaScores(min=(("s", -0.5),))]
    assert rule_reasons(rules) == ("toxic_prob_too_high", "porn_prob_too_high", "s_too_low")
    bounds = {"type": "object", "additionalProperties": {"type": "number"}, "default": {}}
    assert rules_json_schema()["properties"]["media_scores"]["properties"] == {"min": bounds, "max": bounds}
