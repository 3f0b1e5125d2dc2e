"""Broken pictures through the real decoding child."""

import io
import time
from collections.abc import Iterator

import pytest
from PIL import Image

from weft.pipeline.media.decoder import Decoder
from weft.schemas.recipe import MediaSettings

from ..mutation import Mutator
from .campaign import KEPT, Campaign
from .conftest import Fuzz
from .documented import reasons
from .picture_files import TOKENS, pictures, repaired

SETTINGS = MediaSettings(timeout_s=20)
REASONS = reasons("media item") - {"timeout", "decoder_crashed"}


@pytest.fixture(scope="module")
def decoder() -> Iterator[Decoder]:
    with Decoder(SETTINGS) as opened:
        yield opened


def test_the_pictures_that_are_broken_here_are_whole(decoder: Decoder) -> None:
    for name, payload in pictures().items():
        decoded = decoder.decode(payload)
        assert (decoded.error, decoded.kind, min(decoded.width, decoded.height) > 0) == (None, "image", True), name


def test_broken_pictures_are_kept_or_have_a_reason(fuzz: Fuzz, decoder: Decoder) -> None:
    whole = pictures()["png"]
    before = decoder.decode(whole)

    def judge(payload: bytes) -> str:
        decoded = decoder.decode(payload)
        assert decoded.bytes == len(payload)
        assert (decoded.error is None) == bool(decoded.blob)
        if decoded.error is not None:
            return decoded.error
        if decoded.kind == "image":
            image = Image.open(io.BytesIO(decoded.blob), formats=["JPEG", "PNG"])
            assert 0 < max(image.size) <= SETTINGS.image.max_side
            assert image.mode == "RGB"
        return KEPT

    def good() -> None:
        assert decoder.decode(whole) == before

    mutator = Mutator(tuple(pictures().values()), TOKENS, repair=repaired)
    tally = fuzz(
        Campaign(
            "image", mutator, judge, REASONS, quick=2000, max_s=SETTINGS.timeout_s, good=good, clock=time.monotonic
        )
    )
    assert tally.outcomes[KEPT] > tally.outcomes.total() // 10
