"""Where the comments of readers begin below an article, by what the line above them says.

Most pages name the element around them, and it is never walked; this is for those that name it in hashes or in a
language of their own. A manual that has a chapter on comments has no dates and no names below it.
"""

import re

from .....schemas.document import Role
from ..blocks import Block, Blocks, is_title
from .datelines import is_dateline
from .line_starts import LineStarts, line_start, listed

_MIN_PROSE_CHARACTERS = 200
"""Of the article before its comments; a line of the kind above it only counts them."""
_MAX_LINE_CHARACTERS = 120
_MAX_LINES = 20
"""That speak of comments; a page with more lists many articles, or answers."""
_LOOKED_AT_BLOCKS, _LOOKED_AT_LINES = 3, 4
"""Below the line, and of each at its start, for what tells comments: all may be one list."""
_MAX_SHARE_BEHIND = 0.3
"""Of the prose above a line that asks for comments, below it: rules of the site, or the comments of a few."""
_MAX_SIGN_CHARACTERS = 80
"""Of a line that tells when a comment was written: what a text says of dates stands in longer ones."""

_MANY = """
comments | user comments | readers?['’]? comments | comments section | kommentare | leser-?kommentare | leserpost
leserbriefe | leser-?meinungen | commentaires | réactions | vos (?:réactions|commentaires|avis) | comentarios
comentários | commenti | reacties | komentarze | komentáře | komentáre | комментарии | коментарі | yorumlar
okuyucu yorumları | kommentarer | kommentit | hozzászólások | comentarii | σχόλια | komentari | коментари | bình luận
ý kiến bạn đọc | コメント(?:一覧)? | みんなのコメント | 网友评论 | 最新评论 | 全部评论 | 文章评论 | 评论 | 評論 | 留言
댓글
التعليقات | تعليقات | תגובות | دیدگاه‌ها | نظرات | टिप्पणियाँ | ความคิดเห็น
"""
"""What a line says that stands above comments."""
_OTHERS = """
comment | repl(?:y|ies) | responses? | reactions | kommentar | reaktionen | commentaire | réponses | réaction
comentario
comentário | komentarz | komentarzy | komentářů | komentárov | комментари(?:ев|й|я) | коментар(?:ів|и) | yorum
kommentti
hozzászólás | komentar | ý kiến | تعليق | टिप्पणी
"""
"""What else stands beside their number."""
_INVITATIONS = """
(?:leave|post|add|write|submit|make) (?:a|your|the first|us a)? ?(?:comment|reply|response)\\b
(?:be the )?first to comment | join the (?:discussion|conversation|debate)\\W*$ | have your say\\W*$
speak your mind\\W*$ | (?:there are )?no (?:comments|responses|replies)\\b | comments are (?:closed|off|disabled)
(?:log|sign) in to (?:post |leave |add )?(?:a )?comment
(?:schreib|hinterlass|verfass)(?:en sie|en|e|t)? (?:uns |hier )?(?:einen|ihren|deinen|den ersten)
(?:einen |neuen |ihren )?kommentar (?:schreiben|verfassen|hinterlassen|abgeben|hinzufügen)
kommentieren(?: sie)?\\W*$ | keine kommentare | diskutieren sie mit | jetzt kommentieren
was (?:meinst du|meinen sie)\\W*$
(?:laisse[rz]|ajoute[rz]|poste[rz]|publie[rz]|écri(?:re|vez)) (?:un|votre|le premier) (?:commentaire|message|avis)
(?:aucun|pas de) commentaires? | réagi(?:r|ssez)\\b | (?:les )?commentaires (?:sont )?fermés
(?:dej(?:a|ar|e)|añad(?:e|ir)|public(?:a|ar)|escrib(?:e|ir)|agreg(?:a|ar)) (?:un|tu|su|una) (?:comentario|respuesta)
(?:deixe|deixar|adicionar|postar|envie|enviar|escreva) (?:um|seu|uma|o seu) (?:comentário|resposta)
(?:sin|sem|nessun|ningún|nenhum) coment[aá]rios?\\b | nessun commento
(?:lascia|scrivi|aggiungi) un (?:commento|messaggio) | (?:plaats|geef|schrijf) (?:een )?(?:reactie|antwoord)\\b
laat een (?:reactie|bericht|antwoord) achter | (?:dodaj|zostaw|napisz) (?:komentarz|odpowiedź) | skomentuj\\W*$
(?:оставить|оставьте|добавить|добавьте|написать|напишите) (?:свой )?(?:комментарий|отзыв) | нет комментариев
(?:залишити|додати|написати) коментар | yorum (?:yap|yaz|gönder|bırak) | bir (?:yanıt|cevap|yorum) (?:yaz|bırak)
(?:napsat|přidat|vložit) komentář | pridať komentár | vélemény, hozzászólás | szólj hozzá
(?:lasă|scrie) un (?:comentariu|răspuns)
(?:lämna|skriv|legg igjen|skriv|læg|efterlad) (?:en|et|ett) (?:kommentar|svar) | (?:jätä|kirjoita) kommentti
αφήστε (?:ένα |μια |το )?(?:σχόλιο|απάντηση) | コメントを(?:残す|書く|投稿|する) | コメントする\\W*$
发表(?:评论|回复|您的评论) | 發表(?:評論|迴響|留言) | 添加评论 | 댓글(?:을)? ?(?:쓰기|남기|작성|달기)
(?:اترك|أضف|اكتب) (?:تعليق|رد) | (?:השאר|הוסף|כתוב|כתיבת) תגובה | دیدگاهتان را | ارسال (?:نظر|دیدگاه)
टिप्पणी (?:करें|लिखें) | (?:แสดง|เขียน)ความคิดเห็น | (?:để lại|viết|gửi) (?:một )?bình luận
(?:tinggalkan|tulis) (?:komentar|balasan)
"""
"""How a line asks for comments, or says that there are none."""
_SIGNS = """
\\d{1,2}[:.h]\\d{2}(?:\\s?[ap]\\.?m\\b|\\s?uhr)?(?!\\S)
\\b(?:says|wrote|reply|report abuse|sagt|schrieb|schreibt|antworten|melden)\\b | \\b(?:répondre|signaler|dice|dijo)\\b
\\b(?:responder|rispondi|ответить|відповісти|yanıtla|beantwoorden|odpowiedz|svara|svar|vastaa)\\b
回复 | 返信 | 답글 | رد\\b
"""
"""What stands in comments beside their text and its date: the time of day, and what to click for an answer."""
_HEADING, _PARAGRAPH = Role.HEADING, Role.PARAGRAPH
_NOUNS = [*listed(_MANY), *listed(_OTHERS)]
_COUNTED = [
    rf"\d{{1,3}}(?:[.,]\d{{3}})*(?:\s|(?![.,\d]))(?:{'|'.join(_NOUNS)})(?!\w)",
    *(rf"{noun}\W{{0,3}}\d[\d.,]*\W*$" for noun in _NOUNS),
]
_COUNTS = LineStarts(_COUNTED)
_INVITES = LineStarts(listed(_INVITATIONS))
_SPEAKS = LineStarts([*_COUNTED, *listed(_INVITATIONS), *(rf"{noun}\W*$" for noun in listed(_MANY))])
_SIGN = re.compile("|".join(listed(_SIGNS)))


def end_of_article(page: Blocks, prose: list[int]) -> int:
    """Index of the line above the comments of readers; the number of all blocks where there is none.

    ``prose`` is that of each block.
    """
    before = lines = 0
    for index, block in enumerate(page.blocks):
        if prose[index]:
            before += prose[index]
        elif before >= _MIN_PROSE_CHARACTERS and _speaks_of_comments(block):
            lines += 1
            if lines > _MAX_LINES:
                break
            if _heads_comments(page, index, before, sum(prose[index + 1 :])):
                return index
    return len(page.blocks)


def _speaks_of_comments(block: Block) -> bool:
    """Whether a block is a line of the kinds above."""
    role, text = block.segment.role, block.segment.text
    is_line = (role is _HEADING or role is _PARAGRAPH) and len(text) <= _MAX_LINE_CHARACTERS
    return is_line and _SPEAKS.match(line_start(text))


def _heads_comments(page: Blocks, index: int, before: int, behind: int) -> bool:
    """Whether a line that speaks of comments stands above some and below all of the text.

    ``before`` is the prose above it, ``behind`` that below.
    """
    segment = page.blocks[index].segment
    if is_title(segment.text, page.title) or _stands_again(page, index):
        return False
    if not behind:
        return True
    below = page.blocks[index + 1 : index + 1 + _LOOKED_AT_BLOCKS]
    if segment.role is not _HEADING:
        is_of_one_of_several = below[0].segment.role is _HEADING
        return not is_of_one_of_several and any(map(_is_of_comment, below))
    line = line_start(segment.text)
    if _COUNTS.match(line) and not _has_numbered_sections(page, index):
        return True
    asks_at_end = _INVITES.match(line) and behind <= _MAX_SHARE_BEHIND * before
    return asks_at_end or any(map(_is_of_comment, below))


def _stands_again(page: Blocks, index: int) -> bool:
    """Whether the same line comes again further down: below each of several articles."""
    text = _letters(page.blocks[index].segment.text)
    return any(_letters(block.segment.text) == text for block in page.blocks[index + 1 :])


def _has_numbered_sections(page: Blocks, index: int) -> bool:
    """Whether headings above begin with numbers: then ``4 Comments`` may be a chapter."""
    return any(block.segment.role is _HEADING and block.segment.text[:1].isdecimal() for block in page.blocks[:index])


def _is_of_comment(block: Block) -> bool:
    lines = block.segment.text.split("\n")[:_LOOKED_AT_LINES]
    return any(len(line) <= _MAX_SIGN_CHARACTERS and _is_sign(line) for line in lines)


def _is_sign(line: str) -> bool:
    return _SIGN.search(line.lower()) is not None or is_dateline(line)


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text[:_MAX_LINE_CHARACTERS])).lower()
