import pytest

from weft.filters.addresses import find_emails, find_ip_addresses


def emails(text: str) -> list[str]:
    return [text[start:end] for start, end in find_emails(text)]


def ips(text: str) -> list[str]:
    return [text[start:end] for start, end in find_ip_addresses(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("write to anna.lee+list@mail.example.co.uk, please", ["anna.lee+list@mail.example.co.uk"]),
        ("<mailto:a@b.org>", ["a@b.org"]),
        ("A_B-c%d@x-y.museum.", ["A_B-c%d@x-y.museum"]),
        ("联系foo@bar.com邮箱", ["foo@bar.com"]),
        ("...anna@example.com...", ["anna@example.com"]),
        ("x@xn--bcher-kva.example and y@site.xn--p1ai", ["x@xn--bcher-kva.example", "y@site.xn--p1ai"]),
        ("a@b.org,c@d.org", ["a@b.org", "c@d.org"]),
        ("123456789@qq.com", ["123456789@qq.com"]),
    ],
)
def test_emails(text: str, expected: list[str]) -> None:
    assert emails(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@anna on social media",
        "anna@localhost",
        "anna at example.com",
        "icon@2x.png",
        "left-pad@1.3.0",
        "3 apples @ $2.50",
        "a@@b.org.",
        "a..b@",
        "@example.com",
        "x@-y.org",
    ],
)
def test_what_is_no_email(text: str) -> None:
    assert emails(text) == []


def test_a_long_run_before_an_at_sign_is_cut_at_64_characters() -> None:
    """The longest local part that mail servers take (RFC 5321)."""
    assert [len(found) for found in emails("a" * 300 + "@b.org")] == [64 + 6]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the server 8.8.8.8 answers", ["8.8.8.8"]),
        ("8.8.8.8.", ["8.8.8.8"]),
        ("(1.1.1.1, 8.8.4.4)", ["1.1.1.1", "8.8.4.4"]),
        ("8.8.8.8:53 http://1.1.1.1/dns 8.8.4.0/24", ["8.8.8.8", "1.1.1.1", "8.8.4.0"]),
        ("8.8.8.1-8.8.8.9", ["8.8.8.1"]),
        ("8.8.8.8", ["8.8.8.8"]),
        ("93.184.216.34 - - [01/Jan/2026] GET /", ["93.184.216.34"]),
        ("93.184.216.34 is the address", ["93.184.216.34"]),
        ("it is 5.2.1.1 Dependencies say", ["5.2.1.1"]),
        ("2606:4700:4700::1111", ["2606:4700:4700::1111"]),
        ("[2001:4860:4860:0:0:0:0:8888]:443", ["2001:4860:4860:0:0:0:0:8888"]),
    ],
)
def test_public_ip_addresses(text: str, expected: list[str]) -> None:
    assert ips(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "192.168.1.1 10.0.0.1 172.16.0.1 127.0.0.1 169.254.1.1 100.64.0.1",
        "192.0.2.1 198.51.100.7 203.0.113.9 0.0.0.0 255.255.255.255 224.0.0.1",
        "8.8.8",
        "8.8.8.8.8",
        "1.8.8.8.8.1",
        "256.1.1.1 8.8.8.999",
        "v8.8.8.8 a8.8.8.8 8.8.8.8b 8.8.8.8-rc1 8.8.8.8_2",
        "version 8.8.8.8, Release 8.1.2.3, section 8.1.2.3, § 8.1.2.3",
        "5.2.1.1. Dependencies",
        "## 5.2.1.1 Dependencies",
        "Contents\n5.2.1.1\tDépendances\n5.2.1.2 依存関係",
        "since kernel 2.6.32.12 and libfoo 8.8.8.8, with Chrome/8.4.6.1",
        "siehe Kapitel 5.2.1.1, voir chapitre 5.2.1.2, глава 5.2.1.3",
        "01.02.2003.4567",
        "12:30:45 and 1:2:3",
        "std::vector a::b ::1 :: fe80::1 fd00::1 2001:db8::1 cafe::babe",
        "00:1b:44:11:3a:b7",
    ],
)
def test_what_is_no_public_ip_address(text: str) -> None:
    assert ips(text) == []
