"""Pages of one thing many times over: a rule that looks at all for each is found by its time."""

import time

import pytest

from weft.pipeline.extract.html.read import read_html

PROSE = f"<p>{'word ' * 60}</p>"
UNITS = {
    "veiled": '<div style="visibility:hidden"><p>some text of it</p></div>',
    "cards": '<h3><a href="x">Head</a></h3><p>line</p>',
    "boxes of cards": '<div class="card"><h3><a href="x">Head</a></h3><p>line</p></div>',
    "quotes beside paragraphs": '<aside class="quote"><blockquote>a b c</blockquote></aside><p>a paragraph</p>',
    "names": '<p class="paywall__text a--b c__d">word word word word</p>',
    "points": "<ul><li>a point of it</li><li>subscribe to our newsletter</li></ul>",
    "captions": '<figure><img src="a.jpg"><figcaption class="placeholder metadata">cap</figcaption></figure>',
    "titles": "<h1>Abc - Abc</h1>",
}


@pytest.mark.parametrize("name", list(UNITS))
def test_ten_thousand_of_a_thing_take_under_three_seconds(name: str) -> None:
    page = f"<title>{'Abc - ' * 3000}</title>{PROSE}{UNITS[name] * 10_000}"
    start_s = time.process_time()
    assert read_html(page, "https://example.com/").document.segments
    assert time.process_time() - start_s < 3
