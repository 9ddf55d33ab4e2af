"""What a feed claims fills what the page does not say, and nothing else."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from aggregator import linking
from aggregator.ingest import claims
from aggregator.model import Article, Entry, KeyedFingerprints
from aggregator.statements import Statement
from tests import takedowns

HEADLINE = "Council mends the long bridge"
ENTRY = Entry("https://a.example/1", HEADLINE, "2026-11-28T09:00:00Z", ("Ann Lee",))
BY = Statement("licence", "https://creativecommons.org/licenses/by/4.0/", "feed")
BARE = Article("https://a.example/1", "", "", "A text of a few words.", "A text of a few words.")


def test_a_page_that_says_nothing_has_the_claims_of_its_feed_marked_as_such() -> None:
    filled = claims.fill_gaps(BARE, ENTRY)
    assert (filled.title, filled.authors) == (HEADLINE, ("Ann Lee",))
    assert (filled.published, filled.published_precision) == ("2026-11-28T09:00:00Z", "instant")
    assert filled.field_origins == dict.fromkeys(("title", "authors", "published"), "feed")


def test_what_the_page_says_itself_stays() -> None:
    own = replace(
        BARE,
        title="Bridge closed",
        authors=("Bo Ek",),
        published="2026-11-27",
        published_precision="day",
        field_origins={"title": "h1", "authors": "json-ld", "published": "json-ld"},
    )
    assert claims.fill_gaps(own, ENTRY) == own


def test_what_the_feed_says_of_the_use_of_an_article_is_added_to_what_its_page_says() -> None:
    own = replace(BARE, statements=(Statement("noindex"), BY))
    said = Statement("rsl prohibits ai-train", "", "feed", "https://a.example/feed")
    filled = claims.fill_gaps(own, replace(ENTRY, statements=(BY, said)))
    assert filled.statements == (Statement("noindex"), BY, said)


def test_a_page_that_no_feed_announced_stays_as_it_is() -> None:
    assert claims.fill_gaps(BARE, None) is BARE


@pytest.mark.parametrize(
    ("title", "origin", "is_filled"),
    [
        ("The Evening Paper", "title", True),  # the same on every page of the site
        ("The bridge", "title", False),  # it has a word of the headline
        ("The Evening Paper", "h1", False),  # an h1 is the page's own headline
        ("Why nobody in the whole valley wanted it", "title", False),  # too long for a site's name
    ],
)
def test_a_title_of_the_site_alone_is_no_headline(title: str, origin: str, is_filled: bool) -> None:
    named = replace(BARE, title=title, field_origins={"title": origin})
    assert (claims.fill_gaps(named, ENTRY).title == HEADLINE) is is_filled


@pytest.mark.parametrize("title", ["", "https://a.example/1", "News"])
def test_an_address_or_a_single_word_is_no_headline(title: str) -> None:
    assert claims.fill_gaps(BARE, replace(ENTRY, title=title)).title == ""


@pytest.mark.parametrize(
    ("published", "precision"),
    [("2026-11-28", "day"), ("2026-11-28T09:00:00", "local"), (None, None), ("soon", None)],
)
def test_a_date_keeps_the_precision_of_its_claim(published: str | None, precision: str) -> None:
    filled = claims.fill_gaps(BARE, replace(ENTRY, published=published))
    assert filled.published_precision == precision


def pages() -> Iterator[tuple[str, str, bool]]:
    text = "The council of the town said that the long bridge would be closed while it is mended."
    yield HEADLINE, text, True
    yield "Ο δήμος επισκευάζει τη γέφυρα", "Ο δήμος επισκευάζει τη μεγάλη γέφυρα φέτος.", True
    yield "市议会修复长桥", "市议会表示将修复长桥，费用由市政府承担。", True
    yield HEADLINE, "Before you continue, choose what the partners may store on your device.", False
    yield "市议会修复长桥", "请登录后继续阅读，或者注册一个新账户。", False
    yield "What the deal means for you", "What we store for you, and which choice you have.", False


@pytest.mark.parametrize(("headline", "text", "agrees"), list(pages()))
def test_a_page_agrees_with_a_headline_whose_words_it_has(
    headline: str, text: str, agrees: bool
) -> None:
    assert claims.agrees_with(replace(BARE, text=text), headline) is agrees


def test_a_headline_that_the_feed_filled_in_proves_nothing() -> None:
    other = replace(BARE, text="Before you continue, choose what our partners may store here.")
    assert not claims.agrees_with(claims.fill_gaps(other, ENTRY), HEADLINE)


def test_an_error_page_is_no_version_of_an_article_and_an_edited_text_is_one() -> None:
    text = "The council said that the long bridge would be closed while it is mended by masons."
    gone = replace(BARE, title="Sorry", text="We looked everywhere and found nothing to show here.")
    edited = replace(BARE, title="Masons at work", text=f"{text} They begin on Monday.")
    renamed = replace(BARE, title=f"{HEADLINE} again", text="All was rewritten, word after word.")
    assert not claims.is_version(gone, HEADLINE, text)
    assert claims.is_version(edited, HEADLINE, text)
    assert claims.is_version(renamed, HEADLINE, text)


def test_so_it_is_where_the_text_is_not_stored() -> None:
    text, key = takedowns.text(1), bytes(32)
    prints = linking.make_text_fingerprints(key, 7, text, linking.NO_BOILERPLATE)
    former = KeyedFingerprints(7, prints, b"", key)
    gone = replace(BARE, title="Sorry", link_text=takedowns.text(2))
    edited = replace(BARE, title="Masons at work", link_text=f"{text}\n{takedowns.text(3)}")
    assert not claims.is_version(gone, HEADLINE, former)
    assert claims.is_version(edited, HEADLINE, former)
