import pytest

from weft.filters.facts import SegmentFacts
from weft.filters.segment_rules import ImageAspect, ImageOptOut, ImageSize, MediaDuration
from weft.schemas.document import SegmentKind

IMAGE, AUDIO, VIDEO, TEXT = SegmentKind.IMAGE, SegmentKind.AUDIO, SegmentKind.VIDEO, SegmentKind.TEXT


@pytest.mark.parametrize(
    ("width", "height", "reason"),
    [
        (64, 64, None),
        (63, 640, "image_too_small"),
        (640, 63, "image_too_small"),
        (20_000, 10_000, None),
        (20_001, 10_000, "image_too_large"),
        (0, 0, "image_too_small"),
    ],
)
def test_image_size(width: int, height: int, reason: str | None) -> None:
    assert ImageSize().reason(SegmentFacts(0, IMAGE, width=width, height=height)) == reason


@pytest.mark.parametrize(
    ("width", "height", "reason"), [(300, 100, None), (301, 100, "image_too_narrow"), (100, 301, "image_too_narrow")]
)
def test_image_aspect(width: int, height: int, reason: str | None) -> None:
    assert ImageAspect().reason(SegmentFacts(0, IMAGE, width=width, height=height)) == reason


@pytest.mark.parametrize(
    ("kind", "opt_outs", "reason"),
    [
        (IMAGE, ("meta:noimageai",), "image_opt_out"),
        (IMAGE, ("header:noimageindex", "meta:noindex"), "image_opt_out"),
        (IMAGE, ("meta:noindex",), None),
        (IMAGE, (), None),
        (VIDEO, ("meta:noimageai",), None),
        (TEXT, ("meta:noimageai",), None),
    ],
)
def test_image_opt_out(kind: SegmentKind, opt_outs: tuple[str, ...], reason: str | None) -> None:
    assert ImageOptOut().reason(SegmentFacts(0, kind, opt_outs=opt_outs)) == reason


@pytest.mark.parametrize(
    ("kind", "duration_ms", "reason"),
    [
        (AUDIO, 1000, None),
        (AUDIO, 999, "media_too_short"),
        (VIDEO, 7_200_000, None),
        (VIDEO, 7_200_001, "media_too_long"),
        (IMAGE, 0, None),
    ],
)
def test_media_duration(kind: SegmentKind, duration_ms: int, reason: str | None) -> None:
    assert MediaDuration().reason(SegmentFacts(0, kind, duration_ms=duration_ms)) == reason


@pytest.mark.parametrize("rule", [ImageSize(), ImageAspect(), ImageOptOut(), MediaDuration()])
def test_rules_of_media_leave_text_alone(rule: ImageSize | ImageAspect | ImageOptOut | MediaDuration) -> None:
    assert rule.reason(SegmentFacts(0, TEXT, opt_outs=("meta:noimageai",))) is None
