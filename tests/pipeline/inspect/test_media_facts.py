"""What sounds and films are like, counted by hand on a few rows."""

import io
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from weft.pipeline.inspect.explain import explain, render
from weft.pipeline.inspect.media_facts import FilmFacts, SoundFacts, media_facts, sound_words
from weft.pipeline.inspect.report import read_report
from weft.pipeline.inspect.report import render as html_of
from weft.pipeline.storage import Corpus, part_name
from weft.schemas.media import MEDIA_ITEMS

from .made_rows import NO_SIGNALS, SOUND_ID, SOUND_URL

PLACE = {"file": "captures/lights.warc.gz", "offset": 700, "length": 700}


def heard(loudness: float | None, peak: float | None, *, clipped: float, silence: float, speech: float) -> dict:
    return {"loudness_lufs": loudness, "peak_dbfs": peak, "clipped": clipped, "silence": silence, "speech": speech}


def item(number: int, kind: str, **facts: Any) -> dict[str, Any]:
    blank = {"mime": "", "bytes": 10, "width": 0, "height": 0, "duration_ms": 4000, "fps": 0.0, "sample_rate": 0}
    row = {"media_id": bytes([number] * 32), "location": PLACE, "kind": kind, **blank, **NO_SIGNALS, "scenes": 0}
    return {**row, "transfer": "", "error": None, "blob": PLACE, **facts}


ROWS = [
    item(1, "audio", **heard(-23.0, -2.5, clipped=0.002, silence=0.1, speech=0.75)),
    item(2, "audio", **heard(-15.5, -0.5, clipped=0.0005, silence=0.0, speech=0.0)),
    item(3, "audio", **heard(-70.0, None, clipped=0.0, silence=1.0, speech=0.0)),
    item(4, "audio", error="broken_audio", blob=None),
    item(5, "video", frames=6, repeated_frames=2, scenes=3, fps=25.0),
    item(6, "video", frames=1, scenes=1, fps=30.0, **heard(-23.1, -12.0, clipped=0.0, silence=0.5, speech=0.5)),
    item(7, "video", error="broken_video", blob=None),
]


@pytest.fixture
def items(tmp_path: Path) -> Corpus:
    corpus = Corpus(str(tmp_path / "corpus"))
    for part, rows in enumerate((ROWS[:3], ROWS[3:])):
        with corpus.writing(part_name("media/items", part, 2), MEDIA_ITEMS, "key") as writer:
            for row in rows:
                writer.row(row)
    return corpus


def test_sounds_and_films_are_summed_up_without_those_that_could_not_be_read(items: Corpus) -> None:
    facts = media_facts(items)
    assert facts.sounds == (
        SoundFacts("audio", items=3, clipped=1, mostly_silence=1, mostly_speech=1),
        SoundFacts("video", items=1, clipped=0, mostly_silence=1, mostly_speech=1),
    )
    assert facts.films == FilmFacts(films=2, frames=7, repeated_frames=2, cuts=2)


def test_what_was_measured_is_spread_over_classes_by_lower_edge(items: Corpus) -> None:
    found = {histogram.title: [bar for bar in histogram.bars if bar[1]] for histogram in media_facts(items).histograms}
    assert found == {
        "Length of audio": [(0, 3)],
        "Length of video": [(0, 2)],
        "Loudness of audio, video": [(-70, 1), (-30, 1), (-23, 1), (-18, 1)],
        "Peaks of audio, video": [(-12, 1), (-3, 1), (-1, 1)],
        "Silence in audio, video": [(0, 1), (10, 1), (50, 1), (95, 1)],
        "Speech in audio, video": [(0, 2), (50, 1), (75, 1)],
        "Scenes of a video": [(1, 1), (3, 1)],
    }


def test_the_report_shows_them(items: Corpus) -> None:
    html = html_of(read_report(items))
    assert "Loudness of audio, video, in LUFS" in html
    assert "Of 2 videos, 7 frames were kept and 2 left out" in html
    assert "2 scene cuts were found" in html


def test_pictures_alone_have_no_table_of_sounds(tmp_path: Path) -> None:
    corpus = Corpus(str(tmp_path / "corpus"))
    with corpus.writing(part_name("media/items", 0, 1), MEDIA_ITEMS, "key") as writer:
        writer.row(item(1, "image", width=640, height=480, duration_ms=0))
    facts = media_facts(corpus)
    assert (facts.sounds, facts.films, [h.title for h in facts.histograms]) == ((), None, ["Longer side of pictures"])
    assert "With sound" not in html_of(read_report(corpus))


def test_a_sound_is_told_in_words() -> None:
    assert sound_words(ROWS[0]) == ["-23.0 LUFS", "peak -2.5 dBFS", "0.2% clipped", "10% silence", "75% speech"]
    assert sound_words(ROWS[2]) == ["-70.0 LUFS", "nothing but zeros", "100% silence", "0% speech"]
    assert sound_words(ROWS[4]) == []


def test_explain_tells_of_a_film_what_was_measured(items: Corpus, corpus: Corpus) -> None:
    film = {**ROWS[5], "media_id": SOUND_ID, "frames": 3, "repeated_frames": 1, "scenes": 2, "transfer": "arib-std-b67"}
    with corpus.writing(part_name("media/items", 1, 2), MEDIA_ITEMS, "key") as writer:
        writer.row(film)
    console = Console(record=True, width=140, file=io.StringIO(), color_system=None)
    render(explain(corpus, SOUND_URL), console)
    text = console.export_text()
    assert "30 frames a second, 2 scenes, 3 frames kept, 1 left out as repeats" in text
    assert "-23.1 LUFS, peak -12.0 dBFS, 50% silence, 50% speech" in text
    assert "arib-std-b67 as captured, mapped to sRGB" in text


def test_explain_reads_items_of_a_table_that_has_no_transfer(corpus: Corpus) -> None:
    older = MEDIA_ITEMS.remove(MEDIA_ITEMS.get_field_index("transfer"))
    row = {**ROWS[5], "media_id": SOUND_ID}
    del row["transfer"]
    with corpus.writing(part_name("media/items", 1, 2), older, "key") as writer:
        writer.row(row)
    assert explain(corpus, SOUND_URL).media[0].transfer == ""
