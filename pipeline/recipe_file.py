"""Recipes as YAML files: read, checked, with errors that name the line and the nearest known key."""

import difflib
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from ..filters.rules import DEFAULT_RULES, RuleError, parse_rules, rules_json_schema
from ..schemas.errors import WeftError
from ..schemas.recipe import SOURCE_KINDS, CrawlSource, Recipe, Source
from ..schemas.section import PathsSection
from ..schemas.sets import DataJuicerSource, NemoSource, WarcIndexSource

Location = tuple[str | int, ...]

_NAME = "is no name: lower-case letters, digits, - and _, and first a letter or digit, such as 'lines-2'"
_FORMS = {
    "name": _NAME,
    "contact": "has characters that a request can't carry: give an address in printable ASCII",
    "agent": "is no product name of a user agent: letters, digits, dots, - and _",
}
"""What is wrong with a text that has not the form it should have, by its key."""


class RecipeError(WeftError, ValueError):
    """A recipe that can't be used; the message is one line for its author."""


def load_recipe(path: Path) -> Recipe:
    """Read and check a recipe. Relative paths in it start at its folder.

    Raises:
        RecipeError: for the first thing that is wrong, as ``file:line: where: what``.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise RecipeError(f"{path}: {error.strerror or error}; give the path of a recipe") from error
    except UnicodeDecodeError as error:
        raise RecipeError(f"{path}: byte {error.start} is not UTF-8; save the recipe as UTF-8") from error
    try:
        node = yaml.compose(text, yaml.SafeLoader)
        value = yaml.safe_load(text)
        repeated = _repeated_key(node)
    except RecursionError as error:
        raise RecipeError(f"{path}: nested too deeply, or an anchor (&) stands inside itself") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        raise RecipeError(f"{path}{line}: not valid YAML: {getattr(error, 'problem', None) or error}") from error
    if repeated is not None:
        number, key = repeated
        raise RecipeError(f"{path}:{number}: {key}: the key is there twice; only the last would count")
    if not isinstance(value, dict):
        raise RecipeError(f"{path}: a recipe is a mapping; it starts with `sources:`")
    try:
        recipe = Recipe.model_validate(value)
    except ValidationError as error:
        location, message = _explained(error, value)
        raise RecipeError(f"{path}:{_line(node, location)}: {_spelled(location)}: {message}") from error
    try:
        parse_rules(recipe.rules)
    except RuleError as error:
        named = re.match(r"rules\.([^.:]+)", str(error)) or re.search(r"rule '([^']+)'", str(error))
        location = ("rules", named[1]) if named else ("rules",)
        raise RecipeError(f"{path}:{_line(node, location)}: {error}") from error
    return _rooted(recipe, path)


def recipe_schema() -> dict[str, Any]:
    """JSON Schema of a recipe, the rules' names and thresholds included, for editors."""
    schema = Recipe.model_json_schema()
    schema["properties"]["rules"] = {**rules_json_schema(), "default": DEFAULT_RULES}
    schema["title"] = "weft recipe"
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return schema


def _explained(error: ValidationError, value: Any) -> tuple[Location, str]:
    """Where the first error is, without pydantic's tags of union members, and what to do about it."""
    found = error.errors()
    first = next((one for one in found if one["type"] == "extra_forbidden"), found[0])  # a misspelt key is missed, too
    location = _without_tags(first["loc"], value)
    match first["type"]:
        case "extra_forbidden":
            return location, f"unknown key{_hint(str(location[-1]), _known_keys(location[:-1], value))}"
        case "missing":
            return location[:-1], f"needs a {location[-1]!r}"
        case "union_tag_invalid" if isinstance(kind := first["input"]["kind"], str):
            return (*location, "kind"), f"unknown kind {kind!r}{_hint(kind, list(SOURCE_KINDS))}"
        case "union_tag_invalid" | "union_tag_not_found":
            return location, f"`kind` must be one of {', '.join(SOURCE_KINDS)}"
        case "model_type" | "model_attributes_type" | "dict_type":
            return location, f"expected keys below it, as in `{location[-1]}: {{}}`, not {first['input']!r}"
        case "string_pattern_mismatch" if "seeds" in location:
            return location, f"{first['input']!r} is no url; a seed starts with https:// or http://"
        case "string_pattern_mismatch" if first["loc"][-1] == "[key]":
            return location[:-1], f"{first['input']!r} {_NAME}"
        case "string_pattern_mismatch" if first["loc"][-1] in _FORMS:
            return location, f"{first['input']!r} {_FORMS[str(first['loc'][-1])]}"
        case "tuple_type":
            return location, f"expected a list, not {first['input']!r}"
        case _:
            message = first["msg"].removeprefix("Value error, ")
            section, _, rest = message.partition(": ")
            if not location and section in Recipe.model_fields:  # a check over several sections names its own
                return (section,), rest
            return location, message[0].lower() + message[1:]


def _without_tags(location: Sequence[str | int], value: Any) -> Location:
    """Drop the parts of pydantic's location that name no key or index of the recipe."""
    kept: list[str | int] = []
    for step, part in enumerate(location):
        is_key = isinstance(value, dict) and part in value
        is_index = isinstance(value, list) and isinstance(part, int) and part < len(value)
        if is_key or is_index:
            value = value[part]
        elif step < len(location) - 1 or (isinstance(value, dict) and value.get("kind") == part):
            continue
        kept.append(part)
    return tuple(kept)


def _known_keys(location: Location, value: Any) -> list[str]:
    """Names of the fields of the section at ``location``."""
    model: Any = Recipe
    for part in location:
        value = value[part]
        if isinstance(part, int):
            model = SOURCE_KINDS.get(str(value.get("kind"))) if model is None else model
            continue
        annotation = model.model_fields[part].annotation
        model = next((inner for inner in _models(annotation) if isinstance(inner, type)), None)
        if part == "sources":
            model = None
    return list(model.model_fields) if model is not None else []


def _models(annotation: Any) -> Iterable[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from _models(inner)


def _hint(name: str, known: list[str]) -> str:
    """The nearest known name, or all of them where none is near."""
    nearest = difflib.get_close_matches(name, known, 1, 0.5)
    if nearest:
        return f"; did you mean {nearest[0]!r}?"
    return f"; known are {', '.join(known)}" if known else ""


def _spelled(location: Location) -> str:
    spelled = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return spelled.lstrip(".") or "recipe"


def _line(node: yaml.Node | None, location: Location) -> int:
    """Line, from 1, of the key or item at ``location``, or of the nearest thing around it."""
    line = node.start_mark.line + 1 if node is not None else 1
    for part in location:
        if isinstance(node, yaml.MappingNode):
            pair = next((pair for pair in node.value if pair[0].value == str(part)), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
    return line


def _repeated_key(node: yaml.Node | None) -> tuple[int, str] | None:
    """(line, key) of the first key that a mapping has twice; None when there is none."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                return key.start_mark.line + 1, key.value
            seen.add(key.value)
            if found := _repeated_key(value):
                return found
    elif isinstance(node, yaml.SequenceNode):
        return next((found for item in node.value if (found := _repeated_key(item))), None)
    return None


def _rooted(recipe: Recipe, path: Path) -> Recipe:
    """The recipe with its relative paths made absolute, and a corpus folder where it names none."""
    folder = path.resolve().parent

    def rooted(name: str) -> str:
        return name if "://" in name else os.path.normpath(folder / Path(name).expanduser())

    def at_home(source: Source) -> Source:
        if isinstance(source, CrawlSource):
            return source.model_copy(update={"previous": rooted(source.previous)}) if source.previous else source
        changed: dict[str, Any] = {"paths": tuple(rooted(name) for name in source.paths)}
        if isinstance(source, PathsSection):
            changed["path_lists"] = tuple(rooted(name) for name in source.path_lists)
            changed["path_root"] = rooted(source.path_root) if source.path_root else ""
        if isinstance(source, WarcIndexSource):
            changed["warc_root"] = rooted(source.warc_root)
        if isinstance(source, DataJuicerSource | NemoSource) and source.media_root:
            changed["media_root"] = rooted(source.media_root)
        return source.model_copy(update=changed)

    sources = tuple(at_home(source) for source in recipe.sources)
    evaluations = tuple(item.model_copy(update={"path": rooted(item.path)}) for item in recipe.evaluations)
    corpus = rooted(recipe.corpus or f"build/{path.stem}")
    model = recipe.signals.language_model
    signals = recipe.signals.model_copy(update={"language_model": rooted(model) if model else ""})
    reused = recipe.vocabulary.reuse
    vocabulary = recipe.vocabulary.model_copy(update={"reuse": rooted(reused) if reused else ""})
    changed = {
        "sources": sources,
        "evaluations": evaluations,
        "corpus": corpus,
        "signals": signals,
        "vocabulary": vocabulary,
    }
    return recipe.model_copy(update=changed)
