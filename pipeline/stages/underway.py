"""How far a crawl or a fetch is: visits done, of those queued in its last round. Read from outside by whoever watches.

A group of hosts writes its table of visits when its last host is done, which may be hours away; until then each
process leaves a count of its visits here.
"""

from functools import lru_cache

from ..crawl.visit import VisitKind
from ..storage import Corpus

_FOLDER = "frontier/underway"
_QUEUED = (VisitKind.PAGE, VisitKind.MEDIA, VisitKind.SITEMAP)


def tell_visits(count: int, corpus: Corpus, share: str) -> None:
    """Leave the number of visits done in groups that are not done."""
    corpus.write_json(f"{_FOLDER}/{share}.json", {"visits": count})


def forget_visits(corpus: Corpus) -> None:
    """Take away the counts of processes that have ended."""
    corpus.remove(_FOLDER)


def last_round(corpus: Corpus, source: str, queue_folder: str, visited_folder: str) -> str:
    """``round 3 · 1,250 of 4,100 urls``; empty before the first round is queued."""
    queues = [name for name in corpus.names(queue_folder, ".parquet") if name.startswith(f"{queue_folder}/{source}-r")]
    if not queues:
        return ""
    number = queues[-1].removeprefix(f"{queue_folder}/{source}-r").partition("-")[0].partition(".")[0]
    prefix = f"/{source}-r{number}"
    queued = sum(_visits(corpus, name) for name in queues if name.startswith(queue_folder + prefix))
    visited = (name for name in corpus.names(visited_folder, ".parquet") if name.startswith(visited_folder + prefix))
    done = sum(_visits(corpus, name) for name in visited)
    done += sum(corpus.read_json(name)["visits"] for name in corpus.names(_FOLDER, ".json"))
    return f"round {int(number) + 1} · {min(done, queued):,} of {queued:,} urls"


@lru_cache(maxsize=1 << 16)
def _visits(corpus: Corpus, name: str) -> int:
    """Visits from a queue in a table of the frontier, which is written once."""
    kinds = corpus.table(name, ["kind"]).column(0).to_pylist()
    return sum(kind in _QUEUED for kind in kinds)
