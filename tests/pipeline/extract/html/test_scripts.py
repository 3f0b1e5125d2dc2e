# ruff: noqa: E501 - a page is easier to read on one line
"""Superscripts and subscripts of pages."""

import time

import pytest

from weft.pipeline.extract.html.read import read_html
from weft.schemas.document import Role


def text(inner: str) -> str:
    return " ".join(segment.text for segment in read_html(f"<p>{inner}</p>", "https://e.com/").document.segments)


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("10<sup>6</sup> people", "10^6 people"),
        ("2<sup>16</sup> bytes", "2^16 bytes"),
        ("E = mc<sup>2</sup>", "E = mc^2"),
        ("<i>x</i><sup>2</sup>", "x^2"),
        ("x<sup><i>n</i>+1</sup>", "x^{n+1}"),
        ("5 km<sup>2</sup> and 3 s<sup>−1</sup>", "5 km^2 and 3 s^{−1}"),
        ("(a + b)<sup>2</sup>", "(a + b)^2"),
        ("e<sup>x<sup>2</sup></sup>", "e^{x^2}"),
        ("A<sup>T</sup>, Ca<sup>2+</sup>", "A^T, Ca^{2+}"),
        ("the 1<sup>st</sup>, 2<sup>e</sup>, n<sup>o</sup> 3, M<sup>me</sup> X", "the 1st, 2e, no 3, Mme X"),
        ("Weft<sup>TM</sup>, <sup>14</sup>C", "WeftTM, 14C"),
        ('so<sup><a href="#n1">1</a></sup> it', "so it"),
        ('so<a href="#n1"><sup>1</sup></a> it', "so it"),
        ('so<sup class="footnote-ref">1</sup> it', "so it"),
        ('so<span role="doc-noteref"><sup>1</sup></span> it', "so it"),
        ("so<sup>[1]</sup> it", "so it"),
        ("H<sub>2</sub>O and C<sub>n</sub>", "H2O and Cn"),
        ("SO<sub>4</sub><sup>2-</sup>", "SO4^{2-}"),
        ("<i>x</i><sub>i</sub> and <var>a<sub>ij</sub></var>", "x_i and a_{ij}"),
        ("log<sub>2</sub> n", "log_2 n"),
    ],
)
def test_a_script_is_what_it_means(inner: str, expected: str) -> None:
    assert text(inner) == expected


def test_the_kind_of_a_parameter_stands_behind_a_colon() -> None:
    dt = '<dl><dt><strong>r0, c0</strong><span class="classifier">int</span></dt><dd>Where.</dd></dl>'
    assert text(dt) == "r0, c0 : int Where."


@pytest.mark.parametrize(
    "figure",
    [
        '<div class="figure"><div class="mediaobject"><img src="a.png"></div><p class="title">Figure 1. A mill</p></div>',
        '<div class="figure"><p class="title">Figure 1. A mill</p><div class="figure-contents"><img src="a.png"></div></div>',
        '<div class="imageblock"><div class="content"><img src="a.png"></div><div class="title">Figure 1. A mill</div></div>',
    ],
)
def test_a_title_of_docbook_or_asciidoc_is_the_caption(figure: str) -> None:
    image, caption, after = read_html(f"<main>{figure}<p>After.</p></main>", "https://e.com/").document.segments
    assert image.media_url == "https://e.com/a.png"
    assert (caption.role, caption.text) == (Role.CAPTION, "Figure 1. A mill")
    assert after.text == "After."


@pytest.mark.parametrize(
    "markup",
    [
        b"<p>" + b"x<sup>2</sup> and more. " * 20_000 + b"</p>",
        b"<p>" + b"<sup>" * 300 + b"Words of prose that go on. " * 60_000 + b"</sup>" * 300 + b"</p>",
        b"<p>" + b"<i>x</i><sub>" * 300 + b"Words of prose that go on. " * 60_000 + b"</sub>" * 300 + b"</p>",
    ],
)
def test_no_number_and_no_depth_of_scripts_takes_long(markup: bytes) -> None:
    start = time.process_time()
    read_html(markup, "https://e.org/", "utf-8")
    assert time.process_time() - start < 5


def test_a_classifier_is_set_off_once_however_often_the_page_is_read() -> None:
    """Where nothing else is prose, the page is read a second time as a discussion."""
    page = b'<dl><dt>r0<span class="classifier">int</span></dt><dd>Radius.</dd></dl>'
    texts = [segment.text for segment in read_html(page, "https://e.org/", "utf-8").document.segments]
    assert not any(":  :" in text for text in texts), texts
    assert any("r0 : int" in text for text in texts), texts
