from weft.pipeline.extract.local import read_local_markdown, read_local_page


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
    assert [segment.media_url for segment in document.segments if segment.media_url] == ["file:my_notes/etc/passwd"]
