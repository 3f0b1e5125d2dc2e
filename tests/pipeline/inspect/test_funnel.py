"""The numbers of the report, against those written in the fixture."""

import pyarrow as pa

from weft.pipeline.inspect.drops import Example, redacted
from weft.pipeline.inspect.funnel import Drop, Share, StageFlow, Station, read_funnel, tokens_by_modality
from weft.pipeline.inspect.media_facts import KindFacts, media_facts
from weft.pipeline.inspect.recipe_used import IdleRule, idle_rules
from weft.schemas.tables import SPAN

from .conftest import HIDDEN
from .made_rows import BROKEN_URL, COPY, GONE, HOSTILE, LIGHTHOUSE, PNG, SPAM


def flow_of(funnel, stage, unit):
    return next(flow for flow in funnel.flows if (flow.stage, flow.unit) == (stage, unit))


def test_stations_narrow_from_captures_to_tokenised_documents(corpus):
    assert read_funnel(corpus).stations == (
        Station("Captured", "captures", 8, "4 pages, 3 media", media=3, dropped=1),
        Station("Extracted", "documents", 4),
        Station("Selected", "documents", 2, "2 dropped by rules"),
        Station("Tokenised", "documents", 2),
    )


def test_pages_alone_go_on_from_captures(corpus):
    assert read_funnel(corpus).stations[0].going_on == 4


def test_a_dropped_capture_is_shown_with_its_status(corpus):
    assert flow_of(read_funnel(corpus), "extract", "captures") == StageFlow(
        "extract", "captures", 8, 7, (Drop("http_404", 1, (Example(GONE, "HTTP 404 · text/html · 2,048 bytes"),)),)
    )


def test_a_url_that_was_never_captured_is_shown_as_the_crawl_left_it(crawled):
    funnel = read_funnel(crawled)
    assert [run.stage for run in funnel.runs][:2] == ["crawl", "extract"]
    assert flow_of(funnel, "crawl", "urls").drops == (Drop("robots_disallowed", 1, (Example(HIDDEN, "page"),)),)


def test_dropped_documents_are_shown_with_url_and_opening(corpus):
    flow = flow_of(read_funnel(corpus), "selection", "documents")
    assert (flow.entered, flow.kept, flow.dropped) == (4, 2, 2)
    assert [(drop.reason, drop.number) for drop in flow.drops] == [("duplicate_near", 1), ("gopher_too_few_words", 1)]
    near, short = (drop.examples[0] for drop in flow.drops)
    assert near.url == COPY
    assert short == Example(SPAM, HOSTILE)


def test_personal_data_of_dropped_documents_is_not_shown(corpus):
    near = flow_of(read_funnel(corpus), "selection", "documents").drops[0].examples[0]
    assert "Write to [email] about" in near.text
    assert "ann@" not in near.text


def test_a_broken_medium_is_shown_under_the_url_it_was_captured_at(corpus):
    funnel = read_funnel(corpus)
    assert flow_of(funnel, "media", "media").drops == (
        Drop("truncated_image", 1, (Example(BROKEN_URL, "image · image/png"),)),
    )
    links = flow_of(funnel, "links", "segments").drops[0]
    assert links.number == 2
    assert set(links.examples) == {Example(BROKEN_URL, f"on {LIGHTHOUSE}"), Example(BROKEN_URL, f"on {COPY}")}


def test_tokens_are_counted_by_modality_language_source_and_host(corpus):
    tokens = read_funnel(corpus).tokens
    assert (tokens.documents, tokens.tokens, tokens.total) == (2, (45, 32, 40, 0), 117)
    assert tokens.languages == (Share("de", 1, (30, 12, 40, 0)), Share("en", 1, (15, 20, 0, 0)))
    assert tokens.sources == (Share("lights", 2, (45, 32, 40, 0)),)
    assert tokens.hosts == (Share("lights.example", 2, (45, 32, 40, 0)),)
    assert tokens.hosts_are_exact


def test_spans_of_an_empty_document_count_nothing():
    spans = pa.array([[], [{"kind": "video", "start": 0, "length": 7, "segment": 0, "media_id": None}]], pa.list_(SPAN))
    assert tokens_by_modality(spans).tolist() == [[0, 0, 0, 0], [0, 0, 0, 7]]


def test_stages_that_have_not_run_are_named_and_their_part_is_empty(extracted):
    funnel = read_funnel(extracted)
    assert funnel.waiting[0] == "media"
    assert "extract" not in funnel.waiting
    assert [station.label for station in funnel.stations] == ["Captured", "Extracted"]
    assert funnel.tokens.total == 0
    assert funnel.shards is None


def test_media_are_counted_by_kind(corpus):
    facts = media_facts(corpus)
    assert facts.kinds == (
        KindFacts("image", items=2, errors=1, captured_bytes=len(PNG) + 900, stored_bytes=len(PNG), used=1),
        KindFacts("audio", items=1, errors=0, captured_bytes=4000, stored_bytes=3000, used=1),
    )
    sides, lengths = facts.histograms
    assert [bar for bar in sides.bars if bar[1]] == [(0, 1)]
    assert [bar for bar in lengths.bars if bar[1]] == [(5, 1)]


def test_rules_that_never_fired_come_from_the_corpus_own_recipe(corpus):
    idle = idle_rules(corpus, read_funnel(corpus).runs)
    assert idle is not None
    assert [(rule.name, rule.fired) for rule in idle] == [
        ("image_size", False),
        ("language", False),
        ("gopher_quality", True),
        ("duplicates", True),
    ]
    assert idle[0] == IdleRule("image_size", ("image_too_small", "image_too_large"), fired=False)
    assert idle[3].reasons == ("duplicate_exact",)


def test_redaction_names_the_kind():
    spans = [{"start": 3, "end": 6, "kind": "email"}, {"start": 7, "end": 8, "kind": "ip"}]
    assert redacted("to a@b 1", spans) == "to [email] [ip]"
