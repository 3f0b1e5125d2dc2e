"""Reading order: every medium, its caption and its neighbours, on pages whose order was written down by hand.

``tests/data/placement`` holds a page and, beside it, a JSON list with one line a segment: kind or role, then the
text, or the url and the alternative text in brackets. Urls under the page's own directory are shortened.
"""

import json
from pathlib import Path

import pytest

from weft.pipeline.extract.html.read import read_html
from weft.schemas.document import Segment, SegmentKind

PAGES = Path(__file__).parents[3] / "data" / "placement"
DIRECTORY = "https://e.com/d/"


def line(segment: Segment) -> str:
    """A segment as the lists of expected segments spell it."""
    url = segment.media_url.removeprefix(DIRECTORY)
    if segment.kind is not SegmentKind.TEXT:
        return f"{segment.kind} {url} [{segment.alt}]" if segment.alt else f"{segment.kind} {url}"
    return f"{segment.role}{segment.level or ''} {segment.text or url}"


def test_there_are_as_many_pages_as_lists() -> None:
    pages, lists = ({path.stem for path in PAGES.glob(f"*.{end}")} for end in ("html", "json"))
    assert pages == lists
    assert len(pages) >= 60


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.html")), ids=lambda path: path.stem)
def test_segments_stand_in_reading_order(page: Path) -> None:
    segments = read_html(page.read_bytes(), f"{DIRECTORY}page.html").document.segments
    assert [line(segment) for segment in segments] == json.loads(page.with_suffix(".json").read_text())
