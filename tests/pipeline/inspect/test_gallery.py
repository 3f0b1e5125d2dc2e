"""Kept documents as the report shows them."""

from weft.pipeline.inspect.gallery import gallery
from weft.pipeline.inspect.pictures import PictureBudget

from .made_rows import LEUCHTTURM, LIGHTHOUSE


def test_documents_with_sound_and_languages_take_turns(corpus):
    assert [document.url for document in gallery(corpus, PictureBudget())] == [LEUCHTTURM, LIGHTHOUSE]
    assert [document.url for document in gallery(corpus, PictureBudget(), number=1)] == [LEUCHTTURM]


def test_segments_stand_in_reading_order_with_what_selection_left(corpus):
    german, english = gallery(corpus, PictureBudget())
    assert [(entry.kind, entry.role, entry.text, entry.facts) for entry in german.entries] == [
        ("text", "paragraph", "Der Turm am Meer.", ""),
        ("image", "", "", "64 × 48"),
        ("audio", "", "Nebelhorn", "12.5 s"),
    ]
    assert german.media == (("audio", 1), ("image", 1))
    assert [entry.kind for entry in english.entries] == ["text", "image", "text", "text"]
    assert english.entries[2].text.startswith("Write to mail@example.org about")
    assert english.media == (("image", 1),)
    assert english.more == 0


def test_without_a_budget_pictures_are_named_but_not_shown(corpus):
    german, _ = gallery(corpus, PictureBudget(pictures=0))
    assert [entry.picture for entry in german.entries] == [None, None, None]


def test_a_blob_that_is_gone_leaves_the_document(corpus):
    corpus.remove("media/blobs")
    assert [document.url for document in gallery(corpus, PictureBudget())] == [LEUCHTTURM, LIGHTHOUSE]
