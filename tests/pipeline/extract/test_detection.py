import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.pipeline.extract.decode import decode
from weft.pipeline.extract.detection import detected_label
from weft.pipeline.extract.html.read import read_html

SENTENCES = {
    "cp1251": "Маяк стоит на берегу моря уже двести лет. Каждую ночь его свет виден за двадцать миль.",
    "koi8_r": "Маяк стоит на берегу моря уже двести лет. Каждую ночь его свет виден за двадцать миль.",
    "cp866": "Маяк стоит на берегу моря уже двести лет. Каждую ночь его свет виден за двадцать миль.",
    "iso8859_7": "Ο φάρος στέκεται στην ακτή της θάλασσας εδώ και διακόσια χρόνια.",
    "cp1255": "המגדלור עומד על חוף הים כבר מאתיים שנה. בכל לילה אורו נראה ממרחק של עשרים מייל.",
    "cp1256": "تقف المنارة على شاطئ البحر منذ مئتي عام. في كل ليلة يرى ضوؤها من مسافة عشرين ميلا.",
    "cp1254": "Deniz feneri iki yüz yıldır kıyıda duruyor. Işığı her gece yirmi milden görülüyor.",
    "iso8859_2": "Latarnia morska stoi na brzegu od dwustu lat. Każdej nocy jej światło widać z dwudziestu mil.",
    "cp1250": "Maják stojí na břehu moře už dvě stě let. Každou noc je jeho světlo vidět na dvacet mil.",
    "cp874": "ประภาคารตั้งอยู่บนชายฝั่งทะเลมาสองร้อยปีแล้ว ทุกคืนแสงของมันมองเห็นได้ไกลยี่สิบไมล์",
    "cp932": "灯台は二百年前から海岸に立っています。毎晩その光は二十マイル先から見えます。",
    "euc_jp": "灯台は二百年前から海岸に立っています。毎晩その光は二十マイル先から見えます。",
    "gb18030": "灯塔在海边已经矗立了两百年。每天晚上，它的光在二十英里外都能看到，水手们知道家就在附近。",
    "big5hkscs": "燈塔在海邊已經矗立了兩百年。每天晚上，它的光在二十英里外都能看到，水手們知道家就在附近。",
    "cp949": "등대는 이백 년 동안 바닷가에 서 있었다. 매일 밤 그 빛은 이십 마일 밖에서도 보인다.",
}
WESTERN = "Le phare sur la côte où l’été a passé. Der Wärter zündet früh die Lampe an. ¿Quién llegó mañana? È già lì."


@pytest.mark.parametrize("codec", SENTENCES)
def test_a_page_that_names_no_encoding_is_read(codec: str) -> None:
    sentence = SENTENCES[codec]
    paragraphs = f"<p>{sentence}</p>" * 4
    html = f"<html><body><div class=nav><a href=/>Home</a></div>{paragraphs}</body></html>"
    assert decode(html.encode(codec)) == html


def test_a_page_that_says_utf_8_and_is_not_is_read() -> None:
    sentence = SENTENCES["cp1251"]
    page = read_html(f"<meta charset=utf-8><p>{sentence}".encode("cp1251"), "https://lamps.example/")
    assert [segment.text for segment in page.document.segments] == [sentence]


@pytest.mark.parametrize("accents", [1, 2, 4, 8, 16, 40])
def test_few_accents_of_western_languages_are_windows_1252(accents: int) -> None:
    chance = random.Random(accents)
    accented = [word for word in WESTERN.split() if not word.isascii()]
    for _ in range(200):
        words = ["lamp", "tower", "keeper"] * 50
        for place in chance.sample(range(len(words)), accents):
            words[place] = chance.choice(accented)
        text = " ".join(words)
        assert decode(text.encode("cp1252")) == text


@given(st.binary(max_size=200))
def test_any_bytes_get_an_answer(payload: bytes) -> None:
    assert detected_label(payload) is None or decode(payload) is not None
