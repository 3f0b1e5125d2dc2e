"""Lines of shops that tell nothing of a product: price, tax, stock, delivery, returns, stars and order numbers.

In the languages of most shops. Each is the start of a short line, in the form that ``stock_lines`` reads; what follows
it is bounded, so that a sentence that begins with the same words is none.
"""

_ENDS = r"(?:\W*$|[:;,.|·(–—-])"
"""The line ends behind the words, or a mark follows them."""
_FROM_TO = (
    r"(?:\W*$|[:;,.|·(–—-]| (?:[&+\d>]|(?:and|on|over|from|within|for|ab|innerhalb|für|und|dès|à partir|sous|en|et"
)
_FROM_TO += r"|a partir|desde|a|por|para|in|per|da|entro|sopra|oltre|acima|em|от|по|за|при)\b))"
"""The same, or a word that says from which sum, within which days or to where."""

_PRICE = r"(?:r\$|us\$|[$€£¥])?\d[\d.,\s]*(?:€|₽|\$|zł)?"
OFFERS = rf"""
tax(?:es)? included{_ENDS} | in stock{_ENDS} | out of stock{_ENDS} | only \d+ left\b | pickup (?:un)?available\b
returns (?:are )?accepted{_ENDS} | returns (?:are )?accepted within \d
\d+ people (?:are watching|are viewing|have this|bought) | people want this\b
free (?:standard |express |worldwide )?(?:shipping|delivery|returns?){_FROM_TO} | ships (?:in|within) \d
usually (?:ships|dispatched|delivered) (?:in|within)\b | delivery (?:time|in|within)(?: ?:)? \d
\d+[- ]day (?:free |money[- ]back )?(?:returns?|guarantee){_ENDS} | returns within \d
\d(?:[.,]\d)? (?:out of|von|sur|de|su|из) 5\b | rated \d(?:[.,]\d+)? out of\b
auf lager{_ENDS} | nicht auf lager{_ENDS} | sofort (?:verfügbar|lieferbar){_ENDS} | versandkostenfrei{_FROM_TO}
kostenlose[rns]? (?:versand|lieferung|rückversand|rücksendung|retouren?){_FROM_TO} | lieferzeit(?: ca\.)?(?: ?:)? \d
lieferzeit ?: | \d+ tage (?:rückgabe|widerruf|geld)\w*{_ENDS}
inkl\. (?:(?:der )?gesetzl\w*\.? |\d+ ?% )?(?:mwst|ust|mehrwertsteuer)\b | preise? inkl\. | alle preise inkl\.
en stock{_ENDS} | en rupture de stock{_ENDS} | livraison (?:gratuite|offerte){_FROM_TO} | livraison (?:sous|en) \d
retours? (?:gratuits?|offerts?){_FROM_TO} | expédi(?:é|ée|tion) sous \d | délai de livraison ?: | ttc{_ENDS}
envíos? grat(?:is|uitos?){_FROM_TO} | devoluci(?:ón|ones) grat(?:is|uitas?){_FROM_TO} | entrega en \d
disponibilità immediata{_ENDS} | impuestos incluidos{_ENDS} | iva (?:incluido|inclusa|incluído){_ENDS} | agotado{_ENDS}
spedizione gratuita{_FROM_TO} | res[oi] gratuit[oi]{_FROM_TO} | consegna (?:in|entro) \d
frete grátis{_FROM_TO} | em estoque{_ENDS} | em stock{_ENDS} | entrega em \d | devolução grátis{_FROM_TO}
в наличии{_ENDS} | нет в наличии{_ENDS} | бесплатная доставка{_FROM_TO}
срок доставки ?: | срок доставки \d | доставка (?:от|за) \d | в наличии \d | возврат (?:товара )?в течение \d
在庫(?:あり|なし|僅か|[:：]) | 送料(?:無料|込|別|[:：]) | 税込 | お届け(?:日|予定|目安) | 返品(?:無料|可)
有货 | 现货{_ENDS} | 包邮{_ENDS} | 免运费 | 库存[:：]? ?\d | 库存{_ENDS} | 发货(?:地|时间)[:：] | 七天无理由 | 7天无理由
무료 ?배송 | 무료 ?반품 | 재고[:：]? ?\d | 재고{_ENDS} | 당일 ?발송 | 배송비 | 품절{_ENDS}
स्टॉक में{_ENDS} | मुफ़्त डिलीवरी{_ENDS} | मुफ्त डिलीवरी{_ENDS}
\d+ (?:von \d+ )?(?:kunden)?(?:bewertung(?:en)?|rezension(?:en)?){_ENDS}
\d+ (?:customer |verified )?(?:reviews?|ratings?){_ENDS} | \d+ avis{_ENDS}
\d+ (?:valoraciones|reseñas|recensioni|avaliações){_ENDS} | \d+ отзыв(?:а|ов)?{_ENDS} | \d+件のレビュー
\d+ (?:вопрос\w*|отзыв\w*) о товаре | \d+ (?:kundenfragen|answered questions|questions répondues)
(?:от|ab|from|desde|dès|da|a partir de) {_PRICE} ?(?:/|(?:в|im|per|al|par|a)) ?(?:мес|monat|month|mes|mois)
souhaitez-vous nous parler de prix | would you like to tell us about a lower price
sku ?: | артикул ?: | art\.-nr\. | artikelnummer ?: | produktnummer ?: | codice prodotto ?: | référence ?: ?\S*\d
ref(?:\.|erence|erencia|erência)? ?: ?\S*\d | cód(?:igo)?\.? ?: ?\S*\d | 品番[:：] | 商品番号[:：] | 상품번호 ?:
货号[:：] | em até \d+ ?x\b | \d+ポイント | (?:r\$|us\$|[$€£¥￥₹₽₩])\s?\d[\d.,\s]*\W*$
\d[\d.,\s]*\s?(?:€|円|元|원|₽|руб\.?|zł|eur|usd)(?:\W*(?:税込|税抜|ttc|inkl\.? mwst\.?))?\W*$
\d+ dni na (?:odstąpienie|zwrot) | zapłać później | paga(?:r)? a plazos | paga in \d rate | payez en \d fois
ultima prenotazione | zuletzt gebucht | dernière réservation | última reserva | last booked
(?:preise|angaben|alle angaben) ohne gewähr | sortierung nach (?:gesamt)?preis
orders (?:ship|leave our warehouse) (?:in|within) \w+ (?:business |working )?days? | download apk\b
voor \d\d[.:]\d\d uur besteld | voor \d\d[.:]\d\d besteld | achteraf betalen\b
gratis (?:verzending|retourneren){_FROM_TO}
vandaag besteld,? morgen | niet goed,? geld terug{_ENDS} | op voorraad{_ENDS} | på lager{_ENDS} | i lager{_ENDS}
varastossa{_ENDS}
fri frakt{_FROM_TO} | gratis frakt{_FROM_TO} | gratis fragt{_FROM_TO} | ilmainen toimitus{_FROM_TO}
\d+ dagars? (?:öppet köp|bedenktijd)
darmowa (?:dostawa|wysyłka){_FROM_TO} | darmowy zwrot{_FROM_TO} | wysyłka w \d | dostępny od ręki{_ENDS}
votre argent est protégé | paiement sécurisé{_ENDS} | satisfait ou remboursé{_ENDS} | pago seguro{_ENDS}
compra protegida{_ENDS}
tahmini (?:kargoya )?teslim | \d+ gün içinde (?:ücretsiz )?iade | ücretsiz kargo{_FROM_TO} | kargo bedava{_ENDS}
stokta{_ENDS}
판매자 ?[:：] | (?:내일|오늘|모레)\(.\) | 단순변심 | \d+명에게 도움이 | 교환[/·]반품 | 로켓배송
らくらくメルカリ便 | 匿名配送 | 配送料の負担 | 発送までの日数 | 卖家承诺 | 支持7天 | 预计.{{1,8}}送达
ارسال رایگان{_ENDS} | هزینه (?:ارسال|بازگشت) کالا | ضمانت بازگشت | موجود در انبار | משלוח חינם{_ENDS} | עדיין לא תחויב
gratis ongkir{_ENDS} | stok tersedia{_ENDS} | miễn phí vận chuyển{_ENDS} | còn hàng{_ENDS} | ส่งฟรี{_ENDS}
มีสินค้า{_ENDS}
متوفر{_ENDS} | متوفر في المخزون | توصيل مجاني{_ENDS} | شحن مجاني{_ENDS}
"""
