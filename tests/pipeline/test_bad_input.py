"""Whatever the web holds: each bad thing ends with its reason, and what is good beside it is kept."""

import gzip
import struct
import threading
import time
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from weft.pipeline.build import StageRun
from weft.pipeline.media.transcode import decoder_versions
from weft.pipeline.shards.verify import verify
from weft.pipeline.sources.units import NoInputError
from weft.pipeline.storage import Corpus
from weft.schemas.recipe import Recipe

from .conftest import SMALL, Record, build_here, encoded, photo, prose, write_warc

SITE = "https://lamps.example"
LIMIT_BYTES = 64 << 20
"""Instead of 1 GB, so that a bomb need not grow so far."""
NESTED_BYTES = 5


def page(seed: int, *media: str) -> bytes:
    pictures = "".join(f'<p>{prose(seed * 100 + n, 20)}</p><img src="{name}" alt="x">' for n, name in enumerate(media))
    return f"<html><body><main><h1>Page {seed}</h1><p>{prose(seed)}</p>{pictures}</main></body></html>".encode()


def nested(size_bytes: int, text: str) -> bytes:
    """Unclosed divs, one inside the other, around a paragraph."""
    return b"<html><body>" + b"<div>" * (size_bytes // NESTED_BYTES) + f"<p>{text}</p>".encode()


def pixel_bomb(side: int) -> bytes:
    """A PNG that says it has ``side`` × ``side`` pixels; its data would be 10 GB a channel."""

    def chunk(name: bytes, payload: bytes) -> bytes:
        return struct.pack(">I", len(payload)) + name + payload + struct.pack(">I", zlib.crc32(name + payload))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


def flipped(picture: bytes) -> bytes:
    """Whole in length, with other bytes in the middle of its pixels."""
    middle = len(picture) // 2
    return picture[:middle] + bytes(byte ^ 255 for byte in picture[middle : middle + 64]) + picture[middle + 64 :]


JPEG = encoded(photo(8, 320, 240), "JPEG")
MEDIA = {
    "good.png": (encoded(photo(7)), "image/png", None),
    "no-type.png": (encoded(photo(9)), "", None),
    "wrong-type.gif": (JPEG, "image/gif", None),
    "script.php": (encoded(photo(11), "JPEG"), "text/html", None),
    "named-text.png": (encoded(photo(12)), "text/plain", None),
    "download.png": (encoded(photo(13)), "application/x-download", None),
    "bomb.png": (pixel_bomb(100_000), "image/png", "too_many_pixels"),
    "cut.jpg": (JPEG[: len(JPEG) // 2], "image/jpeg", "truncated_image"),
    "zero.png": (b"", "image/png", "empty"),
    "page.png": (page(3), "image/png", "not_media"),
    "flipped.png": (flipped(encoded(photo(6))), "image/png", "broken_image"),
    "noise.mp4": (b"\0\0\0\x18ftypisom" + bytes(range(256)) * 4, "video/mp4", "not_captured"),
}
"""Name: bytes, declared type, and the reason on the page that shows it. No page shows the last one."""

GZIP = (("Content-Encoding", "gzip"),)
PAGES = {
    "gallery.html": (Record("", page(1, *MEDIA, "lost.png")), None),
    "good.html": (Record("", page(2)), None),
    "no-type.html": (Record("", page(4), ""), None),
    "no-type.bin": (Record("", b"\0\1\2\3" * 100, ""), "unsupported_type"),
    "doc.pdf": (Record("", b"%PDF-1.7", "application/pdf"), "broken_pdf"),
    "text-with-brackets.bin": (Record("", b"\0\1<p>" + bytes(range(256)) * 4, ""), "unsupported_type"),
    "archive.txt": (Record("", gzip.compress(bytes(range(256)), mtime=0) + b"\0\1", "text/plain"), "unsupported_type"),
    "utf16.txt": (Record("", prose(11).encode("utf-16-le"), "text/plain"), None),
    "data.bin": (Record("", b"\x01\x02\x03", "application/x-own"), "unsupported_type"),
    "says-utf8.html": (Record("", f"<p>caf\u00e9 {prose(5)}</p>".encode("cp1252")), None),
    "says-latin.html": (Record("", f"<p>caf\u00e9 {prose(6)}</p>".encode(), "text/html; charset=iso-8859-1"), None),
    "says-klingon.html": (Record("", f"<p>caf\u00e9 {prose(7)}</p>".encode(), "text/html; charset=klingon"), None),
    "huge.html": (Record("", nested(50 << 20, prose(8))), "page_too_large"),
    "deep.html": (Record("", nested(6 << 20, prose(9))), None),
    "bomb.html": (Record("", gzip.compress(bytes(LIMIT_BYTES + 1)), headers=GZIP), "page_too_large"),
    "cut.html": (Record("", gzip.compress(page(10))[:-40], headers=GZIP), "broken_encoding"),
    "empty.html": (Record("", b""), "empty"),
    "blank.html": (Record("", b"<html><body></body></html>"), "no_content"),
    "gone.html": (Record("", b"gone", status="410 Gone"), "http_410"),
    "moved.html": (Record("", b"", status="301 Moved", headers=(("Location", "/good.html"),)), "redirect"),
    "robots.txt": (Record("", b"User-agent: *", "text/plain"), "robots_txt"),
}
"""Name: record (its url comes later), and the reason why it is no document."""

RECIPE: dict[str, Any] = {
    "rules": {"min_words": {"words": 5}, "image_size": {"min_side": 32}, "duplicates": {}},
    "vocabulary": SMALL,
    "sequences": {"length": 1024, "image_tokens": 96},
}


def recipe(folder: Path, **sections: Any) -> Recipe:
    warc = {"kind": "warc", "paths": [f"{folder}/*.warc.gz"]}
    return Recipe.model_validate({"sources": [warc], "corpus": str(folder / "corpus"), **RECIPE, **sections})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bad")
    records = [
        Record(f"{SITE}/{name}", record.body, record.mime, record.status, record.headers)
        for name, (record, _) in PAGES.items()
    ]
    media = [Record(f"{SITE}/{name}", body, mime) for name, (body, mime, _) in MEDIA.items()][:-1]
    write_warc(folder / "a.warc.gz", [*records[:2], *media, *records[2:]])
    write_warc(
        folder / "b.warc.gz", [Record(f"{SITE}/before.html", page(20)), Record(f"{SITE}/cut-off.html", page(21))]
    )
    whole = (folder / "b.warc.gz").read_bytes()
    (folder / "b.warc.gz").write_bytes(whole[:-100])
    return folder


@pytest.fixture(scope="module")
def runs(folder: Path) -> Iterator[dict[str, StageRun]]:
    yield build_here(recipe(folder))


@pytest.fixture(scope="module")
def corpus(folder: Path, runs: dict[str, StageRun]) -> Corpus:
    return Corpus(str(folder / "corpus"))


def rows(corpus: Corpus, table: str, columns: list[str]) -> list[dict[str, Any]]:
    return [row for name in corpus.parts(table) for row in corpus.table(name, columns).to_pylist()]


def texts(corpus: Corpus) -> dict[str, str]:
    """The text of every document by the name of its page."""
    found = rows(corpus, "documents", ["url", "segments"])
    return {row["url"].rpartition("/")[2]: " ".join(s["text"] for s in row["segments"]) for row in found}


def test_every_capture_has_the_reason_that_it_deserves(corpus: Corpus) -> None:
    found = rows(corpus, "captures/index", ["url", "outcome", "reason"])
    reasons = {row["url"].removeprefix(f"{SITE}/"): (row["outcome"], row["reason"]) for row in found}
    expected = {name: ("dropped" if reason else "document", reason) for name, (_, reason) in PAGES.items()}
    expected |= dict.fromkeys(list(MEDIA)[:-1], ("media", None))
    assert reasons == expected | {"before.html": ("document", None), "cut-off.html": ("dropped", "warc_truncated")}


def test_every_medium_has_the_reason_that_it_deserves(corpus: Corpus) -> None:
    segments = {row["url"]: row["segments"] for row in rows(corpus, "documents", ["url", "segments"])}
    links = next(row["media"] for row in rows(corpus, "links", ["media"]) if row["media"])
    gallery = segments[f"{SITE}/gallery.html"]
    found = {gallery[link["segment"]]["media_url"].removeprefix(f"{SITE}/"): link["reason"] for link in links}
    assert found == {name: reason for name, (_, _, reason) in MEDIA.items()} | {"lost.png": "not_captured"}


def test_every_ledger_balances(runs: dict[str, StageRun]) -> None:
    assert len(runs) == 12
    for stage, run in runs.items():
        run.ledger.check(stage)
    captures = runs["extract"].ledger.flow("captures")
    assert captures.entered == len(PAGES) + len(MEDIA) - 1 + 2
    assert captures.dropped["warc_truncated"] == 1
    media = runs["media"].ledger.flow("media")
    reasons = ("too_many_pixels", "truncated_image", "empty", "not_media", "broken_image")
    assert (media.kept, dict(media.dropped)) == (6, dict.fromkeys(reasons, 1))


def test_everything_good_is_kept(corpus: Corpus) -> None:
    urls = [row["url"] for row in rows(corpus, "documents", ["url"])]
    kept = [row["keep"] for row in rows(corpus, "selection", ["keep"])]
    good = {name for name, (_, reason) in PAGES.items() if reason is None} | {"before.html"}
    assert {url.removeprefix(f"{SITE}/") for url, keep in zip(urls, kept, strict=True) if keep} == good
    assert sum(row["uses"] > 0 for row in rows(corpus, "media/uses", ["uses"])) == 6
    assert verify(corpus.path("shards")) == []


def test_a_wrong_charset_costs_no_letter(corpus: Corpus) -> None:
    found = texts(corpus)
    assert found["says-latin.html"].startswith("caf\u00e9 ")
    assert found["says-klingon.html"].startswith("caf\u00e9 ")
    assert found["says-utf8.html"] == f"caf\u00e9 {prose(5)}"


def test_a_million_nested_elements_are_read_in_seconds() -> None:
    from weft.pipeline.extract.html.read import read_html

    started = time.process_time()
    document = read_html(nested(6 << 20, prose(9)), f"{SITE}/deep.html").document
    assert time.process_time() - started < 10
    assert [segment.text for segment in document.segments] == [prose(9)]


def test_a_decoder_that_hangs_is_a_timeout_and_the_next_medium_is_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin" / "ffmpeg"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\nexec sleep 600\n")
    program.chmod(0o755)
    decoder_versions()  # this process keeps the real one; a child asks anew
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(program))
    film = b"\0\0\0\x18ftypisom\0\0\2\0isomiso2" + b"\0\0\0\x08mdat"
    body = f'<h1>A film</h1><p>{prose(1)}</p><video src="/film.mp4"></video><img src="/good.png">'.encode()
    records = [
        Record(f"{SITE}/", body),
        Record(f"{SITE}/film.mp4", film, "video/mp4"),
        Record(f"{SITE}/good.png", encoded(photo(7)), "image/png"),
    ]
    write_warc(tmp_path / "a.warc.gz", records)
    runs = build_here(recipe(tmp_path, media={"timeout_s": 2}), until="links")
    media = runs["media"].ledger.flow("media")
    assert (media.kept, dict(media.dropped)) == (1, {"timeout": 1})
    assert 2 < runs["media"].seconds < 30
    segments = runs["links"].ledger.flow("media segments")
    assert (segments.kept, dict(segments.dropped)) == (1, {"timeout": 1})


class Site(BaseHTTPRequestHandler):
    """Good pages among a redirect loop, a disallowed folder and links to addresses that nobody may fetch."""

    redirects: ClassVar = {
        "/loop-a": "/loop-b",
        "/loop-b": "/loop-a",
        "/loop.png": "/loop.png",
        "/to-metadata": "http://169.254.169.254/latest/",
    }
    bodies: ClassVar = {
        "/robots.txt": ("text/plain", b"User-agent: *\nDisallow: /private/\n"),
        "/good.html": (
            "text/html",
            page(31, "/good.png", "/loop.png", "/missing.png", "http://169.254.169.254/key.png"),
        ),
        "/good.png": ("image/png", encoded(photo(30))),
        "/private/secret.html": ("text/html", page(32)),
        "/": (
            "text/html",
            page(30)
            + b"".join(
                b'<a href="%s">more</a>' % link
                for link in (
                    *(b"/good.html", b"/loop-a", b"/missing.html", b"/private/secret.html", b"/to-metadata"),
                    *(b"http://169.254.169.254/latest/", b"http://elsewhere.example/"),
                )
            ),
        ),
    }

    def do_GET(self) -> None:
        if self.path in self.redirects:
            self.answer(302, "text/plain", b"", [("Location", self.redirects[self.path])])
        elif self.path in self.bodies:
            self.answer(200, *self.bodies[self.path])
        else:
            self.answer(404, "text/plain", b"nothing here")

    def answer(self, status: int, mime: str, body: bytes, headers: list[tuple[str, str]] | None = None) -> None:
        self.send_response(status)
        for name, value in [("Content-Type", mime), ("Content-Length", str(len(body))), *(headers or [])]:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


@pytest.fixture(scope="module")
def served() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def crawl(folder: Path, seed: str, **settings: Any) -> Recipe:
    source = {"kind": "crawl", "seeds": [seed], "contact": "test@lamps.example", "groups": 2, "delay_s": 0}
    source |= {"retries": 0, "timeout_s": 5, **settings}
    return Recipe.model_validate({"sources": [source], "corpus": str(folder / "corpus"), **RECIPE})


def outcomes(corpus: Corpus) -> dict[str, str]:
    tables = [corpus.table(name, ["url", "outcome"]) for name in corpus.names("frontier/visited", ".parquet")]
    return {row["url"]: row["outcome"] for table in tables for row in table.to_pylist()}


def test_a_crawl_says_what_became_of_every_url(served: int, tmp_path: Path) -> None:
    base = f"http://127.0.0.1:{served}"
    hosts = [f"127.0.0.1:{served}", "169.254.169.254"]
    local = crawl(tmp_path, f"{base}/", allow_private_addresses=True, scope={"hosts": hosts})
    runs = build_here(local, until="selection")
    corpus = Corpus(str(tmp_path / "corpus"))
    assert outcomes(corpus) == {
        f"{base}/robots.txt": "captured",
        f"{base}/.well-known/tdmrep.json": "http_404",
        f"{base}/ai.txt": "http_404",
        f"{base}/sitemap.xml": "http_404",
        f"{base}/": "captured",
        f"{base}/good.html": "captured",
        f"{base}/good.png": "captured",
        f"{base}/loop-a": "redirect_loop",
        f"{base}/loop.png": "redirect_loop",
        f"{base}/missing.html": "http_404",
        f"{base}/missing.png": "http_404",
        f"{base}/private/secret.html": "robots_disallowed",
        f"{base}/to-metadata": "private_address",
        "http://169.254.169.254/latest/": "private_address",
        "http://169.254.169.254/key.png": "private_address",
    }
    for stage, run in runs.items():
        run.ledger.check(stage)
    urls = runs["crawl"].ledger.flow("urls")
    # Each of three rounds asks for robots.txt, the two that have pages for tdmrep.json and ai.txt, too.
    assert (urls.entered, urls.kept) == (11 + 1 + 3 + 2 * 2, 3 + 3)
    assert runs["selection"].ledger.flow("documents").kept == 2
    segments = runs["links"].ledger.flow("media segments")
    assert (segments.entered, segments.kept) == (4, 1)
    assert dict(segments.dropped) == {"http_404": 1, "private_address": 1, "redirect_loop": 1}
    captures = runs["extract"].ledger.flow("captures")
    assert dict(captures.dropped) == {"redirect_loop": 3, "redirect": 1, "robots_txt": 3}


def test_private_addresses_are_refused_unless_the_recipe_allows_them(tmp_path: Path) -> None:
    seeds = ["http://10.0.0.1/", "http://127.0.0.1/", "http://192.168.1.1/", "http://[::1]/", "http://169.254.169.254/"]
    source = {**crawl(tmp_path, seeds[0]).sources[0].model_dump(), "seeds": seeds}
    refused = Recipe.model_validate({"sources": [source], "corpus": str(tmp_path / "corpus"), **RECIPE})
    said = (
        r"the crawl of source 'web' captured nothing \(private_address 10\); see that the seeds can be reached, and "
        r"set `allow_private_addresses: true` if they are on this machine or network, and build again$"
    )
    with pytest.raises(NoInputError, match=said):  # pages and sitemaps
        build_here(refused, until="crawl")
    assert not Corpus(refused.corpus).names("captures/web", ".warc.gz")
