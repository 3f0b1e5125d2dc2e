"""What rules are asked about: one document or one segment, gathered from the aligned tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..schemas.document import Role, SegmentKind
from .signals import TextSignals


@dataclass(frozen=True, slots=True)
class SegmentFacts:
    """One segment, as ``documents``, ``links`` and ``signals`` know it."""

    index: int
    """Position in the document's segments."""
    kind: SegmentKind
    role: Role | None = None
    words: int = 0
    characters: int = 0
    opt_outs: tuple[str, ...] = ()
    """Those of the page, as ``<where>:<directive>``."""
    link_reason: str | None = None
    """Why there is no media item (or subtitle file) behind the segment; None when there is, or need be none."""
    media_id: bytes | None = None
    bytes: int = 0
    width: int = 0
    """Pixels."""
    height: int = 0
    duration_ms: int = 0
    frames: int = 0
    """In an image's file, or kept of a video."""
    repeated_frames: int = 0
    loudness_lufs: float | None = None
    """These five are None where there is no sound; see ``schemas.media.SOUND_SIGNALS``."""
    peak_dbfs: float | None = None
    clipped: float | None = None
    silence: float | None = None
    speech: float | None = None
    scores: Mapping[str, float] = field(default_factory=dict)
    """Those of the medium that its set came with."""


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """One document, as ``documents``, ``signals``, ``duplicates`` and ``contamination`` know it."""

    text: TextSignals
    opt_outs: tuple[str, ...] = ()
    duplicate: str | None = None
    """``exact`` or ``near``; None for a survivor or a singleton."""
    contaminated_ngrams: int = 0
    contamination_coverage: float = 0.0
    """Share of the document's words inside them."""
    pii_spans: int = 0
    media: int = 0
    """Images, sounds and videos that stay after the segment rules; ``selection.decide`` counts them."""
    words: int = 0
    """Words of all text segments that stay, captions and transcripts included; counted there too."""
    scores: Mapping[str, float] = field(default_factory=dict)
    """Those of the document as a whole that its set came with."""


def directives(opt_outs: tuple[str, ...]) -> frozenset[str]:
    """The directives alone, without where they were seen: ``("meta:noai",)`` gives ``{"noai"}``."""
    return frozenset(opt_out.partition(":")[2].strip().casefold() for opt_out in opt_outs)
