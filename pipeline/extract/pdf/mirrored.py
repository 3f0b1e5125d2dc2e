"""Pages whose lines begin at the right, as layout reads them: with left and right exchanged.

Then what it knows of first lines, marks of lists and columns holds for them, too.
"""

from dataclasses import replace

from .page import Box, Page, Word


def begun_left(page: Page) -> Page:
    """The page, mirrored if most of its letters are read from the right."""
    leftwards = sum(len(word.text) for word in page.words if word.shown)
    letters = sum(len(word.text) for word in page.words if word.shown or word.text[:1].isalpha())
    if leftwards * 2 <= letters:
        return page
    return replace(
        page,
        words=[_mirrored_word(word, page.width) for word in page.words],
        pictures=[replace(picture, box=_mirrored(picture.box, page.width)) for picture in page.pictures],
        tables=[replace(table, box=_mirrored(table.box, page.width)) for table in page.tables],
        is_mirrored=True,
    )


def _mirrored_word(word: Word, width: float) -> Word:
    return replace(word, box=_mirrored(word.box, width), is_mirrored=True)


def _mirrored(box: Box, width: float) -> Box:
    return Box(width - box.right, box.top, width - box.left, box.bottom)
