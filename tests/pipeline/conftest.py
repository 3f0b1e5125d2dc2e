"""Small corpora built for real, in this process, from WARC files written here."""

import io
import random
import re
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
import pillow_heif
from PIL import Image
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from weft.pipeline.beam import Engine
from weft.pipeline.build import StageRun, build
from weft.pipeline.stage import Job, Stage
from weft.schemas.recipe import Recipe

from .website import site, start_site

__all__ = ["site", "start_site"]

WORDS = re.findall(
    r"\w+",
    "the a of and to in that is was for with on at by from this it which had not but have as be they were "
    "lamp keeper tower harbour storm vessel lantern copper wick glass lens rope anchor tide bell fog signal "
    "climbs lights winds turns watches writes counts mends carries follows listens remembers answers gathers "
    "old bright narrow distant heavy quiet early northern broken careful hidden patient salt green empty",
)
SMALL: dict[str, Any] = {
    "text_pieces": 500,
    "image_codes": 64,
    "audio_codes": 16,
    "audio_quantisers": 2,
    "iterations": 2,
}
"""A vocabulary that trains in a moment."""


@dataclass(frozen=True)
class Record:
    """A captured response; ``mime`` is its Content-Type, left out where it is empty."""

    url: str
    body: bytes
    mime: str = "text/html; charset=utf-8"
    status: str = "200 OK"
    headers: tuple[tuple[str, str], ...] = ()


class Silent:
    """Progress that nobody watches."""

    def watching(self, stage: Stage, job: Job) -> AbstractContextManager[None]:
        return nullcontext()

    def done(self, run: StageRun) -> None:
        pass


def build_here(recipe: Recipe, until: str | None = None) -> dict[str, StageRun]:
    """The runs of a build in this process, by stage."""
    return {run.stage: run for run in build(recipe, Engine(workers=1), until, Silent())}


def write_warc(path: Path, records: Iterable[Record]) -> None:
    """A WARC file, a gzip member a record, as warcio writes it."""
    with path.open("wb") as stream:
        for record in records:
            write_record(stream, record)


def write_record(stream: IO[bytes], record: Record) -> None:
    writer = WARCWriter(stream, gzip=True)
    fields = [("Content-Type", record.mime)] if record.mime else []
    headers = StatusAndHeaders(record.status, [*fields, *record.headers], protocol="HTTP/1.1")
    body = io.BytesIO(record.body)
    writer.write_record(writer.create_warc_record(record.url, "response", body, http_headers=headers))


def prose(seed: int, words: int = 60) -> str:
    """Sentences of common English words, others for every seed."""
    source = random.Random(seed)
    sentences = []
    while words > 0:
        count = source.randint(6, 12)
        sentences.append(" ".join(source.choices(WORDS, k=count)).capitalize() + ".")
        words -= count
    return " ".join(sentences)


def photo(seed: int, width: int = 96, height: int = 64) -> Image.Image:
    """Smooth colours, others for every seed."""
    coarse = np.random.default_rng(seed).integers(0, 256, (5, 7, 3), dtype=np.uint8)
    return Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)


def heic(*pictures: Image.Image, **options: Any) -> bytes:
    """A HEIC file of one picture or several; Pillow itself writes none."""
    made = pillow_heif.HeifFile()
    for picture in pictures:
        made.add_from_pillow(picture)
    sink = io.BytesIO()
    made.save(sink, **options)
    return sink.getvalue()


def encoded(image: Image.Image, form: str = "PNG") -> bytes:
    sink = io.BytesIO()
    image.save(sink, form)
    return sink.getvalue()
