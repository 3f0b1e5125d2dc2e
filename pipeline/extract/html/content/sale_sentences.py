"""Sentences of an offer that tell how its shop delivers, takes back, is paid and rewards: nothing of what it sells.

Such a sentence names several of these things close together, in whatever words; one that describes a product names
one at most.
"""

import re
from functools import lru_cache
from itertools import pairwise

from .....schemas.document import Role
from ..blocks import Block, width
from .telling_names import word_set

_CHARACTERS_A_WORD = 60
"""A longer text names more of them."""
_MIN_NAMED = 2
_MAX_CHARACTERS = 400
_STEMS_SPELLED = """
shipping shipped shipment ships. deliver dispatch courier parcel postage refund returns. exchange checkout payment
paypal klarna instalment installment customs warehouse tracked tracking orders. ordered. ordering. order. stock. cart.
vat. taxes voucher coupon buyer seller weekdays pickup
versand versend geliefert lieferung lieferbar lieferzeit liefern rückgabe rücksend umtausch widerruf bestell zahlung
bezahl rechnung überweisung ratenzahlung lager. werktag paket kostenlos gutschein mwst abholung spedition
livraison livré. livrer. livrée. livrés. expédi retours retourn rembours échang paiement payer payez colis commande
transporteur entrepôt jours taxes éco virement cb. stock chèque acheteur rétractation
envío envia entrega devolu reembols pago paga pedido transportista contrarreembolso bizum tarjeta plazo días recogida
almacén iva. bulto mensajer comprador vendedor frete envio reembols devolvi devolver troca. trocas. parcela parcelad
boleto pix. cartão dias compra. compras. comprador prazo retirada
spedizion spedi. spediamo consegn reso. resi. rimbors pagament corriere ordine. ordini. ordinando. ordina. magazzino
giorni contrassegno ritiro imballo
verzend bezorg levering levertijd leveren retour betaal betaling bestel werkdag pakket gratis winkelwagen achteraf
wysyłk dostaw zwrot zwróc płatnoś zapłac zamówi kurier paczk raty. rat. dni. magazyn przesyłk pobrani faktur
doprav doruč dodání vrácení vrátit platb kurýr objedn košík zásilk dobírk skladem poplat vstupenk
szállít kiszállít kézbesít rendelés futár csomag raktár fizet visszaküld elállás törzsvásárló forint díjtalan átvét
livrare retur. returnare plată comandă comenzi curier colet
доставк доставл самовывоз курьер оплат возврат вернуть обмен заказ посылк отправк отправл склад рассрочк наложенн почт
сдэк наличн промокод корзин скидк покупател продавц доставц повернен замовлен посилк
kargo teslim iade sipariş ödeme taksit peşin fatura stok sepet kupon mağaza ücretsiz satıcı kapında
leverans levereras leverering frakt betal ånger beställ kund. kunder. dagar. paket. hemleverans bytesrätt
fragt bestil dage pakke toimitus toimitet palautus maksu tilaus varasto
παράδοσ αποστολ επιστροφ πληρωμ παραγγελ κούριερ αντικαταβολ
pengiriman dikirim pengembalian pembayaran pesanan kurir ongkir bayar
"""
"""Beginnings of words; those with a point are whole."""
_WEAK = word_set(
    """
    jours días dias giorni dni dagar dage commande stock order orders ordered ordering taxes éco seller buyer vendedor
    gratis kostenlos ücretsiz plazo prazo lager magazzino magazyn varasto pago paga paket weekdays kund kunder
    """
)
"""Of both, those that descriptions hold as well: days of a battery's life, orders of knights."""
_PAIRS = word_set(
    """
    working_days business_days money_back point_relais changer_d carte_bancaire contra_reembolso iş_günü
    giao_hàng vận_chuyển đổi_hàng đổi_trả trả_hàng hoàn_tiền thanh_toán đơn_hàng bưu_tá bưu_kiện bưu_điện nhận_hàng
    nhận_bưu miễn_phí đặt_hàng đặt_mua kiểm_tra
    """
)
_INSIDE = re.compile(
    "配送|お届け|送料|返品|返金|交換|お支払|支払い|注文|発送|代引|銀行振込|クレジット|後払い|宅配|ヤマト|佐川|ポイント|クーポン|OFF|在庫|営業日"
    "|ラッピング|到着後|発货|发货|退货|退换|退款|换货|付款|支付|下单|订单|快递|包邮|运费|物流|库存|优惠|满减|立减|售后|拆封|签收|客服|预计"
    "|出貨|退貨|訂單|運費|超商|배송|반품|교환|환불|결제|주문|구매|택배|출고|오늘출발|적립|포인트|쿠폰|무통장|재고|도서산간|영업일|수령|부과"
    "|변심|판매업|사업자|توصيل|شحن|إرجاع|استرجاع|استبدال|الدفع|طلبك|الطلب|المندوب|الاستلام|משלוח|החזר|תשלום|הזמנ|שליח|איסוף"
    "|ارسال|مرجوع|بازگشت|پرداخت|سفارش|डिलीवरी|शिपिंग|वापसी|भुगतान|ऑर्डर|จัดส่ง|ส่งฟรี|คืนสินค้า|คืนเงิน|ชำระ|สั่งซื้อ|พัสดุ|ปลายทาง"
)
"""Of languages that set no blanks between words, or write words into one another."""
_PRICE = re.compile(
    r"[$€£¥￥₹₽₩]\s?\d|\d\s?(?:[€£₽₫₺円元원]|руб|zł|Kč|Ft\b|TL\b|kr\b|EUR|USD)|[零一二三四五六七八九十百千]元"
)
_WORD = re.compile(r"[^\W\d_]+")
_WHOLE = frozenset(stem[:-1] for stem in word_set(_STEMS_SPELLED) if stem.endswith("."))
_STEMS = frozenset(stem for stem in word_set(_STEMS_SPELLED) if not stem.endswith("."))
_LENGTHS = range(min(map(len, _STEMS)), max(map(len, _STEMS)) + 1)
_RULE = "| ---"
"""Below the first row of a table."""
_LINES = (Role.PARAGRAPH, Role.QUOTE)


def without_sentences_of_sale(blocks: list[Block]) -> list[Block]:
    """The blocks without paragraphs that are such sentences, and without lists and tables that are mostly of them."""
    return [block for block in blocks if not _is_of_sale(block)]


def _is_of_sale(block: Block) -> bool:
    segment = block.segment
    if segment.role is Role.LIST or segment.role is Role.TABLE:
        lines = [line for line in segment.text.split("\n") if not line.startswith(_RULE)]
        return 2 * sum(map(_tells_of_sale, lines)) > len(lines) or _tells_of_sale(segment.text)
    return segment.role in _LINES and _tells_of_sale(segment.text)


def _tells_of_sale(text: str) -> bool:
    if len(text) > _MAX_CHARACTERS:
        return False
    words = _WORD.findall(text.lower())
    named = {stem for word in words if (stem := _stem_of(word))}
    named.update(pair for pair in map("_".join, pairwise(words)) if pair in _PAIRS)
    if not text.isascii():
        named.update(_INSIDE.findall(text))
    if not named - _WEAK:
        return False
    has_price = _PRICE.search(text) is not None
    return len(named) + has_price >= max(_MIN_NAMED, width(text) / _CHARACTERS_A_WORD)


@lru_cache(maxsize=1 << 14)
def _stem_of(word: str) -> str:
    """The stem that a word begins with; empty where it begins with none."""
    if word in _WHOLE:
        return word
    return next((word[:length] for length in _LENGTHS if word[:length] in _STEMS), "")
