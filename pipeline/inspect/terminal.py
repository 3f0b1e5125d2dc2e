"""Text from the web on its way to a terminal: never markup, never a control sequence."""

import re

from rich.text import Text

from ..wording import how_many

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def visible(text: str) -> str:
    """``text`` with control, direction and invisible characters spelled as escapes; newlines and tabs stay."""
    return _CONTROLS.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def line(text: object, style: str = "", max_characters: int = 2000) -> Text:
    """One value on one line: white space becomes single spaces, more than ``max_characters`` is counted off."""
    spelled = " ".join(visible(str(text)).split())
    if len(spelled) <= max_characters:
        return Text(spelled, style=style)
    folded = Text(spelled[:max_characters], style=style)
    return folded.append(f" … {how_many(len(spelled) - max_characters, 'more characters')}", style="dim")


def block(text: str, style: str = "", max_characters: int = 600) -> Text:
    """Running text with its line breaks; the middle of a long one is folded and says how much it was."""
    spelled = visible(text)
    if len(spelled) <= max_characters + 80:
        return Text(spelled, style=style)
    tail = max_characters // 4
    head = max_characters - tail
    folded = Text(spelled[:head], style=style)
    folded.append(f" … {len(spelled) - head - tail:,} characters folded … ", style="dim italic")
    return folded.append(spelled[-tail:], style=style)
