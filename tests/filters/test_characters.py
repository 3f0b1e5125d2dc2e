import unicodedata

import numpy as np
import pytest

from weft.filters.characters import BASE, LETTER, SPACE, UNSEGMENTED, WORD, classes, mix, symbols


def test_mix_is_splitmix64() -> None:
    """The first three outputs of the published generator from seed 0."""
    found = mix(np.arange(1, 4, dtype=np.uint64)).tolist()
    assert found == [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]


@pytest.mark.parametrize(
    ("character", "flags"),
    [
        ("a", WORD | LETTER),
        ("7", WORD),
        ("\u0301", WORD),
        (" ", SPACE),
        ("\u00a0", SPACE),
        ("\u200b", SPACE),
        ("-", 0),
        ("€", 0),
        ("\ufe0f", 0),
        ("\u00ad", 0),
        ("漢", WORD | LETTER | UNSEGMENTED | BASE),
        ("か", WORD | LETTER | UNSEGMENTED | BASE),
        ("ー", WORD | LETTER | UNSEGMENTED),
        ("한", WORD | LETTER),
        ("\U00020000", WORD | LETTER | UNSEGMENTED | BASE),
        ("\U000e0100", 0),
        ("\ue000", 0),
    ],
)
def test_what_a_character_is(character: str, flags: int) -> None:
    assert classes()[ord(character)] == flags


def test_classes_follow_unicode_categories() -> None:
    table = classes()
    for code in range(0x21, 0x3000, 7):
        category = unicodedata.category(chr(code))[0]
        assert bool(table[code] & LETTER) == (category == "L"), hex(code)
        assert bool(table[code] & SPACE) == (chr(code).isspace() or code == 0x200B), hex(code)


def test_both_cases_of_a_letter_are_one_symbol() -> None:
    table = symbols()
    for upper, lower in ["Aa", "Éé", "Жж", "Ωω", "Σς", "ẞß"]:
        assert table[ord(upper)] == table[ord(lower)]


def test_symbols_of_words_differ_and_others_are_zero() -> None:
    table = symbols()
    lower = [code for code in range(0x3000) if chr(code).casefold() == chr(code) and classes()[code] & WORD]
    assert len({int(table[code]) for code in lower}) == len(lower)
    assert not table[[ord(character) for character in " -.€\u200b"]].any()
