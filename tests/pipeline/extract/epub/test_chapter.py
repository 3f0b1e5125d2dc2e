import pytest

from weft.pipeline.extract.epub.chapter import read_chapter
from weft.schemas.document import Role, SegmentKind

from ...conftest import prose
from ...made_files import chapter

URL = "https://book.example/text/a.xhtml"


def texts(body: str) -> list[str]:
    return [s.text for s in read_chapter(chapter(body).encode(), URL) if s.kind is SegmentKind.TEXT]


@pytest.mark.parametrize("name", ["copyright", "related-works", "author", "comments", "navigation-at-sea", "date"])
def test_a_section_is_read_whatever_it_is_called(name: str) -> None:
    section = f'<section id="{name}" class="{name}"><h2>Of oil</h2><p>It burns.</p></section>'
    assert texts(f"<p>{prose(1)}</p>{section}<p>{prose(2)}</p>") == [prose(1), "Of oil", "It burns.", prose(2)]


def test_notes_and_boxes_stay_where_they_stand() -> None:
    note = '<aside epub:type="footnote" id="n1"><p>1. In winter.</p></aside>'
    assert texts(f'<p>{prose(1)}<a epub:type="noteref" href="#n1">1</a></p>{note}<p><i>The end.</i></p>') == [
        f"{prose(1)}1",
        "1. In winter.",
        "The end.",
    ]


def test_marks_of_printed_pages_and_contents_inside_a_chapter_go() -> None:
    body = (
        f'<p>{prose(1)} <span epub:type="pagebreak" id="p12">12</span>{prose(2)}</p>'
        '<nav epub:type="toc"><ol><li><a href="b.xhtml">Of oil</a></li></ol></nav>'
        '<section role="doc-index"><p>oil, 12</p></section><div role="contentinfo">Made by a program</div>'
    )
    assert texts(body) == [f"{prose(1)} {prose(2)}"]


def test_a_run_of_links_is_a_table_of_contents_and_a_few_are_not() -> None:
    links = [f'<p class="toc"><a href="c{n}.xhtml">Chapter {n}</a></p>' for n in range(5)]
    assert texts(f"<h1>Contents</h1>{''.join(links)}") == ["Contents"]
    assert texts(f"<p>{prose(1)}</p>{''.join(links[:2])}") == [prose(1), "Chapter 0", "Chapter 1"]


def test_elements_that_end_in_their_own_tag_swallow_nothing() -> None:
    text = (
        f'<html><head><title/><script src="a.js"/></head><body><p>{prose(1)}</p><div/><p>a<i/>b<br/>c</p></body></html>'
    )
    assert [s.text for s in read_chapter(text.encode(), URL)] == [prose(1), "ab c"]


def test_a_picture_in_a_frame_that_scales_it_is_a_picture() -> None:
    body = '<svg viewBox="0 0 6 8"><image width="6" height="8" xlink:href="../img/lamp.png"/></svg>'
    [shown] = read_chapter(chapter(body).encode(), URL)
    assert (shown.kind, shown.media_url) == (SegmentKind.IMAGE, "https://book.example/img/lamp.png")


def test_captions_belong_to_their_pictures() -> None:
    figure = '<figure><img src="lamp.png" alt="A lamp"/><figcaption>The lamp by night.</figcaption></figure>'
    segments = read_chapter(chapter(f"<p>{prose(1)}</p>{figure}").encode(), URL)
    assert [(s.role or s.kind, s.text or s.alt) for s in segments[1:]] == [
        (SegmentKind.IMAGE, "A lamp"),
        (Role.CAPTION, "The lamp by night."),
    ]


def test_any_bytes_give_segments_or_none() -> None:
    assert read_chapter(b"", URL) == []
    assert read_chapter(bytes(range(256)), URL) is not None
