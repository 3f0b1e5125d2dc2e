import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.filters.pii import REPLACEMENTS, PiiSpan, apply_edits, pii_spans


def replaced(text: str, language: str = "en") -> str:
    return apply_edits(text, [(span.start, span.end, REPLACEMENTS[span.kind]) for span in pii_spans(text, language)])


def test_spans_are_code_points_in_order_with_their_kind() -> None:
    text = "😀 a@b.org, 8.8.8.8, +44 20 7946 0958"
    assert pii_spans(text) == [PiiSpan(2, 9, "email"), PiiSpan(11, 18, "ip"), PiiSpan(20, 36, "phone")]


def test_replacement_names_the_kind() -> None:
    text = "Mail a@b.org or call (212) 736-5000 from 8.8.8.8."
    assert replaced(text) == "Mail [email] or call [phone] from [ip]."


def test_overlapping_spans_become_one() -> None:
    assert replaced("a@b.org@c.org!") == "[email]!"


def test_text_without_personal_data_has_no_span() -> None:
    assert pii_spans("In 2024 the 3 of us read RFC 5321, section 4.5.3.1.1.") == []


PIECES = [
    *("a@b.org", "8.8.8.8", "+44 20 7946 0958", "(212) 736-5000", "030", "7925 0918", "2606:4700::1", "[email]"),
    *("Tel", "@", ".", "-", " ", "1", "::1", "x", "\n", "+", "("),
]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_replaced_text_yields_no_new_span(text: str) -> None:
    once = replaced(text)
    assert pii_spans(once, "en") == []
    assert replaced(once) == once


@given(st.text(alphabet="ab1289.@:+-() ", max_size=60))
def test_spans_are_inside_the_text_and_apart(text: str) -> None:
    spans = pii_spans(text, "en")
    ends = [0, *(span.end for span in spans)]
    assert all(end <= span.start < span.end <= len(text) for end, span in zip(ends, spans))


def test_a_directory_of_thousands_of_addresses_is_read() -> None:
    assert len(pii_spans("\n".join(f"user{number}@example.com" for number in range(5000)))) == 5000


def test_edits_apply_to_the_text_as_it_was() -> None:
    assert apply_edits("one two three", [(8, 13, "3"), (0, 3, "1")]) == "1 two 3"
    assert apply_edits("abc", []) == "abc"
    assert apply_edits("abc", [(0, 0, "x"), (3, 3, "y")]) == "xabcy"


@pytest.mark.parametrize("edits", [[(0, 2, ""), (1, 3, "")], [(2, 4, "")], [(-1, 1, "")], [(2, 1, "")]])
def test_edits_that_overlap_or_reach_outside_are_refused(edits: list[tuple[int, int, str]]) -> None:
    with pytest.raises(ValueError, match="overlaps the one before it or ends after 3"):
        apply_edits("abc", edits)


@given(st.data())
def test_edits_agree_with_replacement_from_the_end(data: st.DataObject) -> None:
    text = data.draw(st.text(max_size=30))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8, unique=True)))
    edits = [(start, end, data.draw(st.text(max_size=3))) for start, end in zip(cuts[0::2], cuts[1::2])]
    expected = text
    for start, end, replacement in reversed(edits):
        expected = expected[:start] + replacement + expected[end:]
    assert apply_edits(text, data.draw(st.permutations(edits))) == expected


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece", ["030 901820 ", "1 ", "1.", "@", "a@", "x@a-", "x@a.", "a:", "::", "+", "(", "+1", "8.8.8.8."]
)
def test_hostile_repetition_takes_time_in_proportion_to_its_length(piece: str) -> None:
    """100,000 characters take a fraction of a second; a search that is quadratic takes minutes."""
    assert len(pii_spans(piece * (100_000 // len(piece)), "de")) <= 1
