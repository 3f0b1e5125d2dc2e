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


def test_either_spelling_of_a_name_leads_to_the_file() -> None:
    page = b'<main><p>Some words here.</p><img src="R%26D/a%2Bb%2c(1).png"><img src="R&amp;D/a+b,(1).png"></main>'
    document = read_local_page(page, "file:notes/p.html")
    assert [segment.media_url for segment in document.segments if segment.media_url] == [
        "file:notes/R&D/a+b,(1).png"
    ] * 2


def test_bytes_that_spell_no_text_stay_as_they_are_spelled() -> None:
    document = read_local_markdown(b"![](caf%e9.png) ![](100%25.png) ![](what%3F.png)", "file:notes/p.md")
    assert [segment.media_url for segment in document.segments if segment.media_url] == [
        "file:notes/caf%E9.png",
        "file:notes/100%25.png",
        "file:notes/what%3F.png",
    ]
