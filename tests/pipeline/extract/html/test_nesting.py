"""The bound on nesting that keeps parsing fast."""

import time

from weft.pipeline.extract.html.nesting import MAX_DEPTH, MAX_OPEN_FORMATTING, bounded
from weft.pipeline.extract.html.read import read_html


def test_ordinary_page_is_untouched() -> None:
    html = b"<div><p>a</p></div>" * 1000
    assert bounded(html) == html


def test_long_but_flat_page_is_untouched() -> None:
    html = b"<div><p>a<br><img src=x></p></div>" * 10_000
    assert bounded(html) == html


def test_open_formatting_is_bounded_where_no_tag_is_deep() -> None:
    html = b"<p>" + b"<B\nid=x>" * 1000 + b"<p>x" * 2000
    assert bounded(html).count(b"<B") == MAX_OPEN_FORMATTING


def test_deep_tags_are_left_out_and_their_text_stays() -> None:
    html = b"<div>" * 20_000 + b"deep" + b"</div>" * 20_000 + b"<p>after"
    assert bounded(html) == b"<div>" * MAX_DEPTH + b"deep" + b"</div>" * MAX_DEPTH + b"<p>after"


def test_tags_in_comments_scripts_and_attributes_do_not_count() -> None:
    fake = b"<!-- </div> --><script>'</div>'</script><i title='</div>'></i>"
    html = (b"<div>" + fake) * 17_000
    assert bounded(html).count(b"<div>") == MAX_DEPTH


def test_two_hundred_thousand_nested_divs_take_under_two_seconds() -> None:
    start = time.perf_counter()
    page = read_html(b"<div>" * 200_000 + b"deep text here", "https://example.com/")
    assert time.perf_counter() - start < 2
    assert [segment.text for segment in page.document.segments] == ["deep text here"]


def test_unclosed_formatting_does_not_multiply() -> None:
    start = time.perf_counter()
    html = "<p>" + "".join(f"<b id=b{n}>" for n in range(2000)) + "<p>x" * 2000
    assert read_html(html, "https://example.com/").document.segments
    assert time.perf_counter() - start < 2


def test_many_shapes_of_deep_nesting_end_in_time() -> None:
    start = time.perf_counter()
    for unit in ("<b><div>", "<ul><li>", "<table><tr><td>", "<svg>", "<blockquote>", "<dl><dd>", "<a href=x>", "<x-y>"):
        read_html(unit * 20_000 + "x", "https://example.com/")
    assert time.perf_counter() - start < 8
