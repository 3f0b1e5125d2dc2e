"""Lines above and below a text that say when, by whom and how often read, and nothing else."""

import re

MAX_CHARACTERS = 90
MAX_LETTERS_ABOVE = 36
"""Letters of month, weekday, place and words such as ``Updated`` around a date above a text."""
MAX_LETTERS_BELOW = 12
"""The same below one, where other lines hold dates too: of events, deadlines, revisions."""
MAX_BYLINE_CHARACTERS = 70

_DATE = re.compile(
    r"""\b(?:19|20)\d\d\s?[-/.年년]\s?\d{1,2}(?!\d)                 # 2021-03-14, 2021年3月
    |\b\d{1,2}[./-]\s?\d{1,2}(?:[./-]\s?(?:19|20)?\d\d\b|[(（][月火水木金土日][)）])  # 14.03.2021, 3/14/21, 3/14(木)
    |\b\d{1,2}(?:st|nd|rd|th|\.|er|º)?\s(?:de\s)?[^\W\d_]{3,10}\.?,?\s(?:de\s|del\s)?(?:19|20|25)\d\d  # 14 March 2021
    |[^\W\d_]{3,10}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s(?:19|20)\d\d    # March 14, 2021
    |\b\d{1,2}\s(?:(?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?)\sago\b     # 3 days ago
        |(?:min\.?|dakika|saat|gün|ay|hafta|yıl)\sönce\b|(?:jam|hari|minggu|bulan|menit|tahun)\s(?:yang\s)?lalu\b
        |(?:phút|giờ|ngày|tuần|tháng|năm)\strước\b|(?:मिनट|घंटे|घंटा|दिन|हफ्ते|महीने|साल)\sपहले)
    |\b\d{1,2}\s[^\W\d_]{1,10}\.?\s(?:назад|тому|geleden|fa|atrás|temu|sedan|siden|sitten|πριν)\b
    |\b(?:vor|il\sy\sa|hace|há|πριν|منذ|قبل|לפני)\s\d{1,2}\s[^\W\d_]{3,12}\b
    |\b\d{1,2}\s?(?:秒|分|分钟|分鐘|時間|小时|小時|日|天|週間|周|か月|个月|個月|年)前|\d{1,2}\s?(?:초|분|시간|일|주|개월|달|년)\s?전\b
    |\d{1,2}\s?(?:นาที|ชั่วโมง|วัน|สัปดาห์|เดือน|ปี)\s?(?:ที่แล้ว|ก่อน)
    |(?:^|[\s,|•·-])\d{1,2}[:h]\d\d(?:\s?[ap]\.?m\.?|\s?uhr)?(?:$|[\s,|•·-])  # 17:40
    """,
    re.IGNORECASE | re.VERBOSE,
)
_LETTER = re.compile(r"[^\W\d_]")
_BYLINE = re.compile(
    r"""(?:(?i:\W*(?:written\s|posted\s|published\s|reported\s|words\s|story\s|text\s)?by\s)(?=[A-Z])
    |(?:Von|Par|Por|Da|Di|Door|Av|Af|Od|Przez|Autor)\s(?=[A-ZÀ-Þ])
    |(?i:autore?s?a?|auteurs?|author|verfasser|redaktion|redacción|texte?|автор|текст|yazar|συντάκτης|نویسنده|الكاتب|كتب)\s?:
    |\W*(?:作者|记者|記者|编辑|編輯|责任编辑|来源|來源|校对|文|글)\s?[:：]|[^\W\d_]{2,4}\s기자
    |[\w.+-]+@[\w-]+\.[\w.-]+(?:\s\(\w+\))?$)""",
    re.VERBOSE,
)
_READING = re.compile(
    r"""\W*(?:(?:reading\stime|read\stime|lesezeit|lesedauer|temps\sde\slecture|tiempo\sde\slectura|tempo\sdi\slettura
    |czas\sczytania|время\sчтения|阅读时间|阅读量|浏览|查看|조회수?|閲覧|visite|prikaz\w+)\W|visto\W+\d
    |\d[\d.,\s]*(?:k\s)?(?:min(?:uten?|utes?|uti|utos|\.)?\s?(?:read|lesezeit|lesedauer|de\slecture|de\slectura|di\slettura)
    |views?\b|aufrufe|vues|visitas|lecturas|visualizza|просмотр|次浏览|回視聴|shares?\b|comments?\b|kommentare?\b
    |commentaires?\b|comentarios?\b|комментари|reacties\b|replies\b|answers?\b)
    |\d[\d.,]*[km]?\W*$)""",
    re.IGNORECASE | re.VERBOSE,
)
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", "।", ":", "：")


def is_dateline(text: str, max_letters: int = MAX_LETTERS_ABOVE) -> bool:
    """Whether a short text is a date, a byline, or a count of minutes, readers or comments, and no sentence.

    ``max_letters`` bounds those beside a date.
    """
    if len(text) > MAX_CHARACTERS:
        return False
    if _READING.match(text):
        return True
    date = _DATE.search(text)
    if date:
        beside = text[: date.start()] + text[date.end() :]
        return len(_LETTER.findall(beside)) <= max_letters and not text.endswith(_SENTENCE_ENDS)
    is_short = len(text) <= MAX_BYLINE_CHARACTERS
    return is_short and not text.endswith(_SENTENCE_ENDS) and _BYLINE.match(text) is not None
