"""The README and the pages in docs/ say what is so: commands, recipes, keys, rules, reasons and links."""

import ast
import dataclasses
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, get_type_hints

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import typer
import yaml
from pydantic import BaseModel
from pydantic_core import PydanticUndefined
from typer.testing import CliRunner

from weft.filters import document_rules
from weft.filters.facts import DocumentFacts
from weft.filters.rules import DEFAULT_RULES, RULES, parse_rules
from weft.filters.scores import Bounds
from weft.filters.selection import SELECTION_REASONS
from weft.filters.signals import text_signals
from weft.pipeline.cli import app
from weft.pipeline.crawl.visit import VisitOutcome
from weft.pipeline.nothing_kept import NothingKeptError
from weft.pipeline.stages import ORDER
from weft.schemas import recipe as recipe_models
from weft.schemas.media import MediaKind
from weft.schemas.recipe import Recipe
from weft.schemas.section import PathsSection
from weft.schemas.shard import FIELDS

from .conftest import Demo, example
from .pipeline.conftest import build_here, encoded, photo

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
DOCS = ROOT / "docs"
PAGES = (README, ROOT / "CONTRIBUTING.md", *sorted(DOCS.glob("*.md")))
ROOMS = ("schemas", "filters", "tokenizers", "pipeline")

TABLE_BEFORE = {
    recipe_models.Recipe: "## At the top",
    recipe_models.CrawlSource: "### kind: crawl",
    recipe_models.Scope: "Keys of `scope`",
    PathsSection: "### Files of a source",
    recipe_models.WarcSource: "### kind: warc",
    recipe_models.WarcIndexSource: "### kind: warc_index",
    recipe_models.JsonlSource: "### kind: jsonl",
    recipe_models.ParquetSource: "### kind: parquet",
    recipe_models.ObelicsSource: "### kind: obelics",
    recipe_models.Mmc4Source: "### kind: mmc4",
    recipe_models.OmniCorpusSource: "### kind: omnicorpus",
    recipe_models.Mint1tSource: "### kind: mint1t",
    recipe_models.DataJuicerSource: "### kind: datajuicer",
    recipe_models.Img2datasetSource: "### kind: img2dataset",
    recipe_models.NemoSource: "### kind: nemo",
    recipe_models.FilesSource: "### kind: files",
    recipe_models.ExtractSettings: "## extract",
    recipe_models.FileSettings: "`extract.files`",
    recipe_models.FetchSettings: "## fetch",
    recipe_models.MediaSettings: "## media",
    recipe_models.ImageSettings: "`media.image`",
    recipe_models.AudioSettings: "`media.audio`",
    recipe_models.VideoSettings: "`media.video`",
    recipe_models.SignalSettings: "## signals",
    recipe_models.Evaluation: "## evaluations",
    recipe_models.VocabularySettings: "## vocabulary",
    recipe_models.SequenceSettings: "## sequences",
    recipe_models.MixtureStage: "## mixture",
    recipe_models.ShardSettings: "## shards",
}
"""The line of docs/recipe.md above each section's table."""
FILES_KEYS = frozenset(PathsSection.model_fields)
"""In a table of their own, for all kinds."""

DOCUMENTED_REASONS = re.compile(r"^\| (reason[^|]*)\|")
CODE = re.compile(r"`([^`]+)`")


def blocks(page: Path, language: str = "") -> list[str]:
    """The fenced blocks of a page that are marked with ``language``."""
    fenced = re.findall(r"^```(\w*)\n(.*?)^```$", page.read_text(), re.MULTILINE | re.DOTALL)
    return [content for marked, content in fenced if marked == language]


def table_after(text: str, line_start: str) -> list[list[str]]:
    """The rows of the first table at or below the line that starts with ``line_start``: their cells."""
    start = ("\n" + text).find("\n" + line_start)
    assert start >= 0, line_start
    rows = re.search(r"^\|.*?(?=^(?!\|))", text[start:] + "\n", re.MULTILINE | re.DOTALL)
    assert rows is not None, line_start
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in rows[0].splitlines()[2:]]


def section(text: str, heading: str) -> str:
    """What stands between a heading and the next of its level or above."""
    level = heading.partition(" ")[0]
    match = re.search(rf"^{re.escape(heading)}$(.*?)(?=^#{{1,{len(level)}}} |\Z)", text, re.MULTILINE | re.DOTALL)
    assert match is not None, heading
    return match[1]


def without_blocks(text: str) -> str:
    """A page without its fenced blocks."""
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)


def commands() -> Iterator[str]:
    """Every ``weft …`` command line of every page, as a user would type it."""
    for page in PAGES:
        text = page.read_text()
        printed = [line.removeprefix("$ ").strip() for block in blocks(page) for line in block.splitlines()]
        lines = [re.split(r" {2,}", line)[0] for line in printed]
        inline = CODE.findall(without_blocks(text))
        yield from (line for line in [*lines, *inline] if re.match(r"weft [a-z]+( |$)", line))


@pytest.mark.parametrize("line", sorted(set(commands())))
def test_command_line_parses(line: str) -> None:
    words = shlex.split(line)[1:]
    own = words[: words.index("--")] if "--" in words else words
    command: Any = typer.main.get_command(app)
    while own and own[0] in getattr(command, "commands", {}):
        command = command.commands[own.pop(0)]
    assert not hasattr(command, "commands") or not own, f"{line}: there is no command {own[:1]}"
    options = {spelling for parameter in command.params for spelling in parameter.opts}
    for word in own:
        assert not word.startswith("--") or word in options, f"{line}: {word}"
    if any(not word.startswith("-") for word in own):  # more than the name of a command: it must be whole
        command.make_context(command.name, own, resilient_parsing=False).close()


def test_every_command_is_in_the_readme_and_explains_itself() -> None:
    group: Any = typer.main.get_command(app)
    for name in group.commands:
        assert f"`weft {name} " in README.read_text(), name
        assert CliRunner().invoke(app, [name, "--help"]).exit_code == 0


def test_the_recipe_in_the_readme_is_the_demos() -> None:
    assert blocks(README, "yaml") == [(ROOT / "examples" / "demo.yaml").read_text()]


def test_the_readme_explains_every_key_of_the_recipe() -> None:
    explained = section(without_blocks(README.read_text()), "## The recipe")
    named = set(re.findall(r"\w+", " ".join(CODE.findall(explained))))
    assert keys_of(yaml.safe_load(blocks(README, "yaml")[0])) <= named


def keys_of(value: Any) -> set[str]:
    """Every key of a recipe, at any depth."""
    if isinstance(value, dict):
        return set(value).union(*map(keys_of, value.values()))
    return set().union(*map(keys_of, value)) if isinstance(value, list) else set()


def test_the_reader_in_the_readme_is_the_example() -> None:
    assert blocks(README, "python") == [(ROOT / "examples" / "read_shards.py").read_text()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
        if "://" not in target:
            assert (page.parent / target.partition("#")[0]).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_that_are_named_exist(page: Path) -> None:
    folders = (*ROOMS, "examples", "tests", "docs")
    for name in CODE.findall(page.read_text()):
        if re.fullmatch(rf"({'|'.join(folders)})/[\w/.-]+\.(py|yaml|md|html|j2)", name):
            assert (ROOT / name).exists(), name


def test_every_section_of_a_recipe_has_its_table() -> None:
    models = {
        value for value in vars(recipe_models).values() if isinstance(value, type) and issubclass(value, BaseModel)
    }
    bases = {BaseModel, recipe_models.Section, recipe_models.HttpSettings}
    assert models - bases == set(TABLE_BEFORE)


@pytest.mark.parametrize("model", TABLE_BEFORE, ids=lambda model: model.__name__)
def test_recipe_key_is_documented_with_its_default(model: type[BaseModel]) -> None:
    rows = table_after((DOCS / "recipe.md").read_text(), TABLE_BEFORE[model])
    documented = {CODE.fullmatch(key)[1]: default for key, default, _ in rows}  # type: ignore[index]
    has_files = issubclass(model, PathsSection) and model is not PathsSection
    fields = {name: field for name, field in model.model_fields.items() if not (has_files and name in FILES_KEYS)}
    assert set(documented) == set(fields)
    for name, field in fields.items():
        said = documented[name]
        if field.default is PydanticUndefined or name == "kind":
            assert said.startswith("required"), f"{name}: {said}"
        elif not isinstance(field.default, tuple | dict | BaseModel):
            assert CODE.fullmatch(said), f"{name}: {said}"
            assert same_value(said.strip("`"), field.default), f"{name}: {said}"


def same_value(said: str, value: Any) -> bool:
    """Whether a default, as a page spells it in YAML, is this value."""
    if isinstance(value, bool) or value is None:
        return said == {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, int | float):
        return float(said) == value
    if isinstance(value, dict):
        return said == "{}" and not value
    if isinstance(value, tuple):
        return said == f"[{', '.join(value)}]"
    return said == (value or '""')


@pytest.mark.parametrize("name", RULES)
def test_rule_is_documented_with_its_thresholds_and_reasons(name: str) -> None:
    text = section((DOCS / "rules.md").read_text(), f"### {name}")
    thresholds = {key.strip("`"): default.strip("`") for key, default, _ in table_after(text, "| threshold |")}
    fields = {field.name: field.default for field in dataclasses.fields(RULES[name])}
    fields |= {key: {} for key in bounds_of(name)}
    assert list(thresholds) == list(fields)
    for threshold, said in thresholds.items():
        assert same_value(said, fields[threshold]), f"{threshold}: {said}"
    reasons = [reason for row in table_after(text, "| reason |") for reason in CODE.findall(row[0])]
    assert sorted(reasons) == sorted(reasons_of(name))


def bounds_of(rule: str) -> list[str]:
    """The thresholds of a rule that are bounds on scores by their names."""
    return [name for name, kind in get_type_hints(RULES[rule]).items() if kind == Bounds]


def reasons_of(rule: str) -> tuple[str, ...]:
    """Every reason a rule can give, of a score called ``<score>`` where it is about scores."""
    return parse_rules({rule: {key: {"<score>": 0} for key in bounds_of(rule)}})[0].reasons


def test_the_default_rules_are_listed_in_their_order() -> None:
    sentence = re.search(
        r"the default set is asked, in this order: (.*?)\.", (DOCS / "rules.md").read_text(), re.DOTALL
    )
    assert sentence is not None
    assert CODE.findall(sentence[1]) == list(DEFAULT_RULES)
    outside = re.findall(
        r"^### (\w+)\n\n(?:(?!^#).)*?Not in the default set", (DOCS / "rules.md").read_text(), re.M | re.S
    )
    assert set(outside) == set(RULES) - set(DEFAULT_RULES)


def known_reasons() -> set[str]:
    """Every string in the code, and the reasons that are put together from others."""
    known = {f"not_{kind}" for kind in MediaKind} | {"http_<status>"}
    known |= {reason for rule in RULES for reason in reasons_of(rule)}
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            nodes = ast.walk(ast.parse(path.read_text()))
            known |= {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return known


def test_every_reason_in_the_docs_is_in_the_code() -> None:
    known = known_reasons()
    found = 0
    for page in PAGES:
        in_reasons = False
        for line in page.read_text().splitlines():
            in_reasons = bool(DOCUMENTED_REASONS.match(line)) or (in_reasons and line.startswith("|"))
            if in_reasons and not DOCUMENTED_REASONS.match(line):
                for reason in CODE.findall(line.split("|")[1]):
                    assert reason in known, f"{page.name}: {reason}"
                    found += 1
    assert found > 100


def test_every_outcome_of_a_visit_and_reason_of_a_selection_is_documented() -> None:
    documented = set(CODE.findall(without_blocks((DOCS / "stages.md").read_text())))
    assert {str(outcome) for outcome in VisitOutcome} - {VisitOutcome.CAPTURED, VisitOutcome.REDIRECTED} <= documented
    assert set(SELECTION_REASONS) <= documented


def test_every_stage_has_its_section() -> None:
    headings = re.findall(r"^## (\w+)$", (DOCS / "stages.md").read_text(), re.MULTILINE)
    assert [heading for heading in headings if heading.islower()] == [stage.name for stage in ORDER]


def test_the_fields_of_a_sample_are_listed_in_their_order() -> None:
    rows = table_after((DOCS / "shards.md").read_text(), "## A sample")
    assert [row[0].strip("`") for row in rows] == list(FIELDS)


@pytest.mark.parametrize(("characters", "reason"), [(500_000, None), (500_001, "too_many_characters")])
def test_the_worked_example_of_a_rule_works(characters: int, reason: str | None) -> None:
    rule, example_test = blocks(DOCS / "rules.md", "python")
    room = dict(vars(document_rules))
    exec(compile(rule, "docs/rules.md", "exec", dont_inherit=True), room)
    assert room["MaxCharacters"]().reason(DocumentFacts(replace(text_signals(""), characters=characters))) == reason
    names = {"pytest": pytest, "replace": replace, "text_signals": text_signals, "DocumentFacts": DocumentFacts}
    names["MaxCharacters"] = room["MaxCharacters"]
    exec(compile(example_test, "docs/rules.md", "exec", dont_inherit=True), names)
    names["test_a_text_of_half_a_million_characters_is_the_longest_kept"](characters, reason)


def test_the_example_reader_reads_every_sequence(demo: Demo) -> None:
    tars = sorted((demo.corpus / "shards").glob("train-*.tar"))
    command = [sys.executable, str(ROOT / "examples" / "read_shards.py"), *map(str, tars)]
    printed = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
    keys = [line.split()[0] for line in printed.splitlines() if line.startswith("train-")]
    totals = json.loads((demo.corpus / "shards" / "manifest.json").read_text())["totals"]
    assert len(keys) == len(set(keys)) == totals["samples"]


def test_the_example_trainer_learns_and_resumes(
    demo: Demo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    trainer = example("tiny_trainer")
    monkeypatch.setattr(trainer, "EPOCHS", 2)
    monkeypatch.setattr(sys, "argv", ["tiny_trainer.py", str(demo.corpus / "shards")])
    trainer.main()
    printed = capsys.readouterr().out
    sequences = int(printed.split()[0])
    knowing_nothing = float(re.search(r"costs ([\d.]+) nats", printed)[1])  # type: ignore[index]
    first, last = (float(loss) for loss in re.findall(r"^epoch \d: ([\d.]+)", printed, re.MULTILINE))
    assert last < first < knowing_nothing
    assert printed.endswith(f"from {sequences} sequences\n")


def test_the_rules_for_pairs_keep_pairs_and_the_default_ones_do_not(tmp_path: Path) -> None:
    """One pair twice, two that differ in their pictures, one in German, one of two words."""
    english = "Two boats are lying on the shore of the lake"
    captions = [english, english, english, "Zwei Boote liegen am Ufer des Sees und warten", "Two boats"]
    pictures = [encoded(photo(seed)) for seed in (1, 1, 2, 3, 4)]
    pq.write_table(pa.table({"url": pictures, "text": captions}), tmp_path / "laion.parquet")
    recipe = next(yaml.safe_load(block) for block in blocks(DOCS / "sources.md", "yaml") if "min_words" in block)
    recipe["sources"][0]["paths"] = [f"{tmp_path}/laion.parquet"]
    loaded = Recipe.model_validate({**recipe, "corpus": f"{tmp_path}/corpus"})
    flow = build_here(loaded, "selection")["selection"].ledger.flow("documents")
    assert flow.kept == 2
    assert flow.dropped == {"duplicate_exact": 1, "language_not_allowed": 1, "too_few_words": 1}
    with pytest.raises(
        NothingKeptError, match=r"none of 5 documents \(gopher_too_few_words 5\); the default rules are"
    ):
        build_here(loaded.model_copy(update={"rules": None}))
