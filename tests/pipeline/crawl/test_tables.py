from weft.pipeline.crawl.tables import FRONTIER_QUEUE, FRONTIER_VISITED, queue_table, visited_table, visits_of
from weft.pipeline.crawl.visit import FoundLinks, RecordPlace, Visit, Visited, VisitKind, VisitOutcome
from weft.schemas.ids import url_hash

VISITS = [
    Visit("http://example.org/"),
    Visit("http://example.org/a.png", VisitKind.MEDIA, 3, url_hash("http://example.org/"), 2),
]


def test_a_queue_survives_its_table() -> None:
    table = queue_table(VISITS)
    assert table.schema.equals(FRONTIER_QUEUE, check_metadata=True)
    assert table["url_hash"].to_pylist() == [url_hash(visit.url) for visit in VISITS]
    assert visits_of(table) == VISITS
    assert visits_of(queue_table([])) == []


def test_results_become_rows() -> None:
    visited = Visited(
        visit=VISITS[1],
        outcome=VisitOutcome.CAPTURED,
        status=200,
        final_url="http://example.org/b.png",
        attempts=2,
        redirects=3,
        captures=(RecordPlace("r-0000.warc.gz", 10, 20), RecordPlace("r-0000.warc.gz", 40, 5)),
        links=FoundLinks(["http://example.org/c"], []),
    )
    table = visited_table([visited])
    assert table.schema.equals(FRONTIER_VISITED, check_metadata=True)
    assert table.to_pylist() == [
        {
            "url": "http://example.org/a.png",
            "url_hash": url_hash("http://example.org/a.png"),
            "kind": "media",
            "depth": 3,
            "outcome": "captured",
            "status": 200,
            "final_url": "http://example.org/b.png",
            "attempts": 2,
            "redirects": 3,
            "captures": [
                {"file": "r-0000.warc.gz", "offset": 10, "length": 20},
                {"file": "r-0000.warc.gz", "offset": 40, "length": 5},
            ],
            "pages": ["http://example.org/c"],
            "media": [],
            "sitemaps": [],
        }
    ]
    assert visited_table([]).num_rows == 0
