"""Lines that say when and by whom, and nothing else."""

import pytest

from weft.pipeline.extract.html.content.datelines import MAX_LETTERS_BELOW, is_dateline


@pytest.mark.parametrize(
    "line",
    [
        "2021-03-14 09:26",
        "14.03.2021",
        "Updated March 14, 2021 at 3:53 PM",
        "14 de marzo de 2021",
        "2018年6月18日 10:01",
        "2021年3月14日",
        "Šodien, 17:40",
        "3/14(木) 17:40配信",
        "3 days ago",
        "Rome, vor 2 Tagen",
        "il y a 5 heures",
        "2 дня назад",
        "2 दिन पहले",
        "3時間前",
        "5분 전",
        "By Ottilie Marsh",
        "Von Ottilie Marsh",
        "作者：王小明",
        "5 min read",
        "314 views",
        "1.2K",
        "+ 10",
        "87,45 €",
        "o.marsh@paper.example",
    ],
)
def test_date_byline_or_count(line: str) -> None:
    assert is_dateline(line)


@pytest.mark.parametrize(
    "line",
    [
        "By noon the mill was burning",
        "In 1921 the mill burned down.",
        "The contract of 14 March 2021 was signed by all of the towns along the river.",
        "Rooms 12 and 14",
        "Release 3.11.2",
        "12 km",
        "The mill burned down 3 days ago.",
        "",
    ],
)
def test_other_lines(line: str) -> None:
    assert not is_dateline(line)


def test_date_with_a_label_stands_above_a_text_only() -> None:
    assert is_dateline("Closing date of entries: 03.11.2019 (post)")
    assert not is_dateline("Closing date of entries: 03.11.2019 (post)", MAX_LETTERS_BELOW)
