"""Players that pages embed, and what stands for what they play."""

import time
from collections.abc import Callable

import pytest

from weft.pipeline.extract.html.players import Embed, embed_of
from weft.pipeline.extract.html.read import read_html
from weft.pipeline.urls import canonical
from weft.schemas.document import Role, Segment, SegmentKind

URL = "https://e.com/d/page.html"
WATCH = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
PEER = "9c9de5e8-0a1e-484a-b099-e80766180a6d"


@pytest.mark.parametrize(
    ("url", "page"),
    [
        ("https://www.youtube.com/embed/dQw4w9WgXcQ?start=30&rel=0", WATCH),
        ("https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ", WATCH),
        ("http://www.youtube.com/v/dQw4w9WgXcQ&hl=en", WATCH),
        ("https://m.youtube.com/watch?app=desktop&v=dQw4w9WgXcQ", WATCH),
        ("https://youtu.be/dQw4w9WgXcQ?t=1", WATCH),
        (
            "https://www.youtube.com/embed/videoseries?list=PL1234567890",
            "https://www.youtube.com/playlist?list=PL1234567890",
        ),
        ("https://player.vimeo.com/video/76979871?h=8272103f6e", "https://vimeo.com/76979871"),
        ("https://www.dailymotion.com/embed/video/x7tgad0?autoplay=1", "https://www.dailymotion.com/video/x7tgad0"),
        ("https://geo.dailymotion.com/player/x1.html?video=x7tgad0", "https://www.dailymotion.com/video/x7tgad0"),
        ("https://player.twitch.tv/?video=v123456&parent=e.com", "https://www.twitch.tv/videos/123456"),
        ("https://clips.twitch.tv/embed?clip=Abc-De_1&parent=e.com", "https://clips.twitch.tv/Abc-De_1"),
        (
            "https://www.tiktok.com/embed/v2/6718335390845095173?lang=en",
            "https://www.tiktok.com/embed/v2/6718335390845095173",
        ),
        (
            "https://player.bilibili.com/player.html?aid=1&bvid=BV1xx411c7mD&p=1",
            "https://www.bilibili.com/video/BV1xx411c7mD",
        ),
        ("https://archive.org/embed/night_of_the_living_dead", "https://archive.org/details/night_of_the_living_dead"),
        (
            "https://fast.wistia.net/embed/iframe/j38ihh83m5?videoFoam=true",
            "https://fast.wistia.net/embed/iframe/j38ihh83m5",
        ),
        (
            "https://players.brightcove.net/1752604059001/default_default/index.html?playsinline=1&videoId=5984514231001",
            "https://players.brightcove.net/1752604059001/default_default/index.html?videoId=5984514231001",
        ),
        (f"https://tube.example/videos/embed/{PEER}?title=0", f"https://tube.example/videos/watch/{PEER}"),
        ("https://streamable.com/e/moo", "https://streamable.com/moo"),
        (
            "https://www.facebook.com/plugins/video.php?href=https%3A%2F%2Fwww.facebook.com%2Fa%2Fvideos%2F1%2F",
            "https://www.facebook.com/a/videos/1/",
        ),
        ("https://vk.com/video_ext.php?oid=-22822305&id=456241864&hash=ab", "https://vk.com/video-22822305_456241864"),
        ("https://cdn.embedly.com/widgets/media.html?src=https%3A%2F%2Fwww.youtube.com%2Fembed%2FdQw4w9WgXcQ", WATCH),
    ],
)
def test_a_video_is_named_by_the_page_where_it_is_watched(url: str, page: str) -> None:
    assert embed_of(canonical(url)) == Embed(SegmentKind.VIDEO, page)


@pytest.mark.parametrize(
    ("url", "page"),
    [
        (
            "https://open.spotify.com/embed/episode/7makk4oTQel546B0PZlDM5?si=1",
            "https://open.spotify.com/episode/7makk4oTQel546B0PZlDM5",
        ),
        (
            "https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/tracks/293&color=ff",
            "https://api.soundcloud.com/tracks/293",
        ),
        ("https://www.mixcloud.com/widget/iframe/?hide_cover=1&feed=%2Fa%2Fb%2F", "https://www.mixcloud.com/a/b/"),
        (
            "https://bandcamp.com/EmbeddedPlayer/album=1/size=large/track=2/",
            "https://bandcamp.com/EmbeddedPlayer/track=2",
        ),
        (
            "https://embed.podcasts.apple.com/us/podcast/a-b/id1?i=2&theme=auto",
            "https://podcasts.apple.com/us/podcast/a-b/id1?i=2",
        ),
        ("https://embed.podcasts.apple.com/us/podcast/a-b/id1", "https://podcasts.apple.com/us/podcast/a-b/id1"),
    ],
)
def test_a_sound_is_named_by_the_page_where_it_is_heard(url: str, page: str) -> None:
    assert embed_of(canonical(url)) == Embed(SegmentKind.AUDIO, page)


@pytest.mark.parametrize(
    "url",
    [
        "https://player.example.org/embed/1",
        "https://www.youtube.com/embed/short",
        "https://www.youtube.com/channel/abc",
        "https://www.facebook.com/plugins/like.php?href=https%3A%2F%2Fwww.facebook.com%2Fa",
        "https://w.soundcloud.com/player/?url=https%3A%2F%2Fevil.example%2Fsoundcloud.com",
        "https://notyoutube.com/embed/dQw4w9WgXcQ",
        "https://www.google.com/maps/embed?pb=1",
        "https://tube.example/videos/embed/1",
        "https://cdn.embedly.com/widgets/media.html?src=https%3A%2F%2Fcdn.embedly.com%2F%3Fsrc%3Dx",
        "https://www.youtube.com/embed/dQw4w9WgXcQ?x=" + "y" * 3000,
    ],
)
def test_other_frames_are_no_players(url: str) -> None:
    assert embed_of(canonical(url)) is None


def shown(html: str) -> list[Segment]:
    return read_html(f"<p>The lamp was lit at dusk.</p>{html}<p>It burned until dawn.</p>", URL).document.segments[1:-1]


def embed(url: str, kind: SegmentKind = SegmentKind.VIDEO, alt: str = "") -> Segment:
    return Segment(kind, role=Role.EMBED, media_url=url, alt=alt)


@pytest.mark.parametrize(
    "html",
    [
        '<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ" title="Lamp"></iframe>',
        '<div class="video-wrapper"><iframe title="Lamp" src="//www.youtube.com/embed/dQw4w9WgXcQ"></iframe></div>',
        '<iframe title=Lamp src="about:blank" data-src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe>',
        '<iframe title=Lamp data-lazy-src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe>',
        '<embed title=Lamp src="http://www.youtube.com/v/dQw4w9WgXcQ">',
        '<object title=Lamp data="http://www.youtube.com/v/dQw4w9WgXcQ">no plug-in</object>',
        '<object><param name=movie value=x><embed title=Lamp src="http://www.youtube.com/v/dQw4w9WgXcQ"></object>',
        '<amp-youtube title=Lamp data-videoid="dQw4w9WgXcQ" layout="responsive"></amp-youtube>',
        '<amp-iframe title=Lamp src="https://www.youtube.com/embed/dQw4w9WgXcQ"><p placeholder>x</p></amp-iframe>',
        '<lite-youtube title=Lamp videoid="dQw4w9WgXcQ"><a href="/w">Play</a></lite-youtube>',
    ],
)
def test_a_player_keeps_the_place_of_its_video(html: str) -> None:
    assert shown(html) == [embed(WATCH, alt="Lamp")]


def test_a_caption_stays_with_its_player() -> None:
    frame = '<iframe src="https://player.vimeo.com/video/76979871"></iframe>'
    html = f"<figure>{frame}<figcaption>A lamp</figcaption></figure>"
    caption = Segment(SegmentKind.TEXT, "A lamp", Role.CAPTION)
    assert shown(html) == [embed("https://vimeo.com/76979871"), caption]


def test_amp_brightcove_names_account_player_and_video() -> None:
    html = '<amp-brightcove data-account="12" data-player="pl" data-video-id="34"></amp-brightcove>'
    assert shown(html) == [embed("https://players.brightcove.net/12/pl_default/index.html?videoId=34")]


def test_a_tweet_keeps_its_text_as_a_quote() -> None:
    html = (
        '<blockquote class="twitter-tweet"><p lang="en">The lamp is lit again, after forty years.</p>'
        '&mdash; A keeper (@keeper) <a href="https://twitter.com/keeper/status/1">May 17, 2024</a></blockquote>'
    )
    assert next((s.role, s.text.split(",")[0]) for s in shown(html)) == (Role.QUOTE, "The lamp is lit again")


@pytest.mark.parametrize(
    "hostile",
    [
        lambda n: "https://player.bilibili.com/player.html?" + "bvid=&" * n,
        lambda n: "https://vk.com/video_ext.php?" + "oid=1&" * n,
        lambda n: "https://bandcamp.com/EmbeddedPlayer/" + "track=" * n,
    ],
)
def test_hostile_urls_cost_little(hostile: Callable[[int], str]) -> None:
    started = time.process_time()
    for _ in range(100):
        assert embed_of(hostile(300)) is None
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "html",
    [
        '<div class="rll-youtube-player" data-id="dQw4w9WgXcQ"></div><noscript><iframe src="{}"></iframe></noscript>',
        '<blockquote cite="{}"></blockquote>',
    ],
)
def test_players_that_a_script_makes(html: str) -> None:
    segments = read_html(html.format("https://www.youtube.com/embed/dQw4w9WgXcQ"), URL).document.segments
    assert segments == [Segment(SegmentKind.VIDEO, role=Role.EMBED, media_url=WATCH)]
