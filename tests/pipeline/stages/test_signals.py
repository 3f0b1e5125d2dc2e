from collections.abc import Callable
from typing import Any

import pyarrow as pa

from weft.pipeline.stages.signals import measured
from weft.schemas.document import DOCUMENTS

ENGLISH = "Two boats are lying on the shore of the lake, and behind them you can see the mountains in the snow."
GERMAN = "Zwei Boote liegen am Ufer des Sees, und hinter ihnen sieht man die Berge im Schnee und ein kleines Haus."


def test_a_document_without_running_text_is_in_the_language_of_its_captions(
    segment: Callable[..., dict[str, Any]],
) -> None:
    image = segment(kind="image", media_url="http://a.example/1.png")
    german, caption = segment(text=GERMAN, role="paragraph"), segment(text=ENGLISH, role="caption")
    schema = pa.schema([DOCUMENTS.field(name) for name in ("doc_id", "segments")])
    rows = [
        {"doc_id": b"1" * 16, "segments": segments}
        for segments in ([image, caption], [german, image, caption], [image])
    ]
    pair, page, alone = measured(pa.RecordBatch.from_pylist(rows, schema=schema)).to_pylist()
    assert [row["language"] for row in (pair, page, alone)] == ["en", "de", "und"]
    assert pair["language_score"] > 0.9
    assert (pair["words"], pair["characters"], pair["segments"][1]["words"]) == (0, 0, 21)
