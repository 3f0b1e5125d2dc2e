"""``weft extract`` on files that are not HTML."""

import json
import subprocess
import sys
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
        ("a.txt", b"The lamp\nturns. 1 <p> 2", "The lamp\nturns. 1 <p> 2"),
        ("a.html", b"<p>The <i>lamp</i> turns.", "The lamp turns."),
    ],
)
def test_the_bytes_say_what_a_file_is(tmp_path: Path, name: str, payload: bytes, text: str) -> None:
    facts, segment = extracted(tmp_path / name, payload)
    assert facts["url"] == URL
    assert segment["text"] == text


@pytest.mark.parametrize(
    ("name", "payload", "reason"),
    [
        ("a.pdf", encrypted_pdf(), "encrypted_pdf"),
        ("a.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0\1", "it is image/jpeg"),
        ("a.bin", b"\0\1\2\3", "it is neither text nor a PDF or EPUB"),
        ("a.html", b"", "empty"),
        ("b.html", b"<html><body></body></html>", "no_content"),
    ],
)
def test_a_file_without_a_document_says_why_in_one_line(tmp_path: Path, name: str, payload: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(payload)
    said = CliRunner().invoke(app, ["extract", str(tmp_path / name), "--url", URL])
    assert said.exit_code == 2
    assert f"{name} gives no document: {reason}\n" in said.output


def test_a_reader_who_has_enough_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The lamp turns.\n\n" * 20_000)
    command = f"{sys.executable} -m weft extract {tmp_path}/a.txt --url {URL} | head -1"
    said = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)
    assert (said.stdout, said.stderr) == (f'{{"url": "{URL}"}}\n', "")
