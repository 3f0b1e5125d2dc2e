"""Where the time of a build goes, stage by stage.

    py-spy record --rate 100 --format raw --output profile.txt -- weft build RECIPE --workers 1
    python benchmarks/stages.py CORPUS profile.txt

Prints for every stage its seconds, items a second, the share of samples in which Beam's own code was at work
(neither weft's nor a library's that weft called), and the hottest functions of the two slowest stages.
"""

import argparse
import json
import re
from collections import Counter, defaultdict
from pathlib import Path

STAGES = (
    "crawl", "extract", "fetch", "media", "links", "signals", "duplicates",
    "contamination", "selection", "vocabulary", "tokens", "shards",
)  # fmt: skip
ITEMS = {
    "crawl": "urls", "extract": "captures", "fetch": "media urls", "media": "media", "links": "media segments",
    "tokens": "documents",
}  # fmt: skip
_FRAME = re.compile(r"(?P<function>.*) \((?P<file>[^)]*?)(?::\d+)?\)$")
_IDLE = ("threading.py", "console.py", "selectors.py", "_server.py", "socketserver.py")


def main() -> None:
    """Read a corpus' ledgers and a raw py-spy profile, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("profile", type=Path)
    arguments = parser.parse_args()
    runs = {stage: json.loads((arguments.corpus / stage / "_SUCCESS.json").read_text()) for stage in STAGES}
    beam, total, hot = read_profile(arguments.profile)
    print(f"{'stage':<14}{'seconds':>9}{'items':>10}{'items/s':>10}{'Beam':>8}")
    for stage, run in runs.items():
        items = entered(run["ledger"], ITEMS.get(stage, "documents"))
        share = f"{beam[stage] / total[stage]:.1%}" if total[stage] else "–"
        print(f"{stage:<14}{run['seconds']:>9.1f}{items:>10,}{items / max(run['seconds'], 1e-3):>10,.0f}{share:>8}")
    for stage in sorted(runs, key=lambda name: -runs[name]["seconds"])[:2]:
        print(f"\n{stage}: hottest functions, share of its samples")
        for function, count in hot[stage].most_common(8):
            print(f"  {count / total[stage]:>6.1%}  {function}")


def entered(ledger: dict, unit: str) -> int:
    """What came into the stage."""
    flows = ledger["flows"]
    return flows[unit]["entered"] if unit in flows else max((flow["entered"] for flow in flows.values()), default=0)


def read_profile(path: Path) -> tuple[Counter[str], Counter[str], dict[str, Counter[str]]]:
    """Samples in Beam, samples in all, and samples by innermost weft function, of each stage."""
    beam: Counter[str] = Counter()
    total: Counter[str] = Counter()
    hot: dict[str, Counter[str]] = defaultdict(Counter)
    for line in path.read_text().splitlines():
        stack, _, count = line.rpartition(" ")
        frames = [match for frame in stack.split(";") if (match := _FRAME.match(frame))]
        stage = next((name for name in STAGES for frame in frames if f"stages/{name}.py" in frame["file"]), None)
        if stage is None or frames[-1]["file"].endswith(_IDLE):
            continue
        total[stage] += int(count)
        owner = next(frame for frame in reversed(frames) if "apache_beam" in frame["file"] or is_weft(frame["file"]))
        if "apache_beam" in owner["file"] or owner["file"].endswith(("pipeline/beam.py", "pipeline/stage.py")):
            beam[stage] += int(count)
            hot[stage]["Apache Beam"] += int(count)
        else:
            hot[stage][f"{owner['function']} ({owner['file']})"] += int(count)
    return beam, total, hot


def is_weft(file: str) -> bool:
    """Whether a frame is weft's own, installed or in a checkout."""
    return bool(re.search(r"(^|/)(schemas|filters|tokenizers|pipeline)/", file)) and "apache_beam" not in file


if __name__ == "__main__":
    main()
