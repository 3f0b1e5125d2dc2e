"""What every part of a recipe is made of: strict, immutable sections and a few common types."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Count = Annotated[int, Field(ge=1)]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=40)]
Paths = Annotated[tuple[str, ...], Field(min_length=1)]
"""Paths, globs or fsspec urls; relative ones start at the recipe's folder."""


class Section(BaseModel):
    """Base of every part of a recipe: immutable, and strict about its keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True, allow_inf_nan=False)
