"""Which block is a caption: by the name of a figure or table that it begins with, and by how it ends."""

from .blocks import Block
from .flow import SENTENCE_ENDS
from .markers import is_caption, is_labelled

_MAX_LINES = 2


def is_named_caption(block: Block) -> bool:
    """Whether it begins like a caption: ``Figure 3: Lamps``."""
    return is_caption(block.lines[0].text)


def may_be_caption(block: Block) -> bool:
    """Whether it names a figure and is no sentence: ``Figure 3 lamps at night``, not "Figure 3 shows lamps."."""
    if len(block.lines) > _MAX_LINES or is_named_caption(block) or not is_labelled(block.lines[0].text):
        return False
    return not block.ends_open and not block.lines[-1].text.endswith(SENTENCE_ENDS)
