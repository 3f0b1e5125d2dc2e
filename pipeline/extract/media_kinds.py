"""Kinds of media, as file names tell them."""

from ...schemas.document import SegmentKind

_EXTENSIONS = {
    SegmentKind.IMAGE: "jpg jpeg jpe jfif png gif webp avif bmp tif tiff svg jxl heic ico",
    SegmentKind.AUDIO: "mp3 m4a aac ogg oga opus flac wav weba aif aiff",
    SegmentKind.VIDEO: "mp4 m4v webm ogv mov mkv avi mpg mpeg wmv flv 3gp",
}
_KIND_BY_EXTENSION = {word: kind for kind, words in _EXTENSIONS.items() for word in words.split()}
_MAX_EXTENSION_CHARACTERS = max(map(len, _KIND_BY_EXTENSION))


def kind_of_url(url: str) -> SegmentKind | None:
    """The kind of medium that the file name extension of a canonical url names; None when it names none."""
    path = url.partition("?")[0]
    dot = path.rfind(".", -1 - _MAX_EXTENSION_CHARACTERS)
    return _KIND_BY_EXTENSION.get(path[dot + 1 :].lower()) if dot > 0 and path[dot - 1] != "/" else None
