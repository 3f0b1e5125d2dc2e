"""Sections of an offer that say how a shop delivers, takes back and is paid: of the shop, not of what it sells."""

import re

from .....schemas.document import Role
from ..blocks import Block, Blocks

_MAX_HEADING_CHARACTERS = 60
_TERMS_WORDS = """
shipping shipment delivery deliveries returns return refund refunds exchanges exchange payment payments postage dispatch
versand lieferung rückgabe retoure retouren rücksendung umtausch zahlung zahlungsarten bezahlung versandkosten
livraison livraisons retour retours paiement paiements expédition expéditions remboursement échange échanges
envío envíos envio envios devolución devoluciones pago pagos entrega entregas cambios
spedizione spedizioni consegna consegne resi reso pagamento pagamenti rimborsi
frete devolução devoluções troca trocas verzending verzenden levering bezorging retourneren retourzending betaling
betalen leverans frakt retur returer betalning fragt toimitus palautus palautukset maksutavat
dostawa wysyłka zwrot zwroty płatność płatności doprava platba vrácení dodání doručení szállítás fizetés visszaküldés
livrare retururi plată доставка оплата возврат обмен повернення обмін παράδοση αποστολή αποστολές πληρωμή επιστροφές
kargo teslimat iade ödeme 配送 送料 返品 返品交換 お支払い お支払方法 配送について 返品について 配送方法 物流
售后 售后服务 退换货 发货 运费 배송 반품 교환 배송안내 교환/반품 결제
 الشحن التوصيل الإرجاع الاستبدال الدفع ارسال بازگشت משלוח משלוחים
החזרות pengiriman pengembalian pembayaran จัดส่ง การจัดส่ง คืนสินค้า
"""
_TERMS = frozenset(_TERMS_WORDS.split())
_BESIDE_WORDS = """
and or & / + the our your free fast policy policies information info informations options costs cost charges details
methods method terms times time easy conditions und oder der die kostenlose kostenloser informationen kosten bedingungen
et ou la le les de des du politique gratuite informations modes frais délais y o el los las política políticas gratis
formas medios métodos e ed di da dei delle i gratuita politica metodi modalità tempi costi en och og ja a og w z koszty
metody sposoby formy czas i a možnosti způsoby és si și metode и или условия способы стоимость сроки та умови способи
και τρόποι ve veya koşulları bilgileri seçenekleri و dan atau kebijakan について 方法 및 안내 与 和 及
"""
_BESIDE = frozenset(_BESIDE_WORDS.split())
_WORD = re.compile(r"[\w/&+]+")
_WHERE_TO = re.compile(
    r"(?:delivery to|shipping to|lieferung nach|versand nach|livraison (?:à|en|vers)|env[ií]os? a|entrega (?:en|em|a)"
    r"|spedizione (?:in|a)|доставка (?:в|во|по|до)|levering (?:aan|in|til)|leverans till) \S",
)
_HEADING, _PARAGRAPH = Role.HEADING, Role.PARAGRAPH


def sections_of_terms(page: Blocks) -> set[int]:
    """Indexes of the headings that name such terms, and of what stands below each in the element around it."""
    found: set[int] = set()
    subtrees = page.subtrees()
    for index, block in enumerate(page.blocks):
        if index not in found and _names_terms(block):
            found.update(_section(page, index, subtrees))
    return found


def _names_terms(block: Block) -> bool:
    """Whether a heading, or a line like one, says nothing but that its section is about such terms."""
    segment = block.segment
    if segment.role is not _HEADING and segment.role is not _PARAGRAPH:
        return False
    text = segment.text
    if len(text) > _MAX_HEADING_CHARACTERS or segment.level == 1 or text.endswith((".", "!", "?", "。")):
        return False
    words = _WORD.findall(text.lower())
    if _TERMS.isdisjoint(words):
        return False
    return all(word in _TERMS or word in _BESIDE for word in words) or (
        segment.role is _HEADING and _WHERE_TO.match(text.lower()) is not None
    )


def _section(page: Blocks, heading: int, subtrees: list[range]) -> list[int]:
    """The heading at an index and the blocks below it, up to one as high, in its element or the one around that."""
    level = page.blocks[heading].segment.level
    around = page.blocks[heading].container
    section = [heading]
    for index in range(heading + 1, len(page.blocks)):
        block = page.blocks[index]
        if len(section) == 1 and block.container not in subtrees[around]:
            around = page.containers[around].parent  # the heading has an element of its own
        if not around or block.container not in subtrees[around]:
            break
        if block.segment.role is _HEADING and (not level or block.segment.level <= level):
            break
        section.append(index)
    return section
