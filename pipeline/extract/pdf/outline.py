"""The outline of a PDF: the headings that its author gave it, by page."""

from collections import defaultdict
from collections.abc import Mapping
from itertools import islice

import pypdfium2 as pdfium

from .page import Bookmark

_MAX_BOOKMARKS = 5_000


def bookmarks_of(document: pdfium.PdfDocument) -> Mapping[int, list[Bookmark]]:
    """Bookmarks by the number of the page that they lead to; those that lead nowhere are left out."""
    found: dict[int, list[Bookmark]] = defaultdict(list)
    for bookmark in islice(document.get_toc(), _MAX_BOOKMARKS):
        try:
            target = bookmark.get_dest()
            index = target.get_index() if target is not None else None
            title = bookmark.get_title()
        except (pdfium.PdfiumError, ValueError):
            continue
        if index is not None and index >= 0:
            found[index + 1].append(Bookmark(title, bookmark.level))
    return found
