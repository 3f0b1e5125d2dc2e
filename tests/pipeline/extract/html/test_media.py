"""Sources of media elements."""

import time

import pytest

from weft.pipeline.extract.html.media import (
    image_source,
    is_placeholder,
    is_tracking_pixel,
    srcset_candidates,
)
from weft.pipeline.extract.media_kinds import kind_of_url
from weft.schemas.document import SegmentKind


@pytest.mark.parametrize(
    ("srcset", "candidates"),
    [
        ("a.jpg 320w, b.jpg 640w", [("a.jpg", 320), ("b.jpg", 640)]),
        ("a.jpg, b.jpg 2x", [("a.jpg", 1), ("b.jpg", 2)]),
        ("/w_300,h_200/a.jpg 300w,/w_600,h_400/a.jpg 600w", [("/w_300,h_200/a.jpg", 300), ("/w_600,h_400/a.jpg", 600)]),
        ("a.jpg,", [("a.jpg", 1)]),
        (" ,, a.jpg   1.5x ,b.jpg 400w 300h", [("a.jpg", 1.5), ("b.jpg", 400)]),
        ("a.jpg (1,2) 10w, b.jpg", [("a.jpg", 10), ("b.jpg", 1)]),
        ("data:image/gif;base64,R0lGOD 1w", [("data:image/gif;base64,R0lGOD", 1)]),
        ("a.jpg huge", [("a.jpg", 1)]),
        ("", []),
        (" , ", []),
    ],
)
def test_srcset_follows_the_html_standard(srcset: str, candidates: list[tuple[str, float]]) -> None:
    assert srcset_candidates(srcset) == candidates


@pytest.mark.parametrize("piece", [",", " ", "a ", "a,", "(", "a (", "a () "])
def test_a_long_srcset_is_read_in_little_time(piece: str) -> None:
    started = time.process_time()
    srcset_candidates(piece * (1 << 17))
    assert time.process_time() - started < 1


def test_widest_candidate_wins_over_src() -> None:
    assert image_source({"src": "s.jpg", "srcset": "a.jpg 320w, b.jpg 1280w, c.jpg 640w"}) == "b.jpg"


def test_densest_candidate_wins_over_src() -> None:
    assert image_source({"src": "s.jpg", "srcset": "s.jpg 1x, d.jpg 2x"}) == "d.jpg"


def test_picture_source_wins_when_it_is_wider() -> None:
    assert image_source({"src": "s.jpg", "srcset": "a.jpg 300w"}, [{"srcset": "big.webp 2000w"}]) == "big.webp"


@pytest.mark.parametrize(
    ("attributes", "sources", "best"),
    [
        (
            {"src": "s.jpg"},
            [{"srcset": "m.jpg", "media": "(min-width: 320px)"}, {"srcset": "l.jpg", "media": "(min-width: 660px)"}],
            "l.jpg",
        ),
        ({"src": "s.jpg"}, [{"srcset": "m.jpg", "media": "(max-width: 320px)"}], "s.jpg"),
        ({"src": "s.jpg?w=640"}, [{"srcset": "s.webp?w=1280", "type": "image/webp"}], "s.webp?w=1280"),
        ({"src": "s.jpg?w=1280"}, [{"srcset": "s.webp?w=640", "type": "image/webp"}], "s.jpg?w=1280"),
        ({"src": "s-1024x576.jpg", "srcset": "a.jpg 300w", "width": "1024"}, [], "s-1024x576.jpg"),
        ({"src": "preview.jpg", "srcset": "a.jpg 300w", "width": "1024"}, [], "a.jpg"),
        ({"src": "s.jpg", "srcset": "a.jpg 2x", "width": "1024"}, [], "a.jpg"),
        ({"src": "s.jpg", "srcset": "a.jpg nanw, b.jpg 20w"}, [], "b.jpg"),
    ],
)
def test_sizes_that_candidates_do_not_say(
    attributes: dict[str, str | None], sources: list[dict[str, str | None]], best: str
) -> None:
    assert image_source(attributes, sources) == best


@pytest.mark.parametrize("name", ["data-src", "data-lazy-src", "data-original"])
def test_lazy_attribute_wins_over_placeholder_and_over_preview(name: str) -> None:
    assert image_source({"src": "data:image/gif;base64,R0lGOD", name: "real.jpg"}) == "real.jpg"
    assert image_source({"src": "small-preview.jpg", name: "real.jpg"}) == "real.jpg"


def test_lazy_srcset_is_a_srcset() -> None:
    assert image_source({"src": "blank.gif", "data-srcset": "a.jpg 1w, b.jpg 9w"}) == "b.jpg"


def test_lazy_attribute_that_is_no_url_is_passed_over() -> None:
    assert image_source({"src": "a.jpg", "data-src": "hero"}) == "a.jpg"


def test_placeholder_without_a_real_source_gives_nothing() -> None:
    assert image_source({"src": "/img/spacer.gif"}) == ""
    assert image_source({}) == ""


@pytest.mark.parametrize(
    "src", ["", "data:,", "/a/blank.gif", "1x1.png", "img/loading-2.svg?v=1", "no-image.jpg", "/o.gif"]
)
def test_placeholders(src: str) -> None:
    assert is_placeholder(src)


@pytest.mark.parametrize("src", ["photo.jpg", "/blank/photo.jpg", "spacer-craft.jpg", "pixel-art-tutorial.png"])
def test_real_pictures_are_no_placeholders(src: str) -> None:
    assert not is_placeholder(src)


def test_one_pixel_wide_is_a_tracking_pixel() -> None:
    assert is_tracking_pixel({"width": "1", "height": "1px"})
    assert not is_tracking_pixel({"width": "100", "height": "100%"})
    assert is_tracking_pixel({"width": "0", "height": "0"})
    assert not is_tracking_pixel({"width": "570", "height": "0"})


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://e.com/a.JPG?x=1.html", SegmentKind.IMAGE),
        ("https://e.com/a/b.mp3", SegmentKind.AUDIO),
        ("https://e.com/v.webm", SegmentKind.VIDEO),
        ("https://e.com/page.html", None),
        ("https://e.com/", None),
        ("https://e.mp4/", None),
    ],
)
def test_kind_is_told_from_the_file_name(url: str, kind: SegmentKind | None) -> None:
    assert kind_of_url(url) is kind
