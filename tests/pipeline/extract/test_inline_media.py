"""Media and emoji inside a paragraph: it goes on behind them."""

import pytest

from weft.pipeline.extract.html.read import read_html
from weft.pipeline.extract.markdown.read import read_markdown
from weft.pipeline.extract.rendering import as_jsonl, as_markdown
from weft.schemas.document import Document, Role

URL = "https://e.com/d/page.html"
PROSE = "A lamp burns oil, and its wick draws the oil up into the flame all night long."
PARAGRAPHS = {
    "a space on each side": ("click the <img src=a> button", ["click the", "a", (" ", "button")]),
    "a space on one side": ("click the <img src=a>(left) one", ["click the", "a", (" ", "(left) one")]),
    "no space": ("点击<img src=a>按钮", ["点击", "a", ("", "按钮")]),
    "in a link": (
        'where all can see <a href="/b">the <img src=a> lamp</a> burn up there',
        ["where all can see the", "a", (" ", "lamp burn up there")],
    ),
    "two in a row": ("see<img src=a> <img src=b>there", ["see", "a", "b", (" ", "there")]),
    "two in a row without a space": ("see<img src=a><img src=b>there", ["see", "a", "b", ("", "there")]),
    "two apart": ("see <img src=a> or <img src=b> there", ["see", "a", (" ", "or"), "b", (" ", "there")]),
    "the end of the sentence": ("click on <img src=a>.", ["click on", "a", (" ", ".")]),
    "a mark that ends nothing": ("click on <img src=a> |", ["click on", "a"]),
    "at the start": ("<img src=a> Lamps are lit", ["a", "Lamps are lit"]),
    "at the end": ("Lamps are lit <img src=a></p><p>Oil is burnt", ["Lamps are lit", "a", "Oil is burnt"]),
    "a line of its own": ("one line<br><img src=a><br>next line", ["one line", "a", "next line"]),
    "a break before": ("one line<br><img src=a> next line", ["one line", "a", "next line"]),
    "a break behind": ("one line <img src=a><br>next line", ["one line", "a", "next line"]),
    "a player with a track": (
        'hear <audio src=a.mp3><track src=a.vtt kind="captions"></audio> this',
        ["hear", "a.mp3", "a.vtt", "this"],
    ),
    "a heading": ("</p><h2>Old <img src=a> lamps</h2><p>Lit", ["Old", "a", "lamps", "Lit"]),
}


def found(document: Document) -> list[str | tuple[str, str]]:
    texts = [(s, s.text or s.media_url.removeprefix("https://e.com/d/")) for s in document.segments]
    return [text if segment.joint is None else (segment.joint, text) for segment, text in texts]


@pytest.mark.parametrize(("markup", "expected"), PARAGRAPHS.values(), ids=PARAGRAPHS)
def test_a_paragraph_goes_on_behind_its_media(markup: str, expected: list[str | tuple[str, str]]) -> None:
    page = f"<article><p>{PROSE}</p><p>{markup}</p><p>{PROSE[:-1]}, too.</p></article>"
    assert found(read_html(page, URL).document)[1:-1] == expected


@pytest.mark.parametrize("around", ["<li>{}</li>", "<blockquote>{}</blockquote>", "<div>{}<div>b</div>c</div>"])
def test_only_paragraphs_go_on(around: str) -> None:
    page = f"<article><p>{PROSE}</p>" + around.format("<img src=a>") + f"<p>{PROSE[:-1]}, too.</p></article>"
    assert all(segment.joint is None for segment in read_html(page, URL).document.segments)


def test_a_part_whose_start_was_left_out_starts_a_paragraph() -> None:
    page = f'<article><p>{PROSE}</p><p><a href="/all">All of our lamps</a> <img src=a> {PROSE[:-1]}, too.</p></article>'
    segments = read_html(page, URL).document.segments
    start = [segment.text for segment in segments].index(f"{PROSE[:-1]}, too.")
    kept_before = any(segment.text == "All of our lamps" for segment in segments)
    assert (segments[start].joint is not None) == kept_before


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("click the ![](a) button", ["click the", "a", (" ", "button")]),
        ("点击![](a)按钮", ["点击", "a", ("", "按钮")]),
        ("see ![](a)![](b), there", ["see", "a", "b", (" ", ", there")]),
        ("see<img src=a> <img src=b>there", ["see", "a", "b", (" ", "there")]),
        ("![](a) Lamps", ["a", "Lamps"]),
        ("one line  \n![](a)\nnext", ["one line", "a", "next"]),
        ("one ![](a)  \nnext", ["one", "a", "next"]),
        ("one ![](a)\n\nnext", ["one", "a", "next"]),
    ],
)
def test_a_paragraph_of_markdown_goes_on_behind_its_media(text: str, expected: list[str | tuple[str, str]]) -> None:
    assert found(read_markdown(text.encode(), URL)) == expected


def test_media_inside_a_paragraph_are_printed_inside_it() -> None:
    document = read_markdown(b"see ![a](a) or ![b](b)them\n\n![c](c)\n\nEnd.", URL)
    link = "![{0}](https://e.com/d/{0})"
    shown = [f"see {link.format('a')} or {link.format('b')} them\n", f"{link.format('c')}\n", "End.\n"]
    assert list(as_markdown(document)) == shown
    assert [line for line in as_jsonl(document) if "joint" in line] == [
        '{"kind": "text", "role": "paragraph", "text": "or", "joint": " "}',
        '{"kind": "text", "role": "paragraph", "text": "them", "joint": " "}',
    ]


@pytest.mark.parametrize(
    "img",
    [
        '<img class="emoji" src="https://s.w.org/images/core/emoji/15.0.3/72x72/1f600.png" alt="😀">',
        '<img src="https://abs.twimg.com/emoji/v2/72x72/1f469-200d-1f52c.png" alt="👩‍🔬">',
        '<img src="https://static.example/x.png" width="16" height="16" alt="🙂">',
        '<img src="/images/emoji/twitter/smile.png?v=12" class="emoji" title=":smile:" alt=":smile:">',
        '<img src="./images/smilies/icon_wink.gif" class="smilies" alt=";)" width="15" height="17">',
    ],
)
def test_a_picture_of_a_character_is_the_character(img: str) -> None:
    alt = img.partition('alt="')[2].partition('"')[0]
    page = f"<article><p>{PROSE}</p><p>What a lamp {img} it is.</p></article>"
    assert found(read_html(page, URL).document) == [PROSE, f"What a lamp {alt} it is."]


@pytest.mark.parametrize(
    "img",
    [
        '<img src="heart.jpg" alt="❤">',
        '<img src="heart.jpg" width="640" alt="❤">',
        '<img src="/emoji/a.png" alt="A lamp">',
        '<img src="/emoji/a.png" alt="lamp">',
        '<img class="emoji" src="a.png">',
        '<img class="emoji" src="a.png" alt="A picture of a lamp that burns oil all night">',
        '<img src="lamp.jpg" width="16" height="16" alt="7">',
    ],
)
def test_a_picture_is_no_emoji(img: str) -> None:
    segments = read_html(f"<article><p>{PROSE}</p><p>What a lamp {img} it is.</p></article>", URL).document.segments
    assert [segment.role for segment in segments] == [Role.PARAGRAPH, Role.PARAGRAPH, None, Role.PARAGRAPH]
