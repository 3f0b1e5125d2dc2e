import pytest

from weft.filters.phones import REGIONS, find_phone_numbers


def phones(text: str, language: str) -> list[str]:
    return [text[start:end] for start, end in find_phone_numbers(text, language)]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("und", "ring +44 20 7946 0958 now", ["+44 20 7946 0958"]),
        ("ja", "ring +49 (0)30 901820", ["+49 (0)30 901820"]),
        ("en", "Call (212) 736-5000 or 212-736-5000.", ["(212) 736-5000", "212-736-5000"]),
        ("en", "1-800-275-2273", ["1-800-275-2273"]),
        ("en", "tel 2127365000", ["2127365000"]),
        ("en", "Phone number: 212 736 5000", ["212 736 5000"]),
        ("en", "020 7925 0918", ["020 7925 0918"]),
        ("de", "Tel.: 030 901820", ["030 901820"]),
        ("de", "Fax 030/901820", ["030/901820"]),
        ("fr", "01 42 34 50 00", ["01 42 34 50 00"]),
        ("ru", "тел. 8 495 123-45-67", ["8 495 123-45-67"]),
        ("ja", "電話 03-3581-5111", ["03-3581-5111"]),
    ],
)
def test_phone_numbers(language: str, text: str, expected: list[str]) -> None:
    assert phones(text, language) == expected


@pytest.mark.parametrize("language", ["und", "en", "de", "fr", "zh"])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "2024-01-15 12:30:45",
        "15.01.2024 and 01/15/2024",
        "1914-1918 1939-1945",
        "1999 2000 2001",
        "ISBN 978-3-16-148410-0",
        "978-0-306-40615-7",
        "0-306-40615-2",
        "$1,234,567.89 and 1 234 567 €",
        "12 345 678 people",
        "population 1234567890",
        "order 0123 456789",
        "3.14159265358979",
        "52.5200, 13.4050",
        "id=2127365000&x=1",
        "/item/212-736-5000",
        "a212-736-5000",
        "212-736-5000b",
        "+1 2",
        "+999 123 456 789",
        "0 1 2 3 4 5 6 7 8 9",
        "192.168.100.200",
    ],
)
def test_what_is_no_phone_number(text: str, language: str) -> None:
    assert phones(text, language) == []


def test_national_numbers_need_a_language_of_their_country() -> None:
    assert phones("01 42 34 50 00", "fr") == ["01 42 34 50 00"]
    assert phones("01 42 34 50 00", "und") == []


def test_every_region_is_known_to_phonenumbers() -> None:
    import phonenumbers

    assert {region for regions in REGIONS.values() for region in regions} <= set(phonenumbers.SUPPORTED_REGIONS)
