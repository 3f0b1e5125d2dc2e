"""A page as layout sees it: words and pictures where they stand. Points from the top left corner, y downwards."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in points (1/72 inch): ``left <= right``, ``top <= bottom``."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """Height of the middle on the page."""
        return (self.top + self.bottom) / 2

    @property
    def area(self) -> float:
        return self.width * self.height

    def union(self, other: "Box") -> "Box":
        """The smallest box around both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def gap_x(self, other: "Box") -> float:
        """Free width between the two; negative where they overlap."""
        return max(other.left - self.right, self.left - other.right)

    def gap_y(self, other: "Box") -> float:
        """Free height between the two; negative where they overlap."""
        return max(other.top - self.bottom, self.top - other.bottom)

    def holds(self, other: "Box") -> bool:
        """Whether the middle of the other is inside."""
        return self.left <= (other.left + other.right) / 2 <= self.right and self.top <= other.middle <= self.bottom

    def is_on_line_of(self, other: "Box") -> bool:
        """Whether the two overlap vertically by half the height of the lower one."""
        return -self.gap_y(other) >= 0.5 * min(self.height, other.height)


@dataclass(frozen=True, slots=True)
class Word:
    """Characters without a gap."""

    text: str
    box: Box
    size: float
    """The largest font size in it, points."""
    is_bold: bool = False
    is_fixed: bool = False
    """Whether its font has one width for all: a typewriter's, or code's."""
    ends_in_space: bool = False
    """Whether a space was drawn behind it."""
    shown: str = ""
    """Its characters from left to right, where they are read otherwise."""
    is_mirrored: bool = False
    """Whether it stands where its page's mirror image has it."""


@dataclass(frozen=True, slots=True)
class Picture:
    """An image that a page shows; ``name`` finds its bytes."""

    box: Box
    name: str


Row = tuple[tuple[str, ...], ...]
"""Of a table: its cells, each the lines in it, none where it is empty."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table's place and its rows."""

    box: Box
    rows: tuple[Row, ...]
    is_headed: bool = False
    """Whether its first row alone is bold."""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the outline; ``depth`` is 0 for the outermost."""

    title: str
    depth: int


@dataclass(slots=True)
class Page:
    """One page, numbered from 1; ``words`` in the order they were drawn."""

    number: int
    width: float
    height: float
    words: list[Word] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    """Their words are not among ``words``."""
    bookmarks: list[Bookmark] = field(default_factory=list)
    """Those that lead to this page."""
    is_mirrored: bool = False
    """Whether left and right are exchanged, because its lines begin at the right."""
