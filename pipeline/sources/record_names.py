"""What a record is called that shows media by their urls."""

from collections.abc import Iterable

from ..urls import canonical
from .interleaved import file_url, named


def named_beside(url: object, name: str, record: int | str, media: Iterable[str]) -> str:
    """The canonical form of ``url``, unless it is that of one of ``media``; else the ``file_url`` of the record.

    In lists of pictures the one url of a row is often the picture's. Under that name the row would be a capture of
    it, one without a picture, and hide what is fetched.
    """
    called = named(url, name, record)
    return file_url(name, record) if any(canonical(medium) == called for medium in media) else called
