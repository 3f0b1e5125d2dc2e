"""Rules that take single media out of documents."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from ..schemas.document import SegmentKind
from .facts import SegmentFacts, directives
from .scores import ScoreBounds


class SegmentRule(ABC):
    """A question about a segment; the answer is why it goes, or None."""

    @property
    @abstractmethod
    def reasons(self) -> tuple[str, ...]:
        """Every reason the rule can give; known of its class, unless thresholds name them."""

    @abstractmethod
    def reason(self, segment: SegmentFacts) -> str | None:
        """Why the segment is taken out; None to keep it."""


@dataclass(frozen=True)
class ImageSize(SegmentRule):
    """Icons, spacers and buttons have a side under 64 pixels; larger than 20,000 is no picture for reading.

    mmc4 (arXiv 2304.06939) and OBELICS (arXiv 2306.16527) ask for 150 pixels; thumbnails go with that.
    """

    min_side: int = 64
    """Pixels, of the shorter side."""
    max_side: int = 20_000
    """Pixels, of the longer side; OBELICS' number."""

    reasons: ClassVar[tuple[str, ...]] = ("image_too_small", "image_too_large")

    def reason(self, segment: SegmentFacts) -> str | None:
        """``image_too_small`` or ``image_too_large``."""
        if segment.kind is not SegmentKind.IMAGE:
            return None
        if min(segment.width, segment.height) < self.min_side:
            return "image_too_small"
        if max(segment.width, segment.height) > self.max_side:
            return "image_too_large"
        return None


@dataclass(frozen=True)
class ImageAspect(SegmentRule):
    """Banners and dividers are long and thin: DataComp's bound, longer side over shorter (arXiv 2304.14108)."""

    max_aspect: float = 3.0

    reasons: ClassVar[tuple[str, ...]] = ("image_too_narrow",)

    def reason(self, segment: SegmentFacts) -> str | None:
        """``image_too_narrow`` above the bound."""
        if segment.kind is not SegmentKind.IMAGE:
            return None
        shorter, longer = sorted((segment.width, segment.height))
        return "image_too_narrow" if longer > self.max_aspect * shorter else None


@dataclass(frozen=True)
class ImageOptOut(SegmentRule):
    """The owner of the page asks that its images are not used; the text stays."""

    directives: tuple[str, ...] = ("noimageai", "noimageindex")

    reasons: ClassVar[tuple[str, ...]] = ("image_opt_out",)

    def reason(self, segment: SegmentFacts) -> str | None:
        """``image_opt_out`` for the images of a page that sets one of the directives."""
        if segment.kind is not SegmentKind.IMAGE or not segment.opt_outs:
            return None
        asked = {directive.casefold() for directive in self.directives}
        return "image_opt_out" if asked & directives(segment.opt_outs) else None


@dataclass(frozen=True)
class MediaDuration(SegmentRule):
    """Sounds and videos shorter than a second are interface clicks; longer than the maximum are taken out."""

    min_s: float = 1.0
    max_s: float = 7200.0

    reasons: ClassVar[tuple[str, ...]] = ("media_too_short", "media_too_long")

    def reason(self, segment: SegmentFacts) -> str | None:
        """``media_too_short`` or ``media_too_long``."""
        if segment.kind not in (SegmentKind.AUDIO, SegmentKind.VIDEO):
            return None
        if segment.duration_ms < self.min_s * 1000:
            return "media_too_short"
        if segment.duration_ms > self.max_s * 1000:
            return "media_too_long"
        return None


@dataclass(frozen=True)
class AudioSilence(SegmentRule):
    """A sound that is silent from beginning to end says nothing; what counts as silence is in the media settings."""

    max_silence: float = 0.99
    """Share of its 20 ms frames."""

    reasons: ClassVar[tuple[str, ...]] = ("audio_silent",)

    def reason(self, segment: SegmentFacts) -> str | None:
        """``audio_silent`` for a sound; a silent video still has pictures."""
        if segment.kind is not SegmentKind.AUDIO or segment.frames or segment.silence is None:
            return None
        return "audio_silent" if segment.silence > self.max_silence else None


@dataclass(frozen=True)
class AudioLoudness(SegmentRule):
    """Recordings too faint to make out, and those driven into full scale.

    Broadcasts lie at -23 LUFS (EBU R 128), streamed music near -14; a faint voice memo is at -45.
    """

    min_lufs: float = -50.0
    """Integrated loudness, ITU-R BS.1770."""
    max_clipped: float = 0.01
    """Share of samples at full scale."""

    reasons: ClassVar[tuple[str, ...]] = ("audio_quiet", "audio_clipped")

    def reason(self, segment: SegmentFacts) -> str | None:
        """``audio_quiet`` or ``audio_clipped`` for a sound."""
        if segment.kind is not SegmentKind.AUDIO or segment.frames:
            return None
        if segment.loudness_lufs is not None and segment.loudness_lufs < self.min_lufs:
            return "audio_quiet"
        if segment.clipped is not None and segment.clipped > self.max_clipped:
            return "audio_clipped"
        return None


@dataclass(frozen=True)
class AudioSpeech(SegmentRule):
    """For a corpus of speech: sounds in which hardly anyone speaks are music, noise or effects."""

    min_speech: float = 0.3
    """Share of 30 ms frames that are taken for speech: 0.9 of spoken prompts, under 0.3 of most music."""

    reasons: ClassVar[tuple[str, ...]] = ("audio_no_speech",)

    def reason(self, segment: SegmentFacts) -> str | None:
        """``audio_no_speech`` for a sound."""
        if segment.kind is not SegmentKind.AUDIO or segment.frames or segment.speech is None:
            return None
        return "audio_no_speech" if segment.speech < self.min_speech else None


@dataclass(frozen=True)
class VideoMotion(SegmentRule):
    """A video that shows one picture all along is a sound with a cover."""

    min_frames: int = 2
    """Sampled frames that differ; repeats are left out where ``media.video.repeats`` is ``drop``."""

    reasons: ClassVar[tuple[str, ...]] = ("video_static",)

    def reason(self, segment: SegmentFacts) -> str | None:
        """``video_static`` for a video with repeats and fewer other frames than ``min_frames``."""
        if segment.repeated_frames and segment.frames < self.min_frames:
            return "video_static"
        return None


@dataclass(frozen=True)
class MediaScores(ScoreBounds, SegmentRule):
    """Scores of single media that a published set came with, such as MMC4's ``matched_sim``, within bounds."""

    def reason(self, segment: SegmentFacts) -> str | None:
        """``<score>_too_low`` or ``<score>_too_high``; a medium without the score is not judged."""
        return self.broken_by(segment.scores)
