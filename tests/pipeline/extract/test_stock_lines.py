"""Lines that stand around any article."""

import pytest

from weft.pipeline.extract.stock_lines import is_stock_line


@pytest.mark.parametrize(
    "line",
    [
        "Read more: Storms ahead",
        "» Lesen Sie auch",
        "Foto: dpa",
        "Share",
        "À lire aussi",
        "(Quelle: Amt)",
        "相关阅读",
        "分享到微信",
        "2 Answers",
        "Similar Threads",
        "Ähnliche Themen",
        "シェア",
        "残り300文字",
        "댓글",
        "Customers who viewed this item also viewed",
        "Kunden, die dies kauften, kauften auch",
        "Last edited by Ann on 15 Mar 2021, 11:00, edited 1 time in total.",
        "______ Ann",
    ],
)
def test_stock_line(line: str) -> None:
    assert is_stock_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "Recommended doses differ.",
        "Sharing is caring.",
        "Readers wrote to us.",
        "Similar threads hold the sail to its ropes.",
        "シェアを広げる市場の中で、各社は値下げを続けている。",
        "Read more books, " + "and then some more books, " * 4,
        "",
    ],
)
def test_prose_is_no_stock_line(line: str) -> None:
    assert not is_stock_line(line)
