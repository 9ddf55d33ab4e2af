"""Metadata of a page: headline, authors, section, picture, paywall, and marks of rights."""

import json
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import document_fromstring
from selectolax.lexbor import LexborHTMLParser

from aggregator import reading
from aggregator.model import Article, Page
from aggregator.reading import author_names, fallbacks, metadata
from tests import corpus

PROSE = "".join(f"<p>{line}</p>" for line in corpus.BEES)
HEAD = "Bees come back to the city"


def read(head: str = "", top: str = f"<h1>{HEAD}</h1>", end: str = "", **headers: str) -> Article:
    html = (
        f"<html lang=en><head>{head}</head><body>{top}<article>{PROSE}</article>{end}</body></html>"
    )
    result = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    article = reading.read(Page("https://paper.example/bees", html.encode(), headers=result))
    assert isinstance(article, Article)
    return article


def ld(kind: str = "NewsArticle", **node: object) -> str:
    result = json.dumps({"@type": kind, **node})
    return f'<script type="application/ld+json">{result}</script>'


def metas(**properties: str) -> str:
    return "".join(
        f'<meta name="{name.replace("__", ":")}" content="{value}">'
        for name, value in properties.items()
    )


def test_an_h1_that_og_title_repeats_is_the_headline() -> None:
    head = ld(headline="City bees: ten facts") + metas(og__title=f"{HEAD} | The Paper")
    article = read(head)
    assert (article.title, article.field_origins["title"]) == (HEAD, "meta og:title")


def test_the_headline_of_a_news_article_is_preferred_to_a_shorter_h1() -> None:
    article = read(ld(headline="Bees come back to the city after years"))
    assert (article.title, article.field_origins["title"]) == (
        "Bees come back to the city after years",
        "json-ld",
    )


def test_the_h1_is_preferred_to_a_title_for_search_engines() -> None:
    head = ld("BlogPosting", headline="Best city bees 2026: tips") + metas(og__title="City bees")
    article = read(head)
    assert (article.title, article.field_origins["title"]) == (HEAD, "h1")


@pytest.mark.parametrize(
    "top",
    [
        "<h1>Services</h1>",
        f"<h1>{HEAD}</h1><h1>Wasps stay away</h1>",
        f"<h1>{HEAD * 9}</h1>",
        f"<h1>Nature: {HEAD}</h1>",
    ],
    ids=["of nothing the page says elsewhere", "not alone", "a paragraph", "behind a kicker"],
)
def test_an_h1_that_cannot_be_the_headline_is_ignored(top: str) -> None:
    assert read(metas(og__title=HEAD), top).title == HEAD


def test_a_publisher_node_that_refers_to_the_article_does_not_hide_its_title() -> None:
    node = {"@id": "#it", "headline": HEAD, "name": HEAD, "publisher": {"@id": "#it"}}
    article = read(ld(**node), "")
    assert (article.title, article.publisher) == (HEAD, "")


@pytest.mark.parametrize(
    ("shown", "authors"),
    [
        ("<p>By <a href=/x>Ann Lee</a></p>", ("Ann Lee",)),
        ("<p>By <a>Ann Lee</a>, <a>Bo Ek</a> and <a>Cy Fo</a> | Updated</p>", ("Ann Lee", "Bo Ek", "Cy Fo")),
        ("<div><span>Written by</span><b>Ann Lee</b><i>Senior Writer</i></div>", ("Ann Lee",)),
        ("<p>von <a>Ilse Tamm</a> und <a>Leo Fink</a></p>", ("Ilse Tamm", "Leo Fink")),
        ("<p>by: <!-- -->Ann Lee<!-- -->, <!-- -->Dec 17, 2025</p>", ("Ann Lee",)),
        ("<p>(责编：牛镛、岳弘彬)</p>", ("牛镛", "岳弘彬")),
        ("<p class=byline><span>Ann Lee</span><span>Bo Ek</span></p>", ("Ann Lee", "Bo Ek")),
        ("<div class=author-box>Ann Lee Dec 18</div>", ("Ann Lee",)),
        ("<div class=author><b>Ann Lee</b><br><i>Head Gardener</i></div>", ("Ann Lee",)),
        ('<p><a href="/authors/ann-lee">Ann Lee</a></p>', ("Ann Lee",)),
        ("<p>By using this page you agree to our terms.</p>", ()),
        ("<ul><li>By Topic</li><li>by date</li></ul><p>Photo by Ann Lee</p>", ()),
        ('<p><a href="/people/">Meet people</a></p>', ()),
        ("<div class=comment-list><b class=comment-author>Ann Lee</b></div>", ()),
        ("<div class=author>Skip to Content</div>", ()),
    ],
)  # fmt: skip
def test_a_byline_beside_the_headline_names_people_and_nothing_else(
    shown: str, authors: tuple[str, ...]
) -> None:
    assert read(top=f"<h1>{HEAD}</h1>{shown}").authors == authors


def test_a_byline_far_from_the_headline_counts_if_no_other_exists() -> None:
    article = read(end=f"{'<p>More about bees.</p>' * 600}<h5>Article by</h5><div>Ann Lee</div>")
    assert (article.authors, article.field_origins["authors"]) == (("Ann Lee",), "byline")


def test_a_visible_person_is_preferred_to_the_declared_site() -> None:
    head = ld(author={"@type": "Organization", "name": "The Paper"}) + metas(
        og__site_name="The Paper"
    )
    assert read(head, f"<h1>{HEAD}</h1><p>By Ann Lee</p>").authors == ("Ann Lee",)
    alone = read(head)
    assert (alone.authors, alone.field_origins["authors"]) == (("The Paper",), "json-ld")


def test_the_site_beside_a_person_is_no_author_and_an_agency_is_one() -> None:
    head = metas(og__site_name="The Paper")
    people = [{"name": "Ann Lee, Ph.D."}, {"name": "The Paper"}, {"name": "Associated Press"}]
    assert read(head + ld(author=people)).authors == ("Ann Lee", "Associated Press")


def test_an_agency_in_a_shown_byline_is_a_trace_of_the_source() -> None:
    article = read(top=f"<h1>{HEAD}</h1><p>By <b>Associated Press</b></p>")
    assert article.authors == ("Associated Press",)
    assert [trace.kind for trace in article.sources] == ["byline"]


def test_the_name_of_an_organisation_is_not_split() -> None:
    party = {"@type": "Organization", "name": "Morgan & Morgan"}
    assert read(ld(author=party)).authors == ("Morgan & Morgan",)


def test_each_author_of_a_study_is_named() -> None:
    head = metas(citation_author="Ann Lee") + metas(citation_author="Bo Ek")
    assert read(head).authors == ("Ann Lee", "Bo Ek")


@given(st.text(max_size=400))
def test_names_found_in_any_text_are_part_of_it(text: str) -> None:
    for read_names in (
        author_names.find_byline_names,
        author_names.parse_marked_element,
        author_names.parse_author_link,
    ):
        result = read_names(text)
        assert len(result) <= author_names.MAX_AUTHORS
        assert all(1 < len(name) <= author_names.MAX_NAME for name in result)


def test_section_picture_paywall_and_licence_come_from_json_ld_and_meta() -> None:
    article = read(
        ld(
            headline=HEAD,
            articleSection=["Nature", "City"],
            image={"@type": "ImageObject", "url": "/lead.jpg"},
            isAccessibleForFree="False",
            license="https://paper.example/licence",
            copyrightNotice="© 2026 The Paper",
        )
    )
    assert (article.section, article.image) == ("Nature", "https://paper.example/lead.jpg")
    assert article.free is False
    assert article.rights == ("license https://paper.example/licence", "© 2026 The Paper")


def test_microdata_is_read_like_json_ld() -> None:
    shown = (
        f'<div itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">{HEAD}</h1>'
        '<span itemprop="author" itemscope><b itemprop="name">Ann Lee</b></span>'
        '<meta itemprop="datePublished" content="2026-03-01T10:00:00+01:00">'
        '<meta itemprop="dateModified" content="2026-03-02">'
        '<meta itemprop="articleSection" content="Nature"><meta itemprop="isAccessibleForFree" content="false">'
        '<link itemprop="image" href="/lead.jpg"></div>'
    )
    article = read(top=shown)
    assert (article.title, article.authors, article.section) == (HEAD, ("Ann Lee",), "Nature")
    assert (article.published, article.published_offset) == ("2026-03-01T09:00:00Z", 60)
    assert (article.modified, article.free) == ("2026-03-02", False)
    assert article.image == "https://paper.example/lead.jpg"


@pytest.mark.parametrize(
    ("head", "end", "headers", "marks"),
    [
        (metas(robots="index, noarchive, max-snippet:5"), "", {}, ("noarchive",)),
        ("", "", {"x_robots_tag": "noai, noimageai"}, ("noai", "noimageai")),
        (metas(tdm_reservation="1").replace("_", "-"), "", {}, ("tdm-reservation",)),
        ("", "", {"tdm_reservation": "1", "tdm_policy": "https://p.example/tdm"},
         ("tdm-reservation", "tdm-policy https://p.example/tdm")),
        ("", "", {"tdm_reservation": "0"}, ()),
        ('<link rel=license type="application/rsl+xml" href="https://p.example/l.xml">', "", {},
         ("rsl https://p.example/l.xml",)),
        ('<script type="application/rsl+xml"><rsl></rsl></script>', "", {}, ("rsl",)),
        ("", "", {"link": '<https://p.example/l.xml>; rel="license"; type="application/rsl+xml"'},
         ("rsl https://p.example/l.xml",)),
        ("", '<a rel=license href="https://cc.example/by">CC BY</a>', {}, ("license https://cc.example/by",)),
        (metas(copyright="The Paper Ltd"), "<footer>© 2026 Other</footer>", {}, ("The Paper Ltd",)),
        ("", "<footer><p>About us</p><p>© 2026 The Paper. All rights reserved.</p></footer>", {},
         ("© 2026 The Paper. All rights reserved.",)),
        ("", "<footer>Bees are under the right of copy.</footer>", {}, ()),
    ],
)  # fmt: skip
def test_marks_of_rights_are_kept_in_the_words_of_their_standards(
    head: str, end: str, headers: dict[str, str], marks: tuple[str, ...]
) -> None:
    assert read(head, end=end, **headers).rights == marks


@pytest.mark.parametrize("said", [False, "False", "http://schema.org/False"])
def test_only_true_and_false_decide_whether_a_page_is_free(said: object) -> None:
    assert read(ld(isAccessibleForFree=said)).free is False
    assert read(ld()).free is None


@pytest.mark.parametrize(
    "junk", ["(", "by ", "By Ann <b>", "<p>2026</p>", "9 March 2026 ", "- ", "\x1f"]
)
def test_a_page_of_one_repeated_element_is_read_in_time(junk: str) -> None:
    many = junk * 60_000
    head = ld(author=many, datePublished=many) + metas(author="(" * 60_000)
    html = f"<html><head>{head}</head><body><h1>{HEAD}</h1>{many}</body></html>"
    tree, bare = LexborHTMLParser(html), document_fromstring("<html><p>Text</p></html>")
    start = process_time()
    result = fallbacks.add_visible_authors(
        metadata.read_metadata(tree, "https://paper.example/bees", {}), html, tree
    )
    fallbacks.add_visible_date(result, html, tree, bare, "https://paper.example/bees")
    assert process_time() - start < 5
