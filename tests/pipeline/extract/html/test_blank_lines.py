"""Texts that are shown with the line breaks of their source."""

from weft.schemas.document import Role

from .expected import segments, text


def test_blank_lines_in_a_text_part_paragraphs() -> None:
    html = "<div class=post>First light\nover the lock.\n\nThen rain.\n \nAt last the boat.</div>"
    assert segments(html) == [text("First light over the lock."), text("Then rain."), text("At last the boat.")]


def test_blank_lines_of_templates_part_nothing() -> None:
    assert segments("<p>First light\n\n    over the lock\n\n<b>and</b> rain.</p>") == [
        text("First light over the lock and rain.")
    ]


def test_headings_lists_and_tables_stay_whole() -> None:
    html = "<h2>a\n\nb</h2><ul><li>c\n\nd</ul><table><tr><th>e<th>f<tr><td>g\n\nh<td>i</table>"
    assert [(segment.role, segment.text) for segment in segments(html)] == [
        (Role.HEADING, "a b"),
        (Role.LIST, "- c d"),
        (Role.TABLE, "| e | f |\n| --- | --- |\n| g h | i |"),
    ]
