"""Where the page of an article may be at another domain of its source, and which redirects are direct."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.ingest.provenance import collect_addresses
from aggregator.model import Article, Page
from aggregator.twin_addresses import MAX_OTHER_DOMAINS, list_at_other_domains

DOMAINS = {"old.com": "new.com", "older.com": "new.com", "m-paper.de": "paper.de"}


@pytest.mark.parametrize(("url", "others"), [
    ("https://new.com/a?b=1", ["https://old.com/a?b=1", "https://older.com/a?b=1"]),
    ("https://old.com/a", ["https://new.com/a", "https://older.com/a"]),
    ("https://news.old.com/a", ["https://news.new.com/a", "https://news.older.com/a"]),
    ("http://paper.de/", ["http://m-paper.de/"]),
    ("https://stranger.com/a", []),
    ("https://notold.com/a", []),
])  # fmt: skip
def test_the_same_address_is_looked_for_at_each_other_domain_of_the_source(
    url: str, others: list[str]
) -> None:
    assert list_at_other_domains(url, DOMAINS) == others
    assert list_at_other_domains(url, {}) == []


def test_a_source_of_very_many_domains_is_looked_for_at_some_of_them() -> None:
    many = {f"d{number:02}.com": "new.com" for number in range(40)}
    found = list_at_other_domains("https://d39.com/a", many)
    assert found[0] == "https://new.com/a"
    assert len(found) == MAX_OTHER_DOMAINS


@given(
    st.sampled_from(["old.com", "older.com", "new.com"]),
    st.sampled_from(["", "www.", "news.", "old.com."]),
    st.text("abc/?=&.-", max_size=12),
)
def test_each_of_these_addresses_leads_back_to_the_first(
    domain: str, below: str, rest: str
) -> None:
    url = f"https://{below}{domain}/{rest.lstrip('/')}".rstrip("?")
    others = list_at_other_domains(url, DOMAINS)
    assert len(others) == 2
    assert all(url in list_at_other_domains(other, DOMAINS) for other in others)


def direct(asked: str, final: str, *redirects: str) -> bool:
    article = Article(final, final, "", "", "")
    page = Page(asked, b"", final, redirects=redirects)
    return collect_addresses(page, article).is_direct_redirect


def test_a_redirect_is_direct_without_a_third_site_on_the_way() -> None:
    old, new = "https://old.com/1", "https://www.new.com/1"
    assert direct(old, new, old)
    assert direct("http://old.com/1", new, "http://old.com/1", old, "https://new.com/1")
    assert not direct(old, new, old, "https://third.com/1")
    assert not direct(new, new)
