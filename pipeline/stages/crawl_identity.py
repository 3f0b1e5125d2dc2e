"""Which crawl a corpus holds: one that would differ needs a corpus of its own."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor

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


class CrawlChangedError(WeftError):
    """The corpus holds captures of another crawl than the recipe describes."""


def crawl_identity(corpus: Corpus, source: CrawlSource) -> str:
    """A key over what decides which urls are visited, what they are asked, and where their captures lie.

    Captures are never thrown away because a timeout changed. Raises CrawlChangedError where the corpus holds another
    crawl, NoInputError where the earlier corpus can't be read.
    """
    decisive = source.model_dump(include=set(_DECISIVE))
    if source.previous:
        if source.previous.rstrip("/") == corpus.root.rstrip("/"):
            raise NoInputError(f"source {source.name!r}: previous is the corpus itself; name the one before it")
        decisive["previous"] = _earlier_crawl(source)
    spelled = json.dumps(decisive, sort_keys=True, default=str)
    identity = hashlib.blake2b(spelled.encode(), digest_size=12).hexdigest()
    name = f"frontier/{source.name}.json"
    known = corpus.read_json(name)["identity"] if corpus.exists(name) else identity
    if known != identity:
        raise CrawlChangedError(
            f"{corpus.root} holds captures of source {source.name!r} under other {', '.join(_DECISIVE)} or previous: "
            f"name another `corpus`, or remove that folder to crawl again"
        )
    corpus.write_json(name, {"identity": identity, "source": json.loads(spelled)})
    return identity


def _earlier_crawl(source: CrawlSource) -> str:
    """What the earlier corpus of a crawl is, wherever it lies: a digest of its tables of visits, by name and size."""
    try:
        corpus = Corpus(source.previous)
        names = earlier_tables(corpus)
        sizes = corpus.sizes(VISITED)
        with ThreadPoolExecutor(_FOOTERS_AT_ONCE) as pool:
            infos = list(pool.map(corpus.info, names))
    except Exception as error:  # whatever the file system behind the url raises
        raise NoInputError(f"source {source.name!r}: previous: {source.previous} can't be read: {error}") from error
    if not names:
        raise NoInputError(
            f"source {source.name!r}: previous: {source.previous} holds no visits of a crawl; "
            f"name the folder of a corpus that was crawled"
        )
    if None in infos:
        broken = names[infos.index(None)]
        raise NoInputError(f"source {source.name!r}: previous: {broken} in {source.previous} is damaged")
    return hashlib.blake2b(json.dumps(sorted(sizes.items())).encode(), digest_size=12).hexdigest()
