import hashlib

from weft.pipeline.extract.reading import contained_url, is_contained_url


def test_the_name_of_a_contained_medium_ends_in_the_digest_of_its_bytes() -> None:
    url = contained_url("https://lamps.example/a.pdf?v=2", "page=3&image=2", b"lamp")
    digest = hashlib.sha256(b"lamp").hexdigest()
    assert url == f"https://lamps.example/a.pdf?v=2#page=3&image=2&sha256={digest[:16]}"
    assert is_contained_url(url)


def test_fragments_of_pages_name_no_contained_medium() -> None:
    assert not is_contained_url("https://lamps.example/a.pdf#page=3")
    assert not is_contained_url("https://lamps.example/?q=a&sha256=0123456789abcdef")
