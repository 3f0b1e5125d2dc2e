"""Comments of readers below an article, in elements whose names say nothing."""

import pytest

from ..expected import segments

STORY = [
    "The harbour has been dredged every spring since the war, and its walls are kept by the town and not the county.",
    "This year the dredger came late, and the boats of the sailing school lay in the mud for most of a month in May.",
    "The harbour master has asked the county for a boat of its own, as it had until the old one was sold.",
    "Until then the town pays by the day, out of the fees of the moorings, and hopes for a winter without much rain.",
]
COMMENT = "My father worked on that dredger, and he always said that the eastern wall would be the first one to go."
DATED = f"<p>Ann Hill, 3 May 2021, 10:42</p><p>{COMMENT}</p>"


def read(below: str, title: str = "The harbour") -> list[str]:
    story = "".join(f"<p>{line}</p>" for line in STORY)
    page = f"<title>{title}</title><div class='x1'><div class='x2'><h1>{title}</h1>{story}</div>{below}</div>"
    return [segment.text for segment in segments(page)]


@pytest.mark.parametrize(
    "line",
    [
        *("3 comments", "12 responses to “The harbour”", "Comments (3)", "Leave a Reply", "Be the first to comment"),
        *(
            "17 Kommentare",
            "Schreibe einen Kommentar",
            "Laisser un commentaire",
            "Vos réactions 3",
            "Deja un comentario",
        ),
        *(
            "2 comentários",
            "Lascia un commento",
            "Plaats een reactie",
            "Komentarze(9)",
            "Оставить комментарий",
            "3 yorum",
        ),
        *("コメントを残す", "发表评论", "댓글 3", "اترك تعليقا", "Để lại bình luận", "Napsat komentář"),
    ],
)
def test_a_heading_that_counts_or_asks_for_comments_ends_the_article(line: str) -> None:
    assert read(f"<div class='x3'><h3>{line}</h3><p>{COMMENT}</p></div>") == ["The harbour", *STORY]


@pytest.mark.parametrize("line", ["<h2>Comments</h2>", "<h3>Kommentare</h3>", "<p>Leserpost</p>", "<p>4 comments</p>"])
def test_another_line_does_where_what_follows_is_dated(line: str) -> None:
    assert read(line + DATED) == ["The harbour", *STORY]


def test_all_comments_may_be_one_list() -> None:
    assert read(f"<p>4 comments</p><ol><li>Ann says:<p>3 May 2021, 10:42</p><p>{COMMENT}</p></ol>") == [
        "The harbour",
        *STORY,
    ]


def test_a_chapter_on_comments_is_a_part_of_a_manual() -> None:
    about = "A comment begins with two dashes and ends with the line; the compiler takes it for a single space."
    assert about in read(f"<h2>Comments</h2><p>{about}</p>")


@pytest.mark.parametrize("heading", ["2.3 Comments", "4 Comments", "Leave a comment", "Comment"])
def test_so_are_numbered_chapters_and_tasks(heading: str) -> None:
    above = "<h3>2 Lines</h3><p>A line ends where the next begins.</p>"
    text = "".join(f"<p>{line}</p>" for line in STORY)
    assert COMMENT in read(f"{above}<h3>{heading}</h3>{text}<h3>5 Strings</h3><p>{COMMENT}</p>")


def test_an_article_on_comments_is_not_ended_by_its_own_title() -> None:
    assert COMMENT in read(DATED, title="Leave a comment")


def test_a_count_above_the_text_ends_nothing() -> None:
    story = "".join(f"<p>{line}</p>" for line in STORY)
    page = f"<title>T</title><div><h1>T</h1><p>3 comments</p>{story}</div>"
    texts = [segment.text for segment in segments(page)]
    assert texts[-len(STORY) :] == STORY


def test_lines_below_each_of_several_articles_end_none() -> None:
    second = f"<h2>The bridge</h2><p>{COMMENT}</p><h3>Leave a comment</h3>"
    assert COMMENT in read(f"<h3>Leave a comment</h3>{second}")


def test_a_line_of_a_sentence_that_speaks_of_comments_ends_nothing() -> None:
    line = "Comments by the county of 3 May 2021 are printed below, as the law asks for."
    assert line in read(f"<p>{line}</p><p>{COMMENT}</p>")
