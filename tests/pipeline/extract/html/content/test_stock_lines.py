"""Lines that stand around any article."""

import pytest

from weft.pipeline.extract.html.content.stock_lines import is_stock_line


@pytest.mark.parametrize(
    "line",
    [
        "Read more: Storms ahead",
        "Page 3 of 12",
        "Страница 1 из 1886",
        "1 - 5 of 218 results.",
        "第 1 页, 共 20 页",
        "Most users ever online was 188, 05.09.2011 at 19:51.",
        "Contains no unread forum posts",
        "Welcome, Guest. Please log in.",
        "1 user active in the past 60 minutes (0 members and 1 guests).",
        "Please welcome our newest member, ann",
        "There are currently 12 users online",
        "Unser neuestes Mitglied: ann",
        "Forum is Locked",
        "Publicidad: lámparas al mejor precio",
        "Our members have made a total of 8,891 posts in 953 threads. Please welcome our newest member, ann.",
        "2000 characters remaining",
        "* Required fields",
        "* Pflichtfeld",
        "Stay Connected",
        "Not what you're looking for? See all lamps",
        'Retrieved from "https://example.org/w/index.php?title=Lamp&oldid=615503846"',
        "请支持独立网站，转发请注明本文链接：https://example.org/lamps/2019_09_07_516891.shtml",
        "本文仅代表作者个人观点。",
        "» Lesen Sie auch",
        "Foto: dpa",
        "Share",
        "À lire aussi",
        "(Quelle: Amt)",
        "相关阅读",
        "分享到微信",
        "2 Answers",
        "Similar Threads",
        "この商品を見た人はこんな商品も見ています",
        "Разом із цим товаром купують",
        "Denunciar esta publicación por contenido indebido",
        "Vous devez être connecté pour participer à cette discussion.",
        "5 people are watching this item",
        "Last update: May 3, 2024",
        "Was this page helpful?",
        "War dieser Artikel hilfreich?",
        "Expand description",
        "Ähnliche Themen",
        "シェア",
        "残り300文字",
        "댓글",
        "Customers who viewed this item also viewed",
        "Kunden, die dies kauften, kauften auch",
        "Last edited by Ann on 15 Mar 2021, 11:00, edited 1 time in total.",
        "______ Ann",
        "Posted: Mon May 03, 2004 9:14 pm Post subject: Re: Gear",
        "Powered by Discuz! X3.4",
        "اقرأ أيضا",
        "यह भी पढ़ें: पुल बंद",
        "この記事はいかがでしたか？",
        "Article continues below",
        "Dalsza część artykułu pod materiałem wideo",
        "Kaynak: Ajans",
        "글자 크기 변경하기",
        "Original recipe (1X) yields 6 servings",
        "阅读原文",
        "Get Ann Low's stories in your inbox",
        "Play in new window | Download (41.2 MB)",
        "İlgili ürünler",
        "Inhaltsverzeichnis",
        "Sobre la firma: Ana Luz es redactora.",
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
        "Last updates to the old engine were made before the war.",
        "Similar threads hold the sail to its ropes.",
        "シェアを広げる市場の中で、各社は値下げを続けている。",
        "Read more books, " + "and then some more books, " * 4,
        "",
        "Page three of the diary is torn",
        "The page of 12 May is missing",
    ],
)
def test_prose_is_no_stock_line(line: str) -> None:
    assert not is_stock_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "Edit this page on GitHub",
        "Diese Seite bearbeiten",
        "Zuletzt aktualisiert am 14. März 2021",
        "Dernière mise à jour le 14 mars 2021",
        "Последнее обновление 14 мар. 2021 г.",
        "最終更新日：2021年3月14日",
    ],
)
def test_notes_on_a_page_are_stock_lines(line: str) -> None:
    assert is_stock_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "Edit this page and its neighbours by hand.",
        "Последнее обновление игры вернуло старые карты.",
        "Dernière mise à jour avant la nuit.",
        "L'autore del furto era un gatto.",
    ],
)
def test_sentences_that_speak_of_pages_and_authors_are_no_stock_lines(line: str) -> None:
    assert not is_stock_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "This topic was automatically closed 30 days after the last reply.",
        "Ostatnia edycja: 04 stycznia 2021",
        "Ostatnio edytowano Czw mar 07, 2024 7:10 pm przez keeper, łącznie edytowano 2 razy",
        "Post subject: Re: Paddle gear sticks in autumn",
        "There are no reviews yet.",
        "Noch keine Bewertungen",
        "keeper đã chỉnh sửa lần cuối vào 6 thg 3",
        "※ 編輯: keeper (203.0.113.24 臺灣), 06/10/2024",
        "Classificar por: Melhores comentários",
        "418 просмотров (+6 сегодня)",
        "Voor 22.00 uur besteld, morgen in huis",
        "Votre argent est protégé jusqu'à la réception du colis",
        "단순변심 반품 시 왕복 배송비 5,000원 부과",
        "ارسال رایگان",
    ],
)
def test_notes_of_forums_and_of_shops_are_stock_lines(line: str) -> None:
    assert is_stock_line(line)


@pytest.mark.parametrize(
    "line", ["This topic was moved by the wind.", "Voor het eten besteld, en op tijd.", "12 views of it"]
)
def test_lines_that_begin_alike_are_none(line: str) -> None:
    assert not is_stock_line(line)
