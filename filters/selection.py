"""The decision about one document: what stays, what goes and why, and which personal data is replaced."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ..schemas.document import Role, SegmentKind
from .document_rules import DocumentRule
from .facts import DocumentFacts, SegmentFacts
from .pii import PiiSpan
from .rules import Rule
from .segment_rules import SegmentRule

MEDIUM_GONE = "medium_gone"
"""Reason of a caption or transcript whose medium was taken out."""
NOTHING_LEFT = "nothing_left"
"""Reason of a document that has no segment left."""
SELECTION_REASONS = (MEDIUM_GONE, NOTHING_LEFT)
"""Reasons that are no rule's."""

_FOLLOWERS = (Role.CAPTION, Role.TRANSCRIPT)


@dataclass(frozen=True, slots=True)
class Hole:
    """A segment taken out of a kept document."""

    segment: int
    kind: SegmentKind
    reason: str


@dataclass(frozen=True, slots=True)
class SegmentEdit:
    """Code points ``start`` to ``end`` (exclusive) of a segment's text become ``replacement``."""

    segment: int
    start: int
    end: int
    replacement: str


@dataclass(frozen=True, slots=True)
class SegmentPii:
    """Personal data found in a segment."""

    segment: int
    span: PiiSpan


@dataclass(frozen=True, slots=True)
class Decision:
    """A row of the selection table. A dropped document has a reason and nothing else."""

    keep: bool
    reason: str | None = None
    segments: tuple[int, ...] = ()
    """Indexes that stay, rising."""
    holes: tuple[Hole, ...] = ()
    edits: tuple[SegmentEdit, ...] = ()


def decide(
    rules: Sequence[Rule],
    document: DocumentFacts,
    segments: Sequence[SegmentFacts],
    pii: Sequence[SegmentPii] = (),
    replacements: Mapping[str, str] | None = None,
) -> Decision:
    """Ask the segment rules, then the document rules, each in their order; the first reason counts.

    A medium without an item goes for its link's reason, and a medium's caption and transcripts, which follow
    it, go with it. Document rules see how many media and words stay. ``replacements`` (kind of PII to text)
    makes edits of the spans in segments that stay; None leaves them as they are.
    """
    holes = _holes([rule for rule in rules if isinstance(rule, SegmentRule)], segments)
    gone = {hole.segment for hole in holes}
    staying = [segment for segment in segments if segment.index not in gone]
    if not staying:
        return Decision(keep=False, reason=NOTHING_LEFT)
    document = replace(
        document,
        media=sum(segment.kind is not SegmentKind.TEXT for segment in staying),
        words=sum(segment.words for segment in staying),
    )
    for rule in rules:
        if isinstance(rule, DocumentRule) and (reason := rule.reason(document)):
            return Decision(keep=False, reason=reason)
    return Decision(
        keep=True,
        segments=tuple(segment.index for segment in staying),
        holes=tuple(holes),
        edits=_edits(pii, replacements or {}, gone),
    )


def _holes(rules: Sequence[SegmentRule], segments: Sequence[SegmentFacts]) -> list[Hole]:
    holes: list[Hole] = []
    medium_gone = False
    for segment in segments:
        follows = segment.kind is SegmentKind.TEXT and segment.role in _FOLLOWERS
        if follows and medium_gone:
            reason: str | None = MEDIUM_GONE
        else:
            reason = segment.link_reason or next(filter(None, (rule.reason(segment) for rule in rules)), None)
        if not follows:
            medium_gone = segment.kind is not SegmentKind.TEXT and reason is not None
        if reason:
            holes.append(Hole(segment.index, segment.kind, reason))
    return holes


def _edits(pii: Sequence[SegmentPii], replacements: Mapping[str, str], gone: set[int]) -> tuple[SegmentEdit, ...]:
    return tuple(
        SegmentEdit(found.segment, found.span.start, found.span.end, replacements[found.span.kind])
        for found in pii
        if found.segment not in gone and found.span.kind in replacements
    )
