"""Bytes to text: labels, precedence, wrong declarations."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.pipeline.extract.decode import as_utf8, codec_of, declared_codec, decode, scalar_text


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("ISO-8859-1", "cp1252"),
        ("us-ascii", "cp1252"),
        ("EUC-KR", "cp949"),
        ("Shift_JIS", "cp932"),
        ("gb2312", "gb18030"),
        ("iso-8859-9", "cp1254"),
        ("tis-620", "cp874"),
        (" 'UTF-8' ", "utf-8"),
    ],
)
def test_labels_mean_what_the_encoding_standard_says(label: str, codec: str) -> None:
    assert codec_of(label) == codec


@pytest.mark.parametrize("label", ["utf-7", "idna", "punycode", "unicode_escape", "rot13", "base64", ""])
def test_labels_outside_the_standard_are_unknown(label: str) -> None:
    assert codec_of(label) is None


def test_byte_order_mark_wins_over_everything() -> None:
    assert decode("é".encode("utf-16"), "utf-8") == "é"
    assert decode(b"\xef\xbb\xbf\xc3\xa9", "windows-1251") == "é"
    assert decode(b"\xfe\xff\x00a\x00b", "") == "ab"


def test_http_charset_wins_over_the_page() -> None:
    page = '<meta charset="windows-1252">Привет мир'.encode("cp1251")
    assert decode(page, "windows-1251").endswith("Привет мир")


def test_page_declares_its_charset_in_either_form_of_meta() -> None:
    assert declared_codec(b"<html><META  CharSet = 'koi8-r' >") == "koi8_r"
    assert declared_codec(b'<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">') == "cp932"
    assert declared_codec(b'<?xml version="1.0" encoding="EUC-JP"?><html>') == "euc_jp"


def test_charset_after_the_first_4_kilobytes_is_not_seen() -> None:
    assert declared_codec(b" " * 4096 + b"<meta charset=koi8-r>") is None


def test_utf_16_in_a_meta_means_utf_8() -> None:
    assert declared_codec(b"<meta charset=utf-16>") == "utf-8"


def test_latin_1_page_keeps_its_curly_quotes() -> None:
    assert decode(b"<meta charset=iso-8859-1>\x93caf\xe9\x94").endswith("“café”")


def test_euc_kr_reads_syllables_of_code_page_949() -> None:
    assert decode("똠방각하".encode("cp949"), "euc-kr") == "똠방각하"


def test_gb2312_reads_characters_of_gb18030() -> None:
    assert decode("镕㐀".encode("gb18030"), "gb2312") == "镕㐀"


def test_utf_8_declared_as_latin_1_is_read_as_utf_8() -> None:
    assert decode("naïve café".encode(), "iso-8859-1") == "naïve café"


def test_bytes_invalid_in_a_declared_multi_byte_charset_fall_back_to_utf_8() -> None:
    assert decode("“Größe”".encode(), "euc-kr") == "“Größe”"


def test_many_characters_of_valid_utf_8_outweigh_a_multi_byte_charset_that_also_fits() -> None:
    text = "ﾃｶ" * 8
    assert decode(text.encode(), "shift_jis") == text
    text = "これは日本語の文章です"
    assert decode(text.encode("cp932"), "shift_jis") == text


def test_undeclared_bytes_are_utf_8_when_valid_else_windows_1252() -> None:
    assert decode("東京".encode()) == "東京"
    assert decode(b"na\xefve") == "naïve"


def test_character_cut_off_at_the_end_does_not_change_the_encoding() -> None:
    assert decode("Привет".encode()[:-1]) == "Приве"
    assert decode("東京".encode("cp932")[:-1], "shift_jis") == "東"


def test_one_bad_byte_in_a_long_utf_8_page_costs_one_character() -> None:
    assert decode(("é" * 100).encode() + b"\xff" + b"x") == "é" * 100 + "\ufffdx"


def test_nuls_and_lone_surrogates_are_gone() -> None:
    assert decode(b"a\x00b") == "ab"
    assert scalar_text("a\x00\ud800b\U0001f600") == "a\ufffdb\U0001f600"


@given(st.binary(max_size=300), st.sampled_from(["", "utf-8", "iso-8859-1", "shift_jis", "gb2312", "utf-16", "x"]))
def test_any_bytes_give_encodable_text_without_nuls(payload: bytes, charset: str) -> None:
    text = decode(payload, charset)
    assert "\x00" not in text
    text.encode("utf-8")


@pytest.mark.parametrize(
    ("payload", "charset", "html"),
    [
        (b"<p>caf\xc3\xa9", "windows-1252", "<p>café"),
        (b"\xef\xbb\xbf<p>caf\xc3\xa9", "windows-1251", "<p>café"),
        (b"<p>caf\xe9!", "", "<p>café!"),
        (b"<p>a\x00b", "", "<p>ab"),
        (b"<p>caf\xc3\xa9 \xe2\x82", "", "<p>café "),
        (b"\xff\xfe<\x00b\x00>\x00", "", "<b>"),
        (b"\x1b$B4A\x1b(B", "iso-2022-jp", "漢"),
    ],
)
def test_page_in_utf_8(payload: bytes, charset: str, html: str) -> None:
    assert as_utf8(payload, charset) == html.encode()


@given(st.binary(max_size=60), st.sampled_from(["", "utf-8", "shift_jis", "utf-16", "windows-1251", "gb2312"]))
def test_utf_8_is_what_is_decoded(payload: bytes, charset: str) -> None:
    assert as_utf8(payload, charset) == decode(payload, charset).encode()
