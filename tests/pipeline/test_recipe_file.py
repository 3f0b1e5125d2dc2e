from collections.abc import Iterator
from pathlib import Path

import pytest

from weft.pipeline.recipe_file import RecipeError, load_recipe, recipe_schema
from weft.schemas.recipe import Recipe

GOOD = "sources:\n- kind: warc\n  paths: [a.warc.gz]\n"
KINDS = (
    "crawl, warc, warc_index, jsonl, parquet, obelics, mmc4, omnicorpus, mint1t, datajuicer, img2dataset, nemo, files"
)

MISTAKES = {
    "unknown key": (
        GOOD + "sequence:\n  length: 128\n",
        "4: sequence: unknown key; did you mean 'sequences'?",
    ),
    "unknown key in a section": (
        GOOD + "sequences:\n  media: codes\n  lenght: 128\n",
        "6: sequences.lenght: unknown key; did you mean 'length'?",
    ),
    "unknown key in a source": (
        "sources:\n- kind: warc\n  path: [a.warc.gz]\n  paths: [b]\n",
        "3: sources[0].path: unknown key; did you mean 'paths'?",
    ),
    "unknown key in a section of a source": (
        "sources:\n- kind: crawl\n  seeds: [http://a.example/]\n  contact: me@a.example\n  scope:\n    max_dept: 3\n",
        "6: sources[0].scope.max_dept: unknown key; did you mean 'max_depth'?",
    ),
    "unknown key like no other": (
        GOOD + "shards:\n  zzz: 1\n",
        "5: shards.zzz: unknown key; known are sequences",
    ),
    "unknown key in a list": (
        GOOD + "mixture:\n- name: one\n  wieghts: {warc: 1}\n",
        "6: mixture[0].wieghts: unknown key; did you mean 'weights'?",
    ),
    "missing field": (
        "seed: 1\nsources:\n- kind: warc\n  name: a\n",
        "3: sources[0]: needs `paths` or `path_lists`",
    ),
    "no sources": ("seed: 1\n", "1: recipe: needs a 'sources'"),
    "unknown kind": (
        "sources:\n- name: a\n  kind: jsonll\n  paths: [a]\n",
        "3: sources[0].kind: unknown kind 'jsonll'; did you mean 'jsonl'?",
    ),
    "unknown kind like no other": (
        "sources:\n- kind: zzz\n  paths: [a]\n",
        f"2: sources[0].kind: unknown kind 'zzz'; known are {KINDS}",
    ),
    "no kind": (
        "sources:\n- paths: [a]\n",
        f"2: sources[0]: `kind` must be one of {KINDS}",
    ),
    "kind without a value": (
        "sources:\n- kind:\n  paths: [a]\n",
        f"2: sources[0]: `kind` must be one of {KINDS}",
    ),
    "unknown key of a set": (
        "sources:\n- kind: mmc4\n  paths: [a]\n  imagee: after\n",
        "4: sources[0].imagee: unknown key; did you mean 'image'?",
    ),
    "table without content": (
        "sources:\n- kind: parquet\n  paths: [a]\n",
        "2: sources[0]: names no column to read: give `text`, `html`, `image`, `audio` or `video`",
    ),
    "wrong type": (
        GOOD + "vocabulary:\n  image_codes: many\n",
        "5: vocabulary.image_codes: input should be a valid integer, unable to parse string as an integer",
    ),
    "truth where a number belongs": (
        GOOD + "  sample: true\n",
        "4: sources[0].sample: expected a number, not true or false",
    ),
    "falsehood where a number belongs": (
        GOOD + "media:\n  audio:\n    silence_dbfs: off\n",
        "6: media.audio.silence_dbfs: expected a number, not true or false",
    ),
    "truth for a weight": (
        GOOD + "mixture:\n- weights: {warc: yes}\n",
        "5: mixture[0].weights.warc: expected a number, not true or false",
    ),
    "truth for a threshold": (
        GOOD + "rules:\n  image_size: {min_side: true}\n",
        "5: rules.image_size.min_side: expected a whole number, not True",
    ),
    "out of range": (
        GOOD + "sequences:\n  length: 10\n",
        "5: sequences.length: input should be greater than or equal to 64",
    ),
    "zeros too many": (
        GOOD + "shards:\n  sequences: 1000000000000\n",
        "5: shards.sequences: input should be less than or equal to 10000000",
    ),
    "zeros too many in an optional number": (
        GOOD + "  sample: 1000000000000\n",
        "4: sources[0].sample: input should be less than or equal to 10000000000",
    ),
    "text where a list belongs": (
        "sources:\n- kind: warc\n  paths: [a]\n  path_lists: b.list\n",
        "4: sources[0].path_lists: expected a list, not 'b.list'",
    ),
    "a name in capitals": (
        GOOD + "  name: Lines\n",
        "4: sources[0].name: 'Lines' is no name: lower-case letters, digits, - and _, and first a letter or digit, "
        "such as 'lines-2'",
    ),
    "a weight for a name in capitals": (
        GOOD + "mixture:\n- weights: {Lines: 1}\n",
        "5: mixture[0].weights.Lines: 'Lines' is no name: lower-case letters, digits, - and _, and first a letter or "
        "digit, such as 'lines-2'",
    ),
    "a contact that no request can carry": (
        "sources:\n- kind: crawl\n  seeds: [http://a.example/]\n  contact: Jürgen\n",
        "4: sources[0].contact: 'Jürgen' has characters that a request can't carry: give an address in printable ASCII",
    ),
    "an agent of two words": (
        "sources:\n- kind: crawl\n  seeds: [http://a.example/]\n  contact: a@b.org\n  agent: my bot\n",
        "5: sources[0].agent: 'my bot' is no product name of a user agent: letters, digits, dots, - and _",
    ),
    "two sources of one name": (
        GOOD + "- kind: warc\n  paths: [b]\n",
        "1: sources: two sources are called 'warc': give each its own `name`",
    ),
    "mixture of an unknown source": (
        GOOD + "mixture:\n- weights: {web: 1}\n",
        "4: mixture: no source is called 'web'; there are warc",
    ),
    "unknown rule": (
        GOOD + "rules:\n  language: {}\n  image_sise: {}\n",
        "6: rules: there is no rule 'image_sise'; did you mean 'image_size'?",
    ),
    "unknown threshold": (
        GOOD + "rules:\n  language: {}\n  min_words: {word: 3}\n",
        "6: rules.min_words: there is no threshold 'word'; did you mean 'words'?",
    ),
    "a word for a language": (
        GOOD + "rules:\n  language: {allow: [english]}\n",
        "5: rules.language: 'english' is no ISO 639 code, such as 'en', 'zh' or 'und'",
    ),
    "Norwegian without quotes": (
        GOOD + "rules:\n  language: {allow: [en, no]}\n",
        "5: rules.language.allow: expected a list of strings, not ['en', False]; "
        "put no, yes, on and off in quotes, which YAML reads as true or false",
    ),
    "truth where a section belongs": (
        GOOD + "fetch: true\n",
        "4: fetch: expected keys below it, as in `fetch: {}`, not True",
    ),
    "a list of rules": (
        GOOD + "rules: [min_words]\n",
        "4: rules: expected keys below it, as in `rules: {}`, not ['min_words']",
    ),
    "a key that is needed, misspelt": (
        "source:\n- kind: warc\n  paths: [a]\n",
        "1: source: unknown key; did you mean 'sources'?",
    ),
    "a seed without a scheme": (
        "sources:\n- kind: crawl\n  contact: a@b.org\n  seeds: [www.example.org]\n",
        "4: sources[0].seeds[0]: 'www.example.org' is no url; a seed starts with https:// or http://",
    ),
    "a url where a host belongs": (
        "sources:\n- kind: crawl\n  contact: a@b.org\n  seeds: [http://e.org/]\n  scope: {hosts: ['http://e.org/a']}\n",
        "5: sources[0].scope.hosts: 'http://e.org/a' is no host name, such as example.org or 127.0.0.1",
    ),
    "threshold of a wrong type": (
        GOOD + "rules:\n  min_words: {words: few}\n",
        "5: rules.min_words.words: expected a whole number, not 'few'",
    ),
}


def problem(folder: Path, text: str) -> str:
    path = folder / "corpus.yaml"
    path.write_text(text)
    with pytest.raises(RecipeError) as caught:
        load_recipe(path)
    message = str(caught.value)
    assert "\n" not in message
    return message.removeprefix(f"{path}:")


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_one_line_with_its_place_and_the_nearest_name(mistake: str, tmp_path: Path) -> None:
    text, expected = MISTAKES[mistake]
    assert problem(tmp_path, text) == expected


def test_what_is_no_yaml_is_named_with_its_line(tmp_path: Path) -> None:
    assert problem(tmp_path, "sources:\n- kind: [warc\n").startswith("3: not valid YAML: ")
    assert problem(tmp_path, "sources: \t@\n").startswith("1: not valid YAML: ")
    for endless in ("sources: &a [*a]\n", "sources: " + "[" * 5000):
        assert problem(tmp_path, endless).endswith("nested too deeply, or an anchor (&) stands inside itself")


@pytest.mark.parametrize("text", ["", "- a\n", "just words\n", "3\n"])
def test_a_recipe_is_a_mapping(text: str, tmp_path: Path) -> None:
    assert problem(tmp_path, text) == " a recipe is a mapping; it starts with `sources:`"


def test_a_recipe_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RecipeError) as caught:
        load_recipe(tmp_path / "absent.yaml")
    assert str(caught.value) == f"{tmp_path}/absent.yaml: No such file or directory; give the path of a recipe"


def test_a_recipe_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes(b"# caf\xe9\n" + GOOD.encode())
    with pytest.raises(RecipeError) as caught:
        load_recipe(tmp_path / "latin.yaml")
    assert str(caught.value) == f"{tmp_path}/latin.yaml: byte 5 is not UTF-8; save the recipe as UTF-8"


def test_yaml_makes_no_python_objects(tmp_path: Path) -> None:
    assert "not valid YAML: " in problem(tmp_path, "sources: !!python/object/apply:os.getcwd []\n")


def test_paths_start_at_the_recipe_s_folder(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "lamps.yaml").write_text(
        "sources:\n- kind: warc\n  paths: [../a.warc.gz, /abs/b.warc, 's3://bucket/c.warc']\n"
        "evaluations:\n- {name: quiz, path: quiz.jsonl}\n"
    )
    recipe = load_recipe(tmp_path / "in" / "lamps.yaml")
    assert recipe.sources[0].paths == (f"{tmp_path}/a.warc.gz", "/abs/b.warc", "s3://bucket/c.warc")  # type: ignore[union-attr]
    assert recipe.evaluations[0].path == f"{tmp_path}/in/quiz.jsonl"
    assert recipe.corpus == f"{tmp_path}/in/build/lamps"


def test_the_schema_for_editors_knows_rules_and_thresholds() -> None:
    schema = recipe_schema()
    assert schema["title"] == "weft recipe"
    assert "min_side" in schema["properties"]["rules"]["properties"]["image_size"]["properties"]


def _unbounded(schema: object, place: str = "") -> Iterator[str]:
    """Where a JSON Schema takes numbers of any size."""
    if isinstance(schema, dict):
        if schema.get("type") in ("integer", "number") and not schema.keys() & {"maximum", "exclusiveMaximum", "enum"}:
            yield place
        for key, inner in schema.items():
            yield from _unbounded(inner, f"{place}/{key}")
    elif isinstance(schema, list):
        for inner in schema:
            yield from _unbounded(inner, place)


def test_every_number_of_a_recipe_has_an_upper_bound() -> None:
    values_of_a_column = "/$defs/WarcIndexSource/properties/where/additionalProperties/items/anyOf"
    assert list(_unbounded(Recipe.model_json_schema())) == [values_of_a_column]
