import pytest

from weft.pipeline.extract.local import read_local_markdown, read_local_page
from weft.pipeline.extract.markdown import read_markdown

TEXT = """---
title: not read
---
# The lamp #

It was *lit*
at dusk. ![the lamp](img/lamp.png "Lamp") And then
![](https://a.example/b.png)

Second
------

> Quoted
> words

- one ![dot](dot.png)
- two

| a | b |
|---|---|
| 1 | 2 |

```python
# no heading

![no image](x.png)
```

***
Last.
"""


def read(text: str) -> list[tuple[str, str, int, str]]:
    document = read_markdown(text.encode(), "http://n.example/d/f.md")
    return [(s.kind.value, s.role or "", s.level, s.text or s.media_url) for s in document.segments]


def test_blocks_have_their_roles_and_images_stand_where_they_are_shown() -> None:
    assert read(TEXT) == [
        ("text", "heading", 1, "The lamp"),
        ("text", "paragraph", 0, "It was *lit*\nat dusk."),
        ("image", "", 0, "http://n.example/d/img/lamp.png"),
        ("text", "paragraph", 0, "And then"),
        ("image", "", 0, "https://a.example/b.png"),
        ("text", "heading", 2, "Second"),
        ("text", "quote", 0, "Quoted\nwords"),
        ("text", "list", 0, "- one \n- two"),
        ("image", "", 0, "http://n.example/d/dot.png"),
        ("text", "table", 0, "| a | b |\n|---|---|\n| 1 | 2 |"),
        ("text", "code", 0, "# no heading\n\n![no image](x.png)"),
        ("text", "paragraph", 0, "Last."),
    ]


def test_the_first_heading_is_the_title_and_alt_texts_are_kept() -> None:
    document = read_markdown(TEXT.encode(), "http://n.example/d/f.md")
    assert document.title == "The lamp"
    assert [segment.alt for segment in document.segments if segment.media_url] == ["the lamp", "", "dot"]


@pytest.mark.parametrize("text", ["", "\n\n", "![x](data:image/png;base64,AA)", "```\n```", "---"])
def test_nothing_gives_nothing(text: str) -> None:
    assert read(text) == []


def test_an_open_fence_reaches_to_the_end() -> None:
    assert read("```\na\n\nb") == [("text", "code", 0, "a\n\nb")]


def test_many_open_brackets_are_read_in_no_time() -> None:
    assert len(read("![" * 20_000)) == 1


def test_references_of_local_pages_lead_to_files_of_the_folder() -> None:
    page = b'<main><p>Some words here.</p><img src="img/a b.png"><img src="/c.png"><img src="https://x.example/d.png"></main>'
    document = read_local_page(page, "file:notes/deep/p.html")
    assert document.url == "file:notes/deep/p.html"
    assert [segment.media_url for segment in document.segments if segment.media_url] == [
        "file:notes/deep/img/a%20b.png",
        "file:notes/c.png",
        "https://x.example/d.png",
    ]


def test_no_reference_leads_out_of_the_folder() -> None:
    document = read_local_markdown(b"![](../../../etc/passwd) ![](file:///etc/passwd)", "file:my_notes/deep/p.md")
    assert [segment.media_url for segment in document.segments] == ["file:my_notes/etc/passwd"]
