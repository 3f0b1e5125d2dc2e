"""Kept documents as they were woven: texts, pictures and captions in reading order."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...schemas.document import Role, SegmentKind
from ..facts import scores_by_segment
from ..storage import Corpus
from .documents import Place, edited, first_lines, rows_at, shortened
from .media_facts import score_words
from .pictures import Picture, PictureBudget
from .samples import SmallestHashes

DOCUMENTS = 6
ENTRIES = 12
"""Segments shown of one document."""
THUMBNAIL_SIDE = 260
TEXT_CHARACTERS = 260
LINES = 8
"""Shown of a list, a table, code or math."""
_RARE_FIRST = (SegmentKind.VIDEO, SegmentKind.AUDIO, SegmentKind.IMAGE)
_ROLES_WITH_LINES = (Role.LIST, Role.TABLE, Role.CODE, Role.MATH)


@dataclass(frozen=True)
class Entry:
    """One segment as shown: an opening of its text, or the medium (with a thumbnail where it has a picture)."""

    kind: str
    role: str = ""
    text: str = ""
    picture: Picture | None = None
    facts: str = ""
    """Of a medium: its size or length, and the scores that its set gave it."""


@dataclass(frozen=True)
class Woven:
    """A kept document: its first segments in reading order, and how many more there are."""

    url: str
    title: str
    language: str
    source: str
    scores: tuple[str, ...]
    """That its set gave the document as a whole, in words."""
    entries: tuple[Entry, ...]
    more: int
    media: tuple[tuple[str, int], ...]
    """(kind, segments that stayed)."""


def gallery(corpus: Corpus, budget: PictureBudget, number: int = DOCUMENTS) -> tuple[Woven, ...]:
    """A few kept documents that show media, of every language and kind in turn."""
    places = _chosen(corpus, number)
    documents = rows_at(corpus, "documents", places, ["url", "title", "source", "segments", "scores"])
    selection = rows_at(corpus, "selection", places, ["language", "segments", "edits"])
    links = rows_at(corpus, "links", places, ["media"])
    wanted = {link["media_id"] for row in links.values() for link in row["media"] if link["media_id"]}
    blobs = blobs_of(corpus, wanted)
    return tuple(
        _woven(corpus, budget, document=documents[p], selection=selection[p], links=links[p]["media"], blobs=blobs)
        for p in places
    )


def blobs_of(corpus: Corpus, media_ids: Iterable[bytes]) -> dict[bytes, Mapping[str, Any]]:
    """The ``blob`` struct of each medium that has one."""
    wanted = set(media_ids)
    found: dict[bytes, Mapping[str, Any]] = {}
    for name in corpus.parts("media/items") if wanted else []:
        for batch in corpus.batches(name, ["media_id", "blob"]):
            for row, media_id in enumerate(batch.column("media_id").to_pylist()):
                if media_id in wanted and (blob := batch.column("blob")[row].as_py()):
                    found[media_id] = blob
    return found


def _chosen(corpus: Corpus, number: int) -> list[Place]:
    """Documents with media that stayed, by smallest hash; groups of them take turns, the largest first.

    A group is the documents with a video, those with sound, and of those with pictures alone each language.
    """
    rows: SmallestHashes[Place] = SmallestHashes(number)
    sizes: Counter[str] = Counter()
    for part, (selection, links) in enumerate(zip(corpus.parts("selection"), corpus.parts("links"), strict=False)):
        start = 0
        columns = ["doc_id", "keep", "language", "segments"]
        for batch, linked in zip(corpus.batches(selection, columns), corpus.batches(links, ["media"]), strict=True):
            for row in np.flatnonzero(np.asarray(batch.column("keep"))).tolist():
                stays = set(batch.column("segments")[row].as_py())
                kinds = {link["kind"] for link in linked.column("media")[row].as_py() if _is_shown(link, stays)}
                group = next((kind for kind in _RARE_FIRST if kind in kinds), None)
                if group is None:
                    continue
                group = batch.column("language")[row].as_py() if group == SegmentKind.IMAGE else group
                sizes[group] += 1
                rows.offer(group, batch.column("doc_id")[row].as_py(), Place(part, start + row))
            start += batch.num_rows
    ranked = [rows.rows(group) for group, _ in sorted(sizes.items(), key=lambda item: (-item[1], item[0]))]
    turns = [places[turn] for turn in range(number) for places in ranked if turn < len(places)]
    return turns[:number]


def _is_shown(link: Mapping[str, Any], stays: set[int]) -> bool:
    return link["media_id"] is not None and link["segment"] in stays


def _woven(
    corpus: Corpus,
    budget: PictureBudget,
    *,
    document: Mapping[str, Any],
    selection: Mapping[str, Any],
    links: Sequence[Mapping[str, Any]],
    blobs: Mapping[bytes, Mapping[str, Any]],
) -> Woven:
    linked = {link["segment"]: link for link in links}
    scores = scores_by_segment(document)
    stays = sorted(selection["segments"])
    kinds = (document["segments"][index]["kind"] for index in stays)
    media = Counter(kind for kind in kinds if kind != SegmentKind.TEXT)
    entries = []
    for index in stays[:ENTRIES]:
        segment = document["segments"][index]
        if segment["kind"] == SegmentKind.TEXT:
            edits = [edit for edit in selection["edits"] if edit["segment"] == index]
            text = _beginning(edited(segment["text"], edits), segment["role"])
            if text:
                entries.append(Entry("text", segment["role"], text))
            continue
        link = linked.get(index)
        blob = blobs.get(link["media_id"]) if link and link["media_id"] else None
        picture = budget.blob(corpus, blob, segment["kind"], THUMBNAIL_SIDE)
        facts = ", ".join(filter(None, [medium_facts(link), *score_words(scores.get(index, {}))]))
        entries.append(Entry(segment["kind"], "", segment["alt"], picture, facts))
    return Woven(
        url=document["url"],
        title=document["title"],
        language=selection["language"],
        source=document["source"],
        scores=tuple(score_words(scores.get(None, {}))),
        entries=tuple(entries),
        more=max(0, len(stays) - ENTRIES),
        media=tuple(sorted(media.items())),
    )


def _beginning(text: str, role: str) -> str:
    if role in _ROLES_WITH_LINES:
        return first_lines(text, LINES, TEXT_CHARACTERS * 2)
    return shortened(text, TEXT_CHARACTERS)


def medium_facts(link: Mapping[str, Any] | None) -> str:
    """Size and length of a linked medium in a few words: ``640 × 480``, ``12.5 s``; empty without an item."""
    if link is None or link["media_id"] is None:
        return ""
    facts = [f"{link['width']} × {link['height']}"] if link["width"] else []
    facts += [f"{link['duration_ms'] / 1000:.1f} s"] if link["duration_ms"] else []
    return ", ".join(facts)
