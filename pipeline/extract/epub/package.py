"""What an EPUB says of itself: its package document (OPF), the reading order, and what is encrypted.

EPUB 3.3, https://www.w3.org/TR/epub-33/: section 4.2 the container, 5 the package document.
"""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

from ..reading import UnreadableError
from .archive import Archive, MemberError

_OPF = "{http://www.idpf.org/2007/opf}"
_MAX_XML_BYTES = 8 << 20
_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_FONT_OBFUSCATION = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})
"""Algorithms that only hide fonts; the text of such a book is open."""
_NEVER_CHAPTERS = ("image/", "audio/", "video/", "font/", "text/css", "application/x-dtbncx+xml")
"""How types of members begin that a spine may name and that hold no text. Others are judged by their content: many
tools call a chapter ``text/xml``, ``application/octet-stream`` or nothing.
"""
_APPARATUS = frozenset({"toc", "cover", "title-page", "index", "loi", "lot", "landmarks"})
"""Types in a guide (EPUB 2) of parts that hold no prose."""


@dataclass(frozen=True, slots=True)
class Package:
    """The book's facts, and its chapters as names of members, in reading order."""

    chapters: tuple[str, ...]
    media_types: Mapping[str, str]
    """MIME type of every member that the manifest names."""
    title: str
    language: str
    creators: tuple[str, ...]
    """Of role author, or of none."""
    date: str
    rights: str
    is_reserved: bool
    """Whether its TDM reservation (TDMRep, section 6.3) is 1."""


def read_package(archive: Archive) -> Package:
    """Raises ``UnreadableError``: ``broken_epub``, ``encrypted_epub``."""
    try:
        root_name = _root_name(archive)
        root = _xml(archive, root_name)
    except MemberError as error:
        reason = "encrypted_epub" if error.reason == "member_encrypted" else "broken_epub"
        raise UnreadableError(reason) from None
    folder = posixpath.dirname(root_name)
    manifest: dict[str, tuple[str, str, set[str]]] = {}
    for item in _all(root, "item"):
        name = member_name(folder, item.get("href") or "")
        manifest[item.get("id") or ""] = (
            name,
            item.get("media-type") or "",
            set((item.get("properties") or "").split()),
        )
    apparatus = {
        member_name(folder, reference.get("href") or "")
        for reference in _all(root, "reference")
        if (reference.get("type") or "").lower() in _APPARATUS
    }
    chapters = []
    for itemref in _all(root, "itemref"):
        name, type_, properties = manifest.get(itemref.get("idref") or "", ("", "", set()))
        is_read = (itemref.get("linear") or "yes").lower() != "no"
        is_text = not type_.strip().lower().startswith(_NEVER_CHAPTERS)
        if name and is_text and is_read and "nav" not in properties and name not in apparatus:
            chapters.append(name)
    if not chapters:
        raise UnreadableError("broken_epub")
    _refuse_encrypted(archive, chapters)
    return Package(
        chapters=tuple(dict.fromkeys(chapters)),
        media_types={name: type_ for name, type_, _ in manifest.values()},
        title=_first(root, "title"),
        language=_first(root, "language"),
        creators=tuple(_authors(root)),
        date=_published(root),
        rights=_first(root, "rights"),
        is_reserved=any(
            meta.get("property") == "tdm:reservation" and (meta.text or "").strip() == "1"
            for meta in _all(root, "meta")
        ),
    )


def member_name(folder: str, href: str) -> str:
    """The member that ``href`` names from inside ``folder``; it never leads out of the archive's names."""
    path = unquote(urlsplit(href).path).replace("\\", "/") if "://" not in href else ""
    return posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/") if path else ""


def _root_name(archive: Archive) -> str:
    for rootfile in _all(_xml(archive, _CONTAINER), "rootfile"):
        name = rootfile.get("full-path") or ""
        if archive.has(name):
            return name
    raise UnreadableError("broken_epub")


def _refuse_encrypted(archive: Archive, chapters: list[str]) -> None:
    """Raise where the container says that a chapter is encrypted by anything but the hiding of fonts."""
    if not archive.has(_ENCRYPTION):
        return
    try:
        root = _xml(archive, _ENCRYPTION)
    except MemberError:
        raise UnreadableError("broken_epub") from None
    for data in _all(root, "EncryptedData"):
        algorithms = [method.get("Algorithm") for method in _all(data, "EncryptionMethod")]
        names = {member_name("", reference.get("URI") or "") for reference in _all(data, "CipherReference")}
        if names & set(chapters) and not _FONT_OBFUSCATION.issuperset(algorithms):
            raise UnreadableError("encrypted_epub")


def _xml(archive: Archive, name: str) -> ElementTree.Element:
    """A small XML file. One that declares entities of its own is refused: they can grow without end."""
    content = archive.read(name, _MAX_XML_BYTES)
    if b"<!ENTITY" in content:
        raise UnreadableError("broken_epub")
    try:
        return ElementTree.fromstring(content)
    except (ElementTree.ParseError, ValueError, LookupError):
        raise UnreadableError("broken_epub") from None


def _all(root: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    """Elements of a local name, whatever namespace they are in."""
    return (element for element in root.iter() if isinstance(element.tag, str) and element.tag.split("}")[-1] == name)


def _first(root: ElementTree.Element, name: str) -> str:
    """The text of the first element of a name, on one line."""
    return next((" ".join(text.split()) for element in _all(root, name) if (text := element.text or "").strip()), "")


def _authors(root: ElementTree.Element) -> Iterator[str]:
    """``dc:creator``, but for those whose MARC role, an attribute in EPUB 2 and a refinement in 3, is another."""
    roles = {
        (meta.get("refines") or "").lstrip("#"): (meta.text or "").strip()
        for meta in _all(root, "meta")
        if meta.get("property") == "role"
    }
    for creator in _all(root, "creator"):
        role = creator.get(f"{_OPF}role") or roles.get(creator.get("id") or "\0") or "aut"
        if role == "aut" and (name := " ".join((creator.text or "").split())):
            yield name


def _published(root: ElementTree.Element) -> str:
    """``dc:date`` of the publication: EPUB 2 tells events apart, EPUB 3 has one date."""
    dates = list(_all(root, "date"))
    for event in ("publication", None):
        for element in dates:
            if element.get(f"{_OPF}event") == event and (text := (element.text or "").strip()):
                return text
    return ""
