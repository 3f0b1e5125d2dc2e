from collections.abc import Callable
from datetime import date
from typing import Any

import msgpack
import numpy as np
import pytest

from weft.pipeline.ledger import Ledger
from weft.pipeline.models import Models
from weft.pipeline.stages.encode import encode_item
from weft.pipeline.stages.kept import KeptDocument
from weft.pipeline.stages.tokens import document_parts, document_row, media_row
from weft.schemas.recipe import Recipe
from weft.tokenizers.interleave import MediaPart, Span, TextPart, document_text_of
from weft.tokenizers.markers import Marker
from weft.tokenizers.media_ids import Video, parse_media
from weft.tokenizers.packing import split_document

Row = dict[str, Any]
PLACE = {"file": "media/blobs/part-00000-of-00001.tar", "offset": 512, "length": 9}


@pytest.fixture(scope="module")
def media(jpeg: bytes, flac: bytes, video: Callable[..., bytes], models: Models, recipe: Recipe) -> dict[bytes, Row]:
    """Rows of ``media/tokens`` by id: every kind, two subtitle files, and one that could not be encoded."""
    blobs = {
        "image": ("image", jpeg),
        "audio": ("audio", flac),
        "video": ("video", video([0, 1000], [])),
        "english": ("subtitle", msgpack.packb({"cues": [[0, 900, "The lamp"], [1000, 1900, "is lit"]]})),
        "german": ("subtitle", msgpack.packb({"cues": [[0, 900, "Die Lampe"]]})),
    }
    rows: dict[bytes, Row] = {}
    for name, (kind, blob) in blobs.items():
        encoded = encode_item({"kind": kind}, blob, models, recipe)
        row = {"media_id": name.encode(), "kind": kind, "mime": encoded.mime, "blob": PLACE}
        rows[name.encode()] = {**row, **media_row(encoded.pieces), "reason": None}
    broken = {"media_id": b"broken", "kind": "video", "mime": "", "ids": np.empty(0, np.uint32), "pieces": []}
    broken["blob"] = PLACE
    return {**rows, b"broken": {**broken, "reason": "nothing_fits"}}


@pytest.fixture
def laid_out(
    segment: Callable[..., Row], media: dict[bytes, Row], models: Models, recipe: Recipe
) -> Callable[..., tuple[list[Any], list[int], Ledger]]:
    """``laid_out("a text", "image:image", "caption=words", "transcript:english")``: parts, captions, ledger."""

    def lay_out(*spelled: str) -> tuple[list[Any], list[int], Ledger]:
        ledger = Ledger()
        kept, linked = kept_document(segment, spelled)
        parts, captions = document_parts(kept, linked, media, models, recipe, ledger)
        ledger.check("tokens")
        assert ledger.flow("segments").entered == len(spelled)
        return parts, captions, ledger

    return lay_out


def kept_document(segment: Callable[..., Row], spelled: tuple[str, ...]) -> tuple[KeptDocument, dict[int, bytes]]:
    segments, linked = [], {}
    for index, one in enumerate(spelled):
        kind, colon, name = one.partition(":")
        if colon:
            linked[index] = name.encode()
            told = {"kind": "text", "role": "transcript"} if kind == "transcript" else {"kind": kind}
            segments.append(segment(**told, media_url=f"http://a.example/{name}"))
        else:
            role, _, text = one.rpartition("=")
            segments.append(segment(text=text, role=role or "paragraph"))
    facts = {"url": "http://a.example/", "author": "", "published_at": None, "license": "CC0"}
    document = {"doc_id": b"d" * 16, **facts, "segments": segments}
    document |= {"author": "Ada; Bob", "published_at": date(2024, 5, 17)}
    selection = {"segments": list(range(len(spelled))), "edits": [], "language": "en", "domain": "web"}
    return KeptDocument(document, selection), linked


def dropped(ledger: Ledger) -> dict[str, int]:
    return dict(ledger.flow("segments").dropped)


def spoken(part: MediaPart, models: Models) -> list[str]:
    video = parse_media(part.ids, models.vocabulary)
    assert isinstance(video, Video)
    return [models.text.decode(second.text) for second in video.seconds]


Laid = Callable[..., tuple[list[Any], list[int], Ledger]]


def test_text_and_media_stay_in_reading_order_and_captions_are_named(laid_out: Laid) -> None:
    parts, captions, ledger = laid_out("The lamp", "image:image", "caption=at dusk", "is lit")
    assert [(part.segment, type(part)) for part in parts] == [
        (0, TextPart),
        (1, MediaPart),
        (2, TextPart),
        (3, TextPart),
    ]
    assert captions == [2]
    assert dropped(ledger) == {}


def test_a_transcript_goes_into_its_video_second_by_second(laid_out: Laid, models: Models) -> None:
    parts, _, ledger = laid_out("video:video", "transcript:english", "is lit")
    assert [part.segment for part in parts] == [0, 2]
    assert spoken(parts[0], models) == ["The lamp\n", "is lit\n"]
    assert dropped(ledger) == {}


def test_a_caption_may_stand_between_a_video_and_its_transcript(laid_out: Laid, models: Models) -> None:
    parts, captions, _ = laid_out("video:video", "caption=at dusk", "transcript:english")
    assert [part.segment for part in parts] == [0, 1]
    assert (captions, spoken(parts[0], models)[0]) == ([1], "The lamp\n")


def test_of_two_transcripts_the_first_is_taken(laid_out: Laid, models: Models) -> None:
    parts, _, ledger = laid_out("video:video", "transcript:german", "transcript:english")
    assert spoken(parts[0], models)[0] == "Die Lampe\n"
    assert dropped(ledger) == {"second_transcript": 1}


def test_each_video_has_a_transcript_of_its_own(laid_out: Laid, models: Models) -> None:
    parts, _, ledger = laid_out("video:video", "transcript:german", "video:video", "transcript:english")
    assert [spoken(part, models)[0] for part in parts] == ["Die Lampe\n", "The lamp\n"]
    assert dropped(ledger) == {}


def test_a_transcript_behind_a_sound_is_text_of_its_own(laid_out: Laid) -> None:
    parts, _, ledger = laid_out("audio:audio", "transcript:english", "transcript:german")
    assert parts[1] == TextPart(1, "The lamp\nis lit")
    assert dropped(ledger) == {"second_transcript": 1}


@pytest.fixture
def long_audio(flac: bytes, models: Models, recipe: Recipe, media: dict[bytes, Row]) -> dict[bytes, Row]:
    """The sound of 2 s in pieces of at most 1 s."""
    sequences = recipe.sequences.model_copy(update={"max_audio_s": 1.0})
    encoded = encode_item({"kind": "audio"}, flac, models, recipe.model_copy(update={"sequences": sequences}))
    return {**media, b"audio": {**media[b"audio"], **media_row(encoded.pieces)}}


def test_each_piece_of_a_long_sound_is_followed_by_its_words(
    segment: Callable[..., Row], long_audio: dict[bytes, Row], models: Models, recipe: Recipe
) -> None:
    kept, linked = kept_document(segment, ("audio:audio", "transcript:english", "at dusk"))
    ledger = Ledger()
    parts, _ = document_parts(kept, linked, long_audio, models, recipe, ledger)
    assert [part.text if isinstance(part, TextPart) else (part.from_ms, part.to_ms) for part in parts] == [
        (0, 1000),
        "The lamp",
        (1000, 2000),
        "is lit",
        "at dusk",
    ]
    assert [part.segment for part in parts] == [0, 1, 0, 1, 2]
    assert ledger.flow("segments").kept == 3
    row = document_row(kept, linked, long_audio, models, recipe, ledger)
    assert row is not None
    spans = [Span.from_row(span) for span in row["spans"]]
    assert document_text_of(row["ids"], spans, models.text) == "The lamp\n\nis lit\n\nat dusk"
    # Codes of a second, one over, between markers
    assert [(span.from_ms, span.length) for span in spans if span.media_id] == [(0, 104), (1000, 104)]
    cut = split_document(row["ids"], spans, 130, set(), models.text.word_starts)
    assert [[span.from_ms for span in piece.spans if span.media_id] for piece in cut.pieces] == [[0], [1000]]
    assert not cut.dropped


def test_a_medium_that_has_no_ids_leaves_a_hole_with_its_reason(laid_out: Laid) -> None:
    parts, _, ledger = laid_out("The lamp", "video:broken", "image:unknown", "is lit")
    assert [part.segment for part in parts] == [0, 3]
    assert dropped(ledger) == {"nothing_fits": 1, "no_item": 1}


def test_what_follows_a_medium_without_ids_goes_with_it(laid_out: Laid, models: Models) -> None:
    """The transcript of the second video must not end up in the first."""
    parts, captions, ledger = laid_out(
        "video:video", "caption=first", "video:broken", "caption=second", "transcript:english", "is lit"
    )
    assert [part.segment for part in parts] == [0, 1, 5]
    assert captions == [1]
    assert set(spoken(parts[0], models)) == {""}
    assert dropped(ledger) == {"nothing_fits": 1, "medium_gone": 2}


def test_a_transcript_without_a_file_is_dropped_alone(laid_out: Laid, models: Models) -> None:
    parts, _, ledger = laid_out("video:video", "transcript:unknown", "transcript:english")
    assert spoken(parts[0], models)[0] == "The lamp\n"
    assert dropped(ledger) == {"no_item": 1}


def test_a_row_of_tokens_holds_the_document(
    segment: Callable[..., Row], media: dict[bytes, Row], models: Models, recipe: Recipe
) -> None:
    kept, linked = kept_document(segment, ("heading=The lamp", "image:image", "caption=at dusk"))
    ledger = Ledger()
    row = document_row(kept, linked, media, models, recipe, ledger)
    assert row is not None
    assert (row["ids"][0], row["ids"][-1]) == (Marker.BOS, Marker.EOS)
    spans = [Span.from_row(span) for span in row["spans"]]
    assert [span.media_id for span in spans] == [None, b"image", None]
    assert row["ids"][spans[1].start : spans[1].stop].tolist() == media[b"image"]["ids"].tolist()
    assert document_text_of(row["ids"], spans, models.text) == "# The lamp\n\nat dusk"
    assert (row["captions"], row["media"], row["license"], row["language"]) == ([2], [], "CC0", "en")
    assert (row["author"], row["published_at"]) == ("Ada; Bob", date(2024, 5, 17))
    text = spans[0].length + spans[2].length
    assert ledger.counts == {"tokens_text": text, "tokens_image": 52, "language_en": text + 52, "source_web": text + 52}
    assert len(row["ids"]) == text + 52 + 2


def test_in_slots_form_the_media_s_places_travel_along_once(
    segment: Callable[..., Row], media: dict[bytes, Row], models: Models, recipe: Recipe
) -> None:
    slots = recipe.model_copy(update={"sequences": recipe.sequences.model_copy(update={"media": "slots"})})
    kept, linked = kept_document(segment, ("image:image", "video:video", "transcript:english", "image:image"))
    row = document_row(kept, linked, media, models, slots, Ledger())
    assert row is not None
    assert [(one["media_id"], one["mime"], one["blob"]) for one in row["media"]] == [
        (b"image", "image/jpeg", PLACE),
        (b"video", "application/msgpack", PLACE),
    ]


def test_a_document_of_which_nothing_can_be_spelled_is_dropped(
    segment: Callable[..., Row], media: dict[bytes, Row], models: Models, recipe: Recipe
) -> None:
    kept, linked = kept_document(segment, ("video:broken", "caption=of it"))
    ledger = Ledger()
    assert document_row(kept, linked, media, models, recipe, ledger) is None
    assert dict(ledger.flow("documents").dropped) == {"nothing_encodable": 1}
