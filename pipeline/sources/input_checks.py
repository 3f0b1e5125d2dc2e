"""What is looked at before a build begins: that all it is to read is there, and is what the recipe says."""

import os

import fsspec
from fsspec.implementations.local import LocalFileSystem

from ...schemas.recipe import CrawlSource, Recipe
from ..storage import Corpus
from .capture import SourceError
from .named_fields import check_named
from .units import NoInputError, file_facts, forget_facts, no_permission, units


def check_inputs(recipe: Recipe) -> None:
    """Raise a SourceError for the first file, column or field that the recipe names and that is not there, or a folder
    that would read the corpus itself. A build begins with it.
    """
    forget_facts()
    others = tuple(source for source in recipe.sources if not isinstance(source, CrawlSource))
    corpus = Corpus(recipe.corpus)
    found = units(corpus, recipe.model_copy(update={"sources": others}))
    for unit in found:
        if unit.members and _lies_in(recipe.corpus, unit.file):
            raise SourceError(
                f"source {unit.source.name!r}: the corpus {recipe.corpus} lies in {unit.file}, and would be read with "
                "it; give one of them another place"
            )
        if not unit.members:
            _check_permission(unit.file, f"source {unit.source.name!r}: ")
    for path in (recipe.signals.language_model, *(evaluation.path for evaluation in recipe.evaluations)):
        if path:
            file_facts(path)
            _check_permission(path)
    check_named(corpus, ((unit.source, unit.file) for unit in found), recipe.evaluations)


def _check_permission(path: str, said_first: str = "") -> None:
    filesystem, inner = fsspec.core.url_to_fs(path)
    if isinstance(filesystem, LocalFileSystem) and not os.access(inner, os.R_OK):
        raise NoInputError(f"{said_first}{no_permission(inner)}")


def _lies_in(place: str, folder: str) -> bool:
    (filesystem, inner), (others, outer) = fsspec.core.url_to_fs(place), fsspec.core.url_to_fs(folder)
    if isinstance(filesystem, LocalFileSystem) and isinstance(others, LocalFileSystem):
        inner, outer = os.path.realpath(inner), os.path.realpath(outer)
    return bool(filesystem == others) and f"{inner}/".startswith(f"{outer.rstrip('/')}/")
