"""What a walk over a page gives: blocks in reading order, and the containers that hold them."""

from dataclasses import dataclass, field

from ...schemas.document import Segment, SegmentKind


@dataclass(slots=True)
class Block:
    """One segment with what judging it needs: where it stands and how much of it is links."""

    segment: Segment
    container: int
    """Index of the innermost container in ``Blocks.containers``."""
    link_chars: int = 0
    """Characters of the text that stand inside links."""

    @property
    def is_medium(self) -> bool:
        return self.segment.kind is not SegmentKind.TEXT

    @property
    def link_density(self) -> float:
        """Share of the text inside links, 0 to 1."""
        return self.link_chars / len(self.segment.text) if self.segment.text else 0.0


@dataclass(slots=True)
class Container:
    """One sectioning element."""

    parent: int
    """Index of the container around it; always lower than its own. The root is its own parent."""
    tag: str
    is_suspect: bool = False
    """Whether its names call it boilerplate."""
    is_content: bool = False
    """Whether the page marks it as its content (``article``, ``main``, ``itemprop=articleBody`` …)."""


@dataclass(slots=True)
class Blocks:
    """A page as flat lists."""

    blocks: list[Block] = field(default_factory=list)
    containers: list[Container] = field(default_factory=list)
