"""The command line, as a user calls it."""

import errno
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from weft import __version__
from weft.pipeline.cli import app, other_folder_advised
from weft.schemas.errors import WeftError
from weft.schemas.recipe import Recipe

from .conftest import build_here, prose


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    (folder / "in.jsonl").write_text(json.dumps({"text": prose(1), "url": "https://cli.example/1"}))
    source = {"kind": "jsonl", "paths": [f"{folder}/in.jsonl"]}
    build_here(Recipe.model_validate({"sources": [source], "corpus": f"{folder}/corpus", "rules": {}}), "links")
    return folder / "corpus"


def run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return result.exit_code, result.stdout, result.stderr


def test_the_version_is_told() -> None:
    assert run("--version") == (0, f"weft {__version__}\n", "")


def test_a_report_goes_where_it_is_told(corpus: Path, tmp_path: Path) -> None:
    assert run("report", corpus, "--out", tmp_path / "out") == (0, f"report        {tmp_path}/out/index.html\n", "")
    assert not (corpus / "report").exists()
    assert run("report", corpus) == (0, f"report        {corpus}/report/index.html\n", "")
    assert (corpus / "report" / "index.html").read_bytes() == (tmp_path / "out" / "index.html").read_bytes()


@pytest.mark.parametrize("code", [errno.EACCES, errno.EPERM, errno.EROFS])
def test_where_a_corpus_can_t_be_written_to_the_option_is_named(code: int) -> None:
    said = f"/c/report: {os.strerror(code)}; give a folder for the report with --out"
    with pytest.raises(WeftError, match=said), other_folder_advised(""):
        raise OSError(code, os.strerror(code), "/c/report")
    with pytest.raises(OSError, match=os.strerror(code)), other_folder_advised("/elsewhere"):
        raise OSError(code, os.strerror(code), "/elsewhere")


@pytest.mark.parametrize(
    "command",
    [("status",), ("report",), ("explain", "https://cli.example/1"), ("export", "--to", "mmc4", "--out", "out")],
    ids=lambda command: command[0],
)
def test_a_file_in_place_of_a_corpus_is_told(command: tuple[str, ...], tmp_path: Path) -> None:
    file = tmp_path / "afile"
    file.touch()
    said = f"weft: {file} is a file; give the folder that `weft build` wrote\n"
    assert run(command[0], file, *command[1:]) == (2, "", said)


@pytest.mark.parametrize("name", ["afile", "afile/corpus"])
def test_a_corpus_that_would_lie_in_a_file_is_told(name: str, tmp_path: Path) -> None:
    (tmp_path / "afile").touch()
    (tmp_path / "in.jsonl").write_text("{}")
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(yaml.safe_dump({"sources": [{"kind": "jsonl", "paths": ["in.jsonl"]}], "corpus": name}))
    said = f"weft: corpus: {tmp_path}/{name} is a file, or lies below one; name a folder\n"
    assert run("build", recipe) == run("build", recipe, "--dry-run") == (2, "", said)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_build_that_is_stopped_says_how_to_go_on(number: signal.Signals, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        seed = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        source = {"kind": "crawl", "seeds": [seed], "contact": "me@cli.example", "allow_private_addresses": True}
        (tmp_path / "recipe.yaml").write_text(yaml.safe_dump({"sources": [source], "corpus": "corpus"}))
        command = [sys.executable, "-m", "weft", "build", str(tmp_path / "recipe.yaml")]
        environment = {**os.environ, "PYTHONSAFEPATH": "1"}
        nowhere, pipe = subprocess.DEVNULL, subprocess.PIPE
        process = subprocess.Popen(command, env=environment, stdout=nowhere, stderr=pipe, text=True)
        silent.settimeout(60)
        asked, _ = silent.accept()  # the first request, which is never answered
        with asked:
            time.sleep(0.5)
            process.send_signal(number)
            _, said = process.communicate(timeout=60)
    assert said == "weft: stopped; run the same command again to go on\n"
    assert process.returncode == 128 + number
