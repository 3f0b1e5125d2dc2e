import datetime

import pytest

from weft.pipeline.http_fields import http_date, parse_content_type


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("Sun, 06 Nov 1994 08:49:37 GMT", (1994, 11, 6, 8, 49, 37)),
        ("Sunday, 06-Nov-94 08:49:37 GMT", (1994, 11, 6, 8, 49, 37)),
        ("Sun Nov  6 08:49:37 1994", (1994, 11, 6, 8, 49, 37)),
        ("Sun, 06 Nov 1994 08:49:37", (1994, 11, 6, 8, 49, 37)),
        ("Sun, 06 Nov 1994 08:49:37 -0000", (1994, 11, 6, 8, 49, 37)),
        ("Sun, 06 Nov 1994 08:49:37 +0100", (1994, 11, 6, 7, 49, 37)),
    ],
)
def test_a_date_is_a_moment_with_a_zone(value: str, moment: tuple[int, ...]) -> None:
    assert http_date(value) == datetime.datetime(*moment, tzinfo=datetime.UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    "value",
    [
        "",
        "soon",
        "Mon, 01 Jan 99999999999 00:00:00 GMT",
        "Mon, 01 Jan 2024 00:00:00 +99999999999999999999",
        "Mon, 01 Jan 2024 00:00:00 +9999",
        "Mon, 99 Jan 2024 00:00:00 GMT",
        "Mon, 01 Jan 2024 99999999999999999999:00:00 GMT",
        "Mon, 01 Jan " + "9" * 5000 + " 00:00:00 GMT",
    ],
)
def test_what_is_no_date_is_none(value: str) -> None:
    assert http_date(value) is None


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        ("text/html", ("text/html", "")),
        (" Text/HTML ;Charset = 'UTF-8' ; q=1", ("text/html", "UTF-8")),
        ('text/html; charset="latin-1"', ("text/html", "latin-1")),
        ("text/html; charset=a; charset=b", ("text/html", "b")),
        ("; charset=utf-8", ("", "utf-8")),
        ("text/html; charset", ("text/html", "")),
        ("", ("", "")),
    ],
)
def test_a_content_type_is_a_media_type_and_a_charset(value: str, parts: tuple[str, str]) -> None:
    assert parse_content_type(value) == parts
