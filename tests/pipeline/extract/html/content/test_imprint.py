"""Where a page's content ends above the claim of rights of its site."""

import pytest

from weft.schemas.document import Role

from ..expected import image, segments, text

PROSE = "The lamp burns oil all night long, and its wick draws it up into the flame, whatever the wind."
MORE = "The keeper winds the clockwork every four hours, and counts the ships that pass before dawn."
BEHIND = "Lamps are sold by Lamps & Sons, a company of Newtown, and by nobody else under that name."


@pytest.mark.parametrize(
    "claim",
    [
        "Copyright © 2005-2014 Lamps & Sons, 12 Shore Road, Newtown - 877-555-0100",
        "Copyright 2015 LAMPS AND SONS All Rights Reserved Every effort has been made to ensure accuracy.",
        "© Copyright Since 2014 Lamps & Sons",
        "(C) 1999-2015 Lamps Inc.",
        "©2014 LAMPS",
    ],
)
def test_the_content_ends_above_a_claim_of_rights(claim: str) -> None:
    html = f"<div><p>{PROSE}</p><p>{MORE}</p><div><p>{claim}</p><p>{BEHIND}</p></div></div>"
    assert segments(html) == [text(PROSE), text(MORE)]


@pytest.mark.parametrize(
    "line",
    [
        "Copyright is a right that authors have had since 1710, when a statute gave it to them for fourteen years.",
        "In 2014 the copyright in the oldest of these texts came to its end.",
    ],
)
def test_a_sentence_about_rights_is_no_claim(line: str) -> None:
    assert segments(f"<p>{PROSE}</p><p>{MORE}</p><p>{line}</p>") == [text(PROSE), text(MORE), text(line)]


def test_a_licence_stays_below_its_heading_and_above_its_terms() -> None:
    claim = "Copyright (c) 2015 by the keepers of the lamp, who have had it since the days of the first of them."
    below_heading = f"<p>{PROSE}</p><p>{MORE}</p><h2>Licence</h2><p>{claim}</p>"
    assert segments(below_heading)[-1] == text(claim)
    terms = [text(f"{number}. {PROSE}") for number in range(4)]
    above_terms = "".join(f"<p>{term.text}</p>" for term in terms)
    assert segments(f"<p>{MORE}</p><p>{claim}</p>{above_terms}")[1:] == [text(claim), *terms]


def test_a_credit_below_a_picture_does_not_end_an_article() -> None:
    html = f'<p>{PROSE}</p><p><img src="i.jpg"></p><p>© 2014 Ann Keeper</p><p>{MORE}</p>'
    assert [text(PROSE), image("i.jpg"), text(MORE)] == [
        segment for segment in segments(html) if segment.role is not Role.CAPTION
    ]


def test_a_page_that_is_nothing_but_a_claim_keeps_it() -> None:
    claim = "Copyright © 2014 Lamps & Sons, a company of Newtown, which sells lamps, and sells them to keepers alone."
    assert segments(f"<p>{claim}</p>") == [text(claim)]
