"""Numbers with the names of what they count."""

import pytest

from weft.pipeline.wording import how_many


@pytest.mark.parametrize(
    ("number", "plural", "said"),
    [
        (0, "problems", "0 problems"),
        (1, "problems", "1 problem"),
        (1250, "media segments", "1,250 media segments"),
        (1, "media segments", "1 media segment"),
        (1, "media", "1 medium"),
        (2, "media", "2 media"),
        (1, "contained media", "1 contained medium"),
        (1, "passes", "1 pass"),
        (1, "bytes", "1 byte"),
        (1, "left-out sounds", "1 left-out sound"),
    ],
)
def test_one_thing_is_named_in_the_singular(number: int, plural: str, said: str) -> None:
    assert how_many(number, plural) == said
