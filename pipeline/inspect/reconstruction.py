"""What image codes keep: a few pictures beside what their codes alone decode to."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from ...schemas.document import SegmentKind
from ...tokenizers.image_codebook import ImageCodebook, psnr
from ...tokenizers.media_ids import MediaIdsError, parse_media
from ...tokenizers.media_ids import Picture as Grid
from ...tokenizers.vocabulary import Vocabulary
from ..storage import Corpus
from .pictures import Picture, PictureBudget, blob_bytes, decoded, pixels
from .samples import SmallestHashes

PICTURES = 6
SHOWN_SIDE = 260


@dataclass(frozen=True)
class Reconstruction:
    """A picture at the size it was tokenised, and decoded from its ``rows`` × ``columns`` codes."""

    original: Picture
    decoded: Picture
    rows: int
    columns: int
    psnr_db: float


def reconstructions(corpus: Corpus, budget: PictureBudget) -> tuple[Reconstruction, ...]:
    """The pictures with the smallest ids, both ways; empty in ``slots`` form or without a codebook."""
    needed = ("vocabulary/vocabulary.json", "vocabulary/images.codebook")
    if not all(corpus.exists(name) for name in needed):
        return ()
    vocabulary = Vocabulary.from_json(corpus.read(needed[0]).decode())
    codebook = ImageCodebook.from_bytes(corpus.read(needed[1]))
    pairs = []
    for row in _tokenised_pictures(corpus):
        try:
            grid = parse_media(np.asarray(row["ids"], np.uint32), vocabulary)
            original = decoded(blob_bytes(corpus, row["blob"]))
        except (MediaIdsError, ValueError, FileNotFoundError):
            continue  # `weft verify` names what is broken; a report shows what can be shown
        if not isinstance(grid, Grid) or grid.codes is None:
            continue
        back = codebook.decode(grid.rows, grid.cols, grid.codes)
        resized = original.resize((back.shape[1], back.shape[0]), Image.Resampling.BICUBIC)
        left, right = budget.picture(resized, SHOWN_SIDE), budget.picture(Image.fromarray(back), SHOWN_SIDE)
        if left and right:
            pairs.append(Reconstruction(left, right, grid.rows, grid.cols, psnr(pixels(resized), back)))
    return tuple(pairs)


def _tokenised_pictures(corpus: Corpus) -> list[dict[str, Any]]:
    chosen: SmallestHashes[dict[str, Any]] = SmallestHashes(PICTURES)
    for name in corpus.parts("media/tokens"):
        for batch in corpus.batches(name, ["media_id", "kind", "ids", "blob", "reason"]):
            for row, kind in enumerate(batch.column("kind").to_pylist()):
                if (
                    kind == SegmentKind.IMAGE
                    and batch.column("blob")[row].is_valid
                    and not batch.column("reason")[row].is_valid
                ):
                    media_id = batch.column("media_id")[row].as_py()
                    chosen.offer(
                        kind,
                        media_id,
                        {"ids": batch.column("ids")[row].as_py(), "blob": batch.column("blob")[row].as_py()},
                    )
    return chosen.rows(SegmentKind.IMAGE)
