import re
from typing import Any

import pytest
from pydantic import ValidationError

from weft.schemas.recipe import CrawlSource, JsonlSource, Recipe, WarcSource
from weft.schemas.section import PathsSection, Section

WARC = {"kind": "warc", "paths": ["a.warc.gz"]}


def recipe(**sections: Any) -> Recipe:
    return Recipe.model_validate({"sources": [WARC], **sections})


def message(**sections: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        recipe(**sections)
    return str(caught.value.errors()[0]["msg"])


def test_a_recipe_needs_nothing_but_sources() -> None:
    made = recipe()
    assert isinstance(made.sources[0], WarcSource)
    assert (made.sources[0].name, made.rules, [stage.name for stage in made.mixture]) == ("warc", None, ["train"])


def test_the_kind_chooses_the_source() -> None:
    made = recipe(
        sources=[
            WARC,
            {"kind": "jsonl", "paths": ["a.jsonl"]},
            {"kind": "crawl", "seeds": ["https://lamps.example/"], "contact": "me@lamps.example"},
        ]
    )
    assert [type(source) for source in made.sources] == [WarcSource, JsonlSource, CrawlSource]


def test_no_source_is_no_recipe() -> None:
    assert "at least 1 item" in message(sources=[])


def test_two_sources_of_one_name_are_an_error() -> None:
    assert message(sources=[WARC, WARC]) == "Value error, two sources are called 'warc': give each its own `name`"
    assert len(recipe(sources=[WARC, {**WARC, "name": "other"}]).sources) == 2


def test_a_mixture_names_known_sources_only() -> None:
    assert message(mixture=[{"weights": {"wrac": 1}}]) == (
        "Value error, mixture: no source is called 'wrac'; there are warc"
    )
    assert recipe(mixture=[{"weights": {"warc": 2}}]).mixture[0].weights == {"warc": 2}


def test_mixture_stages_have_names_of_their_own_and_share_one_corpus() -> None:
    one = {"name": "one", "share": 0.7}
    assert message(mixture=[one, one]) == "Value error, mixture: every stage needs a name of its own"
    assert message(mixture=[]) == "Value error, mixture: every stage needs a name of its own"
    assert message(mixture=[one, {"name": "two", "share": 0.4}]) == (
        "Value error, mixture: the shares of its stages add up to more than 1"
    )
    assert len(recipe(mixture=[one, {"name": "two", "share": 0.3}]).mixture) == 2


@pytest.mark.parametrize(
    "section",
    [
        {"sequences": {"lenght": 64}},
        {"sources": [{**WARC, "path": "b"}]},
        {"media": {"image": {"max_pixel": 1}}},
        {"corpsu": "here"},
    ],
)
def test_an_unknown_key_is_an_error_at_every_depth(section: dict[str, Any]) -> None:
    assert message(**section) == "Extra inputs are not permitted"


@pytest.mark.parametrize("name", ["Warc", "a b", "a/b", "", "a" * 41, "-a", "a.b"])
def test_a_source_name_can_stand_in_file_names(name: str) -> None:
    with pytest.raises(ValidationError):
        recipe(sources=[{**WARC, "name": name}])


@pytest.mark.parametrize(
    "section",
    [
        {"sequences": {"length": 63}},
        {"vocabulary": {"text_pieces": 319}},
        {"vocabulary": {"language_temperature": 0}},
        {"vocabulary": {"patch_pixels": 12}},
        {"media": {"timeout_s": 0}},
        {"media": {"image": {"jpeg_quality": 101}}},
        {"seed": 2**32},
        {"seed": -1},
        {"pii": "hide"},
        {"mixture": [{"share": 0}]},
        {"mixture": [{"weights": {"warc": 17}}]},
    ],
)
def test_a_value_out_of_range_is_an_error(section: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        recipe(**section)


def test_a_recipe_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        recipe().seed = 3  # type: ignore[misc]


def test_a_recipe_survives_its_own_json() -> None:
    made = recipe(mixture=[{"weights": {"warc": 0.5}}], rules={"image_size": {"min_side": 8}})
    assert Recipe.model_validate_json(made.model_dump_json()) == made


def sections() -> list[type[Section]]:
    found = [Section]
    for one in found:
        found += one.__subclasses__()
    return found[1:]


def test_truth_is_no_number_in_any_section() -> None:
    numbers = [
        (section, name)
        for section in sections()
        for name, field in section.model_fields.items()
        if re.search(r"\b(int|float)\b", str(field.annotation)) and "bool" not in str(field.annotation)
    ]
    assert (PathsSection, "sample") in numbers
    assert len(numbers) > 80
    for section, name in numbers:
        with pytest.raises(ValidationError) as caught:
            section.model_validate({name: True})
        said = {error["loc"]: error["msg"] for error in caught.value.errors()}
        assert said[(name,)] == "expected a number, not true or false", (section, name)
