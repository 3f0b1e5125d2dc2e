import hashlib

import pytest

from weft.pipeline.extract.reading import contained_url, is_contained_url


def test_the_name_of_a_contained_medium_ends_in_the_digest_of_its_bytes() -> None:
    url = contained_url("https://lamps.example/a.pdf?v=2", "page=3&image=2", b"lamp")
    digest = hashlib.sha256(b"lamp").hexdigest()
    assert url == f"https://lamps.example/a.pdf?v=2#page=3&image=2&sha256={digest[:16]}"
    assert is_contained_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://lamps.example/#image=1&sha256=0123456789abcdef",
        "file:set.jsonl#7&image=12&sha256=0123456789abcdef",
        "https://lamps.example/#audio=1&no_file",
        "file:set.jsonl#7&video=1&outside_media_root",
    ],
)
def test_media_of_a_source_are_named_after_their_place_and_their_bytes_or_their_loss(url: str) -> None:
    assert is_contained_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://lamps.example/a.pdf#page=3",
        "https://lamps.example/#image=1",
        "https://lamps.example/?q=a&sha256=0123456789abcdef",
        "https://lamps.example/?q=a&image=1&no_file",
    ],
)
def test_fragments_of_pages_name_no_contained_medium(url: str) -> None:
    assert not is_contained_url(url)
