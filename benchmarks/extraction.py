"""Main text of real pages: F1, precision, recall and pages a second, beside trafilatura and resiliparse.

The data are a directory with ``pages.tar.xz`` and ``truth.json``: for each page the strings that its main text
holds (``with``) and those it does not (``without``), the form of trafilatura's public evaluation. A ``with``
string found is a true positive, one missed a false negative, a ``without`` string found a false positive.
White space is collapsed and soft hyphens are taken out before strings are compared.

    python -m weft.benchmarks.extraction DIRECTORY

The peers take part when they can be imported; a throw-away environment keeps them out of the working one:

    uv venv /tmp/peers && VIRTUAL_ENV=/tmp/peers uv pip install -e . trafilatura resiliparse
    /tmp/peers/bin/python benchmarks/extraction.py DIRECTORY

``--hashed-names`` puts a hash in place of every class and id first, as on a site whose names stand in nobody's lists.

Pages fall into five folds by a hash of their names. Rules and thresholds were taken where they raise the whole and
lower no fold by more than chance; the F1 of each fold is printed beside that of all pages.
"""

import argparse
import hashlib
import json
import re
import tarfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from weft.pipeline.extract.html.read import read_html
from weft.schemas.document import SegmentKind

FOLDS = 5
_NAMES = re.compile(rb"""(?<=\s)(class|id)\s*=\s*("[^"]*"|'[^']*'|[^\s>"']+)""", re.IGNORECASE)
Extract = Callable[[bytes], str]


@dataclass(frozen=True)
class PageTruth:
    """One page and what its main text must and must not hold."""

    name: str
    html: bytes
    present: tuple[str, ...]
    absent: tuple[str, ...]

    @property
    def fold(self) -> int:
        """0 to 4; the same in every run."""
        return int(hashlib.sha256(self.name.encode()).hexdigest(), 16) % FOLDS


@dataclass
class Score:
    """Counts of strings over pages."""

    true_positives: int = 0
    false_positives: int = 0
    false_negatives: int = 0

    def add(self, page: PageTruth, text: str) -> None:
        found = sum(string in text for string in page.present)
        self.true_positives += found
        self.false_negatives += len(page.present) - found
        self.false_positives += sum(string in text for string in page.absent)

    @property
    def precision(self) -> float:
        return self.true_positives / max(1, self.true_positives + self.false_positives)

    @property
    def recall(self) -> float:
        return self.true_positives / max(1, self.true_positives + self.false_negatives)

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / max(1e-9, self.precision + self.recall)


def load(directory: Path) -> list[PageTruth]:
    """Pages of a data directory, in the order of their names."""
    truth = json.loads((directory / "truth.json").read_text())
    with tarfile.open(directory / "pages.tar.xz") as archive:
        html = {Path(member.name).name: archive.extractfile(member) for member in archive if member.isfile()}
        payloads = {name: file.read() for name, file in html.items() if file is not None}
    return [
        PageTruth(name, payloads[page["file"]], *(tuple(map(comparable, page[key])) for key in ("with", "without")))
        for name, page in sorted(truth.items())
    ]


def comparable(text: str) -> str:
    """Text as strings are compared: white space collapsed, soft hyphens taken out."""
    return " ".join(text.replace("\xad", "").split())


def with_hashed_names(html: bytes) -> bytes:
    """A page in which a hash stands for each name in a ``class`` or an ``id``."""

    def hashed(names: re.Match[bytes]) -> bytes:
        digests = (b"c" + hashlib.md5(name).hexdigest()[:6].encode() for name in names[2].strip(b"\"'").split())
        return names[1] + b'="' + b" ".join(digests) + b'"'

    return _NAMES.sub(hashed, html)


def weft_text(html: bytes) -> str:
    """Text segments of the page, a blank line between them."""
    segments = read_html(html, "https://example.com/").document.segments
    return "\n\n".join(segment.text for segment in segments if segment.kind is SegmentKind.TEXT)


def peers() -> dict[str, Extract]:
    """Peers that are installed, by name."""
    found: dict[str, Extract] = {}
    if find_spec("trafilatura"):
        trafilatura = import_module("trafilatura")
        found["trafilatura"] = lambda html: trafilatura.extract(html, include_comments=False) or ""
    if find_spec("resiliparse"):
        to_text = import_module("resiliparse.extract.html2text").extract_plain_text
        encoding = import_module("resiliparse.parse.encoding")
        found["resiliparse"] = lambda html: to_text(
            encoding.bytes_to_str(html, encoding.detect_encoding(html)), main_content=True
        )
    return found


def measure(name: str, extract: Extract, pages: list[PageTruth]) -> float:
    """Prints one line; returns pages per second of CPU time on one core."""
    start = time.process_time()
    texts = [extract(page.html) for page in pages]
    pages_per_s = len(pages) / (time.process_time() - start)
    whole, folds = Score(), [Score() for _ in range(FOLDS)]
    for page, text in zip(pages, texts, strict=True):
        for score in (whole, folds[page.fold]):
            score.add(page, comparable(text))
    print(
        f"{name:12} F1 {whole.f1:.4f}  precision {whole.precision:.4f}  recall {whole.recall:.4f}"
        f"  folds {' '.join(f'{fold.f1:.4f}' for fold in folds)}  {pages_per_s:5.0f} pages/s"
    )
    return pages_per_s


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path, help="directory with pages.tar.xz and truth.json")
    parser.add_argument("--hashed-names", action="store_true", help="a hash in place of every class and id")
    arguments = parser.parse_args()
    directory = arguments.directory
    if not (directory / "truth.json").exists():
        parser.error(f"{directory} has no truth.json; --help tells what the data are")
    pages = load(directory)
    if arguments.hashed_names:
        pages = [replace(page, html=with_hashed_names(page.html)) for page in pages]
    ours = measure("weft", weft_text, pages)
    for name, extract in peers().items():
        print(f"weft runs {ours / measure(name, extract, pages):.1f} times as fast as {name}")


if __name__ == "__main__":
    main()
