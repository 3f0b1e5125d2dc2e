"""Which crawl a corpus holds: one that would differ needs a corpus of its own."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ...schemas.errors import WeftError
from ...schemas.recipe import CrawlSource
from ..crawl.earlier import VISITED, earlier_tables
from ..sources.units import NoInputError
from ..storage import Corpus

_DECISIVE = (
    "groups",
    "max_media_bytes",
    "max_page_bytes",
    "max_pages_per_round",
    "media",
    "scope",
    "seeds",
    "sitemaps",
)
_FOOTERS_AT_ONCE = 16
_BEGINNING_BYTES = 1024
"""Of a WARC file: its first record, which says when it was begun."""
_SPELLED_CHARACTERS = 120
"""Of a setting in an error."""


class CrawlChangedError(WeftError):
    """The corpus holds captures of another crawl than the recipe describes."""


def check_crawls(corpus: Corpus, sources: Iterable[CrawlSource]) -> None:
    """Raise what ``crawl_identity`` would, before anything is written; a build begins with it.

    An earlier corpus is read where it is another one than the last build was given, since a crawl that is done no
    longer needs it.
    """
    last = _last_previous(corpus)
    for source in sources:
        known = _known(corpus, source)
        if known is None or source.previous != last.get(source.name, source.previous):
            _check(corpus, source, _decisive(corpus, source), known, last)
        else:
            kept = {name: value for name, value in known.items() if name == "previous"}
            _check(corpus, source, _settings(source) | kept, known, last)


def crawl_identity(corpus: Corpus, source: CrawlSource) -> str:
    """A key over what decides which urls are visited, what they are asked, and where their captures lie.

    Captures are never thrown away because a timeout changed. Raises CrawlChangedError where the corpus holds another
    crawl, NoInputError where the earlier corpus can't be read.
    """
    decisive = _decisive(corpus, source)
    _check(corpus, source, decisive, _known(corpus, source), _last_previous(corpus))
    spelled = json.dumps(decisive, sort_keys=True)
    identity = hashlib.blake2b(spelled.encode(), digest_size=12).hexdigest()
    corpus.write_json(_name(source), {"identity": identity, "source": decisive})
    return identity


def forget_identity(corpus: Corpus, source: str) -> None:
    """Let another crawl be called ``source``: for one of which nothing is left."""
    corpus.remove(_named(source))


def _decisive(corpus: Corpus, source: CrawlSource) -> dict[str, Any]:
    """What makes this crawl another than others, as JSON values; of the earlier corpus a digest."""
    decisive = _settings(source)
    if source.previous:
        if source.previous.rstrip("/") == corpus.root.rstrip("/"):
            raise NoInputError(f"source {source.name!r}: previous is the corpus itself; name the one before it")
        decisive["previous"] = _earlier_crawl(source)
    return decisive


def _settings(source: CrawlSource) -> dict[str, Any]:
    return source.model_dump(mode="json", include=set(_DECISIVE))


def _name(source: CrawlSource) -> str:
    return _named(source.name)


def _named(source: str) -> str:
    return f"frontier/{source}.json"


def _known(corpus: Corpus, source: CrawlSource) -> dict[str, Any] | None:
    """What was decisive when the crawl in the corpus began."""
    return dict(corpus.read_json(_name(source))["source"]) if corpus.exists(_name(source)) else None


def _last_previous(corpus: Corpus) -> dict[str, str]:
    """The earlier corpus that the last build was given, by source."""
    try:
        sources = corpus.read_json("recipe.json")["sources"]
    except (FileNotFoundError, ValueError):  # none yet, or cut off
        return {}
    return {source["name"]: source.get("previous", "") for source in sources if source["kind"] == "crawl"}


def _check(
    corpus: Corpus,
    source: CrawlSource,
    decisive: Mapping[str, Any],
    known: Mapping[str, Any] | None,
    last: Mapping[str, str],
) -> None:
    """Raise CrawlChangedError, which names what is not as it was."""
    if known is None or known == decisive:
        return
    before, after = _flat(known), _flat(decisive)
    changes = []
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if name == "previous" and old != new:
            old, new = last.get(source.name) or ("another corpus" if old else None), source.previous or None
            if old == new:
                changes.append(f"previous {new}, which has changed since")
                continue
        if old != new:
            changes.append(f"{name} {_spelled(old, new)} → {_spelled(new, old)}")
    raise CrawlChangedError(
        f"{corpus.root} holds a crawl of source {source.name!r} with other settings: {', '.join(changes)}; "
        f"set them back, name another `corpus`, or remove that folder to crawl again"
    )


def _flat(settings: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in settings.items():
        flat |= {f"{name}.{inner}": one for inner, one in value.items()} if isinstance(value, dict) else {name: value}
    return flat


def _spelled(value: Any, other: Any) -> str:
    """A value for one line; of a long list what the ``other`` has not."""
    if value is None:
        return "none"
    if isinstance(value, list):
        if isinstance(other, list) and len(json.dumps(value)) > _SPELLED_CHARACTERS:
            value = ["…", *(item for item in value if item not in other)]
        spelled = f"[{', '.join(map(str, value))}]"
    else:
        spelled = str(value)
    return spelled if len(spelled) <= _SPELLED_CHARACTERS else f"{spelled[: _SPELLED_CHARACTERS - 1]}…"


def _earlier_crawl(source: CrawlSource) -> str:
    """What the earlier corpus of a crawl is, wherever it lies.

    A digest of its tables of visits and files of captures, by name and size, and of how the first of these begins:
    with the second in which it was begun, which tells two crawls of an unchanged site apart.
    """
    try:
        corpus = Corpus(source.previous)
        names = earlier_tables(corpus)
        sizes = corpus.sizes(VISITED)
        with ThreadPoolExecutor(_FOOTERS_AT_ONCE) as pool:
            infos = list(pool.map(corpus.info, names))
        broken = next((name for name, info in zip(names, infos, strict=True) if info is None), None)
        captures = [] if broken else _captures(corpus, names)
        begun = _beginning(corpus, captures[0][0]) if captures else ""
    except Exception as error:  # whatever the file system behind the url raises
        raise NoInputError(f"source {source.name!r}: previous: {source.previous} can't be read: {error}") from error
    if not names:
        raise NoInputError(
            f"source {source.name!r}: previous: {source.previous} holds no visits of a crawl; "
            f"name the folder of a corpus that was crawled"
        )
    if broken:
        raise NoInputError(f"source {source.name!r}: previous: {broken} in {source.previous} is damaged")
    spelled = json.dumps([sorted(sizes.items()), captures, begun])
    return hashlib.blake2b(spelled.encode(), digest_size=12).hexdigest()


def _captures(corpus: Corpus, visited: Sequence[str]) -> list[tuple[str, int]]:
    """(name, bytes) of every file of captures that the tables of visits vouch for."""
    with ThreadPoolExecutor(_FOOTERS_AT_ONCE) as pool:
        extras = list(pool.map(corpus.extra, visited))
    return sorted(pair for extra in extras for pair in json.loads(extra.get("weft.captures", "{}")).items())


def _beginning(corpus: Corpus, name: str) -> str:
    """The first bytes of a file, in hexadecimal; none where it was lost."""
    try:
        with corpus.open(name) as stream:
            return stream.read(_BEGINNING_BYTES).hex()
    except FileNotFoundError:
        return ""
