"""Days as pages spell them."""

from datetime import date

import pytest

from weft.pipeline.extract.dates import date_in_path, parse_date

MAY_17 = date(2024, 5, 17)


@pytest.mark.parametrize(
    "spelled",
    [
        "2024-05-17",
        " 2024-05-17T23:30:00-05:00",
        "2024-05-17 10:00",
        "2024/5/17",
        "2024.05.17",
        "20240517",
        "20240517T101500Z",
        "20240517101500",
        "D:20240517101500+02'00'",
        "2024年5月17日",
        "2024년 5월 17일",
        "17.05.2024, 10:15 Uhr",
        "17. 5. 2024",
        "17/05/2024",
        "05/17/2024",
        "17-05-2024",
        "Fri, 17 May 2024 10:15:00 GMT",
        "17 May 2024",
        "17th of May, 2024",
        "17-MAY-2024",
        "May 17, 2024 at 10:15",
        "Friday, May 17th, 2024",
        "Fri May 17 2024 10:15:00 GMT+0200",
    ],
)
def test_a_day_is_read_as_it_is_written(spelled: str) -> None:
    assert parse_date(spelled) == MAY_17


@pytest.mark.parametrize(
    "spelled",
    [
        "",
        "2024",
        "2024-05",
        "May 2024",
        "05/04/2024",
        "17.05.24",
        "yesterday",
        "2024-13-40",
        "2024-02-30",
        "1715940000",
    ],
)
def test_a_day_that_is_open_is_none(spelled: str) -> None:
    assert parse_date(spelled) is None


@pytest.mark.parametrize("spelled", ["1970-01-01", "1989-12-31", "2101-01-01", "0001-01-01T00:00:00"])
def test_a_day_that_no_page_is_of_is_none(spelled: str) -> None:
    assert parse_date(spelled) is None


def test_both_numbers_the_same_leave_nothing_open() -> None:
    assert parse_date("05/05/2024") == date(2024, 5, 5)


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/2024/05/17/title.html", MAY_17),
        ("/news/2024/5/17", MAY_17),
        ("/world/2024/may/17/title", MAY_17),
        ("/2024-05-17-title", MAY_17),
        ("/a/20240517/b", MAY_17),
        ("/2024/05/title", None),
        ("/2024/05/17/on/2023/01/02/", None),
        ("/item/20249999/", None),
        ("/1024/05/17/", None),
        ("/pictures/2024/05/1789", None),
    ],
)
def test_folders_of_a_url_may_spell_a_day(path: str, day: date | None) -> None:
    assert date_in_path(path) == day
