"""Rows at their places, openings and edits."""

from weft.pipeline.inspect.documents import Place, edited, first_lines, opening, rows_at, shortened
from weft.pipeline.inspect.rows import places_where, places_within
from weft.schemas.ids import url_hash

from .made_rows import COPY, IMAGE_URL, LEUCHTTURM, SPAM


def test_rows_are_read_at_their_places(corpus):
    rows = rows_at(corpus, "documents", [Place(1, 1), Place(0, 1), Place(7, 0)], ["url"])
    assert rows == {Place(0, 1): {"url": SPAM}, Place(1, 1): {"url": COPY}}


def test_a_value_is_found_in_its_column(corpus):
    assert places_where(corpus, "documents", "url", LEUCHTTURM) == [Place(1, 0)]
    assert places_where(corpus, "captures/index", "url_hash", url_hash(SPAM)) == [Place(0, 2)]
    assert places_where(corpus, "vocabulary", "url", LEUCHTTURM) == []


def test_a_value_is_found_inside_lists(corpus):
    found = places_within(corpus, "documents", "segments", "media_hash", url_hash(IMAGE_URL))
    assert list(found) == [Place(0, 0), Place(1, 0), Place(1, 1)]


def test_an_opening_joins_text_segments_and_skips_media():
    segments = [{"kind": "text", "text": "One"}, {"kind": "image", "text": ""}, {"kind": "text", "text": "two\nthree"}]
    assert opening(segments) == "One two three"


def test_a_long_line_is_cut_at_a_space():
    assert shortened("abcdefgh ijkl mnop", 15) == "abcdefgh ijkl…"
    assert shortened("abcd efgh", 9) == "abcd efgh"


def test_edits_are_made_from_the_end():
    edits = [{"start": 0, "end": 1, "replacement": "XX"}, {"start": 4, "end": 5, "replacement": ""}]
    assert edited("a bcd", edits) == "XX bc"


def test_first_lines_keep_their_breaks_and_say_that_there_are_more():
    assert first_lines("- a\n- b\n- c", 2, 100) == "- a\n- b\n…"
    assert first_lines("- a\n- b", 2, 100) == "- a\n- b"
    assert first_lines("abcdefgh\nij", 5, 6) == "abcde…\n…"
