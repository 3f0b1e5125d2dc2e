"""WebDataset tars of media with captions, as LAION, img2dataset, video2dataset and audio-dataset write them.

A sample is neighbouring members of one key: ``000010005.jpg`` (or .mp4, .flac …), ``.txt`` with the caption and
``.json`` with ``url``, ``caption`` and what the download was like; films may have a ``.vtt`` or ``.en.vtt``. The
audio sets keep captions in the JSON's ``text``, one or a list.
"""

from collections.abc import Iterator
from typing import IO, Any

from ...schemas.document import Role
from ...schemas.sets import Img2datasetSource
from ..extract.decode import decode
from ..extract.media_kinds import kind_of_url
from .capture import Capture
from .interleaved import BadRecordError, Interleaved, bad_record, named
from .json_lines import json_object
from .locations import in_bytes
from .scores import LAION_MEDIUM, numbers
from .tar import BrokenTarError, Member, tar_samples

_SUBTITLES = {"vtt": "text/vtt", "srt": "application/x-subrip"}
MAX_MEMBER_BYTES = 1 << 30
"""A longer member is not read into memory; its sample is dropped as ``too_large``."""


def read_img2dataset(stream: IO[bytes], name: str, source: Img2datasetSource) -> Iterator[Capture]:
    """A document of each sample's media and captions, and the media; with ``take: media`` the media alone."""
    try:
        for key, members in tar_samples(stream):
            offset = min(member.offset for member in members.values())
            length = max(member.offset + member.size for member in members.values()) - offset
            try:
                captures = list(_sample(stream, name, key, members, (offset, length)).captures())
            except BadRecordError as error:
                yield bad_record(name, key, offset, str(error), length)
            else:
                yield from captures if source.take == "pairs" else captures[1:]
    except BrokenTarError as error:
        yield bad_record(name, "end", error.offset, str(error))


def _sample(stream: IO[bytes], name: str, key: str, members: dict[str, Member], place: tuple[int, int]) -> Interleaved:
    media = {extension: kind for extension in members if (kind := kind_of_url(f"m.{extension}"))}
    if not media:
        raise BadRecordError("no_media")
    if any(member.size > MAX_MEMBER_BYTES for member in members.values()):
        raise BadRecordError("too_large")
    said = _ending(members, "json")
    about = json_object(said.read(stream)) if said is not None else {}
    url = about.get("url")
    document = Interleaved(named(url, name, key), *place, mime="application/json", license=about.get("license"))
    for extension, kind in media.items():
        member = members[extension]
        document.contained(
            kind,
            member.read(stream),
            (in_bytes(), member.offset, member.size),
            url=url if len(media) == 1 else None,
            alt=about.get("alt"),
        )
        if len(media) == 1:
            document.score_medium(numbers(about, LAION_MEDIUM))
    for extension, member in members.items():
        if mime := _SUBTITLES.get(extension.rpartition(".")[2]):
            document.transcript(member.read(stream), (in_bytes(), member.offset, member.size), mime)
    spelled = _ending(members, "txt")
    for caption in _captions(spelled.read(stream) if spelled is not None else b"", about):
        document.text(" ".join(caption.split()), Role.CAPTION)
    return document


def _ending(members: dict[str, Member], extension: str) -> Member | None:
    """The member of an extension; where keys hold dots, a part of them comes before it."""
    exact = members.get(extension)
    return exact or next((member for name, member in members.items() if name.endswith(f".{extension}")), None)


def _captions(text: bytes, about: dict[str, Any]) -> list[str]:
    """The caption of the .txt; else ``caption`` of the JSON, else its ``text``, one or several; each once."""
    if text.strip():
        return [decode(text, "utf-8")]
    spelled = about.get("caption") or about.get("text") or []
    several = spelled if isinstance(spelled, list) else [spelled]
    return list(dict.fromkeys(caption for caption in several if isinstance(caption, str)))
