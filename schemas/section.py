"""What every part of a recipe is made of: strict, immutable sections and a few common types."""

from collections.abc import Mapping
from typing import Annotated, Any, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

Count = Annotated[int, Field(ge=1, le=10**10)]
"""Of pages, urls, files and the like. Upper bounds here and below are out of anyone's way: they catch slips."""
Bytes = Annotated[int, Field(ge=1, le=1 << 44)]
Pixels = Annotated[int, Field(ge=1, le=(1 << 31) - 1)]
"""Of one picture; ffmpeg takes no higher limit."""
Side = Annotated[int, Field(ge=1, le=65_500)]
"""In pixels; libjpeg writes no longer one."""
Seconds = Annotated[float, Field(gt=0, le=10**7)]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=40)]
Paths = Annotated[tuple[str, ...], Field(min_length=1)]
"""Paths, globs or fsspec urls; relative ones start at the recipe's folder."""
_NO_NUMBER = PydanticCustomError("no_number", "expected a number, not true or false")


class Section(BaseModel):
    """Base of every part of a recipe: immutable, and strict about its keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _truth_is_no_number(cls, values: Any) -> Any:
        """YAML reads ``true``, ``yes`` and ``on`` as truth, which pydantic takes for the number 1."""
        if isinstance(values, Mapping):
            wrong: list[InitErrorDetails] = [
                {"type": _NO_NUMBER, "loc": (name, *inner), "input": value}
                for name, value in values.items()
                if name in cls.model_fields and _is_numeric(cls.model_fields[name].annotation)
                for inner in _places_of_truth(value)
            ]
            if wrong:
                raise ValidationError.from_exception_data(cls.__name__, wrong)
        return values


def _is_numeric(annotation: Any) -> bool:
    """Whether numbers are among what a field takes, and truth is not."""
    types = set(_types_in(annotation))
    return bool(types & {int, float}) and bool not in types


def _types_in(annotation: Any) -> list[Any]:
    """The types that an annotation is made of; what a section within is made of is its own concern."""
    inner = get_args(annotation)
    return [found for one in inner for found in _types_in(one)] if inner else [annotation]


def _places_of_truth(value: Any) -> list[tuple[str | int, ...]]:
    if isinstance(value, bool):
        return [()]
    inner: Any = value.items() if isinstance(value, Mapping) else ()
    inner = enumerate(value) if isinstance(value, list | tuple) else inner
    return [(key, *place) for key, one in inner for place in _places_of_truth(one)]


class PathsSection(Section):
    """A source that is read from files: named one by one, by globs, or in lists; and how many of them."""

    paths: tuple[str, ...] = ()
    """Paths, globs or fsspec urls; relative ones start at the recipe's folder."""
    path_lists: tuple[str, ...] = ()
    """Text files (plain, .gz or .zst) of one path or url a line, such as Common Crawl's ``warc.paths.gz``."""
    path_root: str = ""
    """Where relative paths in the lists start; empty: the folder of each list."""
    first: Count | None = None
    """Only so many of the files, the first ones."""
    sample: Count | None = None
    """Only so many of the files, chosen by the hash of their paths: more of them hold those that fewer did."""

    @model_validator(mode="after")
    def _names_files(self) -> "PathsSection":
        if not self.paths and not self.path_lists:
            raise ValueError("needs `paths` or `path_lists`")
        if self.path_root and not self.path_lists:
            raise ValueError("`path_root` is for `path_lists`, and there are none")
        if self.first is not None and self.sample is not None:
            raise ValueError("give `first` or `sample`, not both")
        return self
