"""The files a corpus is read from, in order: each is one part of ``documents`` and all that lines up with it."""

import re
from dataclasses import dataclass
from typing import Any

import fsspec

from ...schemas.errors import WeftError
from ...schemas.recipe import CrawlSource, Recipe, Source
from ..storage import Corpus


@dataclass(frozen=True)
class Unit:
    """One input file."""

    source: Source
    file: str
    """Relative to the corpus for captures of its own crawl, else an absolute path or url."""
    size_bytes: int
    changed: str
    """Modification time or etag where the file system knows one; empty for captures."""
    label: str = ""
    """The file below the folder that its source's pattern names: what its records are called by, wherever it lies."""


class NoInputError(WeftError, FileNotFoundError):
    """A source names files that are not there."""


def units(corpus: Corpus, recipe: Recipe) -> list[Unit]:
    """Every input file of the recipe: sources in their order, files of each by name."""
    found: list[Unit] = []
    for source in recipe.sources:
        if isinstance(source, CrawlSource):
            names = corpus.names(f"captures/{source.name}", ".warc.gz")
            found += [Unit(source, name, int(corpus.fs.size(corpus.path(name))), "") for name in names]
            continue
        for pattern in source.paths:
            filesystem, inner = fsspec.core.url_to_fs(pattern)
            literal = filesystem.isfile(inner)  # a name with brackets is a name first
            matches = {inner: filesystem.info(inner)} if literal else filesystem.glob(pattern, detail=True)
            root = (inner if literal else re.split(r"[*?\[]", inner, maxsplit=1)[0]).rpartition("/")[0]
            files = [(path, facts) for path, facts in sorted(matches.items()) if facts["type"] == "file"]
            if not files:
                raise NoInputError(f"source {source.name!r}: no file matches {pattern}")
            protocol = pattern.partition("://")[0] + "://" if "://" in pattern else ""
            for path, facts in files:
                name = path if path.startswith(protocol) else protocol + path
                label = path.removeprefix(root).lstrip("/") or path.rpartition("/")[2]
                found.append(Unit(source, name, int(facts["size"]), _changed(facts), label))
    return found


def check_inputs(recipe: Recipe) -> None:
    """Raise NoInputError for the first file that the recipe names and that is not there."""
    others = tuple(source for source in recipe.sources if not isinstance(source, CrawlSource))
    units(Corpus(recipe.corpus), recipe.model_copy(update={"sources": others}))
    for path in (recipe.signals.language_model, *(evaluation.path for evaluation in recipe.evaluations)):
        if path:
            file_facts(path)


def file_facts(path: str) -> tuple[int, str]:
    """Size in bytes and modification mark of one file outside the corpus."""
    filesystem, inner = fsspec.core.url_to_fs(path)
    if not filesystem.exists(inner):
        raise NoInputError(f"{path} is not there; the recipe names it")
    facts = filesystem.info(inner)
    return int(facts["size"]), _changed(facts)


def _changed(facts: dict[str, Any]) -> str:
    return str(facts.get("ETag") or facts.get("mtime") or facts.get("LastModified") or "")
