"""Which stages of a corpus have run, in order, and what each says of itself."""

from dataclasses import dataclass

from ..ledger import Ledger
from ..storage import Corpus

STAGES = (
    "crawl",
    "extract",
    "fetch",
    "media",
    "links",
    "signals",
    "duplicates",
    "contamination",
    "selection",
    "vocabulary",
    "tokens",
    "shards",
)
"""In the order they run. A corpus without a crawl source has no first one."""


@dataclass(frozen=True)
class FinishedStage:
    """What ``<stage>/_SUCCESS.json`` holds."""

    stage: str
    key: str
    seconds: float
    workers: int
    ledger: Ledger


def stage_runs(corpus: Corpus) -> tuple[FinishedStage, ...]:
    """The stages that are complete, in the order they ran."""
    runs = []
    for stage in STAGES:
        name = f"{stage}/_SUCCESS.json"
        if not corpus.exists(name):
            continue
        said = corpus.read_json(name)
        runs.append(
            FinishedStage(stage, said["key"], said["seconds"], said["workers"], Ledger.from_json(said["ledger"]))
        )
    return tuple(runs)


def waiting(runs: tuple[FinishedStage, ...]) -> tuple[str, ...]:
    """Stages that have not run; those that go to the network count only where nothing at all has run."""
    done = {run.stage for run in runs}
    missing = [stage for stage in STAGES if stage not in done]
    return tuple(stage for stage in missing if stage not in ("crawl", "fetch") or not done)
