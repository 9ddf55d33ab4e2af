"""The article links of a section page, and the feeds that a page announces."""

from aggregator.reading.section_pages import discover_feeds, find_article_links

SECTION = """<html><head><base href="/news/"></head><body><nav><a href="/about/us">About our paper and us</a>
<a href="/tag/sea-and-storm">All that is about the sea and storms</a></nav>
<a href="storm-closes-the-old-harbour.html">Storm closes the old harbour</a>
<a href="/2026/03/02/bees">A rich harvest for beekeepers</a>
<a href="https://other.example/2026/03/02/an-article-of-others">An article that others wrote here</a>
<a href="storm-closes-the-old-harbour.html">Storm closes the old harbour again</a>
<a href="javascript:void(0)">Storm closes all of the old harbour</a></body></html>"""


def test_a_section_page_announces_its_own_articles_and_no_navigation() -> None:
    entries = find_article_links(SECTION.encode(), "https://paper.example/city")
    assert [entry.url for entry in entries] == [
        "https://paper.example/news/storm-closes-the-old-harbour.html",
        "https://paper.example/2026/03/02/bees",
    ]


def test_a_home_page_announces_feeds_but_not_its_comments() -> None:
    home = (
        '<link rel="alternate" type="application/rss+xml" title="All" href="/feed">'
        '<link rel="alternate" type="application/rss+xml" href="/comments/feed">'
        '<link rel="alternate" hreflang="fr" href="/fr"><link rel="alternate" type="application/feed+json" href="/f.json">'
    )
    feeds = discover_feeds(home.encode(), "https://paper.example/")
    assert [feed.url for feed in feeds] == [
        "https://paper.example/feed",
        "https://paper.example/f.json",
    ]
    linked = discover_feeds(
        b'<a href="/rss.xml">RSS</a><a href="/x">x</a>', "https://paper.example/"
    )
    assert [feed.url for feed in linked] == ["https://paper.example/rss.xml"]


def test_a_link_with_an_invalid_address_does_not_hide_the_feeds() -> None:
    home = '<a href="http://[li]/feed">Broken</a><a href="/feed/">All articles</a>'
    feeds = discover_feeds(home.encode(), "https://paper.example/")
    assert [feed.url for feed in feeds] == ["https://paper.example/feed/"]


def test_the_address_of_a_feed_is_fetched_as_it_was_written() -> None:
    home = (
        '<link rel="alternate" type="application/rss+xml" href="/RSS?z=1&amp;a=2&amp;utm_source=x">'
    )
    [feed] = discover_feeds(home.encode(), "https://paper.example/")
    assert feed.url == "https://paper.example/RSS?a=2&z=1"
    assert feed.address == "https://paper.example/RSS?z=1&a=2&utm_source=x"
