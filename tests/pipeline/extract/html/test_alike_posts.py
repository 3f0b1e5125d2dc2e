import pytest

from weft.pipeline.extract.html.read import read_html
from weft.schemas.document import SegmentKind

from ...conftest import prose

BLOG = '{"@context": "https://schema.org", "@type": "BlogPosting", "datePublished": "2020-01-01"}'
FIRST, SECOND, THIRD = (prose(number) for number in range(3))


def thread(of_post: str, of_comment: str, head: str = "") -> str:
    comments = "".join(
        f'<div class="comment-card"><a href="/u">keeper</a><div class="{of_comment}">{text}</div></div>'
        for text in (SECOND, THIRD)
    )
    return f"<title>Lamps</title>{head}<body><h1>Lamps</h1><div class='{of_post}'><p>{FIRST}</div>{comments}"


def texts(html: str) -> str:
    segments = read_html(html, "https://example.com/").document.segments
    return "\n".join(segment.text for segment in segments if segment.kind is SegmentKind.TEXT)


def test_comments_in_elements_of_the_class_of_the_text_above_are_posts() -> None:
    read = texts(thread("renderer_html-content__x", "renderer_html-content__x"))
    assert all(text in read for text in (FIRST, SECOND, THIRD))


@pytest.mark.parametrize(
    ("of_post", "of_comment", "head"),
    [
        ("entry-content", "comment-text", ""),
        ("content", "content", ""),
        ("rich-text", "rich-text", '<meta property="og:type" content="article">'),
        (
            "rich-text",
            "rich-text",
            f'<script type="application/ld+json">{BLOG}</script>',
        ),
    ],
)
def test_comments_below_an_article_are_none(of_post: str, of_comment: str, head: str) -> None:
    read = texts(thread(of_post, of_comment, head))
    assert FIRST in read
    assert SECOND not in read and THIRD not in read
