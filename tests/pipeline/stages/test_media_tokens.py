from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from weft.pipeline.stage import Job
from weft.pipeline.stages.media_tokens import PLACES, TABLE, item_places, rows_at
from weft.pipeline.storage import Corpus, part_name
from weft.schemas.recipe import Recipe
from weft.schemas.tables import MEDIA_TOKENS


def media_id(part: int, row: int) -> bytes:
    return bytes([part, row]) * 16


@pytest.fixture
def job(tmp_path: Path) -> Job:
    """Two parts of seven and five items, three to a row group; item (p, r) has the ids p, r and r + 1 of them more."""
    corpus = Corpus(str(tmp_path))
    for part, rows in enumerate((7, 5)):
        with corpus.writing(part_name(TABLE, part, 2), MEDIA_TOKENS, "key") as out:
            for row in range(rows):
                ids = np.array([part, row, *range(row + 1)], np.uint32)
                facts = {"kind": "image", "mime": "image/png", "blob": None, "reason": None}
                out.row({"media_id": media_id(part, row), "ids": ids, **facts})
                if row % 3 == 2:
                    out.flush()
    recipe = Recipe.model_validate({"sources": [{"kind": "jsonl", "paths": ["x"]}], "corpus": str(tmp_path)})
    return Job(corpus, recipe, "key")


def test_every_item_has_its_place(job: Job) -> None:
    places = pa.concat_tables(item_places(job, 1))
    assert places.schema == PLACES
    assert places.to_pylist() == [{"media_id": media_id(1, row), "item_part": 1, "item_row": row} for row in range(5)]


def test_rows_are_found_at_their_places_whatever_group_they_are_in(job: Job) -> None:
    rows = list(rows_at(job, [(1, 4), (0, 6), (0, 2), (0, 0), (1, 4)]))
    assert [row["media_id"] for row in rows] == [media_id(0, 0), media_id(0, 2), media_id(0, 6), media_id(1, 4)]
    assert [row["ids"].tolist() for row in rows] == [[0, 0, 0], [0, 2, 0, 1, 2], [0, 6, *range(7)], [1, 4, *range(5)]]
    assert rows[0]["ids"].dtype == np.uint32
    assert rows[0]["kind"] == "image"


def test_only_the_row_groups_that_are_asked_for_are_read(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    real = pa.parquet.ParquetFile.read_row_group

    def watched(self: pa.parquet.ParquetFile, group: int, **options: bool) -> pa.Table:
        read.append(group)
        return real(self, group, **options)

    monkeypatch.setattr(pa.parquet.ParquetFile, "read_row_group", watched)
    assert len(list(rows_at(job, [(0, 3), (0, 5), (0, 6)]))) == 3
    assert read == [1, 2]


def test_nothing_is_read_where_nothing_is_asked_for(job: Job) -> None:
    assert list(rows_at(job, [])) == []
