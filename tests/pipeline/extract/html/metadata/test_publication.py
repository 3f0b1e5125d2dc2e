"""Author and day of a page, from wherever it says them."""

from datetime import date

import pytest

from weft.pipeline.extract.html.read import read_html

URL = "https://e.com/a"
MAY_17 = date(2024, 5, 17)


def said(html: str, url: str = URL) -> tuple[str, date | None]:
    document = read_html(html, url).document
    return document.author, document.published_at


def json_ld(source: str) -> str:
    return f'<script type="application/ld+json">{source}</script>'


@pytest.mark.parametrize(
    "html",
    [
        json_ld('{"@type":"BlogPosting","author":{"name":"Ada"},"datePublished":"2024-05-17T10:00:00Z"}'),
        '<meta name="author" content="Ada"><meta property="article:published_time" content="2024-05-17T10:00Z">',
        '<meta name="DC.creator" content="Ada"><meta name="DC.date" content="2024-05-17">',
        '<meta name="citation_author" content="Ada"><meta name="citation_publication_date" content="2024/05/17">',
        '<meta name="parsely-author" content="Ada"><meta name="parsely-pub-date" content="2024-05-17">',
        '<div itemscope itemtype="https://schema.org/Article"><span itemprop="author" itemscope '
        'itemtype="https://schema.org/Person">by <b itemprop="name">Ada</b></span>'
        '<meta itemprop="datePublished" content="2024-05-17"></div>',
        '<p itemprop="author">Ada</p><time itemprop="datePublished" datetime="2024-05-17">last week</time>',
        '<a rel="author" href="/ada">Ada</a> <time pubdate datetime="2024-05-17">',
        '<a rel="author" href="/ada">Ada</a> <time class="entry-date published updated" datetime="2024-05-17">',
    ],
)
def test_author_and_day_are_found(html: str) -> None:
    assert said(html) == ("Ada", MAY_17)


def test_json_ld_counts_more_than_metas_and_these_more_than_the_text() -> None:
    metas = '<meta name="author" content="Bob"><meta name="date" content="2023-01-02">'
    text = '<a rel="author" href="/eve">Eve</a><time pubdate datetime="2022-01-02">'
    assert said(metas + text) == ("Bob", date(2023, 1, 2))
    first = json_ld('{"@type":"Article","author":"Ada","datePublished":"2024-05-17"}')
    assert said(metas + text + first) == ("Ada", MAY_17)


def test_a_value_that_is_none_gives_way_to_the_next() -> None:
    html = json_ld('{"@type":"Article","author":"admin","datePublished":"1970-01-01"}')
    html += '<meta property="article:author" content="https://facebook.com/ada"><meta name="author" content="Ada">'
    assert said(html + '<meta name="date" content="2024-05-17">') == ("Ada", MAY_17)


def test_several_authors_are_joined() -> None:
    metas = "".join(f'<meta name="citation_author" content="{name}">' for name in ("Lovelace, Ada", "Babbage, C."))
    assert said(metas)[0] == "Lovelace, Ada; Babbage, C."


def test_articles_that_disagree_say_nothing() -> None:
    html = json_ld(
        '[{"@type":"Article","author":"Ada","datePublished":"2024-05-17"},'
        '{"@type":"Article","author":"Bob","datePublished":"2024-05-18"}]'
    )
    assert said(html) == ("", None)


def test_a_list_of_articles_has_no_author_and_no_day() -> None:
    posts = [f'<a rel=author href=/{n}>Name {n}</a><time class=published datetime="2024-05-1{n}">' for n in range(5)]
    assert said("".join(posts)) == ("", None)


def test_authors_and_days_of_comments_are_not_the_pages() -> None:
    comment = (
        '<div itemscope itemtype="https://schema.org/Comment"><b itemprop="author">Eve</b>'
        '<meta itemprop="datePublished" content="2024-06-01"></div>'
    )
    assert said(comment) == ("", None)


def test_a_day_in_the_url_comes_last() -> None:
    assert said("<p>x", "https://e.com/2024/05/17/a")[1] == MAY_17
    assert said('<meta name="date" content="2024-05-16">', "https://e.com/2024/05/17/a")[1] == date(2024, 5, 16)


def test_a_time_without_a_name_counts_where_all_agree() -> None:
    assert said('<time datetime="2024-05-17T10:00">a</time><time datetime="2024-05-17">b</time>')[1] == MAY_17
    assert said('<time datetime="2024-05-17">a</time><time datetime="2024-05-18">b</time>')[1] is None
    assert said('<time class="updated" datetime="2024-05-17">a</time>')[1] is None
