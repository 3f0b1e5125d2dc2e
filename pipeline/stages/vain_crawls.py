"""Crawls of which nothing came: what their visits ended in, and how they are forgotten, so that a build asks again."""

from collections import Counter
from collections.abc import Sequence

from ...schemas.recipe import CrawlSource
from ..crawl.earlier import VISITED
from ..crawl.politeness import PASSING_OUTCOMES
from ..crawl.visit import VisitKind, VisitOutcome
from ..sources.units import NoInputError
from ..storage import Corpus
from .crawl_identity import forget_identity
from .underway import QUEUE, tables_of

_CONTENT = (VisitKind.PAGE, VisitKind.MEDIA)
_CAPTURED = (VisitOutcome.CAPTURED, VisitOutcome.NOT_MODIFIED)

Visits = Counter[tuple[str, str]]
"""Number of visits by kind and outcome."""


def check_captures(corpus: Corpus, sources: Sequence[CrawlSource], others: int) -> None:
    """Raise NoInputError for a crawl that captured no page, and forget its visits so that the next build asks again.

    One that failed for good, such as by robots.txt, stops nothing while another source (``others`` are no crawls)
    has something.
    """
    vain = {source.name: visits for source in sources if (visits := _visits_in_vain(corpus, source))}
    nothing_at_all = not others and len(vain) == len(sources)
    again = {name: visits for name, visits in vain.items() if nothing_at_all or _may_pass(visits)}
    for name in again:
        _forget(corpus, name)
    if again:
        said = ", ".join(f"{name!r} captured nothing ({_reasons(visits)})" for name, visits in again.items())
        advice = "see that the seeds can be reached"
        if any(_is_private(source, again.get(source.name, Counter())) for source in sources):
            advice += ", and set `allow_private_addresses: true` if they are on this machine or network,"
        raise NoInputError(f"the crawl of source {said}; {advice} and build again")


def _is_private(source: CrawlSource, visits: Visits) -> bool:
    """Whether addresses were refused that the source can allow."""
    refused = any(outcome == VisitOutcome.PRIVATE_ADDRESS for _, outcome in visits)
    return refused and not source.allow_private_addresses


def _visits_in_vain(corpus: Corpus, source: CrawlSource) -> Visits:
    """How often a source's visits of a kind ended in what; empty if a page or medium was captured."""
    visits: Visits = Counter()
    for name in tables_of(corpus, VISITED, source.name):
        visited = corpus.table(name, ["kind", "outcome"])
        visits.update(zip(visited["kind"].to_pylist(), visited["outcome"].to_pylist(), strict=True))
        if any(kind in _CONTENT and outcome in _CAPTURED for kind, outcome in visits):
            return Counter()
    return visits


def _may_pass(visits: Visits) -> bool:
    return any(kind in _CONTENT and outcome in PASSING_OUTCOMES for kind, outcome in visits)


def _reasons(visits: Visits) -> str:
    reasons: Counter[str] = Counter()
    for (_, outcome), count in visits.items():
        if outcome not in _CAPTURED:
            reasons[outcome] += count
    return ", ".join(f"{reason} {count}" for reason, count in sorted(reasons.items()))


def _forget(corpus: Corpus, source: str) -> None:
    """Remove all that a crawl left, its identity too: with nothing captured, other seeds may take its place."""
    forget_identity(corpus, source)
    for folder in (QUEUE, VISITED):
        for name in tables_of(corpus, folder, source):
            corpus.remove(name)
    for name in corpus.names(f"captures/{source}", ".warc.gz"):  # answers to robots.txt and sitemaps
        corpus.remove(name)
