"""Broken films through the real decoding child and ffmpeg."""

import time
from collections.abc import Iterator

import pytest

from weft.pipeline.media.decoder import Decoder

from ..mutation import Mutator
from .campaign import KEPT, Campaign
from .conftest import Fuzz
from .stream_files import FILM_TOKENS, films, repaired
from .streams import REASONS, SETTINGS, outcome


@pytest.fixture(scope="module")
def decoder() -> Iterator[Decoder]:
    with Decoder(SETTINGS) as opened:
        yield opened


def test_the_films_that_are_broken_here_are_whole(decoder: Decoder) -> None:
    for name, payload in films().items():
        decoded = decoder.decode(payload)
        assert (decoded.error, decoded.kind) == (None, "video"), name
        assert 590 <= decoded.duration_ms <= 1400, name


def test_broken_films_are_kept_or_have_a_reason(fuzz: Fuzz, decoder: Decoder) -> None:
    whole = next(iter(films().values()))
    before = decoder.decode(whole)

    def judge(payload: bytes) -> str:
        return outcome(decoder.decode(payload), payload)

    def good() -> None:
        assert decoder.decode(whole) == before

    mutator = Mutator(tuple(films().values()), FILM_TOKENS, repair=repaired)
    tally = fuzz(
        Campaign("video", mutator, judge, REASONS, quick=68, max_s=SETTINGS.timeout_s, good=good, clock=time.monotonic)
    )
    assert tally.outcomes[KEPT] > tally.outcomes.total() // 4
