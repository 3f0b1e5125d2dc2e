"""Lines that shops set beside a price."""

import pytest

from weft.pipeline.extract.html.content.stock_lines import is_stock_line


@pytest.mark.parametrize(
    "line",
    [
        "Tax included. Shipping calculated at checkout.",
        "Preise inkl. MwSt. zzgl. Versandkosten",
        "inkl. 19 % MwSt.",
        "In stock",
        "In stock, ships tomorrow",
        "Free shipping on orders over $50",
        "Free shipping & returns",
        "30-day returns",
        "4.5 out of 5 stars",
        "Sofort verfügbar, Lieferzeit: 1-3 Tage",
        "Lieferzeit: 2-3 Werktage",
        "Kostenloser Versand ab 50 €",
        "Livraison gratuite dès 60 €",
        "Livraison sous 3 jours",
        "Envío gratis a partir de 30 €",
        "Spedizione gratuita",
        "Frete grátis para todo o Brasil",
        "В наличии",
        "送料無料",
        "包邮",
        "무료배송",
        "شحن مجاني",
        "$87.45",
        "R$ 199,90",
        "1 299 ₽",
        "8,800円(税込)",
        "2 von 2 Bewertungen",
        "(3 reviews)",
        "14 dni na odstąpienie od umowy",
        "Zapłać później z Lampa Pay",
        "Ultima prenotazione effettuata 3 ore fa",
        "Angaben ohne Gewähr",
        "SKU: LP-4711",
        "REF: 4711",
        "em até 10x de R$ 19,99 sem juros",
    ],
)
def test_offers_are_stock_lines(line: str) -> None:
    assert is_stock_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "Taxes rose in March, and the harbour paid them.",
        "In stock markets, 20 firms fell.",
        "Free delivery helped the baker grow.",
        "Delivery in those days was by mule.",
        "Sofort verfügbare Boote lagen am Steg.",
        "Livraison après livraison, le pont s'usait.",
        "В наличии имущества были три лодки.",
        "库存管理是一门学问。",
        "$5 bought a loaf.",
        "20 EUR are enough for a day.",
        "3 reviews of the book praised it.",
        "Ref: see the annex.",
    ],
)
def test_sentences_that_begin_alike_are_none(line: str) -> None:
    assert not is_stock_line(line)
