"""Lines that pages set around any text: pointers to other pages, calls to share, credits of photographs.

Matched at the start of short blocks only, in the languages most pages on the web are written in.
"""

from .line_starts import LineStarts, line_start, listed
from .offer_lines import OFFERS
from .review_lines import REVIEWS

_MAX_CHARACTERS = 80

_STARTS = """
read (?:more|also|next|the full) | see also | more (?:from|on|stories|about|news) | you (?:may|might) also
related (?:articles?|stories|posts?|news|content|topics|links|reading)
similar (?:threads|topics|posts|discussions|questions|products|items|articles)\\W*$
ähnliche (?:themen|beiträge|fragen|produkte|artikel)\\W*$ | sujets similaires | discussions similaires
temas (?:similares|relacionados) | tópicos semelhantes | discussioni simili | podobne (?:tematy|wątki) | похожие темы
explore more (?:on|from|in)\\b
customers (?:who|also) | frequently bought | kunden(?:,? die| kauften| haben) | wird oft zusammen
les clients ayant | los clientes que | i clienti che | clientes que
recommended(?: for you| reading| articles| stories| posts)?\\W*$ | most (?:read|popular)
(?:iscriviti|abonnez-vous|inscrivez-vous|suscríbete|inscreva-se|abonnieren sie|abonniere|meld je aan|abone ol)\\b
(?:подпишитесь|подписывайтесь|підпишіться|zapisz się)\\b | recibe (?:cada|todas|las|en tu)\\b
انتهای پیام | 返回搜狐 | 返回首页
benzer konular | konuyu okuyanlar | schrijf een reactie | write a reply | post a reply\\W*$
(?:règles de messages|permisos de publicación|normas de publicación|forumregeln)\\W*$
share (?:this|on|via) | follow us | sign up | subscribe | newsletter | filed under | back to (?:top|the|overview)
posted (?:in|by|on)\\b | published (?:by|on)\\b | this entry was posted | (?:and )?last (?:updated?|modified)\\b
products related to | sponsored products | compare with similar | recently viewed | inspired by your
produits (?:liés|similaires|associés|apparentés|sponsorisés|complémentaires) | vous aimerez (?:aussi|peut)
articles (?:similaires|liés|associés)\\W*$ | fréquemment achetés | votre avis\\W*$ | sponsorisé\\W*$
productos (?:relacionados|similares|patrocinados) | quienes (?:vieron|compraron) | también te (?:puede|podría)
produtos (?:relacionados|similares|patrocinados) | quem (?:viu|comprou) | você também pode
prodotti (?:correlati|simili|sponsorizzati) | gesponserte produkte | das könnte (?:dir|ihnen) | passend dazu\\W*$
gerelateerde producten | vergelijkbare producten | anderen bekeken | klanten kochten
produkty (?:powiązane|podobne|sponsorowane) | klienci (?:kupili|oglądali) | polecane produkty
benzer ürünler | ilgili ürünler | birlikte al | bu ürünü (?:alan|görüntüleyen)
рекомендуем(?: также| вам)?\\W*$ | с этим товаром | похожие товары | вместе с этим | покупают вместе | реклама\\W*$
вам может понравиться | вы смотрели | разом (?:із|з) цим | з цим товаром | схожі товари | рекомендуємо(?: також)?\\W*$
この商品を(?:見|買|チェック) | 最近チェックした
看了又看 | 猜你喜欢 | 买了还买 | 함께 (?:구매|본|많이) | 비슷한 상품 | 추천 상품 | 이 상품을 본
asked\\W*$ | asked \\d | viewed \\d[\\d.,]*[km]? times | modified\\W*$ | modified (?:\\d|today|yesterday)
submitted \\d+ \\w+ ago | all \\d+ comments\\W*$ | \\d+ points? \\d | \\d{1,2}[:.]\\d{2}(?: uhr)?\\W*$ | source\\W*$
related (?:products|videos|recipes|searches)\\W*$ | featured products\\W*$ | haberin devamı | artikel zum hören
denunciar (?:esta |este )?(?:publicación|anuncio|producto|anúncio|produto)
reportar (?:esta |este )?(?:publicación|anuncio)
signaler (?:cette annonce|un abus|ce produit) | segnala (?:questo )?(?:annuncio|prodotto) | anzeige melden\\W*$
(?:you need to upgrade|to (?:view|see|watch) this .{1,30}(?:install|get|download)).{0,20} (?:adobe )?flash
to download the latest flash
report (?:this )?(?:item|product|listing|ad|seller|app)\\W*$ | flag as inappropriate | zgłoś (?:ogłoszenie|naruszenie)
пожаловаться(?: на .{1,20})?\\W*$
画像をクリック | 画像をタップ | click (?:on )?(?:the )?(?:image|picture|photo) to (?:enlarge|zoom|view)
cliquez sur (?:l['’]image|la photo) pour | haz clic en la imagen | (?:bild|foto) (?:anklicken|vergrößern)\\W*$
un crédit vous engage et doit être remboursé
cite this article | about this article\\W*$ | download citation | sigue toda la información | ajouter à vos sélections
a version of this article | not the answer you['’]re looking | possibly related threads | posting permissions\\W*$
originally posted by\\b | jump to: | users browsing
article réservé aux abonnés\\W*$ | archivado en\\W*$ | click to expand\\W*$
thanks for contributing an answer | want to add to the discussion | end of thread, other | this is a public inbox
\\d+ points?\\W*$ | scroll to continue | article continues (?:after|below)\\b | story continues (?:after|below)\\b
simak (?:juga )?video | url 복사 | powrót do spisu
back to (?:index|contents)\\b | press enter or click to view image | \\S+ \\(\\d[\\d.]* [kmg]i?b\\) viewed
sorted by ?:\\W*$ | open in (?:a )?new (?:tab|window) | hide caption | show caption | expand description\\W*$
(?:was|is) this (?:page |article |post |answer |information |content )?(?:helpful|useful)
(?:war|ist) (?:diese[rs]?|der|die) (?:artikel|seite|beitrag|antwort|text) (?:hilfreich|nützlich)
(?:cet?|cette) (?:article|page) vous a
\\d+ (?:members?|guests?|answers?|comments?|replies|kommentare|antworten)\\b
\\d+ (?:commentaires?|réponses?|comentarios?|respuestas|commenti|risposte|komentarz|odpowied|комментар|ответ)
table of contents\\W*$ | (?:in|on) this (?:article|page|post|guide)\\W*$ | inhaltsverzeichnis\\W*$
in diesem artikel\\W*$
inhaltsübersicht\\W*$ | auf dieser seite\\W*$ | table des matières\\W*$ | sommaire\\W*$ | dans cet article\\W*$
tabla de contenidos?\\W*$ | en este artículo\\W*$ | neste artigo\\W*$ | in questo articolo\\W*$ | in dit artikel\\W*$
inhoudsopgave\\W*$ | spis treści\\W*$ | оглавление\\W*$ | içindekiler\\W*$ | mục lục\\W*$ | daftar isi\\W*$
目次\\W*$ | 목차\\W*$
you are here\\W*$ | sie (?:sind|befinden sich) hier\\W*$ | vous êtes ici\\W*$ | está(?:s)? aquí\\W*$
você está aqui\\W*$
ti trovi qui\\W*$ | jesteś tutaj\\W*$ | вы здесь\\W*$ | nos siga\\b | siga-nos\\b | síguenos\\b | drukuj\\W*$
stampa\\W*$
loading\\W*$ | (?:liken )?lade\\W+$ | gefällt mir\\W*$ | like this\\W*$ | social share\\W*$
(?:auf|via|per|in) (?:facebook|twitter|whatsapp|messenger|e-?mail|linkedin|xing|pinterest|telegram) teilen
all rights reserved | copyright | © | advertise?(?:ment|ments|ing)?\\W*$ | sponsored(?: by| content| post|\\W*$)
(?:photo|image|picture) (?:by|via|credit)
(?:photo|photos|image|images|picture|source|sources|credit|credits|tags?|topics|categories|text) ?:
(?:das|dies|folgendes) könnte (?:sie|dich|euch) auch | lesen sie (?:auch|mehr|dazu|hier) | lies auch
auch interessant
mehr (?:zum thema|zu diesem|zum|zu|infos|informationen)\\b | weiterlesen | themen(?: im artikel)? ?:
themen im artikel
weitere (?:informationen|infos|artikel|themen|beiträge|meldungen|nachrichten|aktuelle) | schlagw[oö]rt
kategorien? ?:
dieser (?:eintrag|beitrag) wurde | veröffentlicht (?:am|in|von) | zurück (?:zur?|zum) | nach oben
artikel (?:teilen|drucken|bewerten|versenden) | diesen (?:artikel|beitrag) (?:teilen|drucken|weiter|bewerten)
(?:teilen|drucken|share|print)\\W*$
(?:anzeige|werbung)\\b
jetzt (?:teilen|abonnieren|spenden) | alle rechte vorbehalten | (?:foto|bild|image) (?:von|via)
(?:foto|fotos|bild|bilder|titelbild|quelle|quellen|quellenangaben) ?:
à lire (?:aussi|également) | lire (?:aussi|la suite|également) | voir aussi | sur le même
(?:partager|compartir|condividi|compartilhar)(?: sur| en| su| no|\\W*$) | publicité\\W*$
pour aller plus loin | crédits? ?: | photographie ?: | tous droits réservés | mots[- ]clés
leer (?:más|también) | lea también | ver también | te puede interesar | etiquetas ?: | publicidad(?: ?:|\\W*$)
fuente ?: | todos los derechos reservados | leia (?:também|mais) | veja também | fonte ?:
leggi anche | potrebbe interessarti | tutti i diritti riservati | pubblicità\\W*$
czytaj (?:też|także|więcej) | zobacz (?:też|także) | udostępnij | lees ook | läs (?:också|mer) | lue (?:myös|lisää)
читайте | смотрите также | поделиться | фото ?: | источник ?:
相关 | 推荐阅读 | 分享(?:到\\w*)?$ | このニュースをシェア | シェアする | 공유하기 | 関連 | おすすめ | 관련
(?:シェア|ツイート|ポスト|ブックマーク|印刷|保存|收藏|打印|评论|공유|스크랩|인쇄|댓글)\\W*$
sobre (?:la firma|el autor|la autora|o autor|a autora):
edit this page(?: on \\w+)?\\W*$ | diese seite bearbeiten\\W*$ | modifier cette page\\W*$ | éditer cette page\\W*$
editar esta página\\W*$ | modifica questa pagina\\W*$ | отредактировать эту страницу\\W*$
редактировать (?:эту )?страницу\\W*$ | このページを編集\\W*$ | 编辑此页\\W*$ | 이 페이지 편집\\W*$
zuletzt (?:aktualisiert|bearbeitet|geändert)(?: am)?(?: ?:)? \\d
letzte (?:änderung|aktualisierung)(?: am)?(?: ?:)? \\d
dernière (?:mise à jour|modification)(?: le)?(?: ?:)? \\d
última (?:actualización|atualização|modificación)(?: el| em)?(?: ?:)? \\d
ultim[oa] (?:aggiornamento|modifica)(?: il)?(?: ?:)? \\d
последн(?:ее|яя) (?:обновление|изменение|редакция|правка)(?: страницы)?(?: ?:)? \\d
最終更新日?時?間?[:：]? ?\\d | 最后(?:更新|修改)[于时间]*[:：]? ?\\d | 最近更新[:：]? ?\\d
마지막 (?:수정|업데이트)[:：]? ?\\d | 최종 수정일?[:：]? ?\\d
اقرأ أيضا | اقرأ المزيد | شاهد أيضا | المصدر ?: | यह भी पढ़ें | ये भी पढ़ें | baca juga\\b | xem thêm\\W*$
kaynak ?: | źródło ?: | źródła ?: | bron ?: | kilder? ?: | källa ?: | zdroj ?: | πηγή ?:
nguồn ?: | sumber ?: | منبع ?: | מקור ?:
出典[:：] | 출처 ?[:：] | dalsz(?:y ciąg|a część) (?:artykułu|tekstu|materiału) | continua (?:a leggere|depois da)\\b
글[자씨] ?크기 | 文字サイズ | 字[号體体](?:大小)?\\W*$ | font size\\W*$ | text size\\W*$
schriftgröße\\W*$ | taille du texte\\W*$ | original recipe \\(\\d | 阅读原文 | 喜欢此内容的人
(?:page|seite|página|pagina|strona|sida|side|страница|сторінка) \\d+ (?:of|von|de|di|van|z|av|af|из|з|/) \\d
\\d+ ?[-–] ?\\d+ (?:of|von|de|di|van|z|av|af|из|з) (?:about )?\\d[\\d.,]* (?:results|ergebnisse|treffer|résultats)
第 ?\\d+ ?[页頁][,，、/ ] ?共 ?\\d | just watched\\W*$ | must watch\\W*$ | welcome, guest\\b
forum is locked\\W*$ | stay connected\\W*$ | google friend connect | save to compare | part of complete coverage
not what you['’]re looking | narrow your (?:choices|results|search)\\W*$ | bitte weitersagen\\W*$ | häufig geklickte
haben sie (?:noch )?fragen\\W*$ | こちらの記事も(?:おすすめ|どうぞ)
(?:question or comment: )?\\d+ characters? (?:remaining|left|maximum) | noch \\d+ zeichen
\\d+ caract(?:ères|eres) (?:restants|restantes)
(?:denotes |indicates )?(?:a )?required fields?\\W*$ | required fields are marked | pflichtfeld(?:er)?\\W*$
(?:les )?champs obligatoires\\W*$ | (?:los )?campos obligatorios\\W*$ | (?:os )?campos obrigatórios\\W*$
(?:i )?campi obbligatori\\W*$ | verplichte velden\\W*$ | pola wymagane\\W*$ | обязательные поля\\W*$
most users ever online | currently active users\\W*$ | contains (?:no )?(?:new|unread) (?:forum )?posts\\W*$
本文(?:仅|只)代表作者 | 以上(?:内容)?仅代表作者
get .{1,60}\\bin your inbox\\W*$ | play in new window | download (?:episode|audio|mp3)\\b
powered by\\b | proudly powered by\\b | 原标题[:：] | この記事(?:は|を)(?:いかが|役に立|シェア) | この記事を書いた人
この記事は有料 | 残り[:：]? ?\\d+文字
"""
_MAX_NOTICE_CHARACTERS = 160
_NOTICES = """
_{5,} | last edit(?:ed)?(?: by|:) | you must (?:be logged in|log ?in)
you (?:need|have) to (?:be logged in|log ?in|sign in|register).{0,20} to (?:post|reply|comment|participate|vote|view)
vous devez être (?:connecté|inscrit).{0,40}(?:participer|répondre|poster|commenter|écrire|message)
sie müssen (?:angemeldet|registriert|eingeloggt).{0,40}(?:antwort|komment|beitr|schreib)
du musst (?:angemeldet|registriert|eingeloggt).{0,40}(?:antwort|komment|beitr|schreib)
debes (?:iniciar sesión|registrarte|estar registrado).{0,40}(?:responder|coment|participar|publicar)
você precisa (?:estar logado|fazer login|entrar).{0,40}(?:responder|coment|participar|postar)
devi (?:essere registrato|effettuare l['’]accesso|accedere).{0,40}(?:rispondere|comment|partecipare|scrivere)
je moet (?:ingelogd|geregistreerd|inloggen).{0,40}(?:reageren|antwoord|plaatsen)
musisz (?:być zalogowan|się zalogować).{0,40}(?:odpowie|koment|pisać|doda)
чтобы (?:ответить|оставить|написать).{0,40}(?:войдите|войти|авториз|зарегистр)
cevap yazmak için | yorum yapmak için (?:giriş|üye) | anda harus (?:login|masuk).{0,40}(?:membalas|komentar)
this topic (?:has|contains) \\d
\\d+ users? (?:active|online|browsing) | (?:please )?welcome (?:to )?our newest | our newest member
our members have made | in total there (?:are|is) \\d | there (?:are|is) currently \\d+ users?
il y a en tout \\d+ utilisateur | notre membre le plus récent | insgesamt sind \\d+ | unser neuestes mitglied
en total hay \\d+ usuarios | nuestro (?:miembro|usuario) más reciente | 请支持独立网站
retrieved from ["“”]?https?: | abgerufen von [„"“]?https?: | (?:récupérée|récupéré) de [«"“]? ?https?:
\\d+ members? and \\d | zuletzt (?:bearbeitet|geändert) (?:von|am) | dernière (?:modification|édition) par
post subject ?: | betreff des beitrags ?: | sujet du message ?: | asunto ?: | título da mensagem ?:
oggetto del messaggio ?: | temat postu ?: | заголовок сообщения ?: | mesaj konusu ?: | onderwerp ?:
posted ?: | verfasst am ?: | posté le ?: | inviato ?: | enviad[oa] ?: | publicado ?: | добавлено ?: | 发表于 ?[:：]
ostatnia edycja | ostatnio (?:edytowan|zmienion) | chỉnh sửa cuối | senast (?:redigerad|ändrad) | sist redigert
diubah oleh | modifié (?:le |par |\\d{1,2} ) | editado por \\S+ | son düzenle(?:me|yen)\\b
laatst (?:bewerkt|aangepast) (?:door|op)\\b | \\d+ usuarios? viendo | actualmente hay \\d+ usuarios?
.{1,60} memberi reputasi\\W*$ | .{1,60} ont réagi\\W*$
\\S+ đã chỉnh sửa lần cuối | chủ đề này đã được | \\d+ os(?:oba|oby|ób) lubi\\w* t
レス数が\\d+を超えて
this (?:topic|thread|discussion) (?:was|has been) (?:automatically )?(?:closed|locked|archived)\\b
answered by \\S+ in\\b
uwaga: w tym wątku | messages sorted by ?:
(?:classificar|ordenar|trier|sortieren|ordina|sortuj|urutkan)(?: por| par| nach| per)? ?:
※ ?(?:發信站|編輯|文章網址|转载|轉錄) | compartilhar este | compartir este | condividi questo | partager ce
بواسطة المشرف
\\d+ (?:просмотр|vues?\\W*$|views?\\W*$|vistas?\\W*$|görüntüleme|tayangan|lượt xem)\\w*
última edición | ultima modifica | последний раз редактировалось | 本帖最后由 | 您需要登录后 | 最后编辑 | 最終編集
"""
"""What forum software writes around posts."""


_STOCK = LineStarts([*listed(_STARTS), *listed(OFFERS), *listed(REVIEWS)])
_NOTICE = LineStarts(listed(_NOTICES))


def is_stock_line(text: str) -> bool:
    """Whether a block of text is a short line of the kind that stands around any article."""
    if len(text) >= _MAX_NOTICE_CHARACTERS:
        return False
    line = line_start(text)
    return (len(line) < _MAX_CHARACTERS and _STOCK.match(line)) or _NOTICE.match(line)
