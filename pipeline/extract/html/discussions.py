"""Whether a page is a discussion, of a forum or of questions and answers: then its posts are the content.

Taken from what forum software and schema.org have pages say of themselves.
"""

import re

from selectolax.lexbor import LexborHTMLParser

from .alike_posts import are_posts, class_around
from .elements import PageElements
from .metadata.json_ld import DISCUSSION_TYPES, JsonLd

_GENERATORS = re.compile(
    r"phpbb|vbulletin|discourse|xenforo|discuz|mybb|simple machines|\bsmf\b|flarum|nodebb|invision|fluxbb|punbb"
    r"|vanilla(?! ?js)|woltlab|yabb|ikonboard|question2answer|askbot|lemmy|hyperkitty|pipermail",
    re.IGNORECASE,
)
_GITHUB_THREADS = frozenset({"issues", "pull_requests", "discussions", "voltron_issues_fragments"})
_GITHUB_TITLE = re.compile(r" · (?:Issue|Discussion|Pull Request) #\d+ · \S+/\S+")
_BODY_NAMES = frozenset(
    [
        *("viewtopic", "section-viewtopic", "showthread", "viewthread", "pg_viewthread", "thread_view", "thread-view"),
        *("single-topic", "page-topic", "topic-page", "question-page", "forumthread", "template-topic"),
        "comments-page",  # Reddit's older pages
        *("vanilla_discussion_index", "bz_bug"),
    ]
)


_SEARCHED_BYTES = 1 << 14
"""At the start of a page for posts, and at its end for what it was made with: searching all takes a while."""
_SIGNED_BYTES = 200
"""Of markup behind ``Powered by`` in which the name of the software stands."""
_POST = b'class="postbody"'
"""What phpBB has around each post, also where the board names its software nowhere."""
_POST_ID = re.compile(rb"id=(?<=\sid=)[\"']?((?:post_?|post_message_|pid_?|msg_?|message_?|reply_?|r_)\d{3,})\b")
"""What boards call a post; ``post-123`` is as often an article in a list of WordPress."""
_POST_BYTES = 1 << 16
_TOPIC_BYTES = 1 << 15
"""At the start of a page for a topic: searching all for a name takes as long as a tenth of the parser."""
_TOPIC = re.compile(rb"topic[-_](?:content|body|detail)\b")
_REPLY = re.compile(rb"repl(?:y|ies)[-_](?:content|body|detail|item|list)\b")
"""Names of a first post and of those below it that boards of the Chinese web share, each with software of its own."""


def is_discussion(
    tree: LexborHTMLParser, elements: PageElements, json_ld: JsonLd, markup: bytes = b"", title: str = ""
) -> bool:
    """Whether the page's types, its generator, its last line or attributes of its ``html`` or ``body`` say so.

    Of a page that does not call itself an article, comments like the text above them say it, too.

    ``markup`` is that of the whole page.
    """
    if _GITHUB_TITLE.search(title):
        return True
    if json_ld.is_of_discussion or any(
        type_.rstrip("/").endswith((*DISCUSSION_TYPES, "/Answer")) for type_ in elements.item_types
    ):
        return True
    for name, content in elements.named_metas():
        if name == "generator" and _GENERATORS.search(content):
            return True
        if name == "route-controller" and content in _GITHUB_THREADS:
            return True
    signed = markup.rfind(b"Powered ", -_SEARCHED_BYTES)
    if signed >= 0 and _GENERATORS.search(markup[signed : signed + _SIGNED_BYTES].decode(errors="replace")):
        return True
    if markup.count(_POST, 0, _SEARCHED_BYTES) > 1:
        return True
    word = markup.find(b"topic", 0, _TOPIC_BYTES)  # many times faster than an expression
    topic = _class_with(_TOPIC, markup, word, _TOPIC_BYTES) if word >= 0 else -1
    if topic >= 0 and _class_with(_REPLY, markup, topic, len(markup)) >= 0:
        return True
    if tree.root is not None and tree.root.attributes.get("op") == "item":  # Hacker News
        return True
    if tree.body is not None and any(child.tag == "shreddit-app" for child in tree.body.iter()):  # Reddit
        return True
    attributes = tree.body.attributes if tree.body is not None else {}
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''} {attributes.get('data-template') or ''}"
    if not _BODY_NAMES.isdisjoint(names.lower().split()):
        return True
    if json_ld.has_articles:
        return False
    if len(set(_POST_ID.findall(markup, 0, _POST_BYTES))) > 1:
        return True
    return "article" not in elements.contents.get("og:type", ()) and are_posts(markup)


def _class_with(name: re.Pattern[bytes], markup: bytes, start: int, end: int) -> int:
    """Where a name that first stands in a class between ``start`` and ``end`` ends; -1 where it never does."""
    found = (match.end() for match in name.finditer(markup, start, end) if class_around(markup, match.start()) >= 0)
    return next(found, -1)
