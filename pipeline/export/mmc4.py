"""Documents as MMC4 JSON lines: texts as ``text_list``, each image matched to the text that it stands before."""

import json
from collections.abc import Iterable
from typing import IO, Any

from .documents import ExportDocument, ExportImage


def write_mmc4(documents: Iterable[ExportDocument], stream: IO[bytes]) -> None:
    """Write one file of JSON lines."""
    for document in documents:
        stream.write(json.dumps(mmc4_record(document), ensure_ascii=False).encode() + b"\n")


def mmc4_record(document: ExportDocument) -> dict[str, Any]:
    """One line.

    Images at the end stand before an empty last text. The matrix has the similarity that an image's set gave it
    where it stands before a text, 1 where it has none, and 0 elsewhere: of other texts no similarity is known.
    """
    texts: list[str] = []
    images: list[dict[str, Any]] = []
    for item in document.items:
        if isinstance(item, str):
            texts.append(item)
            continue
        images.append(
            {
                "image_name": item.name,
                "raw_url": item.url,
                "matched_text_index": len(texts),
                "matched_sim": _similarity(item),
                "face_detections": None,
            }
        )
    if any(image["matched_text_index"] == len(texts) for image in images):
        texts.append("")
    return {
        "url": document.url,
        "text_list": texts,
        "image_info": images,
        "similarity_matrix": [
            [image["matched_sim"] if index == image["matched_text_index"] else 0.0 for index in range(len(texts))]
            for image in images
        ],
        "could_have_url_duplicate": 0,
    }


def _similarity(image: ExportImage) -> float:
    """To the sentence or caption that its set put it by: MMC4's, or that of LAION and OmniCorpus."""
    return image.scores.get("matched_sim", image.scores.get("similarity", 1.0))
