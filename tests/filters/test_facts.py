from weft.filters.facts import directives


def test_directives_are_what_stands_after_where_they_were_seen() -> None:
    assert directives(("meta:noai", "header:TDM-Reservation", "meta:noindex")) == {"noai", "tdm-reservation", "noindex"}
    assert directives(()) == frozenset()
