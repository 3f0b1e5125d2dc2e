"""How far a crawl or a fetch is: visits done, of those queued in its last round. Read from outside by whoever watches.

A group of hosts writes its table of visits when its last host is done, which may be hours away; until then each
process leaves a count of its visits here. What these visits brought lies beside it, for the case that a process is
killed.
"""

import re
from collections import defaultdict
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from ..crawl.earlier import VISITED
from ..crawl.spools import Kept
from ..crawl.visit import VisitKind
from ..stage import Job
from ..storage import Corpus
from ..wording import how_many

QUEUE = "frontier/queue"
_FOLDER = "frontier/underway"
_SPOOLS = "frontier/spools"
_QUEUED = (VisitKind.PAGE, VisitKind.MEDIA, VisitKind.SITEMAP)


def tell_visits(count: int, corpus: Corpus, share: str) -> None:
    """Leave the number of visits done in groups that are not done."""
    corpus.write_json(f"{_FOLDER}/{share}.json", {"visits": count})


def forget_visits(corpus: Corpus) -> None:
    """Take away the counts of processes that have ended."""
    corpus.remove(_FOLDER)


def kept_spools(job: Job, source: str, number: int, group: int) -> Kept | None:
    """Where the visits of a group in a round lie until they are done; None for a corpus on another machine."""
    if not job.corpus.is_local():
        return None
    return Kept(Path(job.corpus.path(f"{_round_spools(source, number)}/g{group:03d}")), job.key)


def forget_spools(corpus: Corpus, source: str, number: int) -> None:
    """Take away what is left of the visits of a round when all its groups are done."""
    if corpus.is_local():
        corpus.remove(_round_spools(source, number))
        with suppress(OSError):  # not there, or the spools of another source are
            Path(corpus.path(_SPOOLS)).rmdir()


def _round_spools(source: str, number: int) -> str:
    return f"{_SPOOLS}/{source}-r{number:03d}"


def tables_of(corpus: Corpus, folder: str, source: str) -> list[str]:
    """The tables of a crawl's source in a folder: of its rounds and groups, and of what its limits left."""
    of_source = re.compile(rf"{folder}/{re.escape(source)}-(r\d{{3,}}(-g\d{{3,}})?|left)\.parquet")
    return [name for name in corpus.names(folder, ".parquet") if of_source.fullmatch(name)]


def last_round(corpus: Corpus, source: str) -> str:
    """``round 3 · 1,250 of 4,100 urls`` of a crawl's source, or of what is ``fetched``; empty before it has begun."""
    of_source = re.compile(rf".*/{re.escape(source)}-r(\d{{3,}})(?:-g\d{{3,}})?\.parquet")
    queues, visited = _by_round(corpus, QUEUE, of_source), _by_round(corpus, VISITED, of_source)
    if not queues:
        return ""
    number = max(queues)
    queued = sum(_visits(corpus, name) for name in queues[number])
    done = sum(_visits(corpus, name) for name in visited[number])
    done += sum(corpus.read_json(name)["visits"] for name in corpus.names(_FOLDER, ".json"))
    return f"round {number + 1} · {min(done, queued):,} of {how_many(queued, 'urls')}"


def _by_round(corpus: Corpus, folder: str, of_source: re.Pattern[str]) -> defaultdict[int, list[str]]:
    rounds: defaultdict[int, list[str]] = defaultdict(list)
    for name in corpus.names(folder, ".parquet"):
        if found := of_source.fullmatch(name):
            rounds[int(found[1])].append(name)
    return rounds


@lru_cache(maxsize=1 << 16)
def _visits(corpus: Corpus, name: str) -> int:
    """Visits from a queue in a table of the frontier, which is written once."""
    kinds = corpus.table(name, ["kind"]).column(0).to_pylist()
    return sum(kind in _QUEUED for kind in kinds)
