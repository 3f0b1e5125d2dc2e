"""The story of one url, against what the fixture says happened to it."""

import io
import re

import pyarrow as pa
import pytest
from rich.console import Console

from weft.pipeline.inspect.document_story import Placement
from weft.pipeline.inspect.explain import UnknownUrlError, explain, render
from weft.pipeline.inspect.story import PageShowing
from weft.pipeline.storage import table_bytes

from .conftest import HIDDEN
from .made_rows import COPY, GONE, IMAGE_ID, IMAGE_URL, LEUCHTTURM, LIGHTHOUSE, SPAM, identity


def printed(story):
    console = Console(record=True, width=110, file=io.StringIO(), color_system=None)
    render(story, console)
    return console.export_text()


def test_a_kept_page_is_told_from_capture_to_tokens(corpus):
    story = explain(corpus, LIGHTHOUSE)
    (capture,) = story.captures
    assert (capture.status, capture.file, capture.offset, capture.length, capture.outcome) == (
        200,
        "captures/lights.warc.gz",
        0,
        700,
        "document",
    )
    (document,) = story.documents
    assert (document.title, document.language, document.keep, document.reason) == ("The lighthouse", "en", True, None)
    assert document.segments == (("image", 2), ("caption", 1), ("heading", 1), ("paragraph", 1))
    assert document.opt_outs == ("meta:noarchive",)
    assert document.personal_data == (("email", 1),)
    assert [(m.segment, m.kind, m.outcome) for m in document.media] == [
        (1, "image", "kept"),
        (4, "image", "truncated_image"),
    ]
    assert document.holes == ((4, "image", "truncated_image"),)
    assert document.tokens == (("image", 20), ("text", 15))
    assert story.waiting == ("vocabulary", "shards")


def test_every_threshold_stands_beside_its_signal(corpus):
    (document,) = explain(corpus, SPAM).documents
    gopher = next(rule for rule in document.rules if rule.rule == "gopher_quality")
    assert gopher.reason == "gopher_too_few_words"
    checks = {check.threshold: check for check in gopher.checks}
    floor = checks["min_words"]
    assert (floor.signal, floor.value, floor.limit, floor.passed) == ("words that stay", "20", "≥ 50", False)
    assert (checks["max_hash_ratio"].value, checks["max_hash_ratio"].passed) == ("0.25", None)


def test_a_page_of_another_length_is_asked_everything(corpus):
    (document,) = explain(corpus, LEUCHTTURM).documents
    gopher = next(rule for rule in document.rules if rule.rule == "gopher_quality")
    longest = next(check for check in gopher.checks if check.threshold == "max_mean_word_length")
    assert (longest.limit, longest.passed) == ("≤ 12", True)


def test_a_duplicate_names_the_page_it_copies(corpus):
    (document,) = explain(corpus, COPY).documents
    assert document.duplicate is not None
    assert (document.duplicate.kind, document.duplicate.of) == ("near", LIGHTHOUSE)
    assert document.reason == "duplicate_near"
    assert [medium.outcome for medium in document.media] == ["document dropped", "truncated_image"]


def test_a_medium_is_told_with_the_pages_that_show_it(corpus):
    story = explain(corpus, IMAGE_URL)
    (medium,) = story.media
    assert (medium.media_id, medium.kind, medium.width, medium.height, medium.uses) == (IMAGE_ID, "image", 64, 48, 2)
    assert story.documents == ()
    assert story.pages == (
        PageShowing(LIGHTHOUSE, 1, True, None),
        PageShowing(LEUCHTTURM, 1, True, None),
        PageShowing(COPY, 1, False, "duplicate_near"),
    )
    assert story.pages_total == 3
    text = printed(story)
    assert re.search(r"shown +2 times in kept documents, under all of its urls", text)
    assert "this url is on 3 pages, kept and dropped ones" in text
    assert re.search(rf"dropped: duplicate_near +{COPY}", text)


def test_a_dropped_capture_says_why(corpus):
    assert explain(corpus, GONE).captures[0].reason == "http_404"
    assert "dropped: http_404" in printed(explain(corpus, GONE))


def test_the_url_is_brought_to_its_canonical_spelling(corpus):
    assert explain(corpus, "HTTPS://Lights.example:443/en/lighthouse#top").url == LIGHTHOUSE


def test_an_unknown_url_names_the_nearest_in_one_line(corpus):
    with pytest.raises(UnknownUrlError) as caught:
        explain(corpus, "https://lights.example/en/lighthuose")
    assert f"nearest: {LIGHTHOUSE}," in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_unknown_medium_names_the_nearest_that_a_page_shows(corpus):
    with pytest.raises(UnknownUrlError, match=f"nearest: {IMAGE_URL}"):
        explain(corpus, IMAGE_URL.replace("lamp", "lampe"))


def test_visits_of_the_crawler_are_told(crawled):
    (visit,) = explain(crawled, HIDDEN).visits
    assert (visit.table, visit.outcome, visit.status) == ("lights-r001-g003", "robots_disallowed", 0)
    assert "page: robots_disallowed, no response, 0 requests" in printed(explain(crawled, HIDDEN))
    assert [visit.outcome for visit in explain(crawled, LIGHTHOUSE).visits] == ["captured"]


def test_the_pages_that_link_to_a_page_without_a_document_are_told(crawled):
    story = explain(crawled, HIDDEN)
    assert (story.linking, story.linking_total) == ((LIGHTHOUSE,), 1)
    assert re.search(rf"\n1 visited page with a link to it\n +page +{LIGHTHOUSE}\n", printed(story))
    assert explain(crawled, LIGHTHOUSE).linking == ()


def test_the_pieces_of_a_page_are_found_in_the_shards(corpus):
    rows = {
        "doc_id": pa.array([identity(COPY), identity(LIGHTHOUSE), identity(LIGHTHOUSE)], pa.binary(16)),
        "key": ["train-000000-000000", "train-000000-000002", "train-000001-000000"],
        "start": pa.array([0, 5, 0], pa.int32()),
        "tokens": pa.array([9, 30, 7], pa.int32()),
    }
    corpus.write("shards/documents.parquet", table_bytes(pa.table(rows)))
    assert explain(corpus, LIGHTHOUSE).documents[0].placements == (
        Placement("train-000000.tar", "train-000000-000002", 5, 30),
        Placement("train-000001.tar", "train-000001-000000", 0, 7),
    )


def test_an_early_corpus_tells_what_it_knows(extracted):
    story = explain(extracted, LIGHTHOUSE)
    (document,) = story.documents
    assert (document.keep, document.rules, document.tokens) == (None, (), ())
    assert {medium.outcome for medium in document.media} == {"not decided yet"}
    assert "Not run yet: media, links" in printed(story)


def test_hostile_text_reaches_the_terminal_as_text(corpus):
    text = printed(explain(corpus, SPAM))
    assert "[bold]now[/bold]" in text
    assert "\\x1b[31m\\u202ebuy" in text
    assert "\x1b" not in text
    assert "\u202e" not in text
