"""The example site: how it is made, and its pages."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree

import phonenumbers
import pytest
from protego import Protego
from selectolax.lexbor import LexborHTMLParser

from .conftest import EXAMPLES, files, make_site

HOST = "http://site.test"
LEGACY_CHARSETS = {"legacy/hangro.html": "euc-kr", "legacy/tide-tables.html": "cp1252"}
MEANT_TO_BE_MISSING = {"/en/lost-and-found.html", "/media/photos/never-taken.jpg"}
MEANT_TO_REDIRECT = {"/en/fresnel.html", "/old/gallery", "/loop/east.html"}


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
