"""Broken pages: none raises, none takes long."""

from pathlib import Path

from weft.pipeline.extract.html.read import read_html
from weft.schemas.document import SegmentKind

from ..markup_mutation import MARKUP
from ..mutation import Mutator
from .campaign import KEPT, Campaign
from .conftest import Fuzz
from .documented import reasons

PAGES = tuple(path.read_bytes() for path in sorted((Path(__file__).parents[1] / "data" / "placement").glob("*.html")))
TOKENS = (
    *(
        b"<!--",
        b"-->",
        b"<![CDATA[",
        b"<script>",
        b"</script>",
        b"<style>",
        b"<template>",
        b"<noscript>",
        b"<plaintext>",
    ),
    *(
        b"<table><tr>",
        b"<td colspan=99999 rowspan=99999>",
        b"<svg>",
        b"<math>",
        b"<base href='//['>",
        b"<select>",
        b"<p/>",
    ),
    *(
        b'<img srcset="',
        b"<img src='data:,'>",
        b"<figure>",
        b"<figcaption>",
        b"&#x110000;",
        b"&#0;",
        b"&amp",
        b"\xff\xfe",
    ),
    *(b"<video><track src=a.vtt>", b"<meta charset=utf-16>", b"\0", b"\xe2\x80\xae", b"\xed\xa0\x80"),
)


def judge(page: bytes) -> str:
    """A page gives a document always; without segments it is ``no_content``."""
    segments = read_html(page, "https://e.com/d/page.html").document.segments
    for segment in segments:
        assert segment.text.strip() or segment.media_url
        assert segment.kind is SegmentKind.TEXT or segment.media_url.startswith("http")
        segment.text.encode("utf-8")
    return KEPT if segments else "no_content"


def test_broken_pages_are_read_in_time(fuzz: Fuzz) -> None:
    mutator = Mutator(PAGES, TOKENS, others=MARKUP, max_bytes=1 << 19)
    fuzz(Campaign("html", mutator, judge, reasons("capture"), quick=2000, max_s=1.0))
