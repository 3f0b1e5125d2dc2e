"""Signatures below posts, by the comments that vBulletin sets around them and by their names."""

from weft.pipeline.extract.html.read import read_html
from weft.pipeline.extract.html.signatures import without_signatures

HEAD = b'<script src="clientscript/vbulletin_global.js"></script>'
POSTS = [
    "The tiller of our boat came loose on the way to Onley, and the pin that held it was nowhere to be found.",
    "A bolt of the same width does as well, as long as you grease it before it goes in and look at it each spring.",
]


def test_what_stands_between_the_comments_goes() -> None:
    sig = b"<!-- sig --><div>_____<br>Mind the gap</div><!-- / sig -->"
    assert without_signatures(HEAD + b"<p>a</p>" + sig + b"<p>b</p>" + sig) == HEAD + b"<p>a</p><p>b</p>"
    assert without_signatures(sig) == sig


def test_a_signature_without_an_end_stays() -> None:
    html = HEAD + b"<p>a</p><!-- sig --><div>Mind the gap</div><p>b</p>"
    assert without_signatures(html) == html
    assert without_signatures(b"<p>a</p>") == b"<p>a</p>"


def test_signatures_are_no_text_of_posts() -> None:
    def post(text: str) -> str:
        sig = "<!-- sig --><div>__________________<div align=center>Mind the gap</div></div><!-- / sig -->"
        aside = "<aside class=message-signature><div>Whoever finds a mistake may keep it.</div></aside>"
        return f"<article class=message><div class=body>{text}</div>{aside}</article><div>{sig}</div>"

    html = f"{HEAD.decode()}<body class=viewtopic><h1>Loose tiller</h1>{''.join(map(post, POSTS))}"
    said = [segment.text for segment in read_html(html, "https://e.com/t/7").document.segments]
    assert said == ["Loose tiller", *POSTS]
