"""Documents as OBELICS Parquet: texts and images in turn, texts between two images joined by blank lines."""

import json
from collections.abc import Iterable
from itertools import groupby
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from .documents import ExportDocument, ExportImage

OBELICS = pa.schema(
    [
        ("images", pa.list_(pa.string())),
        ("texts", pa.list_(pa.string())),
        ("metadata", pa.string()),
        ("general_metadata", pa.string()),
    ]
)
"""As https://huggingface.co/datasets/HuggingFaceM4/OBELICS has it."""
_ROW_GROUP_ROWS = 256


def write_obelics(documents: Iterable[ExportDocument], stream: IO[bytes]) -> None:
    """Write one Parquet file."""
    with pq.ParquetWriter(stream, OBELICS, compression="zstd") as writer:
        rows: list[dict[str, Any]] = []
        for document in documents:
            rows.append(obelics_row(document))
            if len(rows) == _ROW_GROUP_ROWS:
                writer.write_table(pa.Table.from_pylist(rows, schema=OBELICS))
                rows = []
        if rows:
            writer.write_table(pa.Table.from_pylist(rows, schema=OBELICS))


def obelics_row(document: ExportDocument) -> dict[str, Any]:
    """One row; ``formatted_filename`` is what an image's file is called where files are exported, too.

    What a set scored is in ``scores`` of the metadata.
    """
    texts: list[str | None] = []
    images: list[str | None] = []
    metadata: list[dict[str, Any] | None] = []
    for is_image, group in groupby(document.items, lambda item: isinstance(item, ExportImage)):
        if not is_image:
            texts.append("\n\n".join(item for item in group if isinstance(item, str)))
            images.append(None)
            metadata.append(None)
            continue
        for image in group:
            if isinstance(image, ExportImage):
                texts.append(None)
                images.append(image.url)
                metadata.append(_image(document, image))
    return {
        "images": images,
        "texts": texts,
        "metadata": json.dumps(metadata, ensure_ascii=False),
        "general_metadata": json.dumps(_page(document), ensure_ascii=False),
    }


def _image(document: ExportDocument, image: ExportImage) -> dict[str, Any]:
    about: dict[str, Any] = {
        "document_url": document.url,
        "unformatted_src": image.url,
        "src": image.url,
        "formatted_filename": image.name,
        "alt_text": image.alt or None,
        "original_width": image.width,
        "original_height": image.height,
    }
    return {**about, "scores": dict(image.scores)} if image.scores else about


def _page(document: ExportDocument) -> dict[str, Any]:
    """The page's url and, for pages of a WARC, the place of their record."""
    page: dict[str, Any] = {"url": document.url}
    if document.license:
        page["license"] = document.license
    if document.scores:
        page["scores"] = dict(document.scores)
    file = document.capture["file"]
    if file.endswith((".warc", ".warc.gz")):
        page["warc_filename"] = file
        page["warc_record_offset"] = document.capture["offset"]
        page["warc_record_length"] = document.capture["length"]
    return page
