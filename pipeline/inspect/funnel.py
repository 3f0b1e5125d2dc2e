"""The numbers behind the report: what came in, what was dropped and why, and what the tokens are made of.

Everything is read from ledgers and columns, part by part; memory does not grow with the corpus.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ...schemas.document import SegmentKind
from ..ledger import Flow
from ..shards.manifest import MANIFEST, Manifest, read_manifest
from ..storage import Corpus
from ..urls import host_of
from ..wording import how_many
from .drops import Example, drop_examples
from .runs import FinishedStage, stage_runs, waiting
from .samples import Tallies

MODALITIES = tuple(kind.value for kind in SegmentKind)
"""Order of every array of tokens by modality."""
NAMES_SHOWN = 12
_UNITS = ("urls", "captures", "documents", "segments", "media")
"""Flows of one stage are shown in this order, others after."""


@dataclass(frozen=True)
class Drop:
    """One reason of one stage, how often it held, and a few of what it dropped."""

    reason: str
    number: int
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True)
class StageFlow:
    """One unit's way through one stage; ``drops`` are in order of number, largest first."""

    stage: str
    unit: str
    entered: int
    kept: int
    drops: tuple[Drop, ...]

    @property
    def dropped(self) -> int:
        """The sum over all reasons."""
        return sum(drop.number for drop in self.drops)


@dataclass(frozen=True)
class Station:
    """One width of the funnel: ``number`` of ``unit`` that got this far; ``note`` says what became of the rest."""

    label: str
    unit: str
    number: int
    note: str = ""
    media: int = 0
    """Of ``number``: media, which go on inside the documents that show them."""
    dropped: int = 0
    """Of ``number``: dropped here."""

    @property
    def going_on(self) -> int:
        """What the next station is measured against."""
        return self.number - self.media - self.dropped


@dataclass(frozen=True)
class Share:
    """Documents and tokens of one language, source or host; ``tokens`` are in the order of MODALITIES."""

    name: str
    documents: int
    tokens: tuple[int, ...]

    @property
    def total(self) -> int:
        """Tokens of every modality."""
        return sum(self.tokens)


@dataclass(frozen=True)
class TokenShares:
    """What the tokens of the kept documents are made of, by their spans: ``<bos>`` and ``<eos>`` are not counted."""

    documents: int = 0
    tokens: tuple[int, ...] = (0,) * len(MODALITIES)
    languages: tuple[Share, ...] = ()
    sources: tuple[Share, ...] = ()
    hosts: tuple[Share, ...] = ()
    hosts_known: int = 0
    hosts_are_exact: bool = True
    """False when there were too many hosts to count each."""

    @property
    def total(self) -> int:
        """Tokens of every modality."""
        return sum(self.tokens)


@dataclass(frozen=True)
class Funnel:
    """A corpus in numbers."""

    runs: tuple[FinishedStage, ...]
    waiting: tuple[str, ...]
    flows: tuple[StageFlow, ...]
    stations: tuple[Station, ...]
    tokens: TokenShares
    shards: Manifest | None
    """None while there is no shard set."""


def read_funnel(corpus: Corpus) -> Funnel:
    """Read the ledgers and columns of ``corpus``; stages that have not run leave their part empty."""
    runs = stage_runs(corpus)
    return Funnel(
        runs=runs,
        waiting=waiting(runs),
        flows=_flows(corpus, runs),
        stations=tuple(_stations(corpus, runs)),
        tokens=_token_shares(corpus),
        shards=shard_manifest(corpus),
    )


def shard_manifest(corpus: Corpus) -> Manifest | None:
    """The manifest of the corpus' shard set; None while there is none. ValueError when it was changed."""
    name = f"shards/{MANIFEST}"
    return read_manifest(corpus.read(name)) if corpus.exists(name) else None


def _flows(corpus: Corpus, runs: tuple[FinishedStage, ...]) -> tuple[StageFlow, ...]:
    examples = drop_examples(corpus, {run.stage for run in runs})
    flows = []
    for run in runs:
        for unit, flow in sorted(run.ledger.flows.items(), key=_importance):
            drops = [
                Drop(reason, number, examples.get((run.stage, reason), ()))
                for reason, number in sorted(flow.dropped.items(), key=lambda item: (-item[1], item[0]))
                if number
            ]
            flows.append(StageFlow(run.stage, unit, flow.entered, flow.kept, tuple(drops)))
    return tuple(flows)


def _importance(entry: tuple[str, Flow]) -> tuple[int, str]:
    unit = entry[0]
    return (_UNITS.index(unit) if unit in _UNITS else len(_UNITS), unit)


def _rows(corpus: Corpus, table: str) -> int:
    infos = (corpus.info(name) for name in corpus.parts(table))
    return sum(info.rows for info in infos if info is not None)


def _stations(corpus: Corpus, runs: tuple[FinishedStage, ...]) -> Iterator[Station]:
    done = {run.stage: run for run in runs}
    if "extract" in done:
        outcomes: Counter[str] = Counter()
        for name in corpus.parts("captures/index"):
            for batch in corpus.batches(name, ["outcome"]):
                outcomes.update(_counted(batch.column("outcome")))
        pages, media, dropped = outcomes["document"], outcomes["media"], outcomes["dropped"]
        yield Station(
            "Captured",
            "captures",
            outcomes.total(),
            f"{how_many(pages, 'pages')}, {media:,} media",
            media,
            dropped,
        )
        yield Station("Extracted", "documents", _rows(corpus, "documents"))
    if "selection" in done and (flow := done["selection"].ledger.flows.get("documents")):
        yield Station("Selected", "documents", flow.kept, f"{flow.dropped.total():,} dropped by rules")
    if "tokens" in done:
        yield Station("Tokenised", "documents", _rows(corpus, "tokens"))


def _counted(values: pa.Array) -> Mapping[str, int]:
    counts = pc.value_counts(values)
    return {entry["values"].as_py(): entry["counts"].as_py() for entry in counts}


def _token_shares(corpus: Corpus) -> TokenShares:
    languages, sources, hosts = (Tallies(len(MODALITIES)) for _ in range(3))
    documents = 0
    tokens = np.zeros(len(MODALITIES), np.int64)
    for name in corpus.parts("tokens"):
        for batch in corpus.batches(name, ["url", "domain", "language", "spans"]):
            by_row = tokens_by_modality(batch.column("spans"))
            documents += batch.num_rows
            tokens += by_row.sum(axis=0)
            for tallies, column in ((languages, "language"), (sources, "domain")):
                _add_groups(tallies, batch.column(column), by_row)
            for row, url in enumerate(batch.column("url").to_pylist()):
                hosts.add(host_of(url) or "(no host)", by_row[row])
    return TokenShares(
        documents=documents,
        tokens=tuple(tokens.tolist()),
        languages=_shares(languages),
        sources=_shares(sources),
        hosts=_shares(hosts),
        hosts_known=len(hosts.rows),
        hosts_are_exact=hosts.folded == 0,
    )


def tokens_by_modality(spans: pa.ListArray) -> NDArray[np.int64]:
    """Tokens of each document by modality: int64 [documents, len(MODALITIES)], from its spans."""
    flat = spans.flatten()
    rows = np.asarray(pc.list_parent_indices(spans), np.int64)
    kinds = pc.index_in(pc.struct_field(flat, "kind"), pa.array(MODALITIES)).fill_null(0)
    cells = rows * len(MODALITIES) + np.asarray(kinds, np.int64)
    lengths = np.asarray(pc.struct_field(flat, "length"), np.int64)
    counts = np.zeros(len(spans) * len(MODALITIES), np.int64)
    np.add.at(counts, cells, lengths)
    return counts.reshape(len(spans), len(MODALITIES))


def _add_groups(tallies: Tallies, names: pa.Array, by_row: NDArray[np.int64]) -> None:
    encoded = pc.dictionary_encode(names)
    indices = np.asarray(encoded.indices, np.int64)
    for index, name in enumerate(encoded.dictionary.to_pylist()):
        member = indices == index
        tallies.add(name or "und", by_row[member].sum(axis=0), int(member.sum()))


def _shares(tallies: Tallies) -> tuple[Share, ...]:
    """The heaviest names, and the others together where there are more."""
    ranked = [Share(*row) for row in tallies.heaviest(len(tallies.rows))]
    if len(ranked) <= NAMES_SHOWN:
        return tuple(ranked)
    shown, rest = ranked[: NAMES_SHOWN - 1], ranked[NAMES_SHOWN - 1 :]
    sums = tuple(sum(share.tokens[i] for share in rest) for i in range(len(MODALITIES)))
    return (*shown, Share(how_many(len(rest), "others"), sum(share.documents for share in rest), sums))
