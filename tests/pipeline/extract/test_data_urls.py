"""Media in ``data:`` urls."""

import base64
from hashlib import sha256
from urllib.parse import quote_from_bytes

import pytest

from weft.pipeline.extract.data_urls import DataMedia, data_media
from weft.pipeline.extract.html.read import read_html
from weft.pipeline.extract.local import read_local_page
from weft.pipeline.extract.markdown.read import read_markdown
from weft.pipeline.extract.reading import Contained, is_contained_url
from weft.schemas.document import SegmentKind
from weft.schemas.recipe import FileSettings

URL = "https://e.com/d/page.html"
BYTES = bytes(range(256)) * 16
"""4,096 bytes: just large enough."""
SMALL = BYTES[:-1]
BEFORE, AFTER = "<p>The lamp was lit at dusk.</p>", "<p>It burned until dawn.</p>"


def name(number: int, payload: bytes = BYTES, url: str = URL) -> str:
    return f"{url}#data={number}&sha256={sha256(payload).hexdigest()[:16]}"


def data_url(payload: bytes = BYTES, mime: str = "image/png") -> str:
    return f"data:{mime};base64,{base64.b64encode(payload).decode()}"


def empty(url: str = URL, **limits: int) -> DataMedia:
    return data_media(url, FileSettings(**limits))


def read(html: str, **limits: int) -> tuple[list[str], DataMedia]:
    data = empty(**limits)
    document = read_html(BEFORE + html + AFTER, URL, data=data).document
    return [segment.media_url for segment in document.segments[1:-1]], data


def test_an_image_above_the_size_is_a_medium_in_its_place() -> None:
    data = empty()
    html = f'{BEFORE}<figure><img src="{data_url()}" alt="A lamp"><figcaption>At night</figcaption></figure>{AFTER}'
    reading = data.reading(read_html(html, URL, data=data).document)
    assert reading.document is not None
    assert [(s.kind, s.media_url, s.alt or s.text) for s in reading.document.segments[1:3]] == [
        ("image", name(1), "A lamp"),
        ("text", "", "At night"),
    ]
    assert reading.media == [Contained(name(1), "image/png", BYTES)]
    assert is_contained_url(name(1))


@pytest.mark.parametrize(
    "source",
    [
        f"data:image/png,{quote_from_bytes(BYTES)}",
        f"DATA:image/PNG;charset=utf-8;base64,{base64.b64encode(BYTES).decode().rstrip('=')}",
        f"data:image/png;base64,{quote_from_bytes(base64.b64encode(BYTES))}",
        f"data:image/png;base64, {base64.encodebytes(BYTES).decode()}",
    ],
)
def test_every_spelling_of_the_bytes_is_read(source: str) -> None:
    data = empty()
    assert data.take(SegmentKind.IMAGE, source) == name(1)
    assert data.media[name(1)] == Contained(name(1), "image/png", BYTES)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (data_url(SMALL), "data_too_small"),
        ("data:image/gif;base64,R0lGODlhAQABAAAAACw=", "data_too_small"),
        (f"data:image/png,{quote_from_bytes(SMALL)}", "data_too_small"),
        ("data:image/png;base64," + "%%%" * 4096, "data_broken"),
        ("data:image/png;base64," + "A" * 8193, "data_broken"),
        (data_url(mime="image/svg+xml"), "unsupported_svg"),
        (data_url(mime="text/html"), "data_not_image"),
        (data_url(mime="video/mp4"), "data_not_image"),
        (data_url(mime=""), "data_not_image"),
        ("data:", "data_not_image"),
    ],
)
def test_what_is_left_out_has_a_reason(source: str, reason: str) -> None:
    media, data = read(f'<img src="{source}">')
    assert (media, dict(data.dropped)) == ([], {reason: 1})


def test_the_same_image_twice_is_one_medium_and_one_reason() -> None:
    media, data = read(
        f'<img src="{data_url()}"><p>Words between.</p><img src="{data_url()}">' + f'<img src="{data_url(SMALL)}">' * 3
    )
    assert [url for url in media if url] == [name(1), name(1)]
    assert (list(data.media), dict(data.dropped)) == ([name(1)], {"data_too_small": 1})


def test_number_and_bytes_of_media_are_bounded() -> None:
    images = "".join(f'<img src="{data_url(BYTES + bytes([n]))}">' for n in range(4))
    media, data = read(images, max_media=3, max_media_bytes=9000)
    assert (media, dict(data.dropped)) == ([name(n + 1, BYTES + bytes([n])) for n in range(2)], {"too_many_bytes": 2})
    media, data = read(images, max_media=1)
    assert (len(media), dict(data.dropped)) == (1, {"too_many_media": 3})


@pytest.mark.parametrize(
    "html",
    [
        '<img src="{}" data-src="real.jpg">',
        '<img src="{}" srcset="real.jpg 2x">',
        '<picture><source srcset="real.jpg 900w"><img src="{}"></picture>',
        '<img src="{}"><noscript><img src="real.jpg"></noscript>',
        '<span><img src="{}"></span><noscript><img src="real.jpg"></noscript>',
        '<noscript><img src="real.jpg"></noscript><img class="lazyload" src="{}">',
    ],
)
def test_a_placeholder_gives_way_to_the_real_image(html: str) -> None:
    assert read(html.format(data_url()))[0] == ["https://e.com/d/real.jpg"]


@pytest.mark.parametrize(
    "html", ['<img class="lazy" src="{}">', '<img src="{}" data-src="">', '<img width=1 src="{}">']
)
def test_a_placeholder_that_a_script_fills_is_nothing(html: str) -> None:
    assert read(html.format(data_url()))[0] == []


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ('<audio src="{}"></audio>', "audio"),
        ('<video><source src="{}"></video>', "video"),
        ('<embed src="{}">', "audio"),
        ('<object data="{}">x</object>', "image"),
    ],
)
def test_sounds_and_films_are_taken_likewise(html: str, kind: str) -> None:
    media, data = read(html.format(data_url(mime=f"{kind}/x")))
    assert media == [name(1)]
    assert data.media[name(1)].mime == f"{kind}/x"


def test_media_beside_the_content_do_not_come_along() -> None:
    html = f'<main><h1>Lamps</h1>{BEFORE * 9}</main><footer class="footer"><img src="{data_url()}"></footer>'
    data = empty()
    assert data.reading(read_html(html, URL, data=data).document).media == []


def test_without_a_place_for_them_data_urls_are_left_out() -> None:
    assert [s.kind for s in read_html(f'{BEFORE}<img src="{data_url()}">', URL).document.segments] == ["text"]


def test_a_page_in_a_folder_names_them_after_its_file() -> None:
    data = empty("file:notes/p.html")
    document = read_local_page(f'{BEFORE}<img src="{data_url()}">'.encode(), "file:notes/p.html", data=data)
    assert document.segments[1].media_url == name(1, url="file:notes/p.html")
    assert data.reading(document).media[0].payload == BYTES


def test_markdown_and_html_in_it_share_their_numbers() -> None:
    other = BYTES + b"x"
    data = empty()
    text = f'Words.\n\n![A lamp]({data_url()})\n\n<p><img src="{data_url(other)}"></p>\n'
    document = read_markdown(text.encode(), URL, data=data)
    assert [s.media_url for s in document.segments] == ["", name(1), name(2, other)]
    assert [medium.payload for medium in data.reading(document).media] == [BYTES, other]
