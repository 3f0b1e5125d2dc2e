"""Pages to segments, and the segments that are to come of them."""

from weft.pipeline.extract.html.read import read_html
from weft.schemas.document import Role, Segment, SegmentKind

URL = "https://e.com/d/page.html"


def segments(html: str) -> list[Segment]:
    return read_html(html, URL).document.segments


def text(words: str, role: Role = Role.PARAGRAPH, level: int = 0) -> Segment:
    return Segment(SegmentKind.TEXT, words, role, level)


def image(path: str, alt: str = "") -> Segment:
    return Segment(SegmentKind.IMAGE, media_url=f"https://e.com/d/{path}", alt=alt)


def track(path: str) -> Segment:
    return Segment(SegmentKind.TEXT, role=Role.TRANSCRIPT, media_url=f"https://e.com/d/{path}")


def caption(words: str) -> Segment:
    return text(words, Role.CAPTION)
