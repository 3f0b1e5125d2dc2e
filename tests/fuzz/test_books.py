"""Broken PDF and EPUB files through the real reading child."""

import time
from collections.abc import Iterator

import pytest

from weft.pipeline.documents.reader import FileReader
from weft.pipeline.extract.formats import DocumentFormat
from weft.pipeline.media.sniff import sniff
from weft.schemas.recipe import FileSettings

from ..mutation import Mutator
from .book_files import MARKUP_TOKENS, PDF_TOKENS, books, pdfs, with_broken_member
from .campaign import KEPT, Campaign
from .conftest import Fuzz
from .documented import reasons

URL = "https://lamps.example/file"
SETTINGS = FileSettings(timeout_s=20)
REASONS = reasons("capture") - {"timeout", "reader_crashed", "out_of_memory"}
CONTAINED = reasons("contained medium")


@pytest.fixture(scope="module")
def reader() -> Iterator[FileReader]:
    with FileReader(SETTINGS) as opened:
        yield opened


def outcome(reader: FileReader, payload: bytes, format_: DocumentFormat) -> str:
    """``kept`` or the reason; asserts that segments and contained media name each other."""
    reading = reader.read(payload, format_, URL)
    assert (reading.document is None) == (reading.reason is not None)
    assert CONTAINED.issuperset(reading.dropped)
    if reading.document is None:
        assert not reading.media
        return reading.reason or ""
    shown = {segment.media_url for segment in reading.document.segments if segment.media_url}
    assert {medium.url for medium in reading.media} == {url for url in shown if url.startswith(f"{URL}#")}
    for segment in reading.document.segments:
        assert segment.text.strip() or segment.media_url
        segment.text.encode("utf-8")
    if format_ is DocumentFormat.PDF:
        assert all(sniff(medium.payload).reader in ("PNG", "JPEG") for medium in reading.media)
    return KEPT


def test_the_files_that_are_broken_here_are_whole(reader: FileReader) -> None:
    found = {name: outcome(reader, payload, DocumentFormat.PDF) for name, payload in pdfs().items()}
    assert found == dict.fromkeys(pdfs(), KEPT) | {"locked": "encrypted_pdf"}
    for payload in books().values():
        assert outcome(reader, payload, DocumentFormat.EPUB) == KEPT


@pytest.mark.parametrize("format_", [DocumentFormat.PDF, DocumentFormat.EPUB])
def test_broken_files_are_read_or_have_a_reason(fuzz: Fuzz, reader: FileReader, format_: DocumentFormat) -> None:
    if format_ is DocumentFormat.PDF:
        mutator = Mutator(tuple(pdfs().values()), PDF_TOKENS)
    else:
        mutator = Mutator(tuple(books().values()), MARKUP_TOKENS, others=(with_broken_member,))
    before = reader.read(mutator.seeds[0], format_, URL)
    assert len(before.media) == 1

    def good() -> None:
        assert reader.read(mutator.seeds[0], format_, URL) == before

    campaign = Campaign(
        format_.value,
        mutator,
        lambda payload: outcome(reader, payload, format_),
        REASONS,
        quick=400,
        max_s=SETTINGS.timeout_s,
        good=good,
        clock=time.monotonic,
    )
    assert fuzz(campaign).outcomes[KEPT] > 100
