"""What the lines at the end of a build say."""

from weft.pipeline.console import summary_rows
from weft.pipeline.ledger import Ledger


def test_what_a_mixture_leaves_out_is_told_beside_what_is_packed() -> None:
    ledger = Ledger()
    ledger.counts.update(sequences=3, tokens_text=250, tokens_image=20, tokens_padding=30)
    ledger.keep("documents", 34)
    assert [row[:2] for row in summary_rows({"shards": ledger})] == [("sequences", "3")]
    ledger.drop("documents", "not_in_mixture", 94)
    rows = list(summary_rows({"shards": ledger}))
    assert rows[0] == ("documents packed", "34", "of 128 encoded; not_in_mixture 94")
    assert rows[1] == ("sequences", "3", "90.0% full · 270 tokens with each document's <bos> and <eos>")
