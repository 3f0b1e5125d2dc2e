import zipfile
from datetime import date

import pytest

from weft.pipeline.extract.epub.package import member_name
from weft.pipeline.extract.epub.read import read_epub
from weft.pipeline.extract.reading import Reading
from weft.schemas.document import SegmentKind
from weft.schemas.recipe import FileSettings

from ...conftest import encoded, photo, prose
from ...made_files import CONTAINER, chapter, epub, opf

URL = "https://lamps.example/book.epub"
XHTML = "application/xhtml+xml"
PNG = encoded(photo(1))
TITLE = "<dc:title>Lamps</dc:title><dc:language>en-GB</dc:language>"


def read(payload: bytes, **limits: int) -> Reading:
    return read_epub(payload, URL, {}, FileSettings(**limits))


def texts(reading: Reading) -> list[str]:
    assert reading.document is not None
    return [segment.text for segment in reading.document.segments if segment.kind is SegmentKind.TEXT]


def told(number: int) -> str:
    return chapter(f"<h1>Chapter {number}</h1><p>{prose(number)}</p>")


def book(**members: str | bytes) -> dict[str, str | bytes]:
    """Two chapters, written in the other order than they are read."""
    items = [("a", "text/a.xhtml", XHTML), ("b", "text/b.xhtml", XHTML)]
    package = opf(items, ["b", "a"], TITLE)
    return {"OEBPS/book.opf": package, "OEBPS/text/a.xhtml": told(2), "OEBPS/text/b.xhtml": told(1), **members}


def test_chapters_are_read_in_the_order_of_the_spine() -> None:
    reading = read(epub(book()))
    assert texts(reading) == ["Chapter 1", prose(1), "Chapter 2", prose(2)]
    assert reading.document is not None
    assert (reading.document.url, reading.document.title, reading.document.language) == (URL, "Lamps", "en-GB")


def test_navigation_covers_and_asides_are_no_chapters() -> None:
    items = [
        ("nav", "nav.xhtml", f'{XHTML}" properties="nav'),
        ("cover", "cover.xhtml", XHTML),
        ("a", "a.xhtml", XHTML),
    ]
    guide = '<guide><reference type="cover" href="cover.xhtml"/></guide>'
    members = {f"OEBPS/{name}.xhtml": told(number) for number, name in enumerate(("nav", "cover", "a"))}
    assert texts(read(epub({"OEBPS/book.opf": opf(items, ["cover", "nav", "a"], "", guide), **members}))) == [
        "Chapter 2",
        prose(2),
    ]


def test_images_come_from_the_archive_by_member() -> None:
    body = (
        f'<p>{prose(1)}</p><figure><img src="../img/a%20lamp.png" alt="lamp"/><figcaption>A lamp.</figcaption></figure>'
    )
    reading = read(epub(book(**{"OEBPS/text/b.xhtml": chapter(body), "OEBPS/img/a lamp.png": PNG})))
    assert reading.document is not None
    [image] = [s for s in reading.document.segments if s.kind is SegmentKind.IMAGE]
    [medium] = reading.media
    assert (medium.payload, medium.mime, image.media_url, image.alt) == (PNG, "image/png", medium.url, "lamp")
    assert medium.url.startswith(f"{URL}#OEBPS/img/a%20lamp.png&sha256=")


def test_an_image_that_is_not_there_leaves_no_segment_and_a_reason() -> None:
    reading = read(epub(book(**{"OEBPS/text/b.xhtml": chapter(f'<p>{prose(1)}</p><img src="no.png"/>')})))
    assert (reading.media, dict(reading.dropped)) == ([], {"member_missing": 1})
    assert reading.document is not None
    assert all(s.kind is SegmentKind.TEXT for s in reading.document.segments)


def test_an_image_on_the_web_keeps_its_url() -> None:
    body = f'<p>{prose(1)}</p><img src="https://lamps.example/a.png" width="400" height="300"/><p>{prose(2)}</p>'
    reading = read(epub(book(**{"OEBPS/text/b.xhtml": chapter(body)})))
    assert reading.document is not None
    assert [s.media_url for s in reading.document.segments if s.media_url] == ["https://lamps.example/a.png"]


def test_names_that_lead_out_of_the_archive_are_names_and_nothing_else(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    body = f'<p>{prose(1)}</p><img src="../../../../../etc/passwd"/>'
    hostile = {"../../evil.png": PNG, "/etc/passwd": PNG, "OEBPS/text/b.xhtml": chapter(body)}
    reading = read(epub(book(**hostile)))
    assert reading.document is not None
    assert list(tmp_path.iterdir()) == []
    assert not (tmp_path.parent / "evil.png").exists()


@pytest.mark.parametrize(
    ("folder", "href", "name"),
    [
        ("OEBPS", "text/a.xhtml", "OEBPS/text/a.xhtml"),
        ("OEBPS/text", "../a.xhtml#part", "OEBPS/a.xhtml"),
        ("OEBPS", "../../../../etc/passwd", "etc/passwd"),
        ("OEBPS", "a%20b.xhtml", "OEBPS/a b.xhtml"),
        ("OEBPS", "https://lamps.example/a.xhtml", ""),
    ],
)
def test_hrefs_name_members(folder: str, href: str, name: str) -> None:
    assert member_name(folder, href) == name


def test_a_bomb_is_not_unpacked() -> None:
    body = f'<p>{prose(1)}</p><img src="../bomb.png"/>'
    bomb = book(**{"OEBPS/text/b.xhtml": chapter(body), "OEBPS/bomb.png": bytes(64 << 20)})
    reading = read(epub(bomb))
    assert (reading.media, dict(reading.dropped)) == ([], {"member_too_large": 1})


def test_a_chapter_that_is_a_bomb_harms_no_other() -> None:
    bomb = "<html><body>" + "<p>lamp lamp</p>" * (1 << 20) + "</body></html>"
    assert texts(read(epub(book(**{"OEBPS/text/b.xhtml": bomb})))) == ["Chapter 2", prose(2)]


def test_a_member_that_lies_about_its_size_is_refused() -> None:
    payload = bytearray(epub(book(**{"OEBPS/text/b.xhtml": told(1)}), zipfile.ZIP_STORED))
    size = len(told(1)).to_bytes(4, "little")
    at = payload.rindex(size)
    payload[at : at + 4] = (len(told(1)) - 1).to_bytes(4, "little")
    assert texts(read(bytes(payload))) == ["Chapter 2", prose(2)]


def test_encrypted_chapters_are_refused_and_hidden_fonts_are_not() -> None:
    def encryption(algorithm: str, uri: str) -> str:
        return (
            '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" '
            'xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>'
            f'<enc:EncryptionMethod Algorithm="{algorithm}"/><enc:CipherData><enc:CipherReference URI="{uri}"/>'
            "</enc:CipherData></enc:EncryptedData></encryption>"
        )

    aes = encryption("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "OEBPS/text/a.xhtml")
    fonts = encryption("http://www.idpf.org/2008/embedding", "OEBPS/fonts/a.otf")
    assert read(epub(book(**{"META-INF/encryption.xml": aes}))).reason == "encrypted_epub"
    assert read(epub(book(**{"META-INF/encryption.xml": fonts}))).reason is None


def test_a_member_under_a_password_is_encrypted() -> None:
    payload = bytearray(epub(book(), zipfile.ZIP_STORED))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = payload.find(signature)
        while start >= 0:
            payload[start + at] |= 1
            start = payload.find(signature, start + 4)
    assert read(bytes(payload)).reason == "encrypted_epub"


def test_broken_books_say_so() -> None:
    assert read(b"PK\x03\x04 no zip").reason == "broken_epub"
    assert read(epub({})).reason == "broken_epub"
    assert read(epub({"OEBPS/book.opf": "<package"})).reason == "broken_epub"
    assert read(epub({"OEBPS/book.opf": opf([], [])})).reason == "broken_epub"
    assert read(epub({"OEBPS/book.opf": opf([("a", "a.xhtml", XHTML)], ["a"])})).reason == "broken_epub"
    empty = {"OEBPS/book.opf": opf([("a", "a.xhtml", XHTML)], ["a"]), "OEBPS/a.xhtml": chapter("")}
    assert read(epub(empty)).reason == "no_content"


def test_entities_that_grow_are_refused() -> None:
    laughs = '<!DOCTYPE c [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    container = CONTAINER.replace("<container", f"{laughs}<container", 1)
    assert read(epub(book(**{"META-INF/container.xml": container}))).reason == "broken_epub"


def test_limits_of_chapters_and_media() -> None:
    assert read(epub(book()), max_pages=1).reason == "too_many_pages"
    body = f'<p>{prose(1)}</p><img src="1.png"/><img src="2.png"/>'
    pictures = {f"OEBPS/text/{number}.png": encoded(photo(number)) for number in (1, 2)}
    reading = read(epub(book(**{"OEBPS/text/b.xhtml": chapter(body), **pictures})), max_media=1)
    assert (len(reading.media), dict(reading.dropped)) == (1, {"too_many_media": 1})


def test_rights_and_reservation_of_the_package() -> None:
    metadata = (
        '<dc:rights>https://creativecommons.org/licenses/by/4.0/</dc:rights><meta property="tdm:reservation">1</meta>'
    )
    package = opf([("a", "text/a.xhtml", XHTML)], ["a"], metadata)
    document = read(epub(book(**{"OEBPS/book.opf": package}))).document
    assert document is not None
    assert (document.license, document.opt_outs) == (
        "https://creativecommons.org/licenses/by/4.0/",
        ["meta:tdm-reservation"],
    )


def test_authors_and_day_are_those_of_the_package() -> None:
    metadata = (
        '<dc:creator id="a">Ada</dc:creator><dc:creator id="b">Eve</dc:creator><dc:creator>Bob</dc:creator>'
        '<meta refines="#b" property="role">ill</meta><dc:date>2024-05-17</dc:date>'
    )
    second = (
        '<dc:creator xmlns:opf="http://www.idpf.org/2007/opf" opf:role="trl">Eve</dc:creator>'
        '<dc:date xmlns:opf="http://www.idpf.org/2007/opf" opf:event="creation">2020-01-02</dc:date>'
        '<dc:date xmlns:opf="http://www.idpf.org/2007/opf" opf:event="publication">2024-05-17</dc:date>'
    )
    found = []
    for said in (metadata, second, "<dc:date>1897</dc:date>"):
        package = opf([("c", "c.xhtml", "application/xhtml+xml")], ["c"], said)
        document = read(epub({"OEBPS/book.opf": package, "OEBPS/c.xhtml": chapter(f"<p>{prose(1)}</p>")})).document
        assert document is not None
        found.append((document.author, document.published_at))
    assert found == [("Ada; Bob", date(2024, 5, 17)), ("", date(2024, 5, 17)), ("", None)]


def test_a_language_with_an_underscore_is_spelled_as_a_tag() -> None:
    package = opf([("a", "a.xhtml", XHTML)], ["a"], "<dc:language>pt_BR</dc:language>")
    document = read(epub({"OEBPS/book.opf": package, "OEBPS/a.xhtml": told(1)})).document
    assert document is not None
    assert document.language == "pt-BR"


@pytest.mark.parametrize("type_", ["text/x-oeb1-document", "text/xml", "application/octet-stream", ""])
def test_a_chapter_is_read_whatever_type_the_manifest_gives_it(type_: str) -> None:
    package = opf([("a", "text/a.xhtml", type_), ("b", "text/b.xhtml", XHTML)], ["b", "a"], TITLE)
    assert texts(read(epub(book(**{"OEBPS/book.opf": package})))) == ["Chapter 1", prose(1), "Chapter 2", prose(2)]


@pytest.mark.parametrize("href", ["text\\a.xhtml", "Text/A.XHTML"])
def test_a_chapter_is_found_by_a_name_spelled_otherwise(href: str) -> None:
    package = opf([("a", href, XHTML), ("b", "text/b.xhtml", XHTML)], ["b", "a"], TITLE)
    assert texts(read(epub(book(**{"OEBPS/book.opf": package})))) == ["Chapter 1", prose(1), "Chapter 2", prose(2)]


def test_chapters_that_are_lost_are_told_of() -> None:
    items = [("a", "text/a.xhtml", XHTML), ("b", "text/b.xhtml", XHTML), ("c", "gone.xhtml", XHTML)]
    reading = read(epub(book(**{"OEBPS/book.opf": opf(items, ["b", "a", "c"], TITLE), "OEBPS/text/a.xhtml": PNG})))
    assert texts(reading) == ["Chapter 1", prose(1)]
    assert (reading.chapters, dict(reading.chapters_lost)) == (1, {"member_missing": 1, "member_not_html": 1})
