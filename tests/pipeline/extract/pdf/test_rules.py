from weft.pipeline.extract.pdf.page import Box
from weft.pipeline.extract.pdf.rules import Rule, rules_of


def test_thin_boxes_are_rules_and_areas_are_not() -> None:
    rules = rules_of([Box(10, 99.5, 110, 100.5), Box(49, 20, 51, 80), Box(0, 0, 100, 100), Box(5, 5, 6, 6)])
    assert (list(rules.level), list(rules.upright)) == ([Rule(100, 10, 110)], [Rule(50, 20, 80)])


def test_pieces_in_one_line_are_one_rule() -> None:
    dashes = [Box(left, 100, left + 6, 100) for left in (10, 18, 26)]
    assert list(rules_of([*dashes, Box(60, 100, 90, 100)]).level) == [Rule(100, 10, 32), Rule(100, 60, 90)]
