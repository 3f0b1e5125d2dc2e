"""Sections of an offer that are not of what is sold: how its shop delivers, takes back and is paid, and who the
seller is; what customers say and ask.
"""

import re

from .....schemas.document import Role
from ..blocks import Block, Blocks
from .sections import section_below

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
售后 售后服务 退换货 发货 运费 배송 반품 교환 배송안내 교환/반품 반품/교환 결제
 الشحن التوصيل الإرجاع الاستبدال الدفع ارسال بازگشت משלוח משלוחים
החזרות pengiriman pengembalian pembayaran จัดส่ง การจัดส่ง คืนสินค้า
"""
_VOICES_WORDS = """
reviews review ratings testimonials questions question answers answer q&a qna seller sellers
bewertungen kundenbewertungen rezensionen kundenrezensionen kundenfragen fragen antworten verkäufer anbieter
avis évaluations questions réponses vendeur opiniones valoraciones reseñas preguntas respuestas vendedor
recensioni opinioni domande risposte venditore avaliações opiniões perguntas respostas vendedor
beoordelingen klantbeoordelingen vragen antwoorden verkoper opinie recenzje pytania odpowiedzi sprzedawca sprzedawcy
hodnocení recenze dotazy prodejce vélemények értékelések kérdések eladó recenzii întrebări vânzător
отзывы вопросы ответы продавец продавце відгуки питання відповіді değerlendirmeler değerlendirmeleri yorumlar yorumları
sorular soru cevaplar satıcı recensioner omdömen frågor svar anmeldelser arvostelut κριτικές αξιολογήσεις ερωτήσεις
レビュー 口コミ 質問 お客様の声 商品レビュー 评价 商品评价 评论 问答 商品问答 卖家
리뷰 상품리뷰 상품평 후기 구매후기 문의 상품문의 판매자
المراجعات التقييمات الأسئلة البائع ביקורות שאלות ulasan penilaian penjual รีวิว
"""
_TERMS = frozenset(_TERMS_WORDS.split())
_OF_HEADINGS = _TERMS | frozenset(_VOICES_WORDS.split())
"""A line of some reviews, and their number, stands below the name of a product as well."""
_BESIDE_WORDS = """
and or & / + the our your free fast policy policies information info informations options costs cost charges details
methods method terms times time easy conditions und oder der die kostenlose kostenloser informationen kosten bedingungen
et ou la le les de des du politique gratuite informations modes frais délais y o el los las política políticas gratis
formas medios métodos e ed di da dei delle i gratuita politica metodi modalità tempi costi en och og ja a og w z koszty
metody sposoby formy czas i a možnosti způsoby és si și metode и или условия способы стоимость сроки та умови способи
customer customers product about meet shop kunden kundin produkt zum zur über client clients produit à propos cliente
clientes producto sobre del clienti prodotto del su klanten van onze klientów zákazníků vásárlói termék покупателей
о товаре müşteri ürün kund kunders お客様 商品 用户 상품 고객 정보
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
            found.update(section_below(page, index, subtrees))
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
    if segment.role is _PARAGRAPH:
        return not _TERMS.isdisjoint(words) and all(word in _TERMS or word in _BESIDE for word in words)
    if _OF_HEADINGS.isdisjoint(words):
        return False
    return all(word in _OF_HEADINGS or word in _BESIDE or word.isdecimal() for word in words) or (
        _WHERE_TO.match(text.lower()) is not None
    )
