"""The recipe a corpus was built with, and which of its rules have dropped nothing."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from ...filters.rules import DEFAULT_RULES, parse_rules
from ...schemas.recipe import Recipe
from ..storage import Corpus
from .runs import FinishedStage

RECIPE_FILES = ("recipe.json", "recipe.yaml")
"""Where a build leaves its recipe, in the corpus' folder."""


@dataclass(frozen=True)
class IdleRule:
    """A rule and those of its reasons that never held; ``fired`` says whether another of its reasons did."""

    name: str
    reasons: tuple[str, ...]
    fired: bool


def recipe_text(corpus: Corpus) -> str:
    """The recipe as it lies in the corpus; empty when it is not there."""
    for name in RECIPE_FILES:
        if corpus.exists(name):
            text = corpus.read(name).decode("utf-8", "replace")
            return _as_yaml(text) if name.endswith(".json") else text
    return ""


def recipe_of(corpus: Corpus) -> Recipe | None:
    """The recipe, validated; None when it is not there."""
    text = recipe_text(corpus)
    return Recipe.model_validate(yaml.safe_load(text)) if text else None


def rules_asked(corpus: Corpus) -> Mapping[str, Mapping[str, object] | None]:
    """Rule names and thresholds in the order that selection asked them, whatever the recipe says since.

    Before selection has run: those of the recipe, or the default set.
    """
    name = "selection/_SUCCESS.json"
    if corpus.exists(name) and (settings := corpus.read_json(name).get("settings")):
        return dict(settings[0])
    recipe = recipe_of(corpus)
    return DEFAULT_RULES if recipe is None or recipe.rules is None else recipe.rules


def idle_rules(corpus: Corpus, runs: tuple[FinishedStage, ...]) -> tuple[IdleRule, ...] | None:
    """Reasons of the recipe's rules that selection never gave; None before selection has run."""
    selection = next((run for run in runs if run.stage == "selection"), None)
    if selection is None:
        return None
    given = {reason for flow in selection.ledger.flows.values() for reason, number in flow.dropped.items() if number}
    asked = rules_asked(corpus)
    idle = []
    for name, rule in zip(asked, parse_rules(asked), strict=True):
        unseen = tuple(reason for reason in rule.reasons if reason not in given)
        if unseen:
            idle.append(IdleRule(name, unseen, len(unseen) < len(rule.reasons)))
    return tuple(idle)


def _as_yaml(text: str) -> str:
    return yaml.safe_dump(json.loads(text), sort_keys=False, allow_unicode=True)
