"""Pictures beside what their codes decode to, with a codebook whose error is known."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from weft.pipeline.inspect.pictures import PictureBudget, decoded, first_frame
from weft.pipeline.inspect.reconstruction import reconstructions
from weft.pipeline.storage import Corpus, part_name
from weft.schemas.tables import MEDIA_TOKENS
from weft.tokenizers.image_codebook import ImageCodebook
from weft.tokenizers.media_ids import Picture, media_ids
from weft.tokenizers.vocabulary import Vocabulary

DARK, LIGHT = 100, 200


def two_patches() -> bytes:
    """A PNG of 16 × 8 pixels: one dark patch, one light patch."""
    sink = io.BytesIO()
    Image.fromarray(np.repeat(np.array([DARK, LIGHT], np.uint8), 8)[None, :, None].repeat(8, 0).repeat(3, 2)).save(
        sink, "PNG"
    )
    return sink.getvalue()


def corpus_with(root: Path, brighter_by: int) -> Corpus:
    """The picture tokenised with a codebook of two flat patches, each ``brighter_by`` off."""
    corpus = Corpus(str(root))
    vocabulary = Vocabulary(text_pieces=300, image_codes=16)
    codes = np.array([[DARK], [LIGHT]], np.int16).repeat(192, 1) + brighter_by - 128
    corpus.write("vocabulary/vocabulary.json", vocabulary.to_json().encode())
    corpus.write("vocabulary/images.codebook", ImageCodebook(codes.astype(np.int8), 8).to_bytes())
    payload = two_patches()
    corpus.write("media/blobs/part-00000-of-00001.tar", b"xyz" + payload)
    blob = {"file": "media/blobs/part-00000-of-00001.tar", "offset": 3, "length": len(payload)}
    ids = media_ids(Picture(1, 2, np.array([0, 1], np.uint32)), vocabulary)
    row = {"kind": "image", "mime": "image/png", "blob": blob, "pieces": [], "reason": None}
    with corpus.writing(part_name("media/tokens", 0, 1), MEDIA_TOKENS, "key") as writer:
        writer.row({"media_id": b"a" * 32, "ids": ids, **row})
        writer.row({"media_id": b"b" * 32, "ids": ids[:-1], **row})
        writer.row({"media_id": b"c" * 32, "ids": ids, **row, "blob": {**blob, "offset": 40}})
    return corpus


def test_an_error_of_ten_everywhere_is_28_decibels(tmp_path):
    (pair,) = reconstructions(corpus_with(tmp_path, 10), PictureBudget())
    assert (pair.rows, pair.columns) == (1, 2)
    assert pair.psnr_db == pytest.approx(28.1308, abs=1e-4)
    assert pair.original.uri.startswith("data:image/webp;base64,")


def test_what_cannot_be_shown_is_left_out(tmp_path):
    assert len(reconstructions(corpus_with(tmp_path, 0), PictureBudget())) == 1


def test_without_a_codebook_there_is_nothing_to_show(tmp_path):
    corpus = corpus_with(tmp_path, 0)
    corpus.remove("vocabulary/images.codebook")
    assert reconstructions(corpus, PictureBudget()) == ()


def test_the_budget_ends_pictures():
    image = Image.new("RGB", (400, 100))
    budget = PictureBudget(pictures=1)
    picture = budget.picture(image, 200)
    assert picture is not None
    assert (picture.width, picture.height) == (200, 50)
    assert budget.picture(image, 200) is None
    assert PictureBudget(bytes=0).picture(image, 200) is None


def test_a_transparent_picture_is_shown_on_white():
    sink = io.BytesIO()
    Image.new("RGBA", (2, 2), (0, 0, 0, 0)).save(sink, "PNG")
    assert decoded(sink.getvalue()).getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.parametrize("payload", [b"", b"\xc1", b"\x80", b"\x81\xa6frames\x90"])
def test_what_is_no_video_has_no_first_frame(payload):
    with pytest.raises(ValueError, match="video"):
        first_frame(payload)
