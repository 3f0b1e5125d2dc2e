"""The report as a browser gets it."""

from html.parser import HTMLParser
from pathlib import Path

import pytest

from weft.pipeline.inspect.report import compact, percent, read_report, render, size, write_report
from weft.pipeline.storage import Corpus

from .conftest import shard_facts, write_manifest
from .made_rows import SPAM


class Page(HTMLParser):
    """Tags, attributes and text of a page."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.texts = [], [], []
        self.feed(html)
        self.text = " ".join(" ".join(self.texts).split())

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data):
        self.texts.append(data)


@pytest.fixture
def html(corpus):
    return render(read_report(corpus))


def test_the_report_is_written_into_its_folder(corpus, tmp_path):
    path = write_report(corpus, Corpus(f"{tmp_path}/out"))
    assert path == f"{tmp_path}/out/index.html"
    assert Path(path).read_bytes().startswith(b"<!doctype html>")
    assert not corpus.exists("report")


def test_the_same_corpus_gives_the_same_bytes(corpus):
    assert render(read_report(corpus)) == render(read_report(corpus))


def test_hostile_text_is_escaped(html):
    page = Page(html)
    assert "script" not in page.tags
    assert "<script>alert('owned')</script>" in page.text
    assert SPAM in page.text
    assert "\x1b" not in html
    assert "\u202e" not in html


def test_nothing_is_fetched_and_no_link_leaves_the_page(html):
    page = Page(html)
    for tag, name, value in page.attributes:
        assert not name.startswith("on"), f"{tag} has a handler {name}"
        if name in ("src", "href", "srcset", "data", "poster", "action", "xlink:href"):
            assert value.startswith("data:image/webp;base64,") if name == "src" else value.startswith("#")
    assert not {"script", "link", "iframe", "object", "embed", "form", "base"} & set(page.tags)
    style = html[html.index("<style>") : html.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style


def test_a_policy_forbids_everything_but_inline_style_and_data_pictures(html):
    policy = next(value for tag, name, value in Page(html).attributes if tag == "meta" and "default-src" in value)
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def test_kept_documents_are_shown_in_reading_order_and_edited(html):
    text = Page(html).text
    article = text[text.index("https://lights.example/en/lighthouse", text.index("as woven")) :]
    assert (
        article.index("64 × 48") < article.index("Write to mail@example.org about") < article.index("The lamp by night")
    )
    assert "ann@lights.test" not in html


def test_anchors_have_targets(html):
    page = Page(html)
    targets = {value for _, name, value in page.attributes if name == "id"}
    assert {value[1:] for _, name, value in page.attributes if name == "href"} <= targets


def test_an_early_corpus_says_what_is_missing(extracted):
    text = Page(render(read_report(extracted))).text
    assert "Not run yet, so missing here: media, links, signals" in text
    assert "No document has been tokenised yet." in text
    assert "Selection has not run yet." in text


def test_an_empty_corpus_has_a_report(tmp_path):
    text = Page(render(read_report(Corpus(str(tmp_path / "nothing"))))).text
    assert "Nothing has been extracted yet." in text
    assert "No stage is complete." in text


def test_numbers_are_spelled_short():
    assert [compact(number) for number in (0, 987, 999_400, 1_000_000, 12_345, 999_600)] == [
        "0",
        "987",
        "999\u202fk",
        "1.00\u202fM",
        "12.3\u202fk",
        "1.00\u202fM",
    ]
    assert [percent(share) for share in (0, 0.0004, 0.125, 1)] == ["0.0%", "<0.1%", "12.5%", "100.0%"]
    assert [size(number) for number in (12, 1500)] == ["12\u202fB", "1.50\u202fkB"]


def test_packed_sequences_come_from_the_manifest(corpus):
    write_manifest(corpus)
    report = read_report(corpus)
    assert report.packing is not None
    assert (report.packing.sequences, report.packing.positions, report.packing.tokens) == (2, 128, (45, 32, 40, 0))
    assert report.packing.fullness == 117 / 128
    assert [(figure.label, figure.value) for figure in report.headline] == [
        ("tokens", "117"),
        ("documents", "2"),
        ("pictures", "1"),
        ("sounds", "1"),
        ("languages", "2"),
        ("shards", "10.2\u202fkB"),
    ]
    text = Page(render(report)).text
    assert "2 sequences of 64 ids, 91.4% full" in text
    assert shard_facts().sha256 not in text
