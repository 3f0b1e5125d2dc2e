"""Sections of a page: side by side, as the tools that make documentation set them, or below a heading."""

import re
from collections.abc import Sequence

from .....schemas.document import Role
from ..blocks import Blocks, Container, kind_of

_SECTION = re.compile(
    r"(?:sub){0,2}sect(?:ion)?(?:levelextent)?$|chapter(?:levelextent)?$|ref(?:sect|namediv|synopsisdiv)$"
    r"|level$|appendix$|preface$|refmeta$"
)
"""Kinds of DocBook, AsciiDoc, Texinfo, docutils, Pandoc and R Markdown."""
_OF_JAVADOC = "classdescription"
"""What a class is, beside summaries and details of its members, which are sections as well."""


def is_section(container: Container) -> bool:
    """Whether an element is a section of a document: an HTML ``section`` of no class is one as well."""
    return is_section_class(container.class_) if container.class_ else container.tag == "section"


def is_section_class(class_: str) -> bool:
    """Whether a ``class`` is that of a section of a document."""
    return _SECTION.match(kind_of(class_)) is not None


def is_among_sections(page: Blocks, index: int, children: Sequence[int], prose: Sequence[int]) -> bool:
    """Whether a container, one of ``children`` of another, is one of several sections there with ``prose``."""
    if any(page.containers[child].kind == _OF_JAVADOC for child in children):
        return len(children) > 1
    if not is_section(page.containers[index]):
        return False
    return sum(prose[child] > 0 and is_section(page.containers[child]) for child in children) > 1


def section_below(page: Blocks, heading: int, subtrees: list[range]) -> list[int]:
    """The heading at an index and the blocks below it, up to one as high, in its element or the one around that."""
    level = page.blocks[heading].segment.level
    around = page.blocks[heading].container
    section = [heading]
    for index in range(heading + 1, len(page.blocks)):
        block = page.blocks[index]
        if len(section) == 1 and block.container not in subtrees[around]:
            around = page.containers[around].parent  # the heading has an element of its own
        if not around or block.container not in subtrees[around]:
            break
        if block.segment.role is Role.HEADING and (not level or block.segment.level <= level):
            break
        section.append(index)
    return section
