"""Players of video and sound that pages embed: which url stands for what they play.

A player's page is no medium, and nothing is to be fetched from it; its url keeps the place. It is brought to one
form, that of the page where a person would watch or listen, so that every embed of a film has the same url.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from ....schemas.document import SegmentKind
from ...urls import canonical
from ..attributes import Attributes

_AUDIO, _VIDEO = SegmentKind.AUDIO, SegmentKind.VIDEO
_MAX_URL_CHARACTERS = 2048
_MAX_NESTING = 2
_ID = r"([\w-]{1,64})"
_YOUTUBE_ID = r"(?!videoseries|live_stream)([\w-]{11})(?![\w-])"
_UUID = r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[1-9A-HJ-NP-Za-km-z]{22})"


@dataclass(frozen=True, slots=True)
class Embed:
    """What a player plays; ``url`` is canonical."""

    kind: SegmentKind
    url: str


@dataclass(frozen=True, slots=True)
class _Player:
    """``path`` is searched at the start of ``/path?query``; ``page`` is filled with its groups."""

    path: re.Pattern[str]
    page: str
    kind: SegmentKind = _VIDEO


def _players(*rows: tuple[str, str, str] | tuple[str, str, str, SegmentKind]) -> dict[str, list[_Player]]:
    found: dict[str, list[_Player]] = {}
    for hosts, path, *rest in rows:
        for host in hosts.split():
            found.setdefault(host, []).append(_Player(re.compile(path), *rest))  # type: ignore[arg-type]
    return found


_PLAYERS = _players(
    ("youtube.com youtube-nocookie.com", rf"/(?:embed|v|e|shorts|live)/{_YOUTUBE_ID}", "www.youtube.com/watch?v={}"),
    ("youtube.com", rf"/watch\?(?:.*&)?v={_YOUTUBE_ID}", "www.youtube.com/watch?v={}"),
    (
        "youtube.com youtube-nocookie.com",
        rf"/embed/(?:videoseries)?/?\?(?:.*&)?list={_ID}",
        "www.youtube.com/playlist?list={}",
    ),
    ("youtu.be", rf"/{_YOUTUBE_ID}", "www.youtube.com/watch?v={}"),
    ("player.vimeo.com vimeo.com", r"/(?:video/)?(\d{4,12})(?:[/?]|$)", "vimeo.com/{}"),
    ("dailymotion.com", rf"/(?:embed/)?video/{_ID}", "www.dailymotion.com/video/{}"),
    ("geo.dailymotion.com", rf"/player(?:/{_ID})?\.html\?(?:.*&)?video={_ID}", "www.dailymotion.com/video/{1}"),
    ("player.twitch.tv", r"/\?(?:.*&)?video=v?(\d+)", "www.twitch.tv/videos/{}"),
    ("player.twitch.tv", r"/\?(?:.*&)?channel=(\w+)", "www.twitch.tv/{}"),
    ("clips.twitch.tv", rf"/embed\?(?:.*&)?clip={_ID}", "clips.twitch.tv/{}"),
    ("tiktok.com", r"/(?:embed(?:/v[23])?|player/v1)/(\d+)", "www.tiktok.com/embed/v2/{}"),
    ("tiktok.com", r"/@([\w.-]+)/video/(\d+)", "www.tiktok.com/embed/v2/{1}"),
    ("player.bilibili.com", r"/player\.html\?(?:.*&)?bvid=(BV\w{10})", "www.bilibili.com/video/{}"),
    ("player.bilibili.com", r"/player\.html\?(?:.*&)?aid=(\d+)", "www.bilibili.com/video/av{}"),
    ("archive.org", r"/embed/([\w.-]+)", "archive.org/details/{}"),
    ("fast.wistia.net fast.wistia.com", rf"/embed/(?:iframe|medias)/{_ID}", "fast.wistia.net/embed/iframe/{}"),
    (
        "players.brightcove.net",
        rf"/(\d+)/{_ID}/index\.html\?(?:.*&)?videoId=([\w:%-]{{1,80}})",
        "players.brightcove.net/{}/{}/index.html?videoId={}",
    ),
    ("streamable.com", r"/(?:[eos]/)?(\w+)", "streamable.com/{}"),
    ("rumble.com", r"/embed/(?:\w+\.)?(v\w+)", "rumble.com/embed/{}/"),
    ("cdn.jwplayer.com content.jwplatform.com", r"/players/(\w{8})-\w{8}", "cdn.jwplayer.com/previews/{}"),
    ("play.vidyard.com", rf"/{_ID}", "play.vidyard.com/{}"),
    ("loom.com", r"/(?:embed|share)/([0-9a-f]{32})", "www.loom.com/share/{}"),
    ("embed.ted.com embed-ssl.ted.com", r"/talks/(?:lang/[\w-]+/)?([\w-]+)", "www.ted.com/talks/{}"),
    ("vk.com vkvideo.ru", r"/video_ext\.php\?(?:.*&)?oid=(-?\d+)&id=(\d+)", "vk.com/video{}_{}"),
    ("rutube.ru", r"/play/embed/(\w+)", "rutube.ru/video/{}/"),
    ("player.youku.com", r"/embed/([\w=]+)", "v.youku.com/v_show/id_{}.html"),
    ("v.qq.com", r"/(?:txp/)?iframe/player\.html\?(?:.*&)?vid=(\w+)", "v.qq.com/x/page/{}.html"),
    ("embed.nicovideo.jp", r"/watch/(\w+)", "www.nicovideo.jp/watch/{}"),
    ("tv.naver.com", r"/embed/(\d+)", "tv.naver.com/v/{}"),
    (
        "open.spotify.com",
        r"/(?:intl-\w+/)?(?:embed(?:-podcast)?/)?(track|episode|album|playlist|show)/(\w{22})",
        "open.spotify.com/{}/{}",
        _AUDIO,
    ),
    ("bandcamp.com", r"/EmbeddedPlayer/.*?track=(\d+)", "bandcamp.com/EmbeddedPlayer/track={}", _AUDIO),
    ("bandcamp.com", r"/EmbeddedPlayer/.*?album=(\d+)", "bandcamp.com/EmbeddedPlayer/album={}", _AUDIO),
    ("widget.deezer.com", r"/widget/\w+/(track|album|playlist|show|episode)/(\d+)", "www.deezer.com/{}/{}", _AUDIO),
    ("embed.podcasts.apple.com", r"/([\w/%-]+)(?:\?(?:.*&)?i=(\d+))?", "podcasts.apple.com/{}?i={}", _AUDIO),
)
"""Hosts without ``www.`` and ``m.``; the first row whose path is found counts."""
_FORWARDED = {
    "w.soundcloud.com": ("/player", "url", _AUDIO, ("soundcloud.com",)),
    "mixcloud.com": ("/widget/", "feed", _AUDIO, ("mixcloud.com",)),
    "player-widget.mixcloud.com": ("/widget/", "feed", _AUDIO, ("mixcloud.com",)),
    "facebook.com": ("/plugins/video.php", "href", _VIDEO, ("facebook.com", "fb.watch")),
}
"""Players that are told the url of what they play: their path, the field of the query, and the hosts it may be of."""
_WRAPPERS = {"cdn.embedly.com": "src", "iframely.net": "url", "if-cdn.com": "url"}
_PEERTUBE = re.compile(rf"/(?:videos/embed|w|videos/watch)/{_UUID}(?:[/?]|$)")
"""Any host may run PeerTube; its ids are UUIDs, long or short."""
_BY_ATTRIBUTE = {
    "amp-youtube": ("data-videoid", "https://www.youtube.com/embed/{}"),
    "lite-youtube": ("videoid", "https://www.youtube.com/embed/{}"),
    "youtube-video": ("video-id", "https://www.youtube.com/embed/{}"),
    "amp-vimeo": ("data-videoid", "https://player.vimeo.com/video/{}"),
    "lite-vimeo": ("videoid", "https://player.vimeo.com/video/{}"),
    "amp-dailymotion": ("data-videoid", "https://www.dailymotion.com/embed/video/{}"),
    "amp-soundcloud": ("data-trackid", "https://w.soundcloud.com/player/?url=https://api.soundcloud.com/tracks/{}"),
    "amp-wistia-player": ("data-media-hashed-id", "https://fast.wistia.net/embed/iframe/{}"),
    "amp-tiktok": ("data-src", "{}"),
}
"""Elements that name what they play by its id."""
PLAYER_TAGS = (*_BY_ATTRIBUTE, "amp-brightcove")
LAZY_SRC = ("data-src", "data-lazy-src", "data-litespeed-src", "data-cookieblock-src", "data-src-cmplz", "data-cmp-src")
"""Attributes that scripts read the url of a frame from, when it is seen or consent is given."""


def player_source(tag: str, attributes: Attributes) -> str:
    """The url of the player as an element names it; empty where it names none."""
    if tag == "amp-brightcove":
        account, video = attributes.get("data-account"), attributes.get("data-video-id")
        player = attributes.get("data-player") or attributes.get("data-player-id") or "default"
        page = f"https://players.brightcove.net/{account}/{player}_default/index.html?videoId={video}"
        return page if account and video else ""
    if tag in _BY_ATTRIBUTE:
        attribute, page = _BY_ATTRIBUTE[tag]
        name = (attributes.get(attribute) or "").strip()
        return page.format(name) if name else ""
    source = (attributes.get("data" if tag == "object" else "src") or "").strip()
    if source and not source.startswith(("about:", "data:", "javascript:")):
        return source
    return next((value.strip() for name in LAZY_SRC if (value := attributes.get(name) or "")), source)


def embed_of(url: str | None) -> Embed | None:
    """What the player at a canonical ``url`` plays; None for anything but a known player."""
    return _embed(url, 0) if url else None


def _embed(url: str, depth: int) -> Embed | None:
    if len(url) > _MAX_URL_CHARACTERS or depth > _MAX_NESTING:
        return None
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    for player in _PLAYERS.get(host, ()):
        if match := player.path.match(target):
            return _filled(player, match)
    if host in _FORWARDED:
        folder, name, kind, hosts = _FORWARDED[host]
        is_player = parts.path.startswith(folder)
        return _forwarded(_query(parts.query, name), kind, hosts) if is_player else None
    if host in _WRAPPERS:
        inner = canonical(_query(parts.query, _WRAPPERS[host]))
        return _embed(inner, depth + 1) if inner else None
    if match := _PEERTUBE.match(target):
        return Embed(_VIDEO, f"{parts.scheme}://{parts.netloc}/videos/watch/{match[1]}")
    return None


def _filled(player: _Player, match: re.Match[str]) -> Embed | None:
    groups = [unquote(group) if group else "" for group in match.groups()]
    url = canonical("https://" + player.page.format(*groups).removesuffix("?i="))
    return Embed(player.kind, url) if url else None


def _forwarded(target: str, kind: SegmentKind, hosts: tuple[str, ...]) -> Embed | None:
    if target.startswith("/"):
        target = f"https://www.{hosts[0]}{target}"
    url = canonical(target)
    if url is None or len(url) > _MAX_URL_CHARACTERS:
        return None
    host = urlsplit(url).hostname or ""
    return Embed(kind, url) if any(host == known or host.endswith("." + known) for known in hosts) else None


def _query(query: str, name: str) -> str:
    return next((value for key, value in parse_qsl(query) if key == name), "")
