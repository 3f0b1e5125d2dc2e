"""Sentences of offers on delivery, return and payment."""

import pytest

from weft.pipeline.extract.html.read import read_html

HEAD = '<script type="application/ld+json">{"@type": "Product", "name": "Bag"}</script><title>Bag</title><h1>Bag</h1>'
TEXT = "Built for the last train on a Friday, the bag shrugs off drizzle and wears in rather than out over the years."


def read(html: str, head: str = HEAD) -> list[str]:
    return [segment.text for segment in read_html(f"{head}<p>{TEXT}</p>{html}", "https://e.com/bag").document.segments]


@pytest.mark.parametrize(
    "sentence",
    [
        "Orders placed before noon leave our warehouse the same day.",
        "Vous disposez de quatorze jours à réception du colis pour nous le retourner.",
        "Auf Rechnung bestellen und erst nach der Lieferung bezahlen.",
        "Ordinando oggi, consegna prevista tra martedì e giovedì.",
        "Доставка по России курьером и почтой, от трёх дней.",
        "Yarın kapında: 3 saat içinde sipariş verirsen kargo bizden.",
        "クレジットカード、銀行振込、代金引換がご利用いただけます。",
        "단순 변심은 상품 수령 후 7일 이내에 반품할 수 있습니다.",
        "Được kiểm tra hàng trước khi thanh toán cho bưu tá",
    ],
)
def test_they_say_nothing_of_what_is_sold(sentence: str) -> None:
    assert read(f"<p>{sentence}</p>") == ["Bag", TEXT]
    assert read(f"<ul><li>{sentence}<li>{sentence}</ul>") == ["Bag", TEXT]
    assert read(f"<table><tr><td>1</td><td>{sentence}</td></tr><tr><td>2</td><td>{sentence}</td></tr></table>") == [
        "Bag",
        TEXT,
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "The motor delivers its full torque from the first turn of the crank.",
        "Der Lieferumfang: zwei Gurte, ein Netz und ein Schloss aus Messing.",
        "When it is dry, the leather returns to its shape.",
        "Il corriere dell'Ottocento lo portava a tracolla.",
        "Une charge tient cinq jours, et la commande est tactile.",
    ],
)
def test_a_sentence_that_names_one_such_thing_stays(sentence: str) -> None:
    assert sentence in read(f"<p>{sentence}</p>")


def test_a_story_on_parcels_keeps_them() -> None:
    sentence = "Orders placed before noon leave the warehouse the same day."
    assert sentence in read(f"<p>{sentence}</p>", "<title>Parcels</title><h1>Parcels</h1>")
