"""Sections of one document, side by side, as the tools that make documentation set them."""

import re

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


def has_sections_beside(page: Blocks, index: int, prose: list[int]) -> bool:
    """Whether a container is one of several sections with ``prose`` side by side."""
    one = page.containers[index]
    beside = [at for at, other in enumerate(page.containers) if other.parent == one.parent and at not in (0, index)]
    if any(page.containers[at].kind == _OF_JAVADOC for at in (index, *beside)):
        return bool(beside)
    return is_section(one) and any(prose[at] and is_section(page.containers[at]) for at in beside)
