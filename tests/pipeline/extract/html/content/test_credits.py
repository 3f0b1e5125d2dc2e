"""Credits at the end of captions, and in lines of their own."""

import pytest

from weft.pipeline.extract.html.content.credits import is_credit_line, without_credit


@pytest.mark.parametrize(
    ("caption", "rest"),
    [
        ("The roof in May. Photo: Ann Lee/Agency", "The roof in May."),
        ("The roof in May. Credit...Ann Lee for The Paper", "The roof in May."),
        ("Das Dach (Foto: Privat)", "Das Dach"),
        ("El tejado | © Agencia / Ana", "El tejado"),
        ("Le toit / (c) Ann", "Le toit"),
        ("Katto. Kuva: Anna L", "Katto."),
        ("Das Dach (Bildquelle: Ann)", "Das Dach"),
        ("Foto: dpa", ""),
        ("屋顶。图片来源：新华社", "屋顶。"),
        ("갑문 앞의 배. /사진=핀치 기자", "갑문 앞의 배."),
        ("갑문 ⓒ 연합", "갑문"),
    ],
)
def test_credit_at_the_end_is_taken_off(caption: str, rest: str) -> None:
    assert without_credit(caption) == rest


@pytest.mark.parametrize(
    "caption",
    ["", "A photo by the river", "Photo: a print. It was made in 1950.", "https://e.com/photos/1", "Image 3 of 5"],
)
def test_caption_without_credit_is_untouched(caption: str) -> None:
    assert without_credit(caption) == caption


@pytest.mark.parametrize(
    "line", ["Pixabay", "iStock/Ann Lee", "Getty Images", "Ann Lee | Shutterstock", "picture alliance / dpa | Ann Lee"]
)
def test_a_line_that_names_an_agency_is_a_credit(line: str) -> None:
    assert is_credit_line(line)


@pytest.mark.parametrize(
    "line", ["", "The keystone of the arch", "Ann Lee", "Stock up on lamps.", "Reuters reported it first, in May."]
)
def test_a_line_that_says_more_is_none(line: str) -> None:
    assert not is_credit_line(line)
