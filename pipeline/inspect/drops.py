"""A few examples of everything that was dropped, by stage and reason.

First pass: hashes, reasons and row numbers. Second pass: the urls and openings of the few rows that were chosen.
"""

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..storage import Corpus
from ..wording import how_many
from .documents import CAPTURES, VISITED, Place, opening, part_names, rows_at, shortened
from .samples import SmallestHashes

_UNUSED = "unused"
EXAMPLES = 3
"""Shown of each reason."""


@dataclass(frozen=True)
class Example:
    """One thing that was dropped: where it was, and what it was in a few words or its first ones."""

    url: str
    text: str = ""


Examples = dict[tuple[str, str], tuple[Example, ...]]
"""By stage and reason."""


def drop_examples(corpus: Corpus, stages: Set[str]) -> Examples:
    """Examples for every reason that the tables of ``stages`` name, chosen by smallest hash."""
    found: Examples = {}
    for stage, read in _READERS.items():
        if stage in stages:
            for reason, examples in read(corpus).items():
                found[stage, reason] = tuple(examples)
    return found


def redacted(text: str, spans: list[Mapping[str, Any]]) -> str:
    """``text`` with the personal data that signals found named by kind: ``[email]``, ``[phone]``, ``[ip]``."""
    for span in sorted(spans, key=lambda span: -span["start"]):
        text = f"{text[: span['start']]}[{span['kind']}]{text[span['end'] :]}"
    return text


def _visits(corpus: Corpus) -> dict[str, list[Example]]:
    chosen: SmallestHashes[Example] = SmallestHashes(EXAMPLES)
    for name in part_names(corpus, VISITED):
        for batch in corpus.batches(name, ["url", "url_hash", "kind", "outcome", "status"]):
            for row in batch.to_pylist():
                status = f", HTTP {row['status']}" if row["status"] else ""
                chosen.offer(row["outcome"], row["url_hash"], Example(row["url"], f"{row['kind']}{status}"))
    return {reason: chosen.rows(reason) for reason in chosen.groups()}


def _captures(corpus: Corpus) -> dict[str, list[Example]]:
    chosen: SmallestHashes[Example] = SmallestHashes(EXAMPLES)
    for name in part_names(corpus, CAPTURES):
        for batch in corpus.batches(name, ["url", "url_hash", "status", "mime", "payload_bytes", "reason"]):
            for row in batch.filter(batch.column("reason").is_valid()).to_pylist():
                said = [f"HTTP {row['status']}"] if row["status"] else []
                said += [row["mime"] or "no type declared", how_many(row["payload_bytes"], "bytes")]
                chosen.offer(row["reason"], row["url_hash"], Example(row["url"], " · ".join(said)))
    return {reason: chosen.rows(reason) for reason in chosen.groups()}


def _media_items(corpus: Corpus, table: str, column: str) -> dict[str, list[Example]]:
    """Items by what ``column`` of ``table`` says is wrong with them, under the url they were captured at."""
    chosen: SmallestHashes[tuple[bytes, str]] = SmallestHashes(EXAMPLES)
    for name in corpus.parts(table):
        for batch in corpus.batches(name, ["media_id", "kind", "mime", column]):
            for row in batch.filter(batch.column(column).is_valid()).to_pylist():
                chosen.offer(row[column], row["media_id"], (row["media_id"], f"{row['kind']} · {row['mime']}"))
    return _under_urls(corpus, chosen)


def _under_urls(corpus: Corpus, chosen: SmallestHashes[tuple[bytes, str]]) -> dict[str, list[Example]]:
    wanted = {media_id for reason in chosen.groups() for media_id, _ in chosen.rows(reason)}
    urls = media_urls(corpus, wanted)
    return {
        reason: [
            Example(urls.get(media_id, f"sha256 {media_id.hex()}"), text) for media_id, text in chosen.rows(reason)
        ]
        for reason in chosen.groups()
    }


def media_urls(corpus: Corpus, media_ids: Set[bytes]) -> dict[bytes, str]:
    """The first url each medium was captured at; media that came without a url are left out."""
    urls: dict[bytes, str] = {}
    if not media_ids:
        return urls
    for name in part_names(corpus, CAPTURES):
        for batch in corpus.batches(name, ["media_id", "url"]):
            for media_id, url in zip(batch.column("media_id").to_pylist(), batch.column("url"), strict=True):
                if media_id in media_ids:
                    urls.setdefault(media_id, url.as_py())
    return urls


def _links(corpus: Corpus) -> dict[str, list[Example]]:
    chosen: SmallestHashes[tuple[Place, int]] = SmallestHashes(EXAMPLES)
    columns = ["doc_id", "media.list.element.segment", "media.list.element.reason"]
    for start, batch in _batches(corpus, "links", columns):
        for row, link in _with_reason(batch.column("media")):
            place = Place(start.part, start.row + row)
            chosen.offer(link["reason"], batch.column("doc_id")[row].as_py(), (place, link["segment"]))
    documents = rows_at(corpus, "documents", _places(chosen), ["url", "segments"])
    return {
        reason: [
            Example(documents[place]["segments"][segment]["media_url"], f"on {documents[place]['url']}")
            for place, segment in chosen.rows(reason)
        ]
        for reason in chosen.groups()
    }


def _selection(corpus: Corpus) -> dict[str, list[Example]]:
    """Whole documents by the rule that dropped them, and segments taken out of kept ones."""
    chosen: SmallestHashes[tuple[Place, int | None]] = SmallestHashes(EXAMPLES)
    for start, batch in _batches(corpus, "selection", ["doc_id", "reason", "holes"]):
        ids, reasons = batch.column("doc_id"), batch.column("reason")
        for row in np.flatnonzero(np.asarray(reasons.is_valid())).tolist():
            chosen.offer(reasons[row].as_py(), ids[row].as_py(), (Place(start.part, start.row + row), None))
        for row, hole in _with_reason(batch.column("holes")):
            place = Place(start.part, start.row + row)
            chosen.offer(hole["reason"], ids[row].as_py(), (place, hole["segment"]))
    places = _places(chosen)
    documents = rows_at(corpus, "documents", places, ["url", "title", "segments"])
    personal = rows_at(corpus, "signals", places, ["pii"])
    found: dict[str, list[Example]] = {}
    for reason in chosen.groups():
        found[reason] = []
        for place, segment in chosen.rows(reason):
            document = documents[place]
            segments = [
                {**piece, "text": redacted(piece["text"], [s for s in _pii(personal, place) if s["segment"] == number])}
                for number, piece in enumerate(document["segments"])
            ]
            found[reason].append(
                Example(document["url"], opening(segments))
                if segment is None
                else _segment_example(document["url"], segments[segment])
            )
    return {**found, _UNUSED: _unused_media(corpus)}


def _unused_media(corpus: Corpus) -> list[Example]:
    """Items that no kept document shows."""
    chosen: SmallestHashes[tuple[bytes, str]] = SmallestHashes(EXAMPLES)
    for items, uses in zip(corpus.parts("media/items"), corpus.parts("media/uses"), strict=False):
        unused = np.asarray(corpus.table(uses, ["uses"]).column("uses")) == 0
        read = corpus.table(items, ["media_id", "kind", "mime"])
        for row in read.filter(pa.array(unused)).to_pylist():
            chosen.offer(_UNUSED, row["media_id"], (row["media_id"], f"{row['kind']} · {row['mime']}"))
    return _under_urls(corpus, chosen).get(_UNUSED, [])


def _segment_example(page: str, segment: Mapping[str, Any]) -> Example:
    if segment["kind"] == "text":
        return Example(page, shortened(segment["text"], 160))
    return Example(segment["media_url"], f"{segment['kind']} on {page}")


def _pii(rows: Mapping[Place, Mapping[str, Any]], place: Place) -> list[Mapping[str, Any]]:
    return rows[place]["pii"] if place in rows else []


def _batches(corpus: Corpus, table: str, columns: list[str]) -> Iterator[tuple[Place, pa.RecordBatch]]:
    """Row group by row group, each with the place of its first row."""
    for part, name in enumerate(corpus.parts(table)):
        start = 0
        for batch in corpus.batches(name, columns):
            yield Place(part, start), batch
            start += batch.num_rows


def _with_reason(lists: pa.ListArray) -> Iterator[tuple[int, dict[str, Any]]]:
    """(row, struct) of every struct in the lists whose ``reason`` is not null."""
    flat = lists.flatten()
    wanted = pc.struct_field(flat, "reason").is_valid()
    rows = pc.list_parent_indices(lists).filter(wanted)
    yield from zip(rows.to_pylist(), flat.filter(wanted).to_pylist(), strict=True)


def _places(chosen: SmallestHashes[tuple[Place, Any]]) -> set[Place]:
    return {place for reason in chosen.groups() for place, _ in chosen.rows(reason)}


_READERS: dict[str, Callable[[Corpus], dict[str, list[Example]]]] = {
    "crawl": _visits,
    "extract": _captures,
    "fetch": _visits,
    "media": lambda corpus: _media_items(corpus, "media/items", "error"),
    "links": _links,
    "selection": _selection,
    "tokens": lambda corpus: _media_items(corpus, "media/tokens", "reason"),
}
