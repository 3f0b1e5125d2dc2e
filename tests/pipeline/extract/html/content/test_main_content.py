"""Choice of the content among blocks and containers built by hand."""

import pytest

from weft.pipeline.extract.html.blocks import Block, Blocks, Container
from weft.pipeline.extract.html.content.main_content import main_blocks
from weft.schemas.document import Role, Segment, SegmentKind

PROSE = "A sentence of the article that is surely long enough to count as prose on any page."


def block(text: str, container: int, role: Role = Role.PARAGRAPH, level: int = 0, link_chars: int = 0) -> Block:
    return Block(Segment(SegmentKind.TEXT, text, role, level), container, link_chars)


def kept(containers: list[Container], blocks: list[Block]) -> list[str]:
    return [block.segment.text for block in main_blocks(Blocks(blocks, containers))]


BODY = Container(0, "body")


def test_suspect_container_with_little_prose_is_dropped_with_all_inside() -> None:
    containers = [BODY, Container(0, "div"), Container(0, "aside", is_suspect=True), Container(2, "div")]
    blocks = [*(block(f"{n}. {PROSE}", 1) for n in range(4)), block(f"Aside: {PROSE}", 3)]
    assert kept(containers, blocks) == [f"{n}. {PROSE}" for n in range(4)]


def test_suspect_container_with_a_third_of_the_prose_is_content() -> None:
    containers = [BODY, Container(0, "div"), Container(0, "div", is_suspect=True)]
    blocks = [block(PROSE, 1), block(f"And {PROSE}", 2)]
    assert kept(containers, blocks) == [PROSE, f"And {PROSE}"]


def test_article_with_most_prose_is_the_content() -> None:
    containers = [BODY, Container(0, "article", is_content=True), Container(0, "div")]
    assert kept(containers, [block(PROSE, 1), block("Elsewhere", 2)]) == [PROSE]


def test_what_stands_behind_the_story_in_main_is_kept_up_to_what_is_something_else() -> None:
    containers = [
        BODY,
        Container(0, "main", is_content=True),
        Container(1, "div"),
        Container(1, "div"),
        Container(1, "div"),
    ]
    lead = f"The lead says it all. {PROSE}"
    story = [block(f"{n}. {PROSE}", 3) for n in range(30)]
    after = [
        block("Care", 4, Role.HEADING, 2),
        block("Dry it.", 4),
        block("Read more about it", 4),
        block("Oil it.", 4),
    ]
    blocks = [block(lead, 2), block("Kicker", 2), *story, *after]
    assert kept(containers, blocks) == [lead, *(f"{n}. {PROSE}" for n in range(30)), "Care", "Dry it."]


@pytest.mark.parametrize(("kind", "stays"), [("elementor-element", True), ("level", True), ("box", False), ("", False)])
def test_pieces_of_a_page_builder_go_on_with_the_story(kind: str, stays: bool) -> None:
    containers = [BODY, Container(0, "div"), Container(1, "div", class_=f"{kind}1 x"), Container(1, "div", class_=kind)]
    blocks = [*(block(f"{n}. {PROSE}", 2) for n in range(9)), block("Dry it.", 3)]
    assert ("Dry it." in kept(containers, blocks)) == stays


def test_paragraph_of_links_is_dropped_and_one_with_a_link_kept() -> None:
    links = f"Links: {PROSE}"
    assert kept([BODY], [block(PROSE, 0, link_chars=10), block(links, 0, link_chars=60)]) == [PROSE]


def test_headings_without_content_under_them_are_dropped() -> None:
    blocks = [
        block("Title", 0, Role.HEADING, 1),
        block("Empty part", 0, Role.HEADING, 2),
        block("Part", 0, Role.HEADING, 2),
        block("Section", 0, Role.HEADING, 3),
        block(PROSE, 0),
        block("At the end", 0, Role.HEADING, 2),
    ]
    assert kept([BODY], blocks) == ["Title", "Part", "Section", PROSE]


def test_top_heading_before_the_article_is_kept() -> None:
    containers = [BODY, Container(0, "header"), Container(0, "article", is_content=True)]
    assert kept(containers, [block("Title", 1, Role.HEADING, 1), block(PROSE, 2)]) == ["Title", PROSE]


def test_page_without_long_text_keeps_its_short_ones() -> None:
    assert kept([BODY, Container(0, "div")], [block("a", 0), block("b", 1)]) == ["a", "b"]


def test_lead_and_image_between_title_and_main_container_are_kept() -> None:
    containers = [BODY, Container(0, "header"), Container(1, "div"), Container(0, "div")]
    image = Block(Segment(SegmentKind.IMAGE, media_url="https://e.com/i.png"), 1)
    lead = f"The lead. {PROSE}"
    story = [block(f"{n}. {PROSE}", 3) for n in range(9)]
    blocks = [block("Title", 1, Role.HEADING, 1), block("4 May", 1), block(lead, 2), image, *story]
    assert kept(containers, blocks) == ["Title", lead, "", *(f"{n}. {PROSE}" for n in range(9))]


def test_gallery_before_the_title_of_a_product_is_kept_in_place() -> None:
    containers = [BODY, Container(0, "div"), Container(1, "div"), Container(1, "div"), Container(1, "div")]
    image = Block(Segment(SegmentKind.IMAGE, media_url="https://e.com/i.png"), 2)
    story = [block(f"{n}. {PROSE}", 4) for n in range(9)]
    assert kept(containers, [image, block("Lamp", 3, Role.HEADING, 1), *story])[:2] == ["", "Lamp"]


def test_reviews_below_the_prose_on_a_product_are_dropped_however_long() -> None:
    containers = [BODY, Container(0, "div"), Container(0, "div", is_suspect=True, is_reviews=True), Container(2, "div")]
    reviews = [block(f"{n} stars. {PROSE}", 3) for n in range(9)]
    blocks = [block("Lamp", 1, Role.HEADING, 1), block(PROSE, 1), *reviews]
    assert kept(containers, blocks) == ["Lamp", PROSE]


def test_review_that_is_what_the_page_is_for_stays_above_other_prose() -> None:
    containers = [BODY, Container(0, "div", is_suspect=True, is_reviews=True), Container(0, "div")]
    review = [block(f"{n}. {PROSE}", 1) for n in range(9)]
    blocks = [block("Lamp", 0, Role.HEADING, 1), *review, block(f"About us. {PROSE}", 2)]
    assert kept(containers, blocks)[:10] == ["Lamp", *(f"{n}. {PROSE}" for n in range(9))]


def test_long_sidebar_beside_a_short_article_is_dropped() -> None:
    containers = [BODY, Container(0, "div"), Container(0, "div", is_suspect=True)]
    sidebar = [block(f"News {n}. {PROSE}", 2) for n in range(2)]
    blocks = [block("Title", 1, Role.HEADING, 1), block(PROSE, 1), block(f"And {PROSE}", 1), *sidebar]
    assert kept(containers, blocks) == ["Title", PROSE, f"And {PROSE}"]


def titled(title: str, containers: list[Container], blocks: list[Block]) -> list[str]:
    return [block.segment.text for block in main_blocks(Blocks(blocks, containers, title))]


def test_title_that_links_to_its_page_is_kept_and_the_name_of_the_site_is_not() -> None:
    containers = [BODY, Container(0, "header"), Container(0, "div")]
    blocks = [
        block("The Ledger", 1, Role.HEADING, 1, link_chars=10),
        block("How the canal was dug", 1, Role.HEADING, 2, link_chars=21),
        block(PROSE, 2),
    ]
    for title in ("How the canal was dug - The Ledger", "How the canal was dug | Waterways | The Ledger of Onley"):
        assert titled(title, containers, blocks) == ["How the canal was dug", PROSE]


def test_title_in_a_banner_is_kept() -> None:
    containers = [BODY, Container(0, "div", is_suspect=True), Container(0, "div")]
    blocks = [block("Canals", 1, Role.HEADING, 1), block("A motto", 1), block(PROSE, 2)]
    assert titled("Canals", containers, blocks) == ["Canals", PROSE]


def test_short_details_of_a_product_stay_beside_its_description() -> None:
    containers = [BODY, Container(0, "main", is_content=True), Container(1, "div"), Container(1, "div")]
    details = [block("Care", 3, Role.HEADING, 2), block("Dry it after use.", 3)]
    assert kept(containers, [block(PROSE, 2), *details]) == [PROSE, "Care", "Dry it after use."]
    assert len(kept(containers, [*(block(f"{n} {PROSE}", 2) for n in range(9)), *details])) == 11


def test_short_details_of_a_product_stay_beside_its_description_outside_main() -> None:
    containers = [BODY, Container(0, "div"), Container(1, "div"), Container(1, "div"), Container(0, "div")]
    lead = block("A kettle that sings.", 2)
    details = [block("Weight", 3, Role.HEADING, 2), block("1.2 kg", 3)]
    links = block("Tea tins and spoons", 4, link_chars=19)
    assert kept(containers, [lead, block(PROSE, 3), *details, links]) == [
        "A kettle that sings.",
        PROSE,
        "Weight",
        "1.2 kg",
    ]


def test_title_between_links_in_main_is_kept() -> None:
    containers = [BODY, Container(0, "main", is_content=True), Container(1, "div"), Container(1, "div")]
    heading = block("Paddle gear", 2, Role.HEADING, 1, link_chars=11)
    links = block("Boats and locks, and all that is moored there", 2, link_chars=45)
    assert titled("Paddle gear - Trust", containers, [heading, links, block(PROSE, 3)]) == ["Paddle gear", PROSE]


def test_suspect_paragraphs_of_one_class_are_judged_together() -> None:
    paragraphs = [Container(0, "p", is_suspect=True, group="paywall") for _ in range(5)]
    containers = [BODY, *paragraphs, Container(0, "p", is_suspect=True, group="byline")]
    blocks = [*(block(f"{n}. {PROSE}", n) for n in range(1, 6)), block(f"By Ann. {PROSE}", 6)]
    assert kept(containers, blocks) == [f"{n}. {PROSE}" for n in range(1, 6)]


def test_chinese_sentences_count_as_prose_at_half_the_length() -> None:
    sentence = "镇上的老茶馆至今不装电灯，掌柜说灯一亮，客人就会看清茶碗上的裂纹。"
    assert block(sentence, 0).prose_characters() == len(sentence) == 33
    assert block("镇上的老茶馆至今不装电灯。", 0).prose_characters() == 0


def test_short_post_in_a_container_of_dropped_links_is_kept() -> None:
    containers = [BODY, *(Container(0, "div") for _ in range(3)), Container(3, "div", is_suspect=True)]
    links = block("Like Quote Reply Report this post", 4, link_chars=33)
    blocks = [block(PROSE, 1), block(f"And {PROSE}", 2), block("It worked.", 3), links]
    assert kept(containers, blocks) == [PROSE, f"And {PROSE}", "It worked."]


@pytest.mark.parametrize(
    ("points", "stays"), [("Page 1 of 40\n1\n2\n...\n40", False), ("1\n2\n3", True), ("Page 1 of 40\nOil", True)]
)
def test_a_list_of_numbers_of_pages_below_a_line_that_counts_them_is_dropped(points: str, stays: bool) -> None:
    assert (points in kept([BODY], [block(PROSE, 0), block(points, 0, Role.LIST)])) == stays


def test_table_of_links_is_dropped() -> None:
    rows = "| Similar topics | Replies |\n| --- | --- |\n| Mending a kettle | 12 |\n| Crossing a bridge twice | 7 |"
    table = block(rows, 0, Role.TABLE, link_chars=60)
    assert kept([BODY], [block(PROSE, 0), table]) == [PROSE]


def test_table_headed_by_one_stock_line_is_dropped_and_others_are_not() -> None:
    others = block("| Similar Threads | | |\n| --- | --- | --- |\n| Mending a kettle | Ann | 12 |", 0, Role.TABLE)
    data = block("| Published on | Title |\n| --- | --- |\n| 1871 | Lamps and lenses |", 0, Role.TABLE)
    assert kept([BODY], [block(PROSE, 0), others, data]) == [PROSE, data.segment.text]


@pytest.mark.parametrize(
    ("text", "link_chars", "stays"),
    [
        ("Please read the guide to installation before you go on.", 30, True),
        ("Please read the guide to installation before you go on", 30, False),
        ("Read the whole of this very long story about the old mill here.", 55, False),
        ("Read this.", 5, False),
    ],
)
def test_a_sentence_of_links_with_words_of_its_own_stays(text: str, link_chars: int, stays: bool) -> None:
    blocks = [block(PROSE, 0), block(text, 0, link_chars=link_chars), block(f"Then. {PROSE}", 0)]
    assert (text in kept([BODY], blocks)) == stays


@pytest.mark.parametrize(("beside", "stays"), [("the first that has a heroine of its own", True), ("1815", False)])
def test_a_list_of_links_that_says_something_about_each_stays(beside: str, stays: bool) -> None:
    text = "\n".join(f"- A linked book {number}, {beside}" for number in range(3))
    links = block(text, 0, Role.LIST, link_chars=45)
    assert (text in kept([BODY], [block(PROSE, 0), links, block(f"Then. {PROSE}", 0)])) == stays


@pytest.mark.parametrize(("below", "stays"), [(f"{PROSE} {PROSE}", True), (PROSE, False)])
def test_a_linked_heading_of_a_list_stays_over_prose(below: str, stays: bool) -> None:
    heading = block("2. Mixer for the kitchen", 0, Role.HEADING, 2, link_chars=24)
    blocks = [block(PROSE, 0), heading, block(below, 0), block(f"Then. {PROSE}", 0)]
    assert ("2. Mixer for the kitchen" in kept([BODY], blocks)) == stays


@pytest.mark.parametrize(
    ("deck", "stays"), [("The council asks the state for help with the rest", True), ("Latest stories", False)]
)
def test_a_second_headline_right_below_the_title_is_of_the_article(deck: str, stays: bool) -> None:
    story = Container(1, "article", is_content=True)
    containers = [BODY, Container(0, "main", is_content=True), Container(1, "div"), story]
    blocks = [block("Canals", 2, Role.HEADING, 1), block(deck, 2, Role.HEADING, 2), block(PROSE, 3)]
    assert titled("Canals", containers, blocks) == ["Canals", *([deck] if stays else []), PROSE]
