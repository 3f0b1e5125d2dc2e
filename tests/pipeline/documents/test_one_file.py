"""``weft extract`` on files that are not HTML."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from weft.pipeline.cli import app

from ..conftest import prose
from ..made_files import Sheet, chapter, encrypted_pdf, epub, opf, pdf

URL = "https://lamps.example/file"
BOOK = {"OEBPS/book.opf": opf([("c", "c.xhtml", "application/xhtml+xml")], ["c"]), "OEBPS/c.xhtml": chapter(prose(1))}


def extracted(path: Path, payload: bytes) -> list[dict[str, object]]:
    path.write_bytes(payload)
    said = CliRunner().invoke(app, ["extract", str(path), "--url", URL])
    assert said.exit_code == 0, said.output
    return [json.loads(line) for line in said.output.splitlines()]


@pytest.mark.parametrize(
    ("name", "payload", "text"),
    [
        ("a.pdf", pdf([Sheet().text(72, 700, "The lamp turns.")]), "The lamp turns."),
        ("named.wrong", pdf([Sheet().text(72, 700, "The lamp turns.")]), "The lamp turns."),
        ("a.epub", epub(BOOK), prose(1)),
        ("a.md", b"The *lamp* turns.\n", "The lamp turns."),
        ("a.html", b"<p>The <i>lamp</i> turns.", "The lamp turns."),
    ],
)
def test_the_bytes_say_what_a_file_is(tmp_path: Path, name: str, payload: bytes, text: str) -> None:
    facts, segment = extracted(tmp_path / name, payload)
    assert facts["url"] == URL
    assert segment["text"] == text


def test_a_file_without_a_document_says_why_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(encrypted_pdf())
    said = CliRunner().invoke(app, ["extract", str(tmp_path / "a.pdf"), "--url", URL])
    assert said.exit_code == 2
    assert "a.pdf gives no document: encrypted_pdf" in said.output
