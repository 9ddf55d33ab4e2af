"""Which link of an item is its article, and how it is written."""

import pytest

from aggregator.reading.feeds import parse_feed

URL = "https://paper.example/dir/feed.xml"
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"{}><title>P</title><entry>{}<title>A</title></entry></feed>'
RSS = '<rss version="2.0"><channel><title>P</title><item><title>A</title>{}</item></channel></rss>'


def list_addresses(body: str) -> list[str]:
    return [entry.address or entry.url for entry in parse_feed(body.encode(), URL).entries]


@pytest.mark.parametrize(
    ("link", "address"),
    [
        (
            "https://paper.example/2026/my article.html",
            "https://paper.example/2026/my%20article.html",
        ),
        ("\n  https://paper.example/2026/\n  storm\n", "https://paper.example/2026/%20%20storm"),
        (
            "<![CDATA[//paper.example/a strike, day two]]>",
            "https://paper.example/a%20strike,%20day%20two",
        ),
        ("../2026/storm", "https://paper.example/2026/storm"),
        ("https://paper.example/?b=1&amp;a=2", "https://paper.example/?b=1&a=2"),
    ],
)
def test_a_link_is_escaped_and_made_absolute_but_never_dropped(link: str, address: str) -> None:
    assert list_addresses(RSS.format(f"<link>{link}</link>")) == [address]


def test_the_order_of_parameters_is_kept_beside_the_compared_form() -> None:
    [entry] = parse_feed(
        RSS.format("<link>https://p.example/?b=1&amp;a=2</link>").encode(), URL
    ).entries
    assert (entry.url, entry.address) == (
        "https://p.example/?a=2&b=1",
        "https://p.example/?b=1&a=2",
    )


def test_the_page_is_taken_before_data_media_and_all_other_relations() -> None:
    links = (
        '<link rel="license" href="/licence"/><link rel="enclosure" href="/a.mp3"/>'
        '<link rel="self" href="/entry.xml"/><link rel="related" href="/older"/>'
        '<link rel="alternate" type="application/json" href="/a.json"/>'
        '<link rel="alternate" type="text/html" href="/a"/>'
    )
    assert list_addresses(ATOM.format("", links)) == ["https://paper.example/a"]


@pytest.mark.parametrize("relation", ["license", "enclosure", "self", "related", "via", "replies"])
def test_an_entry_without_a_page_is_none(relation: str) -> None:
    assert (
        list_addresses(ATOM.format("", f'<link rel="{relation}" href="/x"/><id>urn:1</id>')) == []
    )


@pytest.mark.parametrize("items", ["", "<author><name>A</name><name>B</name></author>"])
def test_links_are_relative_to_the_nearest_base_whoever_reads_them(items: str) -> None:
    body = ATOM.format(' xml:base="https://other.example/base/"', f'{items}<link href="2026/a"/>')
    assert list_addresses(body) == ["https://other.example/base/2026/a"]
    inner = body.replace("<entry>", '<entry xml:base="news/">')
    assert list_addresses(inner) == ["https://other.example/base/news/2026/a"]


def test_an_id_that_is_an_address_stands_in_for_a_link() -> None:
    assert list_addresses(RSS.format("<guid>https://paper.example/a</guid>")) == [
        "https://paper.example/a"
    ]
    assert list_addresses(RSS.format("<guid>/2026/a</guid>")) == ["https://paper.example/2026/a"]
    assert list_addresses(RSS.format('<guid isPermaLink="false">4711</guid>')) == []


def test_the_first_of_several_links_of_rss_is_taken() -> None:
    links = "<link>https://paper.example/a</link><link>https://paper.example/b</link>"
    assert list_addresses(RSS.format(links)) == ["https://paper.example/a"]
