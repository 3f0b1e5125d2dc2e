"""Where the comments of readers begin below an article, by what the line above them says.

Most pages name the element around them, and it is never walked; this is for those that name it in hashes or in a
language of their own. A manual that has a chapter on comments has no dates and no names below it.
"""

import re

from .....schemas.document import Role
from ..blocks import Block, Blocks, is_title, wide_characters
from .line_starts import LineStarts, line_start

_MIN_PROSE_CHARACTERS = 200
"""Of the article before its comments; a line of the kind above it only counts them."""
_MAX_LINE_CHARACTERS = 120
_LOOKED_AT_BLOCKS, _LOOKED_AT_LINES = 3, 4
"""Below the line, and of each at its start, for what tells comments: all may be one list."""
_MAX_SIGN_CHARACTERS = 80
"""Of a line that tells when a comment was written: what a text says of dates stands in longer ones."""

_NOUNS = """
comments? | replies | responses? | reactions | user comments | readers?['’]? comments | comments section
kommentare? | leser-?kommentare | leserpost | leserbriefe | leser-?meinungen | reaktionen
commentaires? | réactions? | vos (?:réactions|commentaires|avis) | réponses
comentarios? | comentários? | commenti | reacties | komentarz[ey]? | komentarzy | komentář[eů]? | komentár[eo]v?
комментари(?:и|ев|й|я) | коментар(?:і|ів|и) | yorum(?:lar)? | okuyucu yorumları | kommentarer? | kommentit?
hozzászólás(?:ok)? | comentarii | σχόλια | komentari | komentar | коментари | bình luận | ý kiến(?: bạn đọc)?
コメント(?:一覧)? | みんなのコメント | 网友评论 | 最新评论 | 全部评论 | 文章评论 | 评论 | 評論 | 留言 | 댓글
التعليقات | تعليقات | تعليق | תגובות | دیدگاه‌ها | نظرات | टिप्पणियाँ | टिप्पणी | ความคิดเห็น
"""
"""What a line says, beside a number, that stands above comments."""
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
\\d{1,2}[:.h]\\d{2}(?!\\d) | \\b(?:19|20)\\d{2}\\b | \\d{1,2}[./-]\\d{1,2}[./-]\\d{2} | \\bago\\b | \\bil y a \\d
\\bvor \\d
\\bhace \\d | \\bhá \\d | \\bfa\\b | \\bназад\\b | \\bönce\\b | \\d ?(?:分钟|小时|天|日|年|分|時間)前
\\d ?(?:분|시간|일) ?전
\\b(?:says|wrote|reply|report abuse|sagt|schrieb|schreibt|antworten|melden)\\b | \\b(?:répondre|signaler|dice|dijo)\\b
\\b(?:responder|rispondi|ответить|відповісти|yanıtla|beantwoorden|odpowiedz|svara|svar|vastaa)\\b | 回复 | 返信 | 답글
رد\\b
"""
"""What stands in comments beside their text: when they were written, and what to click for an answer."""
_HEADING, _PARAGRAPH = Role.HEADING, Role.PARAGRAPH


def _parts(spelled: str) -> list[str]:
    return [part.strip() for line in spelled.strip().splitlines() for part in line.split(" | ")]


_ANY_NOUN = "|".join(_parts(_NOUNS))
_BARE = LineStarts("\n".join(rf"{noun}\W*$" for noun in _parts(_NOUNS)))
_TELLING = LineStarts(
    "\n".join(
        [
            rf"\d[\d.,]*\s?(?:{_ANY_NOUN})(?!\w)",
            *(rf"{noun}\W{{0,3}}\d[\d.,]*\W*$" for noun in _parts(_NOUNS)),
            _INVITATIONS.strip(),
        ]
    )
)
_SIGN = re.compile("|".join(_parts(_SIGNS)))


def end_of_article(page: Blocks) -> int:
    """Index of the line above the comments of readers; the number of all blocks where there is none."""
    before = 0
    for index, block in enumerate(page.blocks):
        if before >= _MIN_PROSE_CHARACTERS and _heads_comments(page, index):
            return index
        characters = block.prose_characters()
        before += characters and characters + wide_characters(block.segment.text)
    return len(page.blocks)


def _heads_comments(page: Blocks, index: int) -> bool:
    """Whether a heading, or a line that counts or asks for comments, stands above some."""
    block = page.blocks[index]
    segment = block.segment
    is_heading = segment.role is _HEADING
    if not is_heading and segment.role is not _PARAGRAPH:
        return False
    if len(segment.text) > _MAX_LINE_CHARACTERS:
        return False
    line = line_start(segment.text)
    says_more = _TELLING.match(line)
    if (not says_more and not _BARE.match(line)) or is_title(segment.text, page.title):
        return False
    below = page.blocks[index + 1 : index + 1 + _LOOKED_AT_BLOCKS]
    if is_heading and says_more:
        return not _stands_again(page, index)
    if not any(block.prose_characters() for block in page.blocks[index + 1 :]):
        return True
    if not is_heading and below and below[0].segment.role is _HEADING:  # a line below one of several articles
        return False
    return any(map(_is_of_comment, below)) and not _stands_again(page, index)


def _stands_again(page: Blocks, index: int) -> bool:
    """Whether the same line comes again further down: below each of several articles."""
    text = _letters(page.blocks[index].segment.text)
    return any(_letters(block.segment.text) == text for block in page.blocks[index + 1 :])


def _is_of_comment(block: Block) -> bool:
    lines = block.segment.text.lower().split("\n")[:_LOOKED_AT_LINES]
    return any(len(line) <= _MAX_SIGN_CHARACTERS and _SIGN.search(line) for line in lines)


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text[:_MAX_LINE_CHARACTERS])).lower()
