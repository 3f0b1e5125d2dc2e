"""What every part of a recipe is made of: strict, immutable sections and a few common types."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

Count = Annotated[int, Field(ge=1)]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=40)]
Paths = Annotated[tuple[str, ...], Field(min_length=1)]
"""Paths, globs or fsspec urls; relative ones start at the recipe's folder."""


class Section(BaseModel):
    """Base of every part of a recipe: immutable, and strict about its keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True, allow_inf_nan=False)


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
