import pytest

from weft.pipeline.extract.reading import contained_url, is_contained_url


@pytest.mark.parametrize(
    "url",
    [
        contained_url("https://a.example/a.pdf", "page=3&image=2", b"bytes"),
        "https://a.example/#image=1&sha256=87b24ad4087b2ddb",
        "file:set.jsonl#7&image=12&sha256=87b24ad4087b2ddb",
        "https://a.example/#audio=1&no_file",
        "file:set.jsonl#7&video=1&outside_media_root",
    ],
)
def test_what_stands_behind_the_hash_of_a_contained_medium_is_part_of_its_name(url: str) -> None:
    assert is_contained_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/a.pdf#page=3",
        "https://a.example/#image=1",
        "https://a.example/?a=1&image=1&no_file",
        "https://a.example/#sha256=87b24ad4087b2ddb",
    ],
)
def test_other_urls_name_no_contained_medium(url: str) -> None:
    assert not is_contained_url(url)
