"""Names of authors."""

import pytest

from weft.pipeline.extract.authors import author_names, joined


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ada Lovelace", ["Ada Lovelace"]),
        (" By  Ada\n Lovelace,", ["Ada Lovelace"]),
        ("Von Ada Lovelace", ["Ada Lovelace"]),
        ("Zeige alle Beiträge von Ada", ["Ada"]),
        ("Ada Lovelace; Charles Babbage", ["Ada Lovelace", "Charles Babbage"]),
        ("Lovelace, Ada", ["Lovelace, Ada"]),
        ("Ada &amp; Charles", ["Ada & Charles"]),
        ("<b>Ada</b> Lovelace", ["Ada Lovelace"]),
        ("Byron", ["Byron"]),
        ("孔德明", ["孔德明"]),
    ],
)
def test_names_are_cleaned(text: str, names: list[str]) -> None:
    assert author_names(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "",
        "admin",
        "Editor",
        "https://facebook.com/ada",
        "www.example.org",
        "example.com",
        "ada@example.org",
        "@ada",
        "{{ author }}",
        "12345",
        "A",
        "Afficher mon profil complet",
        "x" * 101,
    ],
)
def test_what_names_nobody_is_no_author(text: str) -> None:
    assert author_names(text) == []


def test_joined_names_are_each_once_and_bounded() -> None:
    assert joined(["B", "A", "B"]) == "B; A"
    assert len(joined(map(str, range(100))).split("; ")) == 20
