"""The server of the demo's site."""

from __future__ import annotations

import gzip
import http.client
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from .conftest import EXAMPLES, serve


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
