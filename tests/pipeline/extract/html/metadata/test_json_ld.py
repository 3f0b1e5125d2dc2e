"""JSON-LD: what is read of it, and what breaks nothing."""

import json
from typing import Any

import pytest

from weft.pipeline.extract.html.metadata.json_ld import read_json_ld

URL = "https://e.com/a"


def authors(*values: Any) -> list[list[str]]:
    found = read_json_ld(value if isinstance(value, str) else json.dumps(value) for value in values)
    return [found.names(node.get("author")) for node in found.articles(URL)]


def article(author: Any, **more: Any) -> dict[str, Any]:
    return {"@type": "NewsArticle", "author": author, **more}


@pytest.mark.parametrize(
    "author",
    [
        "Ada",
        ["Ada"],
        {"@type": "Person", "name": "Ada"},
        [{"name": ["Ada"]}],
        {"name": {"@value": "Ada", "@language": "en"}},
    ],
)
def test_an_author_is_a_text_an_object_or_a_list(author: Any) -> None:
    assert authors(article(author)) == [["Ada"]]


def test_an_author_is_found_by_its_id_in_the_graph() -> None:
    graph = [article({"@id": "#ada"}), {"@type": "Person", "@id": "#ada", "name": "Ada"}]
    assert authors({"@context": "https://schema.org", "@graph": graph}) == [["Ada"]]


def test_objects_inside_others_are_not_the_page() -> None:
    assert authors(article("Ada", citation=article("Bob"), comment=[article("Eve")])) == [["Ada"]]


def test_of_several_articles_counts_the_one_of_this_url() -> None:
    assert authors(article("Bob", url="https://e.com/b"), article("Ada", mainEntityOfPage={"@id": URL})) == [["Ada"]]


def test_the_page_speaks_where_there_is_no_article() -> None:
    assert authors({"@type": ["WebPage", "Thing"], "author": "Ada"}, {"@type": "Review", "author": "Eve"}) == [["Ada"]]


@pytest.mark.parametrize("around", ["<!-- {} -->", "//<![CDATA[\n{}\n//]]>", "{};"])
def test_what_stands_around_the_value_does_not_count(around: str) -> None:
    assert authors(around.format(json.dumps(article("Ada")))) == [["Ada"]]


def test_line_breaks_in_texts_are_read() -> None:
    assert authors('{"@type": "Article", "description": "a\nb", "author": "Ada"}') == [["Ada"]]


@pytest.mark.parametrize("broken", ['{"author": ', "[" * 100_000 + '"author"', '"author"', 'null "author"'])
def test_a_broken_script_harms_no_other(broken: str) -> None:
    assert authors(broken, article("Ada")) == [["Ada"]]


def test_scripts_over_the_limit_are_not_read() -> None:
    assert authors(article("Ada"), article("Bob", text="x" * (1 << 20))) == [["Ada"]]


def test_deep_graphs_and_names_are_bounded() -> None:
    deep: Any = article("Ada")
    for _ in range(300):
        deep = {"@graph": [deep]}
    names: Any = "Ada"
    for _ in range(300):
        names = {"name": [names]}
    assert authors(deep) == [["Ada"]]
    assert authors(article(names)) == [[]]
    assert len(authors({"@graph": [article("Ada")] * 2000})) == 999
