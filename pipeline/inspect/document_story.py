"""What happened to one document at every stage, gathered from the aligned tables at one place."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ...filters.facts import SegmentFacts
from ...filters.rules import Rule, parse_rules
from ...filters.segment_rules import SegmentRule
from ..facts import document_facts, scores_by_segment, segment_facts
from ..storage import Corpus
from .checks import Verdict, staying_segments, verdicts
from .documents import Place, opening, rows_at
from .drops import redacted
from .gallery import medium_facts
from .media_facts import score_words, sound_words
from .recipe_used import rules_asked
from .rows import places_where, rows_of_part

Row = Mapping[str, Any]


@dataclass(frozen=True)
class LinkedMedium:
    """A media segment: the item behind it, or why there is none; ``outcome`` is what selection made of it."""

    segment: int
    kind: str
    url: str
    media_id: bytes | None
    facts: str
    outcome: str
    """``kept``, ``document dropped``, a reason, or ``not decided yet``."""


@dataclass(frozen=True)
class Duplicate:
    """Of a cluster of ``documents``; ``of`` is the survivor's url, empty for the survivor itself."""

    kind: str
    of: str
    similarity: float | None
    documents: int


@dataclass(frozen=True)
class Placement:
    """A piece of the document in a sequence, in positions of that sequence."""

    shard: str
    key: str
    start: int
    length: int


@dataclass(frozen=True)
class DocumentStory:
    """One document from extraction to shards. None and empty parts belong to stages that have not run."""

    url: str
    doc_id: bytes
    title: str
    source: str
    captured_at: datetime | None
    declared_language: str
    author: str
    published_at: date | None
    canonical_url: str
    license: str
    opt_outs: tuple[str, ...]
    scores: tuple[str, ...]
    """Those its set gave the document as a whole, in words."""
    segments: tuple[tuple[str, int], ...]
    """(role or kind, number), most frequent first."""
    opening: str
    media: tuple[LinkedMedium, ...]
    language: str
    """As signals found it."""
    personal_data: tuple[tuple[str, int], ...]
    rules: tuple[Verdict, ...]
    duplicate: Duplicate | None
    contamination: tuple[int, float, tuple[str, ...]] | None
    """Shared n-grams, share of words inside them, names of the evaluation sets."""
    keep: bool | None
    reason: str | None
    holes: tuple[tuple[int, str, str], ...]
    """(segment, kind, reason)."""
    edits: int
    tokens: tuple[tuple[str, int], ...]
    """(modality, tokens)."""
    placements: tuple[Placement, ...]


def document_story(corpus: Corpus, place: Place) -> DocumentStory:
    """Gather one document's rows; each table is read only where the document lies."""
    document = rows_at(corpus, "documents", [place])[place]
    links, signals, duplicates, contamination, selection = (
        rows_at(corpus, table, [place]).get(place)
        for table in ("links", "signals", "duplicates", "contamination", "selection")
    )
    asked = rules_asked(corpus)
    rules = parse_rules(asked)
    segments = segment_facts(document, links, signals)
    staying = staying_segments(rules, segments)
    judged: tuple[Verdict, ...] = ()
    if signals is not None:
        facts = document_facts(document, signals, duplicates, contamination, staying)
        judged = verdicts(list(asked), rules, facts)
    pieces = [
        {**piece, "text": redacted(piece["text"], [s for s in signals["pii"] if s["segment"] == number])}
        if signals
        else piece
        for number, piece in enumerate(document["segments"])
    ]
    return DocumentStory(
        url=document["url"],
        doc_id=document["doc_id"],
        title=document["title"],
        source=document["source"],
        captured_at=document["captured_at"],
        declared_language=document["language"],
        author=document["author"],
        published_at=document["published_at"],
        canonical_url=document["canonical_url"],
        license=document["license"],
        opt_outs=tuple(document["opt_outs"]),
        scores=tuple(score_words(scores_by_segment(document).get(None, {}))),
        segments=_counted(piece["role"] or piece["kind"] for piece in document["segments"]),
        opening=opening(pieces),
        media=tuple(_linked(document, links=links, rules=rules, segments=segments, selection=selection)),
        language=signals["language"] if signals else "",
        personal_data=_counted(span["kind"] for span in signals["pii"]) if signals else (),
        rules=judged,
        duplicate=_duplicate(corpus, duplicates) if duplicates else None,
        contamination=(contamination["ngrams"], contamination["coverage"], tuple(contamination["evaluations"]))
        if contamination
        else None,
        keep=selection["keep"] if selection else None,
        reason=selection["reason"] if selection else None,
        holes=tuple((h["segment"], h["kind"], h["reason"]) for h in selection["holes"]) if selection else (),
        edits=len(selection["edits"]) if selection else 0,
        tokens=_tokens(corpus, place.part, document["doc_id"]),
        placements=tuple(_placements(corpus, document["doc_id"])),
    )


def _counted(names: Any) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(names).items(), key=lambda item: (-item[1], item[0])))


def _linked(
    document: Row,
    *,
    links: Row | None,
    rules: Sequence[Rule],
    segments: Sequence[SegmentFacts],
    selection: Row | None,
) -> list[LinkedMedium]:
    linked = {link["segment"]: link for link in links["media"]} if links else {}
    holes = {hole["segment"]: hole["reason"] for hole in selection["holes"]} if selection else {}
    found = []
    for index, segment in enumerate(document["segments"]):
        if not segment["media_url"]:
            continue
        link = linked.get(index)
        if selection is not None and selection["keep"]:
            outcome = holes.get(index, "kept")
        else:
            reason = _reason(rules, segments[index]) if link else None
            outcome = reason or ("not decided yet" if selection is None else "document dropped")
        facts = [medium_facts(link), *(sound_words(link) if link else ()), *score_words(segments[index].scores)]
        found.append(
            LinkedMedium(
                index,
                segment["kind"] if segment["kind"] != "text" else segment["role"],
                segment["media_url"],
                link["media_id"] if link else None,
                ", ".join(filter(None, facts)),
                outcome,
            )
        )
    return found


def _reason(rules: Sequence[Rule], segment: SegmentFacts) -> str | None:
    """Why a medium goes, whatever becomes of its document: selection records that of kept documents alone."""
    answers = (rule.reason(segment) for rule in rules if isinstance(rule, SegmentRule))
    return segment.link_reason or next(filter(None, answers), None)


def _duplicate(corpus: Corpus, row: Row) -> Duplicate:
    survivor = ""
    if row["duplicate_of"] is not None:
        places = places_where(corpus, "documents", "doc_id", row["duplicate_of"])
        urls = [found["url"] for found in rows_at(corpus, "documents", places[:1], ["url"]).values()]
        survivor = urls[0] if urls else row["duplicate_of"].hex()
    return Duplicate(row["kind"] or "", survivor, row["similarity"], row["cluster_documents"])


def _tokens(corpus: Corpus, part: int, doc_id: bytes) -> tuple[tuple[str, int], ...]:
    names = corpus.parts("tokens")
    if part >= len(names):
        return ()
    counts: Counter[str] = Counter()
    for row in rows_of_part(corpus, names[part], "doc_id", doc_id)[:1]:
        place = Place(part, row)
        for span in rows_at(corpus, "tokens", [place], ["spans"])[place]["spans"]:
            counts[span["kind"]] += span["length"]
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _placements(corpus: Corpus, doc_id: bytes) -> list[Placement]:
    name = "shards/documents.parquet"
    if not corpus.exists(name):
        return []
    rows = set(rows_of_part(corpus, name, "doc_id", doc_id))
    found: list[Placement] = []
    start = 0
    for batch in corpus.batches(name) if rows else ():
        for row in sorted(row for row in rows if start <= row < start + batch.num_rows):
            values = batch.slice(row - start, 1).to_pylist()[0]
            shard = f"{values['key'].rpartition('-')[0]}.tar"
            found.append(Placement(shard, values["key"], values["start"], values["tokens"]))
        start += batch.num_rows
    return found
