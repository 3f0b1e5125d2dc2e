"""tokens: kept documents as interleaved ids. Aligned over the kept documents.

Two jobs. The first encodes every used media item, part by part (``media/tokens``). The second shuffles: each
part of the documents asks for the media it shows, by media id, and learns where their ids lie.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import apache_beam as beam
import numpy as np
import pyarrow as pa

from ...filters.selection import MEDIUM_GONE
from ...schemas.document import Role, SegmentKind, markdown
from ...schemas.ids import MEDIA_ID_BYTES
from ...schemas.media import MediaKind
from ...schemas.recipe import Recipe
from ...schemas.shard import Modality
from ...schemas.tables import MEDIA_TOKENS, TOKENS
from ...tokenizers.interleave import MediaPart, Part, TextPart, interleave
from ..beam import Engine, SpreadParts
from ..grouping import Rows
from ..ledger import Ledger
from ..models import Models, models_of
from ..shuffle import ByRange, lookup
from ..splitting import by_hash
from ..stage import Job, Stage, aligned, run_parts, run_shuffle
from .encode import Piece, UnencodableError, encode_item, transcript_texts, with_subtitles
from .kept import KeptDocument, kept_documents, shown_media
from .media_tokens import ROW_GROUP_BYTES, TABLE, item_places, rows_at
from .used_media import used_items

ROW_GROUP_DOCUMENTS = 64
"""Documents a row group: the unit that the plan of the shards deals out."""

_MODALITY = {kind: Modality[kind.name] for kind in SegmentKind}

WANTED = pa.schema([("part", pa.int64()), ("media_id", pa.binary(MEDIA_ID_BYTES))])
"""A part of the documents asks for an item."""


@dataclass(frozen=True)
class Tokens(Stage):
    """The stage."""

    name = "tokens"
    version = 5
    after = ("vocabulary", "selection")
    tables = ("tokens", TABLE)

    def settings(self, recipe: Recipe) -> Any:
        return [recipe.sequences.model_dump(), recipe.pii]

    def expected(self, job: Job) -> int:
        return len(job.corpus.parts("documents"))

    def run(self, job: Job, engine: Engine) -> None:
        run_parts(job, engine, (TABLE,), job.count("media/items"), encode_part)
        run_shuffle(job, engine, ("tokens",), job.count("documents"), wanted_places, write_part)


def encode_part(job: Job, part: int, name: str) -> None:
    """Ids of every used item of one part."""
    models = models_of(job.corpus, job.key)
    group_bytes = 0
    with job.writing(name, MEDIA_TOKENS) as out:
        for item, blob in used_items(job, part, tuple(MediaKind)):
            if group_bytes >= ROW_GROUP_BYTES:
                out.flush()
                group_bytes = 0
            row = {"media_id": item["media_id"], "kind": item["kind"], "mime": "", "blob": item["blob"]}
            try:
                encoded = encode_item(item, blob, models, job.recipe)
                spelled = media_row(encoded.pieces)
                out.row({**row, "mime": encoded.mime, **spelled, "reason": None}, spelled["ids"].nbytes)
                group_bytes += spelled["ids"].nbytes
                out.ledger.keep("media")
                out.ledger.keep("media seconds", encoded.kept_s)
                out.ledger.drop("media seconds", "longer_than_sequence", encoded.cut_s)
                out.ledger.drop("media seconds", "past_last_second", encoded.late_s)
                if item["kind"] in (MediaKind.AUDIO, MediaKind.VIDEO):
                    out.ledger.counts["media_pieces"] += len(encoded.pieces)
            except UnencodableError as error:
                out.row({**row, "ids": [], "pieces": [], "reason": error.reason})
                out.ledger.drop("media", error.reason)


def media_row(pieces: Sequence[Piece]) -> dict[str, Any]:
    """``ids`` and ``pieces`` of a row of ``media/tokens``."""
    table = [{"tokens": len(piece.ids), "from_ms": piece.from_ms, "to_ms": piece.to_ms} for piece in pieces]
    return {"ids": np.concatenate([piece.ids for piece in pieces]), "pieces": table}


def pieces_of_row(row: dict[str, Any]) -> list[Piece]:
    """Inverse of ``media_row``."""
    stops = np.cumsum([piece["tokens"] for piece in row["pieces"]])
    spelled = np.split(row["ids"], stops[:-1])
    return [Piece(ids, at["from_ms"], at["to_ms"]) for ids, at in zip(spelled, row["pieces"], strict=True)]


def wanted_places(job: Job, pipeline: beam.Pipeline, pending: list[int]) -> Rows:
    """Where in ``media/tokens`` the items lie that the documents of the parts show."""
    items = pipeline | "Items" >> SpreadParts(range(job.count("media/items")))
    encoded = items | "Encoded" >> beam.FlatMap(partial(item_places, job))
    wanted = pipeline | "Pending" >> SpreadParts(pending) | "Ask" >> beam.Map(wanted_items, job)
    by_item = partial(by_hash, column="media_id", ranges=job.ranges)
    return {"asking": wanted, "having": encoded} | "Find" >> ByRange(by_item, answer_items)


def wanted_items(part: int, job: Job) -> pa.Table:
    """The different items that the kept segments of one part show."""
    ids = {media_id for shown in shown_media(job, part) for media_id in shown}
    return pa.table([[part] * len(ids), sorted(ids)], schema=WANTED)


def answer_items(asking: list[pa.Table], having: list[pa.Table]) -> Iterator[pa.Table]:
    """Of one range of media ids: the place of each in ``media/tokens``, for every part that asks."""
    if asking and having:
        asked = pa.concat_tables(asking)
        found = lookup(asked.column("media_id"), pa.concat_tables(having), "media_id")
        answers = found.drop_columns(["media_id"]).append_column("part", asked.column("part"))
        yield answers.filter(answers.column("item_row").is_valid())


def write_part(job: Job, part: int, name: str, tables: list[pa.Table]) -> None:
    """Interleave the kept documents of one part."""
    models = models_of(job.corpus, job.key)
    columns = [[table.column(name).to_pylist() for name in ("item_part", "item_row")] for table in tables]
    places = [place for parts, rows in columns for place in zip(parts, rows, strict=True)]
    media = {row["media_id"]: row for row in rows_at(job, places)}
    links = _links(job, part)
    with job.writing(name, TOKENS) as out:
        for number, (kept, linked) in enumerate(zip(kept_documents(job, part), links, strict=True)):
            if number % ROW_GROUP_DOCUMENTS == 0:
                out.flush()
            row = document_row(kept, linked, media, models, job.recipe, out.ledger)
            if row is not None:
                out.row(row, row["ids"].nbytes)


def _links(job: Job, part: int) -> Iterator[dict[int, bytes]]:
    """Of each kept document of a part, segment → media id."""
    for batches in aligned(job, part, {"selection": ["keep"], "links": ["media"]}):
        for media in batches["links"].column("media").filter(batches["selection"].column("keep")).to_pylist():
            yield {link["segment"]: link["media_id"] for link in media if link["media_id"] is not None}


def document_row(
    kept: KeptDocument,
    linked: dict[int, bytes],
    media: dict[bytes, dict[str, Any]],
    models: Models,
    recipe: Recipe,
    ledger: Ledger,
) -> dict[str, Any] | None:
    """One row of ``TOKENS``; None, with its reason in the ledger, when nothing of the document can be spelled."""
    parts, captions = document_parts(kept, linked, media, models, recipe, ledger)
    if not parts:
        ledger.drop("documents", "nothing_encodable")
        return None
    document = interleave(parts, models.text)
    language = kept.selection["language"]
    ledger.keep("documents")
    for span in document.spans:
        ledger.counts[f"tokens_{_MODALITY[span.kind].name.lower()}"] += span.length
        ledger.counts[f"language_{language}"] += span.length
        ledger.counts[f"source_{kept.selection['domain']}"] += span.length
    shown = {part.media_id: media[part.media_id] for part in parts if isinstance(part, MediaPart)}
    travellers = shown.values() if recipe.sequences.media == "slots" else ()
    return {
        "doc_id": kept.document["doc_id"],
        "url": kept.document["url"],
        "author": kept.document["author"],
        "published_at": kept.document["published_at"],
        "license": kept.document["license"],
        "domain": kept.selection["domain"],
        "language": language,
        "ids": document.ids,
        "spans": [span.to_row() for span in document.spans],
        "captions": captions,
        "media": [{name: row[name] for name in ("media_id", "kind", "mime", "blob")} for row in travellers],
    }


def document_parts(
    kept: KeptDocument,
    linked: dict[int, bytes],
    media: dict[bytes, dict[str, Any]],
    models: Models,
    recipe: Recipe,
    ledger: Ledger,
) -> tuple[list[Part], list[int]]:
    """The parts of a document in reading order, and which segments are captions.

    A long sound or video is several parts. A transcript goes into the video before it, second by second; behind a
    sound, or behind each piece of one, it is text of its own. Of several transcripts (other languages) the first
    is taken. What follows a medium without ids goes with it.
    """
    parts: list[Part] = []
    medium: list[MediaPart] = []
    captions: list[int] = []
    subtitled = False
    medium_gone = False
    for index, segment in kept.segments():
        item = media.get(linked.get(index, b""))
        is_encoded = item is not None and item["reason"] is None
        if segment.kind is not SegmentKind.TEXT:
            subtitled, medium_gone = False, not is_encoded
        if medium_gone and segment.role in (Role.CAPTION, Role.TRANSCRIPT):
            ledger.drop("segments", MEDIUM_GONE)
        elif segment.kind is SegmentKind.TEXT and segment.role is not Role.TRANSCRIPT:
            medium_gone = False
            if segment.text:
                parts.append(TextPart(index, markdown(segment), segment.joint))
            if segment.role is Role.CAPTION:
                captions.append(index)
            ledger.keep("segments")
        elif item is None or item["reason"] is not None:
            ledger.drop("segments", "no_item" if item is None else item["reason"])
        elif segment.kind is not SegmentKind.TEXT:
            medium = _media_parts(index, SegmentKind(item["kind"]), item["media_id"], pieces_of_row(item))
            parts += medium
            ledger.keep("segments")
        elif subtitled:
            ledger.drop("segments", "second_transcript")
        else:
            subtitled = True
            _add_transcript(parts, medium, index, pieces_of_row(item), models, recipe, ledger)
            ledger.keep("segments")
    return parts, captions


def _media_parts(segment: int, kind: SegmentKind, media_id: bytes, pieces: Sequence[Piece]) -> list[MediaPart]:
    return [MediaPart(segment, kind, piece.ids, media_id, piece.from_ms, piece.to_ms) for piece in pieces]


def _add_transcript(
    parts: list[Part],
    medium: list[MediaPart],
    segment: int,
    cues: Sequence[Piece],
    models: Models,
    recipe: Recipe,
    ledger: Ledger,
) -> None:
    """Put the cues of a subtitle file where they belong by time: ``medium`` are the parts that they speak of."""
    pieces = [Piece(part.ids, part.from_ms, part.to_ms) for part in medium] or [Piece(np.empty(0, np.uint32))]
    if medium and medium[0].kind is SegmentKind.VIDEO:
        merged = with_subtitles(pieces, cues, models, recipe)
        at = parts.index(medium[0])
        first = medium[0]
        parts[at : at + len(medium)] = _media_parts(first.segment, first.kind, first.media_id, merged.pieces)
        ledger.keep("subtitled seconds", merged.kept_s)
        ledger.drop("subtitled seconds", "longer_than_sequence", merged.cut_s)
        ledger.drop("subtitled seconds", "past_last_second", merged.late_s)
        return
    *early, last = transcript_texts(pieces, cues, models)
    for part, text in zip(medium, early, strict=False):
        parts.insert(parts.index(part) + 1, TextPart(segment, text))
    parts.append(TextPart(segment, last))
