"""The example site: its pages, the media that make_site draws, and the server."""

from __future__ import annotations

import gzip
import http.client
import importlib.util
import json
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree

import numpy as np
import phonenumbers
import pytest
from PIL import Image, ImageOps
from protego import Protego
from selectolax.lexbor import LexborHTMLParser

EXAMPLES = Path(__file__).parents[2] / "examples"
HOST = "http://site.test"
LEGACY_CHARSETS = {"legacy/hangro.html": "euc-kr", "legacy/tide-tables.html": "cp1252"}
MEANT_TO_BE_MISSING = {"/en/lost-and-found.html", "/media/photos/never-taken.jpg"}
MEANT_TO_REDIRECT = {"/en/fresnel.html", "/old/gallery", "/loop/east.html"}


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"example_{name}", EXAMPLES / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


make_site = load("make_site")
serve = load("serve")


@pytest.fixture(scope="module")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The site as the command line makes it, and what the command printed."""
    out = tmp_path_factory.mktemp("made") / "site"
    command = [sys.executable, str(EXAMPLES / "make_site.py"), str(out)]
    return out, subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout


@pytest.fixture(scope="module")
def site(first_run: tuple[Path, str]) -> Path:
    return first_run[0]


@pytest.fixture(scope="module")
def connection(site: Path) -> Iterator[http.client.HTTPConnection]:
    with serve.serve(site) as url:
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
        yield connection
        connection.close()


def get(
    connection: http.client.HTTPConnection, path: str, method: str = "GET", **headers: str
) -> tuple[http.client.HTTPResponse, bytes]:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, headers=sent)
    response = connection.getresponse()
    return response, response.read()


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def pages(folder: Path) -> dict[str, LexborHTMLParser]:
    return {
        name: LexborHTMLParser(content.decode(LEGACY_CHARSETS.get(name, "utf-8")))
        for name, content in sorted(files(folder).items())
        if name.endswith(".html")
    }


def text(page: LexborHTMLParser) -> str:
    assert page.body
    return " ".join(page.body.text().split())


def local_references(name: str, page: LexborHTMLParser, *, links: bool) -> set[str]:
    """Paths on the site that a page links to (`links`) or embeds, resolved as a browser would."""
    base = f"{HOST}/{name}"
    if (declared := page.css_first("base")) and (href := declared.attributes["href"]):
        base = urljoin(base, href)
    found: list[str | None] = []
    if links:
        found += [node.attributes.get("href") for node in page.css("a[href]")]
    else:
        found += [node.attributes.get("href") for node in page.css("link[href]")]
        for key in ("src", "data-src", "poster"):
            found += [node.attributes.get(key) for node in page.css(f"[{key}]")]
        for key in ("srcset", "data-srcset"):
            for node in page.css(f"[{key}]"):
                found += [candidate.split()[0] for candidate in re.split(r",\s+", node.attributes[key] or "")]
    paths = set()
    for reference in found:
        try:
            url = urlsplit(urljoin(base, reference or ""))
        except ValueError:
            continue
        if f"{url.scheme}://{url.netloc}" == HOST:
            paths.add(unquote(url.path))
    return paths


# ------------------------------------------------------------------------------------------------ making


def test_command_says_what_it_made(first_run: tuple[Path, str]) -> None:
    out, printed = first_run
    made = files(out)
    page_count = sum(name.endswith(".html") for name in made)
    said = re.fullmatch(r"(\d+) pages, (\d+) media files, (\d+\.\d) MB in (.+)\n", printed)
    assert said
    assert int(said[1]) == page_count >= 40
    assert 40 <= int(said[2]) <= 60
    assert float(said[3]) < 12
    assert Path(said[4]) == out


def test_two_runs_give_identical_bytes_and_times(site: Path, tmp_path: Path) -> None:
    make_site.make_site(tmp_path / "again")
    assert files(site) == files(tmp_path / "again")
    assert (site / "index.html").stat().st_mtime == (tmp_path / "again/index.html").stat().st_mtime == 1_714_557_600


def test_complete_folder_is_left_alone(site: Path) -> None:
    stamp = (site / ".made.json").stat().st_mtime_ns
    assert make_site.make_site(site) == f"{site.resolve()} is up to date"
    assert (site / ".made.json").stat().st_mtime_ns == stamp


@pytest.mark.parametrize("harm", ["flipped byte", "missing file", "other inputs", "broken stamp"])
def test_harmed_folder_is_not_up_to_date(site: Path, tmp_path: Path, harm: str) -> None:
    copy = Path(shutil.copytree(site, tmp_path / "copy"))
    inputs = json.loads((copy / ".made.json").read_text())["inputs"]
    assert make_site.is_up_to_date(copy, inputs)
    logo = copy / "media/icons/logo.png"
    match harm:
        case "flipped byte":
            logo.write_bytes(logo.read_bytes()[:-1] + b"\x00")
        case "missing file":
            logo.unlink()
        case "other inputs":
            inputs = "0" * 64
        case "broken stamp":
            (copy / ".made.json").write_text("{")
    assert not make_site.is_up_to_date(copy, inputs)


def test_sources_are_never_written_over() -> None:
    with pytest.raises(SystemExit, match="name another folder"):
        make_site.make_site(EXAMPLES)


# ------------------------------------------------------------------------------------------------- pages


def test_every_file_a_page_refers_to_is_made(site: Path) -> None:
    made = {f"/{name}" for name in files(site)}
    wanted = set()
    for name, page in pages(site).items():
        wanted |= local_references(name, page, links=True) | local_references(name, page, links=False)
    assert wanted - made == MEANT_TO_BE_MISSING | MEANT_TO_REDIRECT


def test_every_media_file_is_shown_somewhere(site: Path) -> None:
    made = {f"/{name}" for name in files(site) if name.startswith("media/")}
    shown = set()
    for name, page in pages(site).items():
        shown |= local_references(name, page, links=True) | local_references(name, page, links=False)
    assert made - shown == set()


def test_every_page_is_within_four_clicks_of_the_index(site: Path) -> None:
    parsed = pages(site)
    clicks = {"index.html": 0}
    queue = ["index.html"]
    for name in queue:
        for path in sorted(local_references(name, parsed[name], links=True)):
            target = path.lstrip("/")
            if target in parsed and target not in clicks:
                clicks[target] = clicks[name] + 1
                queue.append(target)
    assert set(clicks) == set(parsed)
    assert max(clicks.values()) <= 4


def test_articles_are_real_prose_in_four_languages(site: Path) -> None:
    by_language: dict[str, list[str]] = {}
    for page in pages(site).values():
        root = page.css_first("html")
        assert root
        prose = " ".join(node.text() for node in page.css("p"))
        by_language.setdefault(str(root.attributes["lang"]), []).append(prose)
    for language, enough in (("en", 18), ("de", 4), ("ko", 4)):
        assert sum(len(prose.split()) >= 150 for prose in by_language[language]) >= enough, language
    assert sum(len(prose) >= 400 for prose in by_language["ja"]) >= 4


def test_translations_name_each_other(site: Path) -> None:
    parsed = pages(site)

    def alternates(page: LexborHTMLParser) -> dict[str | None, str]:
        found = page.css('link[rel="alternate"][hreflang]')
        return {node.attributes["hreflang"]: str(node.attributes["href"]) for node in found}

    groups = [alternates(page) for page in parsed.values() if alternates(page)]
    assert len(groups) >= 10
    for group in groups:
        for language, href in group.items():
            twin = parsed[href.lstrip("/")]
            assert alternates(twin) == group
            assert twin.css_first(f'html[lang="{language}"]')


def test_exact_duplicate_has_the_same_bytes(site: Path) -> None:
    assert (site / "archive/eddystone.html").read_bytes() == (site / "en/eddystone.html").read_bytes()


@pytest.mark.parametrize("twin", ["print/daymarks.html", "archive/daymarks-2019.html"])
def test_near_duplicates_share_most_of_their_words(site: Path, twin: str) -> None:
    parsed = pages(site)
    original, copy = (
        {tuple(words[i : i + 5]) for i in range(len(words) - 4)}
        for words in (
            " ".join(p.text() for p in parsed[name].css("article p")).split() for name in ("en/daymarks.html", twin)
        )
    )
    assert original != copy
    assert len(original & copy) / len(original | copy) > 0.85


def test_legacy_pages_are_in_the_charset_that_makes_them_hard(site: Path) -> None:
    korean, english = ((site / name).read_bytes() for name in LEGACY_CHARSETS)
    assert b"charset=euc-kr" in korean
    assert "항로표지" in korean.decode("euc-kr")
    with pytest.raises(UnicodeDecodeError):
        korean.decode("utf-8")
    assert b"charset=ISO-8859-1" in english
    assert "“The middle hours do the work,”" in english.decode("cp1252")
    assert any(0x80 <= byte <= 0x9F for byte in english)


def test_contact_page_holds_personal_data_of_every_kind(site: Path) -> None:
    shown = text(pages(site)["en/people.html"])
    matches = list(phonenumbers.PhoneNumberMatcher(shown, "US", phonenumbers.Leniency.POSSIBLE))
    assert {match.number.country_code for match in matches} == {1, 44, 49, 82}
    assert len(re.findall(r"[\w.+-]+@[\w.-]+\.\w+", shown)) == 6
    for address in ("192.0.2.44", "198.51.100.7", "203.0.113.9", "8.8.8.8"):
        assert address in shown


def test_opt_out_is_in_the_page(site: Path) -> None:
    robots = pages(site)["en/photo-essay.html"].css_first('meta[name="robots"]')
    assert robots
    assert robots.attributes["content"] == "noai, noimageai"


def test_robots_forbids_the_private_page_and_the_sitemap_lists_the_others(site: Path) -> None:
    robots = Protego.parse((site / "robots.txt").read_text())
    tree = ElementTree.parse(site / "sitemap.xml")
    listed = {node.text for node in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    allowed = {f"/{name}" for name in pages(site) if robots.can_fetch(f"{HOST}/{name}", "weft")}
    assert listed == allowed
    assert {f"/{name}" for name in pages(site)} - allowed == {"/private/keepers-log.html"}


def test_one_evaluation_question_stands_in_a_page_word_for_word(site: Path) -> None:
    lines = (EXAMPLES / "evaluation/questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in lines]
    assert len({question["id"] for question in questions}) == len(questions) == 12
    assert all(set(question) == {"id", "question", "answer"} for question in questions)
    shown = {name: text(page) for name, page in pages(site).items()}
    leaked = [(q, name) for q in questions for name in shown if q["question"] in shown[name]]
    assert [(q["id"], name) for q, name in leaked] == [("range-49-9", "en/puzzle-corner.html")]
    assert len(leaked[0][0]["question"].split()) >= 20


# ------------------------------------------------------------------------------------------------- media


@pytest.mark.parametrize(
    ("name", "kind", "mode", "size"),
    [
        ("photos/harbour-dawn-1600.jpg", "JPEG", "RGB", (1600, 900)),
        ("photos/harbour-dawn-400.jpg", "JPEG", "RGB", (400, 225)),
        ("photos/tower-portrait.jpg", "JPEG", "RGB", (800, 1200)),
        ("photos/islet-panorama.jpg", "JPEG", "RGB", (1800, 600)),
        ("photos/w_640,h_360/reef-calm.jpg", "JPEG", "RGB", (640, 360)),
        ("photos/estuary.webp", "WEBP", "RGB", (1024, 768)),
        ("charts/lens-orders.png", "PNG", "RGB", (800, 500)),
        ("drawings/lens-section.png", "PNG", "RGBA", (480, 640)),
        ("drawings/buoys.gif", "GIF", "P", (420, 260)),
        ("gallery/thumb/08.jpg", "JPEG", "RGB", (120, 90)),
        ("icons/pixel.gif", "GIF", "P", (1, 1)),
        ("icons/banner.png", "PNG", "RGB", (728, 90)),
        ("video/lights-poster.jpg", "JPEG", "RGB", (320, 240)),
    ],
)
def test_picture_has_its_format_and_size(site: Path, name: str, kind: str, mode: str, size: tuple[int, int]) -> None:
    with Image.open(site / "media" / name) as image:
        image.load()
        assert (image.format, image.mode, image.size) == (kind, mode, size)


def test_photographs_carry_place_and_orientation(site: Path) -> None:
    with Image.open(site / "media/photos/cliff-evening.jpg") as image:
        place = image.getexif().get_ifd(0x8825)
        assert (place[1], place[2], place[3], place[4]) == ("N", (56.0, 26.0, 3.0), "W", (2.0, 23.0, 13.0))
    with Image.open(site / "media/photos/lantern-upright.jpg") as image:
        assert (image.size, image.getexif()[0x0112]) == ((1200, 800), 6)
        upright = np.asarray(ImageOps.exif_transpose(image).convert("L"), np.float32)
    assert upright.shape == (1200, 800)
    assert upright[:400].mean() > upright[-200:].mean() + 20  # sky above, water below


def test_animation_flashes_twice(site: Path) -> None:
    with Image.open(site / "media/drawings/group-flash.gif") as image:
        frames = []
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            frames.append((np.asarray(image.convert("L"))[10, 10] > 128, image.info["duration"]))
    assert frames == [(False, 500), (True, 500), (False, 500), (True, 500), (False, 3000)]


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_broken_images_are_broken_as_named(site: Path) -> None:
    broken = site / "media/broken"
    with Image.open(broken / "cut-in-half.jpg") as image, pytest.raises(OSError, match="truncated"):
        image.load()
    assert (broken / "empty.jpg").read_bytes() == b""
    assert (broken / "really-html.png").read_bytes().startswith(b"<!DOCTYPE html>")
    bomb = (broken / "bomb.png").read_bytes()
    assert (int.from_bytes(bomb[16:20]), int.from_bytes(bomb[20:24])) == (100_000, 100_000)
    assert len(bomb) < 1000
    with pytest.raises(Image.DecompressionBombError):
        Image.open(broken / "bomb.png")


def ffmpeg(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = [make_site.find_ffmpeg(), "-nostdin", "-hide_banner", *arguments]
    return subprocess.run(command, capture_output=True, check=False, timeout=60)


@pytest.mark.parametrize(
    ("name", "codecs", "seconds"),
    [
        ("audio/keeper.ogg", {"vorbis", "opus"}, (8, 15)),
        ("audio/keeper.mp3", {"mp3"}, (8, 15)),
        ("audio/foghorn.ogg", {"vorbis", "opus"}, (8, 15)),
        ("video/lights.mp4", {"h264", "aac"}, (7.8, 8.3)),
        ("video/lights.webm", {"vp8", "vp9", "vorbis", "opus"}, (7.8, 8.3)),
    ],
)
def test_sound_and_film_have_their_codecs_and_length(
    site: Path, name: str, codecs: set[str], seconds: tuple[float, float]
) -> None:
    about = ffmpeg("-i", str(site / "media" / name)).stderr.decode()
    duration = re.search(r"Duration: 00:00:([\d.]+)", about)
    assert duration
    assert seconds[0] <= float(duration[1]) <= seconds[1]
    streams = re.findall(r"Stream #.*: (Audio|Video): (\w+)", about)
    assert {codec for _, codec in streams} <= codecs
    assert {kind for kind, _ in streams} == ({"Audio", "Video"} if "video/" in name else {"Audio"})
    decoded = ffmpeg("-v", "error", "-i", str(site / "media" / name), "-f", "null", "-")
    assert (decoded.returncode, decoded.stderr) == (0, b"")


def grey_frame(path: Path, second: float) -> np.ndarray:
    raw = ffmpeg(
        "-v", "error", "-ss", str(second), "-i", str(path), "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "gray", "-"
    )
    return np.frombuffer(raw.stdout, np.uint8).reshape(240, 320)


@pytest.mark.parametrize("name", ["lights.mp4", "lights.webm"])
def test_film_is_dark_in_its_first_half_and_bright_in_its_second(site: Path, name: str) -> None:
    for second in (1.0, 3.0):
        assert grey_frame(site / "media/video" / name, second)[:60, :140].mean() < 60
    for second in (4.5, 7.0):
        assert grey_frame(site / "media/video" / name, second)[:60, :140].mean() > 150


@pytest.mark.parametrize("language", ["en", "ko"])
def test_subtitles_change_with_the_scene(site: Path, language: str) -> None:
    track = (site / f"media/video/lights.{language}.vtt").read_text(encoding="utf-8")
    assert track.startswith("WEBVTT\n")
    cues = re.findall(r"00:00:([\d.]+) --> 00:00:([\d.]+)\n(.+)", track)
    times = [(float(start), float(end)) for start, end, _ in cues]
    assert times == sorted(times)
    assert all(start < end <= 8.0 and (end <= 4.0 or start >= 4.0) for start, end in times)
    night, day = {"en": ("Night", "Day"), "ko": ("밤", "낮")}[language]
    assert cues[0][2].startswith(night)
    assert next(words for start, _, words in cues if float(start) >= 4).startswith(day)


def test_cut_film_cannot_be_read_to_its_end(site: Path) -> None:
    decoded = ffmpeg("-v", "error", "-i", str(site / "media/broken/cut-short.mp4"), "-f", "null", "-")
    assert decoded.stderr != b""


# ------------------------------------------------------------------------------------------------ server


def test_many_requests_share_one_connection(connection: http.client.HTTPConnection) -> None:
    get(connection, "/index.html")
    socket = connection.sock
    for path in ("/en/eddystone.html", "/nothing-here", "/en/fresnel.html", "/media/icons/logo.png"):
        response, _ = get(connection, path)
        assert response.version == 11
    assert socket is not None
    assert connection.sock is socket


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/legacy/hangro.html", "text/html"),
        ("/media/photos/estuary.webp", "image/webp"),
        ("/media/photos/w_640,h_360/reef-calm.jpg?x=1", "image/jpeg"),
        ("/media/broken/really-html.png", "image/png"),
        ("/media/video/lights.en.vtt", "text/vtt; charset=utf-8"),
        ("/media/video/lights.mp4", "video/mp4"),
        ("/media/audio/keeper.ogg", "audio/ogg"),
        ("/robots.txt", "text/plain; charset=utf-8"),
    ],
)
def test_content_type(connection: http.client.HTTPConnection, site: Path, path: str, content_type: str) -> None:
    response, body = get(connection, path)
    assert (response.status, response.headers["Content-Type"]) == (200, content_type)
    assert body == (site / (urlsplit(path).path.lstrip("/") or "index.html")).read_bytes()


def test_header_rules_apply_to_their_paths_alone(connection: http.client.HTTPConnection) -> None:
    assert get(connection, "/en/reserved.html")[0].headers["X-Robots-Tag"] == "noai, noimageai"
    assert get(connection, "/en/listen.html")[0].headers["X-Robots-Tag"] is None


@pytest.mark.parametrize(
    ("path", "status", "target"),
    [
        ("/en/fresnel.html", 301, "/en/fresnel-lens.html"),
        ("/old/gallery", 302, "/en/gallery.html"),
        ("/loop/east.html", 302, "/loop/west.html"),
        ("/loop/west.html", 302, "/loop/east.html"),
    ],
)
def test_redirect(connection: http.client.HTTPConnection, path: str, status: int, target: str) -> None:
    response, body = get(connection, path)
    assert (response.status, response.headers["Location"], body) == (status, target, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/_headers",
        "/_redirects",
        "/.made.json",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/../make_site.py",
        "/en",
        "/a%00b",
        "/en/",
    ],
)
def test_nothing_else_is_served(connection: http.client.HTTPConnection, path: str) -> None:
    assert get(connection, path)[0].status == 404


def test_html_is_compressed_only_for_clients_that_accept_it(connection: http.client.HTTPConnection) -> None:
    plain, body = get(connection, "/index.html")
    packed, packed_body = get(connection, "/index.html", Accept_Encoding="br, gzip;q=0.5")
    refused, _ = get(connection, "/index.html", Accept_Encoding="gzip;q=0")
    picture, _ = get(connection, "/media/icons/logo.png", Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed_body) == body
    assert plain.headers["Content-Encoding"] is None
    assert refused.headers["Content-Encoding"] is None
    assert picture.headers["Content-Encoding"] is None
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"
    assert plain.headers["ETag"] != packed.headers["ETag"]


def test_unchanged_file_is_not_sent_again(connection: http.client.HTTPConnection) -> None:
    first, _ = get(connection, "/media/icons/logo.png")
    assert first.headers["Last-Modified"] == "Wed, 01 May 2024 10:00:00 GMT"
    by_tag, body = get(connection, "/media/icons/logo.png", If_None_Match=f'"other", {first.headers["ETag"]}')
    by_date, _ = get(connection, "/media/icons/logo.png", If_Modified_Since="Wed, 01 May 2024 10:00:00 GMT")
    older, _ = get(connection, "/media/icons/logo.png", If_Modified_Since="Wed, 01 May 2024 09:59:59 GMT")
    tag_wins, _ = get(
        connection, "/media/icons/logo.png", If_None_Match='"x"', If_Modified_Since="Wed, 01 May 2024 10:00:00 GMT"
    )
    nonsense, _ = get(connection, "/media/icons/logo.png", If_Modified_Since="yesterday")
    assert (by_tag.status, body, by_tag.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert [r.status for r in (by_date, older, tag_wins, nonsense)] == [304, 200, 200, 200]


def test_head_has_the_length_and_no_body(connection: http.client.HTTPConnection, site: Path) -> None:
    response, body = get(connection, "/media/video/lights.webm", method="HEAD")
    assert (response.headers["Content-Length"], body) == (str((site / "media/video/lights.webm").stat().st_size), b"")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_command_prints_the_url_first_and_stops_on_a_signal(site: Path, number: signal.Signals) -> None:
    command = [sys.executable, str(EXAMPLES / "serve.py"), str(site)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            assert server.stderr
            url = server.stdout.readline().strip()
            assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", url)
            connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
            assert get(connection, "/robots.txt")[0].status == 200
            server.send_signal(number)
            assert server.wait(timeout=10) == 0
            connection.close()
            assert (server.stdout.read(), server.stderr.read()) == ("", "")
        finally:
            server.kill()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("_headers", "  X-Robots-Tag: noai\n", "_headers line 1"),
        ("_headers", "/a\n  no colon\n", "_headers line 2"),
        ("_redirects", "# moved\n/a /b\n", "_redirects line 2"),
        ("_redirects", "/a /b 200\n", "_redirects line 1"),
    ],
)
def test_unreadable_rule_names_its_line(tmp_path: Path, name: str, content: str, message: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(ValueError, match=message), serve.serve(tmp_path):
        pass
