from pathlib import Path
from typing import Any

import pytest

from weft.filters.language import FastTextLanguage, cld2_language


@pytest.mark.parametrize("language", ["en", "de", "fr", "fi", "ru", "ko", "ja", "zh", "th", "ar"])
def test_prose_is_recognised(language: str, prose: dict[str, str]) -> None:
    code, score = cld2_language(prose[language])
    assert code == language
    assert 0.9 < score <= 1.0


@pytest.mark.parametrize("text", ["", "   ", "12345 67890"])
def test_text_that_says_nothing_is_undetermined(text: str) -> None:
    assert cld2_language(text) == ("und", 0.0)


def test_score_is_the_share_of_the_text(prose: dict[str, str]) -> None:
    _, score = cld2_language(prose["en"] + "\n\n" + prose["ru"][: len(prose["ru"]) // 3])
    assert 0.4 < score < 0.9


@pytest.mark.parametrize("dirt", ["\x00", "\x08\x1b", "\ud800", "\ufffe", "\U0001ffff", "\ufdd0", "\x85"])
def test_characters_that_cld2_refuses_are_passed_over(dirt: str, prose: dict[str, str]) -> None:
    assert cld2_language(dirt + prose["fr"] + dirt)[0] == "fr"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("בכל שבת בבוקר אנשי העיירה הקטנה שלנו יורדים אל השוק שליד הנהר", "he"),
        ("每個星期六的早上，我們小鎮上的人都會走到河邊的市場去，農民們帶來蘋果和鮮花", "zh"),
    ],
)
def test_codes_are_todays_iso_639_1(text: str, code: str) -> None:
    assert cld2_language(text)[0] == code


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> FastTextLanguage:
    """A tiny identifier of two languages with labels spelled as GlotLID and lid.176 spell them."""
    folder: Path = tmp_path_factory.mktemp("fasttext")
    english = ["the", "cat", "and", "the", "dog", "walk", "to", "the", "market", "of", "the", "town", "with", "bread"]
    french = ["le", "chat", "et", "le", "chien", "vont", "au", "marché", "de", "la", "ville", "avec", "du", "pain"]
    lines = []
    for shift in range(100):
        for label, vocabulary in (("eng_Latn", english), ("fr", french)):
            begin = shift % len(vocabulary)
            line = (vocabulary[begin:] + vocabulary[:begin])[: 3 + shift % 9]
            lines.append(f"__label__{label} {' '.join(line)}")
    (folder / "train.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    trained = _train(str(folder / "train.txt"))
    trained.save_model(str(folder / "model.bin"))
    return FastTextLanguage(str(folder / "model.bin"))


def _train(path: str) -> Any:
    """With ten threads: each fills a tenth of the matrix, and with fewer the rest is whatever the memory held."""
    import fasttext

    return fasttext.train_supervised(path, dim=16, epoch=10, wordNgrams=2, bucket=10_000, thread=10, verbose=0, seed=1)


@pytest.mark.parametrize(("text", "code"), [("the dog walk\nto the town", "en"), ("le chien et le chat", "fr")])
def test_fasttext_labels_become_iso_639_codes(model: FastTextLanguage, text: str, code: str) -> None:
    found, score = model(text)
    assert found == code
    assert 0.5 < score <= 1.0


@pytest.mark.parametrize("text", ["", " \n \x00 "])
def test_fasttext_says_nothing_of_an_empty_text(model: FastTextLanguage, text: str) -> None:
    assert model(text) == ("und", 0.0)
