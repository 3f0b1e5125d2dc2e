"""Paragraphs that ask a reader to subscribe, follow, share or give, or that claim rights in the text.

Looked for in short blocks only, in the languages most pages on the web are written in.
"""

import re

MAX_CHARACTERS = 320

_PHRASES = """
sign up for, sign up to, sign up now, signing up to, signing up for, subscribe to our, subscribe to the
subscribe to us, subscribe now, subscribe today
our newsletter, our free newsletter, our daily newsletter, our weekly newsletter
follow us, like us on, join us on, find us on, on facebook and, on twitter and, our app, app for android
please support us, support our, donate to us, donate to our, become a member, become a patron
become a subscriber, become a supporter
if you enjoyed, if you liked this, did you enjoy, did you like this, enjoyed reading this
share this article, share this post, share this story, with your friends, while you are here
all rights reserved, copyrighted property, may not be reproduced, may not be republished, may not be published
without permission is, without the permission of, written permission, written consent, prior permission
contributed to this report, contributed to this story, contributed to this article
article was originally, post was originally, story was originally, was first published, originally appeared
article appears in print, is a contributing writer, is a staff writer, is a freelance
may receive compensation, may receive a commission, may earn a commission, may earn commission, may earn an affiliate
provision vom händler, wir eine provision, eine kleine provision, percevoir une commission, recibir una comisión
receber uma comissão, ricevere una commissione
this entry was posted, follow any responses to this entry, exclusiva responsabilidad de, responsabilidade exclusiva d
最終更新日から, 섹션으로 분류했습니다, 精准解读，尽在
first appeared on, views expressed, opinions expressed, affiliate link, affiliate commission
newsletter an, newsletter abonn, unseren newsletter, unserem newsletter, zum newsletter, den newsletter
abonnieren sie, abonniere uns, folge uns, folgen sie uns, folgt uns, alle rechte vorbehalten
unterstütze uns, unterstützen sie uns, unterstützen sie unser, artikel teilen, beitrag teilen
diesen artikel weiter, namentlich gekennzeichnete, nachdruck, vervielfältigung, affiliate-link, jetzt spenden
jetzt abonnieren, jetzt anmelden
gefällt dir, gefällt ihnen, gefällt euch, hat ihnen der, hat ihnen dieser, hat dir der, hat dir dieser
abonnez-vous, inscrivez-vous, suivez-nous, suivez nous, rejoignez-nous, tous droits réservés, faire un don
soutenez-nous, partagez cet article, notre newsletter
suscríbe, suscribe, suscribirse, síguenos, síganos, todos los derechos reservados, únete, apóyanos
comparte este, comparte esta, canal de telegram, canal de whatsapp, nuestro boletín
inscreva-se, siga-nos, nossa newsletter, todos os direitos reservados, compartilhe
iscriviti, seguici su, tutti i diritti riservati, riproduzione riservata, nostra newsletter
zapisz się, subskryb, subskrypc, obserwuj nas, wszelkie prawa zastrzeżone, chroniony prawem, wesprzyj nas
schrijf je in, meld je aan, volg ons, alle rechten voorbehouden
подпишитесь, подписывайтесь, подписаться, следите за нами, все права защищены, наш канал, нашем телеграм
нашли ошибку, нашли опечатку, kļūda rakstā, ctrl+enter, ctrl + enter, cmd+enter
abone ol, takip edin, tüm hakları saklıdır, εγγραφείτε, ακολουθήστε, με επιφύλαξη παντός
اشترك في, الآراء الواردة, تابعونا, تابعنا, جميع الحقوق محفوظة, सब्सक्राइब, फॉलो करें, सर्वाधिकार सुरक्षित
ติดตามเรา, ติดตามข่าว, สมัครสมาชิก, การสนับสนุนจากคุณ, สงวนลิขสิทธิ์
kövess minket, kövesse, iratkozz, iratkozzon, feliratkoz, minden jog fenntartva
har du tips, tips oss, følg oss, meld deg på, følg os, tilmeld dig, følj oss, prenumerera på
seuraa meitä, tilaa uutiskirje, sledujte nás, přihlaste se k, všechna práva vyhrazena
urmărește-ne, abonează-te, toate drepturile
підпишіться, підписуйтесь, стежте за нами, усі права захищено, ikuti kami, dapatkan berita, simak berita
theo dõi chúng tôi, đăng ký nhận, עקבו אחרינו, הירשמו ל, כל הזכויות שמורות, ما را دنبال کنید, تمامی حقوق
new topics in this forum, reply to topics in this forum, your posts in this forum, attachments in this forum
may not post new threads, may not post replies, may post new threads, themen in diesem forum, beiträge in diesem forum
dateianhänge in diesem forum, sujets dans ce forum, messages dans ce forum, jointes dans ce forum, temas en este foro
mensajes en este foro, adjuntos en este foro, argomenti in questo forum, messaggi in questo forum
allegati in questo forum, onderwerpen in dit forum, berichten in dit forum, bijlagen in dit forum
tópicos neste fórum, mensagens neste fórum, anexos neste fórum, możesz tworzyć nowych temat, odpowiadać w tematach
вы не можете начинать, вы не можете отвечать, вы не можете создавать, вы не можете редактировать, açma yetkiniz
recevez notre, recevez ma lettre, recevez la lettre, nuestra newsletter, nuestro newsletter, regístrate gratis
property of their respective owners, eigentum ihrer jeweiligen, eigentum ihrer rechtmäßigen
propiedad de sus respectivos
propriété de leurs, n'engagent pas, n’engagent pas, szerzői jogi védelem, get email alerts
do you have a tip, send us a tip, letter to the editor at, let us know what you think about, haben sie einen hinweis
not responsible for the content of external, 点击上方蓝字, 长按识别, 长按二维码, 点个在看
订阅, 资讯请下载, 关注我们, 关注微信, 扫码, 扫一扫, 版权所有, 版权说明, 版权声明, 版权保护, 版权归, 未经授权, 未经许可
未经允许, 责任编辑, 责编
無断転載, 無断複製, フォローして, メルマガ, ニュースをシェア, 무단 전재, 무단전재, 구독하기, 저작권자
"""
_WORD_START_CHARACTERS = 4
_WORD_STARTS = re.compile(rf"\b\w{{1,{_WORD_START_CHARACTERS}}}")
_STARTS_WORD = re.compile(r"(?=.* )[a-zà-ÿąćęłńśźż\u0370-\u052f]")
"""Phrases of several words, in scripts that set spaces: these begin where a word does, and most texts have no word for
them. Others are looked for anywhere."""


def _by_word_start(phrases: list[str]) -> dict[str, list[str]]:
    """Phrases by the first characters of their first word."""
    found: dict[str, list[str]] = {}
    for phrase in phrases:
        found.setdefault(_WORD_STARTS.findall(phrase)[0], []).append(phrase)
    return found


_APPEALS = [phrase.strip() for line in _PHRASES.strip().splitlines() for phrase in line.split(", ")]
_AT_WORDS = _by_word_start([phrase for phrase in _APPEALS if _STARTS_WORD.match(phrase)])
_ANYWHERE = [phrase for phrase in _APPEALS if not _STARTS_WORD.match(phrase)]
_ASCII_ANYWHERE = [phrase for phrase in _ANYWHERE if phrase.isascii()]


def is_appeal(text: str) -> bool:
    """Whether a block of text asks for something or claims rights, as those around an article do."""
    if len(text) > MAX_CHARACTERS:
        return False
    text = text.lower()
    if any(map(text.__contains__, _ASCII_ANYWHERE if text.isascii() else _ANYWHERE)):
        return True
    starts = _AT_WORDS.keys() & _WORD_STARTS.findall(text)
    return any(phrase in text for start in starts for phrase in _AT_WORDS[start])
