"""Sections of teasers: a heading that says that other articles follow, and what stands below it.

The elements around most are named so and never reach a page's content; these are told by their heading alone, once
most of the text is above it.
"""

from .....schemas.document import Role
from ..blocks import Block, Blocks
from .line_starts import LineStarts, line_start, listed
from .sections import section_below

_MIN_PROSE_CHARACTERS = 200
"""Of the article above."""
_MAX_SHARE = 0.4
"""Of the page's prose, in the section: a longer one is more than teasers."""
_MAX_CHARACTERS = 60
_HEADINGS = """
related(?: (?:articles?|stories|posts?|news|content|topics|coverage|reading|videos?))?
(?:you|we) (?:may|might) also (?:like|enjoy|be interested in)
(?:more|other|latest|recent|popular|trending) (?:articles?|stories|posts?|news|headlines|reads)
(?:top|featured|similar|suggested) (?:articles?|stories|posts?|news|headlines|reads)
most (?:read|popular|viewed|shared) | trending(?: now| topics)? | recommended(?: for you| reading| articles| stories)?
read next | up next | editors?['’]s? picks | more (?:from|by) \\S.* | (?:what to|keep) read(?:ing)?(?: next)?
verwandte (?:themen|artikel|beiträge|inhalte) | ähnliche (?:artikel|beiträge|themen) | artikel zum thema
mehr zum thema
(?:weitere|neueste|neuste|letzte|beliebte|empfohlene) (?:artikel|beiträge|meldungen|nachrichten|videos|posts)
aktuelle(?:ste)? (?:artikel|beiträge|meldungen|nachrichten|news|posts)
meist ?gelesen(?:e artikel)? | am meisten gelesen | auch interessant
das (?:könnte|wird) (?:dir|sie|ihnen|dich|euch) auch \\S+(?: \\S+)?
mehr aus (?:der|dem|diesem|unserer?) \\S.* | mehr von \\S.* | themen der ausgabe | empfehlungen der redaktion
zum weiterlesen
articles? (?:liés|similaires|associés|connexes|récents) | (?:derniers|autres) articles
les plus (?:lus|consultés|partagés)
sur le même (?:sujet|thème) | à lire aussi | dans la même (?:rubrique|catégorie) | à découvrir aussi
(?:noticias|artículos|entradas|notas|publicaciones) (?:relacionad[oa]s|recientes|destacad[oa]s|similares)
(?:lo )?más (?:leído|leídas|visto|popular)s? | últimas noticias | te puede interesar | también te puede interesar
otras noticias
(?:notícias|artigos|posts|matérias|conteúdos) (?:relacionad[oa]s|recentes) | (?:as )?mais lidas | últimas notícias
leia também | veja também | (?:articoli|notizie) (?:correlat[ie]|recenti|simili) | (?:i )?più letti | ultime notizie
potrebbe interessarti anche | leggi anche | (?:gerelateerde|meer|laatste) (?:artikelen|berichten|nieuws) | meest gelezen
lees ook | lees verder | (?:podobne|powiązane|najnowsze|ostatnie|polecane) (?:artykuły|wpisy|posty|wiadomości)
najczęściej czytane | czytaj także | zobacz także
(?:похожие|последние|свежие|другие|популярные) (?:статьи|записи|новости|материалы|публикации)
(?:читайте|смотрите) также | самое (?:читаемое|популярное) | материалы по теме | читайте також
(?:схожі|останні|інші) (?:статті|записи|новини) | (?:benzer|ilgili|son|diğer) (?:haberler|yazılar|içerikler)
çok okunan(?:lar)? | en çok okunan(?:lar)? | ilginizi çekebilir | (?:související|podobné|další|nejnovější) články
nejčtenější | mohlo by vás zajímat | kapcsolódó cikkek | legolvasottabb | articole similare
(?:relaterade|relaterte|relaterede) (?:artiklar|artikler) | mest (?:läst|lest|læst)a? | läs också | les også | læs også
lue myös | luetuimmat | σχετικά άρθρα | διαβάστε (?:επίσης|ακόμα) | δημοφιλή
(?:関連|新着|最新|人気|おすすめ)(?:の)?(?:記事|ニュース|トピックス|エントリー) | この記事に関連する.* | あわせて読みたい
(?:相关|最新|热门|推荐|热点|精彩)(?:文章|新闻|阅读|推荐|资讯|内容|报道)+ | 猜你喜欢 | 延伸閱讀 | 相關(?:文章|新聞)
(?:관련|최신|인기|추천|많이 본|주요) ?(?:기사|뉴스|글|포스트) | اقرأ أيضا.* | ذات صلة | الأكثر (?:قراءة|مشاهدة)
(?:مقالات|أخبار|مواضيع) (?:ذات صلة|مشابهة|أخرى) | כתבות (?:נוספות|קשורות) | אולי יעניין אותך | مطالب مرتبط
(?:संबंधित|अन्य) (?:खबरें|समाचार|लेख) | ये भी पढ़ें | ข่าวที่เกี่ยวข้อง | tin liên quan | bài viết liên quan
đọc (?:thêm|nhiều) | xem nhiều | berita terkait | artikel terkait | baca juga | terpopuler
"""
_HEADING = Role.HEADING
_LINES = LineStarts(rf"{part}\W*$" for part in listed(_HEADINGS))


def sections_of_teasers(page: Blocks, prose: list[int]) -> set[int]:
    """Indexes of such headings, of those below the text, and of what stands below each in the element around it.

    ``prose`` is that of each block.
    """
    enough = max(_MIN_PROSE_CHARACTERS, (1 - _MAX_SHARE) * sum(prose))
    found: set[int] = set()
    subtrees: list[range] = []
    before = 0
    for index, block in enumerate(page.blocks):
        before += prose[index]
        if before >= enough and block.segment.role is _HEADING and index not in found and _heads_teasers(block):
            subtrees = subtrees or page.subtrees()
            found.update(section_below(page, index, subtrees))
    return found


def _heads_teasers(block: Block) -> bool:
    segment = block.segment
    is_short = segment.level > 1 and len(segment.text) <= _MAX_CHARACTERS
    return is_short and _LINES.match(line_start(segment.text))
