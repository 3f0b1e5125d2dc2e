"""Panels that open over a page: parts of what it tells, or what asks for something."""

import pytest

from weft.pipeline.extract.html.read import read_html

TEXT = "When the flap is shut, the desk takes no more room than a shelf of books and a lamp beside it would, all told."
DETAILS = (
    "The flap hangs on two braked hinges, so that it glides down and leaves small fingers whole. It holds nine kilos."
)


def read(html: str) -> list[str]:
    html = f"<title>Desk</title><main><h1>Desk</h1><div><p>{TEXT * 3}</p></div>{html}</main>"
    return [segment.text for segment in read_html(html, "https://e.com/desk").document.segments]


@pytest.mark.parametrize("name", ["class=pip-modal-body", "id=details-modal", "class=x-popup", "class=size-overlay"])
def test_prose_in_a_panel_is_read(name: str) -> None:
    assert DETAILS in read(f"<div {name}><button>Details</button><p>{DETAILS}</p></div>")


@pytest.mark.parametrize(
    "panel",
    [
        f"<div class=modal><p>{DETAILS}</p><form><input></form></div>",
        f"<div class=newsletter-modal><p>{DETAILS}</p></div>",
        f"<div class=modal><p><a href=/b>{DETAILS}</a></p></div>",
        "<div class=modal><p>Close</p></div>",
    ],
)
def test_panels_that_ask_or_lead_away_are_not(panel: str) -> None:
    assert DETAILS not in "".join(read(panel))
