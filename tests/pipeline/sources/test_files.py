import os
from pathlib import Path

import pytest

from weft.pipeline.sources.capture import Capture, PayloadLimits, SourceError
from weft.pipeline.sources.files import families, read_files
from weft.pipeline.sources.input_checks import check_inputs
from weft.pipeline.sources.readers import captures_of
from weft.pipeline.sources.units import NoInputError, units
from weft.pipeline.storage import Corpus
from weft.schemas.recipe import Recipe
from weft.schemas.sets import FilesSource

PNG = b"\x89PNG\r\n\x1a\n a picture"
MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2 a film"


def write(folder: Path, files: dict[str, bytes]) -> None:
    for name, payload in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(payload)


def read(folder: Path, *names: str, max_bytes: int = 1000) -> list[Capture]:
    source = FilesSource(paths=(str(folder),), license="CC0")
    return list(read_files(Corpus(str(folder / "corpus")), str(folder), names, source, max_bytes))


def segments(capture: Capture) -> list[tuple[str, str | None, str]]:
    assert capture.document is not None
    return [(s.kind.value, s.role, s.text or s.media_url) for s in capture.document.segments]


def test_a_text_beside_a_medium_is_its_caption(tmp_path: Path) -> None:
    write(tmp_path, {"a/lamp.PNG": PNG, "a/lamp.txt": b"A red\nlamp\n"})
    document, image = read(tmp_path, "a/lamp.PNG", "a/lamp.txt")
    assert document.document is not None
    assert segments(document) == [
        ("image", None, "file:files/a/lamp.PNG"),
        ("text", "caption", "A red lamp"),
    ]
    assert (document.url, document.document.license) == ("file:files/a/lamp.txt", "CC0")
    assert (image.url, image.mime, image.payload) == ("file:files/a/lamp.PNG", "image/png", PNG)
    assert (image.file, image.offset, image.length) == (f"{tmp_path}/a/lamp.PNG#bytes", 0, len(PNG))


def test_subtitles_beside_a_film_are_its_transcripts(tmp_path: Path) -> None:
    vtt, srt = b"WEBVTT\n\n00:00.000 --> 00:01.000\nHi\n", b"1\n00:00:00,000 --> 00:00:01,000\nHi\n"
    files = {
        "t/talk.en.vtt": vtt,
        "t/talk.jpg": PNG,
        "t/talk.mp4": MP4,
        "t/talk.pt-BR.srt": srt,
        "t/talk.txt": b"A talk.",
    }
    write(tmp_path, files)
    document, *rest = read(tmp_path, *files)
    assert segments(document) == [
        ("image", None, "file:files/t/talk.jpg"),
        ("video", None, "file:files/t/talk.mp4"),
        ("text", "transcript", "file:files/t/talk.en.vtt"),
        ("text", "transcript", "file:files/t/talk.pt-BR.srt"),
        ("text", "caption", "A talk."),
    ]
    assert [(capture.url.rpartition("/")[2], capture.mime, capture.reason) for capture in rest] == [
        ("talk.jpg", "image/png", None),
        ("talk.mp4", "video/mp4", None),
        ("talk.en.vtt", "text/vtt", None),
        ("talk.pt-BR.srt", "application/x-subrip", None),
    ]


def test_a_film_with_subtitles_alone_is_a_document_named_after_it(tmp_path: Path) -> None:
    write(tmp_path, {"talk.mp4": MP4, "talk.vtt": b"WEBVTT\n"})
    document, film, subtitles = read(tmp_path, "talk.mp4", "talk.vtt")
    assert (document.url, document.file, document.length) == ("file:files/talk.mp4#document", film.file, len(MP4))
    assert segments(document) == [
        ("video", None, "file:files/talk.mp4"),
        ("text", "transcript", "file:files/talk.vtt"),
    ]
    assert (document.document.license if document.document else None, subtitles.document) == ("CC0", None)


def test_subtitles_beside_a_picture_or_nothing_are_there_for_pages(tmp_path: Path) -> None:
    write(tmp_path, {"a.png": PNG, "a.vtt": b"WEBVTT\n", "b.en.vtt": b"WEBVTT\n", "c.srt": b"", "c.txt": b"Words."})
    captures = read(tmp_path, "a.png", "a.vtt", "b.en.vtt", "c.srt", "c.txt")
    assert [capture.document for capture in captures] == [None] * 5


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["a.en.vtt", "a.mp4", "a.zh-Hans.srt"], [["a.en.vtt", "a.mp4", "a.zh-Hans.srt"]]),
        (["a.en.mp4", "a.en.vtt", "a.mp4"], [["a.mp4"], ["a.en.mp4", "a.en.vtt"]]),
        (["a.en.vtt", "a.de.vtt"], [["a.de.vtt"], ["a.en.vtt"]]),
        (["x/a.en.vtt", "a.mp4"], [["a.mp4"], ["x/a.en.vtt"]]),
        (["a.director.vtt", "a.mp4"], [["a.mp4"], ["a.director.vtt"]]),
    ],
)
def test_what_belongs_together(names: list[str], expected: list[list[str]]) -> None:
    assert list(families(names)) == expected


def test_files_of_one_name_in_two_folders_have_nothing_to_do_with_each_other(tmp_path: Path) -> None:
    write(tmp_path, {"a/lamp.png": PNG, "b/lamp.txt": b"Words."})
    image, text = read(tmp_path, "a/lamp.png", "b/lamp.txt")
    assert (image.document, text.document, text.mime, text.payload) == (None, None, "text/plain", b"Words.")


def test_a_medium_alone_is_no_document_whatever_its_name_says(tmp_path: Path) -> None:
    write(tmp_path, {"a.png": PNG, "page.jpg": b"<html>404</html>", "unnamed": PNG})
    captures = read(tmp_path, "a.png", "page.jpg", "unnamed")
    assert [capture.document for capture in captures] == [None, None, None]
    assert [(capture.mime, capture.reason) for capture in captures] == [
        ("image/png", None),
        ("text/html", "not_media"),
        ("", None),
    ]


def test_pages_and_texts_come_as_they_are(tmp_path: Path) -> None:
    write(tmp_path, {"a b.html": b"<p>Hello", "c.md": b"# Hello", "d.xyz": b"what"})
    captures = read(tmp_path, "a b.html", "c.md", "d.xyz")
    assert [(capture.url, capture.mime) for capture in captures] == [
        ("file:files/a%20b.html", "text/html"),
        ("file:files/c.md", "text/markdown"),
        ("file:files/d.xyz", ""),
    ]
    assert {capture.license for capture in captures} == {"CC0"}


def test_an_overlong_file_is_not_read(tmp_path: Path) -> None:
    write(tmp_path, {"a.png": PNG, "a.txt": b"x" * 100})
    assert [capture.reason for capture in read(tmp_path, "a.png", "a.txt", max_bytes=50)] == [None, "too_large"]


def folder_units(tmp_path: Path, **options: object) -> list[tuple[str, ...]]:
    source = FilesSource.model_validate({"paths": [str(tmp_path / "in")], **options})
    return [unit.members for unit in units(Corpus(str(tmp_path / "corpus")), Recipe(sources=(source,)))]


def test_a_folder_is_read_in_parts_that_never_separate_a_medium_from_its_text(tmp_path: Path) -> None:
    names = ["a.png", "a-b.png", "a.txt", "sub/a.txt", "z.html", ".hidden", ".git/x.txt"]
    write(tmp_path / "in", dict.fromkeys(names, b"x"))
    assert folder_units(tmp_path, files_per_part=2) == [("a.png", "a.txt"), ("a-b.png", "sub/a.txt"), ("z.html",)]


def test_a_changed_file_changes_its_part(tmp_path: Path) -> None:
    write(tmp_path / "in", {"a.txt": b"x", "b.txt": b"y"})
    recipe = Recipe(sources=(FilesSource(paths=(str(tmp_path / "in"),), files_per_part=1),))
    before = [unit.changed for unit in units(Corpus(str(tmp_path / "corpus")), recipe)]
    (tmp_path / "in" / "b.txt").write_bytes(b"other")
    after = [unit.changed for unit in units(Corpus(str(tmp_path / "corpus")), recipe)]
    assert before[0] == after[0] and before[1] != after[1]


def test_a_file_with_a_reason_is_not_opened_and_costs_no_other(tmp_path: Path) -> None:
    write(tmp_path, {"a.png": PNG, "b.txt": b"A lamp.", "c.txt": b"Words."})
    os.mkfifo(tmp_path / "b.png")
    os.mkfifo(tmp_path / "a.txt")
    reasons = dict.fromkeys(["a.txt", "b.png"], "no_regular_file")
    source = FilesSource(paths=(str(tmp_path),))
    names = ("a.png", "a.txt", "b.png", "b.txt", "c.txt")
    captures = list(read_files(Corpus(str(tmp_path / "corpus")), str(tmp_path), names, source, 1000, reasons))
    assert [(capture.url, capture.file, capture.reason) for capture in captures] == [
        ("file:files/a.png", f"{tmp_path}/a.png#bytes", None),
        ("file:files/a.txt", f"{tmp_path}/a.txt#bytes", "no_regular_file"),
        ("file:files/b.txt", f"{tmp_path}/b.txt#bytes", None),
        ("file:files/b.png", f"{tmp_path}/b.png#bytes", "no_regular_file"),
        ("file:files/c.txt", f"{tmp_path}/c.txt#bytes", None),
    ]
    assert segments(captures[2]) == [("image", None, "file:files/b.png"), ("text", "caption", "A lamp.")]


def test_a_name_that_is_not_utf_8_is_spelled_with_escapes_and_only_that_file_is_left_out(tmp_path: Path) -> None:
    write(tmp_path / "in", {os.fsdecode(b"caf\xe9.txt"): b"x", "good.txt": b"x"})
    source = FilesSource(paths=(str(tmp_path / "in"),))
    corpus = Corpus(str(tmp_path / "corpus"))
    (unit,) = units(corpus, Recipe(sources=(source,)))
    captures = list(captures_of(unit, corpus, PayloadLimits(1000, 1000)))
    assert [(capture.url, capture.file, capture.reason) for capture in captures] == [
        ("file:files/caf%E9.txt", f"{tmp_path}/in/caf\\xe9.txt#bytes", "no_utf8_name"),
        ("file:files/good.txt", f"{tmp_path}/in/good.txt#bytes", None),
    ]


def test_a_folder_whose_own_name_is_not_utf_8_is_an_error(tmp_path: Path) -> None:
    write(tmp_path / os.fsdecode(b"caf\xe9"), {"a.txt": b"x"})
    with pytest.raises(SourceError, match=r"^source 'files': the name '.*/caf\\udce9' is not UTF-8; rename it$"):
        folder_units(tmp_path, paths=[str(tmp_path / "c*")])


def test_a_file_that_may_be_read_again_changes_its_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "in", {"a.txt": b"x"})
    recipe = Recipe(sources=(FilesSource(paths=(str(tmp_path / "in"),)),))
    corpus = Corpus(str(tmp_path / "corpus"))
    with monkeypatch.context() as patched:
        patched.setattr(os, "access", lambda path, mode: False)
        (before,) = units(corpus, recipe)
    (after,) = units(corpus, recipe)
    assert (before.reasons, after.reasons) == ({"a.txt": "no_permission"}, {})
    assert before.changed != after.changed


@pytest.mark.parametrize("corpus", ["in", "in/build/corpus"])
def test_a_folder_that_holds_the_corpus_is_an_error_before_anything_is_written(tmp_path: Path, corpus: str) -> None:
    write(tmp_path, {"in/a.txt": b"x", "inner/a.txt": b"x"})
    sources = [{"kind": "files", "paths": [str(tmp_path / "in")]}]
    recipe = Recipe.model_validate({"sources": sources, "corpus": str(tmp_path / corpus)})
    with pytest.raises(
        ValueError, match=r"^source 'files': the corpus .* lies in .*/in, and would be read with it; give"
    ):
        check_inputs(recipe)
    check_inputs(recipe.model_copy(update={"corpus": str(tmp_path / "inner")}))
    (tmp_path / "link").symlink_to(tmp_path / "in")
    with pytest.raises(ValueError, match=r"^source 'files': the corpus .* lies in .*/in, and would"):
        check_inputs(recipe.model_copy(update={"corpus": str(tmp_path / corpus.replace("in", "link", 1))}))


def test_folders_that_are_not_there_or_empty_or_hold_one_name_twice_are_errors(tmp_path: Path) -> None:
    with pytest.raises(NoInputError, match=r"^source 'files': no folder matches .*/in$"):
        folder_units(tmp_path)
    (tmp_path / "in").mkdir()
    with pytest.raises(NoInputError, match=r"^source 'files': .*/in holds no file$"):
        folder_units(tmp_path)
    (tmp_path / "linked").symlink_to(tmp_path / "in")
    with pytest.raises(NoInputError, match=r"^source 'files': .*/linked holds no file$"):
        folder_units(tmp_path, paths=[str(tmp_path / "link*")])
    write(tmp_path, {"x/in1/a.txt": b"", "x/in2/a.txt": b""})
    with pytest.raises(ValueError, match=r"a\.txt is in .*/in1 and in .*/in2; make two sources of them$"):
        folder_units(tmp_path, paths=[str(tmp_path / "x" / "*")])
