"""Headlines that share their heading with a kicker."""

from selectolax.lexbor import LexborNode

from .blocks import is_title


def headline_below_kicker(heading: LexborNode, title: str) -> str:
    """What a heading says besides the kicker in an element at its start; empty where it has none.

    That it is one shows in what the page calls itself: the rest alone, or both with a colon between them.
    """
    first = heading.first_child
    if first is None or first.next is None or (first.tag == "-text" and not (first.text_content or "").isspace()):
        return ""
    children = [child for child in heading.iter(include_text=True) if _has_text(child)]
    if len(children) < 2 or any(child.tag == "-text" for child in children):
        return ""
    kicker, *others = (" ".join(child.text().split()) for child in children)
    headline = " ".join(others)
    if is_title(f"{kicker} {headline}", title):
        return ""
    if is_title(headline, title):
        return headline
    names_second_subtitle = "sub" in (children[1].attributes.get("class") or "")
    return headline if f"{kicker}: {headline}" in title and not names_second_subtitle else ""


def _has_text(node: LexborNode) -> bool:
    return node.tag != "-comment" and not (node.text() or "").isspace() and bool(node.text())
