import time

from hypothesis import given
from hypothesis import strategies as st

from weft.pipeline.extract.markdown.read import read_markdown

URL = "https://lamps.example/docs/lamps.md"


def said(text: str) -> list[tuple[str, str]]:
    """Role (kind for a medium) and text (url for a medium) of every segment."""
    return [
        (segment.role.value, segment.text) if segment.role else (segment.kind.value, segment.media_url)
        for segment in read_markdown(text.encode(), URL).segments
    ]


def test_headings_have_their_levels() -> None:
    segments = read_markdown(b"# Lamps\n\nOf oil\n------\n\n### Gas *light*\n", URL).segments
    assert [(s.level, s.text) for s in segments] == [(1, "Lamps"), (2, "Of oil"), (3, "Gas light")]


def test_a_paragraph_is_its_words() -> None:
    assert said("A *bright* [lamp](lamp.html)\non `a` rock.  \nIt turns.") == [
        ("paragraph", "A bright lamp on a rock.\nIt turns.")
    ]


def test_lists_keep_their_marks_and_levels() -> None:
    assert said("- oil\n- gas\n  1. town\n  2. coal\n- whale\n\nAfter.") == [
        ("list", "- oil\n- gas\n  1. town\n  2. coal\n- whale"),
        ("paragraph", "After."),
    ]


def test_code_is_untouched() -> None:
    assert said("```python\nif lamp:\n    turn()\n\n```\n\n    indented\n") == [
        ("code", "if lamp:\n    turn()"),
        ("code", "indented"),
    ]


def test_a_list_with_code_in_it_comes_in_order() -> None:
    assert said("- oil\n\n  ```\n  fill()\n  ```\n- gas\n") == [
        ("list", "- oil"),
        ("code", "fill()"),
        ("list", "- gas"),
    ]


def test_a_quote_is_one_segment() -> None:
    assert said("> The lamp\n> turns.\n>\n> Still.\n\nAfter.") == [
        ("quote", "The lamp turns.\nStill."),
        ("paragraph", "After."),
    ]


def test_a_table_is_a_markdown_table() -> None:
    assert said("| lamp | fuel |\n|---|:--|\n| old | oil |\n| new | a\\|b |\n") == [
        ("table", "| lamp | fuel |\n| --- | --- |\n| old | oil |\n| new | a\\|b |")
    ]


def test_images_stand_where_they_are_with_urls_from_the_page() -> None:
    assert said("Before ![a lamp](../img/a.png) after.\n\n![b](https://b.example/b.png)") == [
        ("paragraph", "Before"),
        ("image", "https://lamps.example/img/a.png"),
        ("paragraph", "after."),
        ("image", "https://b.example/b.png"),
    ]
    assert read_markdown(b"![a *red* lamp](a.png)", URL).segments[0].alt == "a red lamp"


def test_images_in_a_list_come_behind_it() -> None:
    assert said("- oil ![](a.png) lamp\n- gas") == [
        ("list", "- oil lamp"),
        ("image", "https://lamps.example/docs/a.png"),
        ("list", "- gas"),
    ]


def test_html_blocks_are_read_as_html() -> None:
    assert ("image", "https://lamps.example/docs/a.png") in said('<p><img src="a.png" width="300"></p>\n\nText.')


def test_the_head_of_a_page_gives_title_and_licence() -> None:
    document = read_markdown(b"---\ntitle: Of lamps\nlicense: CC-BY-4.0\nlang: en\n---\n# Lamps\n", URL)
    assert (document.title, document.license, document.language) == ("Of lamps", "CC-BY-4.0", "en")
    assert read_markdown(b"# Lamps\n", URL).title == "Lamps"


def test_headers_opt_out() -> None:
    assert read_markdown(b"# Lamps\n", URL, "", {"x-robots-tag": "noai"}).opt_outs == ["header:noai"]


@given(st.text("#-*>`|!\n ab[](1).<", max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert all(segment.text.strip() or segment.media_url for segment in read_markdown(text.encode(), URL).segments)


def test_the_head_may_name_author_and_day() -> None:
    document = read_markdown(b"---\nauthor: Ada Lovelace\ndate: 2024-05-17\n---\n# Lamps\n", URL)
    assert (document.author, str(document.published_at)) == ("Ada Lovelace", "2024-05-17")


def test_media_in_html_in_a_line_of_text_are_shown() -> None:
    assert said('A film: <video src="film.mp4" controls>none</video> and <img src="1.jpg" alt="one"> text.') == [
        ("paragraph", "A film:"),
        ("video", "https://lamps.example/docs/film.mp4"),
        ("paragraph", "and"),
        ("image", "https://lamps.example/docs/1.jpg"),
        ("paragraph", "text."),
    ]
    assert said('<audio controls><source src="a.mp3"></audio>') == [("audio", "https://lamps.example/docs/a.mp3")]


def test_formulas_pass_untouched() -> None:
    assert said(r"$$\int_0^1 x\,dx \quad \{a\} \\ b$$") == [("math", r"\int_0^1 x\,dx \quad \{a\} \\ b")]
    assert said(r"So $a\_b\,c$ and $x_1*y*z_1$ and \(\{x\}\) hold.") == [
        ("paragraph", r"So $a\_b\,c$ and $x_1*y*z_1$ and \(\{x\}\) hold.")
    ]
    assert said("$$\na\n= b \\\\\n- c\n\n+ d\n$$\n\nAfter.") == [("math", r"a = b \\ - c + d"), ("paragraph", "After.")]
    assert said("Let\n\\[\nx_1\n\\]\nbe.") == [("paragraph", "Let"), ("math", "x_1"), ("paragraph", "be.")]


def test_dollars_and_brackets_that_are_no_formula_are_text() -> None:
    assert said(r"It costs $5 and *not* $6\.") == [("paragraph", "It costs $5 and not $6.")]
    assert said(r"From $5*a*$6 on \[see *this*\].") == [("paragraph", "From $5a$6 on [see this].")]


def test_exponents_in_html_stay_exponents() -> None:
    assert said("There are 10<sup>6</sup> on the 1<sup>st</sup>.") == [("paragraph", "There are 10^6 on the 1st.")]


def test_unclosed_formulas_are_read_in_little_time() -> None:
    started = time.process_time()
    for opening in ("$a ", "\\(", "$$\n", "\\[\n"):
        said(opening * 10_000)
    assert time.process_time() - started < 10
