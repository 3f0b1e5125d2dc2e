"""Which containers that their names call boilerplate are dropped, among containers built by hand."""

from weft.pipeline.extract.html.blocks import Block, Blocks, Container, subtree_sums
from weft.pipeline.extract.html.content.suspects import dropped_containers
from weft.schemas.document import Role, Segment, SegmentKind

BODY = Container(0, "body")
TITLE = Block(Segment(SegmentKind.TEXT, "Lamps", Role.HEADING, 1), 0)


def suspect(parent: int, group: str = "", tag: str = "div", *, is_reviews: bool = False) -> Container:
    return Container(parent, tag, is_suspect=True, group=group, is_reviews=is_reviews)


def dropped(containers: list[Container], characters: list[int]) -> list[int]:
    """Indexes of the containers that are dropped, where each holds one block of so many characters of prose."""
    blocks = [TITLE, *(Block(Segment(SegmentKind.TEXT, "a"), index) for index in range(len(containers)))]
    of_blocks = [0, *characters]
    parents = [container.parent for container in containers]
    sums = subtree_sums(parents, [block.container for block in blocks], of_blocks)
    found = dropped_containers(Blocks(blocks, containers), sums, of_blocks)
    return [index for index, is_dropped in enumerate(found) if is_dropped]


def test_a_suspect_beside_an_article_needs_most_of_the_prose() -> None:
    assert dropped([BODY, suspect(0)], [300, 400]) == [1]
    assert dropped([BODY, suspect(0)], [300, 500]) == []


def test_a_suspect_without_an_article_needs_a_third_and_takes_what_is_inside_along() -> None:
    assert dropped([BODY, suspect(0), Container(1, "div"), suspect(0)], [0, 50, 50, 400]) == [1, 2]


def test_boxes_that_share_a_name_count_as_one() -> None:
    boxes = [suspect(0, f"post-meta meta-{number}") for number in range(5)]
    assert dropped([BODY, *boxes], [300, *[100] * 5]) == []
    assert dropped([BODY, *[suspect(0, f"meta-{number}") for number in range(5)]], [300, *[100] * 5]) == [1, 2, 3, 4, 5]


def test_beside_boxes_that_share_a_name_other_suspects_do_not_count() -> None:
    boxes = [suspect(0, "widget") for _ in range(5)]
    assert dropped([BODY, *boxes, suspect(0, "popup")], [300, *[100] * 5, 700]) == [6]


def test_a_box_inside_one_of_its_name_counts_once() -> None:
    assert dropped([BODY, suspect(0, "widget"), suspect(1, "widget")], [300, 0, 300]) == [1, 2]


def test_a_box_of_links_shares_in_nothing_but_a_short_paragraph_does() -> None:
    assert dropped([BODY, *[suspect(0, "widget") for _ in range(3)]], [100, 200, 300, 0]) == [3]
    assert dropped([BODY, *[suspect(0, "paywall", "p") for _ in range(3)]], [100, 200, 300, 0]) == []


def test_reviews_below_prose_are_dropped_however_long() -> None:
    assert dropped([BODY, suspect(0, is_reviews=True)], [300, 5000]) == [1]
