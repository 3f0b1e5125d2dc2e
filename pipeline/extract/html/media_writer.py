"""The media of a page to segments, each where it stands and once."""

import re

from selectolax.lexbor import LexborNode

from ....schemas.document import Role, Segment, SegmentKind
from ..attributes import Attributes
from ..data_urls import DataMedia, is_data_url, kind_of_data
from ..media_kinds import kind_of_url
from .links import Resolver
from .media import (
    image_source,
    inline_source,
    is_avatar,
    is_badge,
    is_tracking_pixel,
    picture_sources,
    player_sources,
)
from .noscript import StandIn, has_twin, stand_in_after, stand_in_before
from .players import embed_of, player_source
from .writer import BlockWriter

_NUMBER = re.compile(r"(?<=/)\d{1,5}(?=/|$)")


class MediaWriter:
    """Writes to ``to``; ``links`` resolves urls, ``data`` takes the media in ``data:`` urls."""

    def __init__(self, to: BlockWriter, links: Resolver, data: DataMedia | None) -> None:
        self._to = to
        self._resolve = links.resolve
        self._data = data
        self._stand_in: StandIn | None = None

    def image(self, node: LexborNode, attributes: Attributes) -> None:
        """An ``img``, unless another element stands for it."""
        if is_avatar(attributes):
            return
        parent = node.parent
        sources = picture_sources(node) if parent is not None and parent.tag == "picture" else []
        source = image_source(attributes, sources) or inline_source(attributes)
        if self._stand_in is not None and self._stand_in.image_id == node.mem_id:
            return
        if (is_data_url(source) and has_twin(node)) or is_badge(attributes, source):
            return
        self._medium(SegmentKind.IMAGE, "" if is_tracking_pixel(attributes) else source, attributes.get("alt"))

    def knows_image_of(self, noscript: LexborNode) -> bool:
        """Whether the one image in a ``noscript`` was just written; else it is the one to write, not its stand-in."""
        before, last = stand_in_before(noscript), self._to.last
        if before and before.source and last and last.segment.media_url == self._resolve(before.source):
            return True
        self._stand_in = stand_in_after(noscript)
        return False

    def shows_in_full(self, image: LexborNode) -> bool:
        """Whether the image of a ``noscript`` is the one just written; it takes the place of a smaller preview."""
        last = self._to.last
        if last is None or last.segment.kind is not SegmentKind.IMAGE:
            return False
        url = self._resolve(image_source(image.attributes))
        if url is None or _file_name(url) != _file_name(last.segment.media_url):
            return False
        if _largest_number(url) > _largest_number(last.segment.media_url):
            last.segment.media_url = url
        return True

    def player(self, node: LexborNode, attributes: Attributes) -> None:
        """An ``audio`` or ``video``, and behind it a transcript for each of its tracks."""
        source, tracks = player_sources(node)
        kind = SegmentKind.AUDIO if node.tag in ("audio", "amp-audio") else SegmentKind.VIDEO
        if self._medium(kind, source, attributes.get("aria-label") or attributes.get("title")):
            for track in tracks:
                url = self._resolve(track)
                if url is not None:
                    self._to.put(Segment(SegmentKind.TEXT, role=Role.TRANSCRIPT, media_url=url))

    def embedded(self, node: LexborNode, attributes: Attributes) -> bool:
        """The medium or player that an ``iframe``, ``embed`` or ``object`` shows; whether it shows one."""
        source = player_source(node.tag or "", attributes)
        name = attributes.get("title") or attributes.get("aria-label")
        url = self._resolve(source) if source else None
        embed = embed_of(url)
        if embed is not None:
            self._put(Segment(embed.kind, role=Role.EMBED, media_url=embed.url), name)
            return True
        kind = kind_of_data(source) if is_data_url(source) else kind_of_url(url or "")
        return kind is not None and self._medium(kind, source, name)

    def cited(self, source: str) -> None:
        """The player that a script makes of a quote from where it plays, as TikTok's does."""
        embed = embed_of(self._resolve(source))
        if embed is not None:
            self._put(Segment(embed.kind, role=Role.EMBED, media_url=embed.url), None)

    def _medium(self, kind: SegmentKind, source: str, name: str | None) -> bool:
        """Writes the medium, once where it stands twice in a row; whether its url is one that can be fetched."""
        if is_data_url(source):
            url = self._data.take(kind, source) if self._data is not None else None
        else:
            url = self._resolve(source) if source else None
        if url is None:
            return False
        self._put(Segment(kind, media_url=url), name)
        return True

    def _put(self, medium: Segment, name: str | None) -> None:
        last = self._to.last
        if last is None or last.segment.media_url != medium.media_url:
            medium.alt = " ".join((name or "").split())
            self._to.put(medium)


def _file_name(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]


def _largest_number(url: str) -> int:
    """Of those in the folders of a url: services that scale pictures write their width there."""
    return max(map(int, _NUMBER.findall(url.rpartition("/")[0])), default=0)
