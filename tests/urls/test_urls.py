"""Spellings of one address become one; text that is no address is refused with one line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import urls
from aggregator.errors import AddressError

HOSTS = st.from_regex(r"[a-z][a-z0-9\-]{0,10}[a-z0-9](\.[a-z]{2,6}){1,2}", fullmatch=True)
PATHS = st.lists(st.text(alphabet="abcäß东%20.-_~", max_size=8), max_size=5).map("/".join)
QUERIES = st.dictionaries(
    st.sampled_from(["a", "b", "utm_source", "id", "fbclid"]),
    st.text("x1ä&=", max_size=4),
    max_size=4,
)


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("HTTP://Example.COM:80/a", "http://example.com/a"),
        ("https://example.com:443", "https://example.com/"),
        ("https://example.com/a?utm_source=x&fbclid=1&id=7", "https://example.com/a?id=7"),
        ("https://example.com/a?z=1&a=2", "https://example.com/a?a=2&z=1"),
        ("https://example.com/a/../b/./c#part", "https://example.com/b/c"),
        ("https://example.com/%e4%ba%ac", "https://example.com/%E4%BA%AC"),
        ("https://example.com/京", "https://example.com/%E4%BA%AC"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://example.com./a", "https://example.com/a"),
        (r"https://a.example\@b.example/", "https://a.example/@b.example/"),
        (r"https:\\a.example\b?c=\d", "https://a.example/b?c=%5Cd"),
        ("http://[::1]:8080/a", "http://[::1]:8080/a"),
        ("https://example.com/a?20261120&x=", "https://example.com/a?20261120&x="),
        ("https://example.com/a?q=caf%e9+au&&p=%41", "https://example.com/a?p=A&q=caf%E9+au"),
        ("https://example.com/a?UTM_Source=x&q=京", "https://example.com/a?q=%E4%BA%AC"),
        ("https://example.com/a%7Eb", "https://example.com/a~b"),
        ("https://example.com/Rüge", "https://example.com/R%C3%BCge"),
        ("https://example.com/Ru%cc%88ge?q=Ru\u0308", "https://example.com/R%C3%BCge?q=R%C3%BC"),
        ("https://example.com/a;jsessionid=4F2.node1?id=7", "https://example.com/a?id=7"),
        ("https://example.com/(S(lit3py55t21z5v55vlm25s55))/a", "https://example.com/a"),
        ("https://example.com/a?PHPSESSID=u4sk1&id=7", "https://example.com/a?id=7"),
        ("https://example.com/a?amp;utm_source=x&id=7", "https://example.com/a?id=7"),
        ("https://straße.example/", "https://xn--strae-oqa.example/"),
        ("https://example.com/foo/.", "https://example.com/foo/"),
        ("https://example.com/\ud800", "https://example.com/%EF%BF%BD"),
    ],
)
def test_spellings_of_one_address_become_one(written: str, same: str) -> None:
    assert urls.canonical(written) == same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("#!/article/1", "#!/article/2"),
        ("#/news/1", "#/news/2"),
        ("?id=1&id=2", "?id=2&id=1"),
        ("?ns_id=1", "?ns_id=2"),
        ("?ns_article=1", "?ns_article=2"),
        ("?pk_id=1", "?pk_id=2"),
        ("?pk_artikel=1", "?pk_artikel=2"),
        ("?ncid=1", "?ncid=2"),
        ("?taid=1", "?taid=2"),
        ("?sid=1", "?sid=2"),
        ("?ref=1", "?ref=2"),
        ("?__s=1", "?__s=2"),
    ],
)
def test_addresses_of_two_articles_stay_two(one: str, other: str) -> None:
    assert urls.canonical(f"https://paper.example/{one}") != urls.canonical(
        f"https://paper.example/{other}"
    )


@pytest.mark.parametrize("fragment", ["#comments", "#!", "#/", "#!/", "#/schema/person/7"])
def test_a_place_in_a_page_is_no_page(fragment: str) -> None:
    assert urls.canonical(f"https://paper.example/a{fragment}") == "https://paper.example/a"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.com/a",
        "ftp://example.com/a",
        "javascript:alert(1)",
        "http://",
        "http://exa mple.com/",
        "http://exam\x00ple.com/",
        "http://example.com:99999/",
        "http://[::1/",
        "https://a..b/",
        "http://2130706433/",
        "http://127.1/",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://1.2.3.4.5/",
        "http://256.1.1.1/",
        "https://example.com/" + "a" * 3000,
    ],
)
def test_text_that_is_no_address_is_refused_with_one_line(text: str) -> None:
    with pytest.raises(AddressError) as caught:
        urls.canonical(text)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.bbc.co.uk/news", "bbc.co.uk"),
        ("https://sub.paper.example.com/", "example.com"),
        ("https://someone.github.io/x", "someone.github.io"),
        ("http://meridian-wire.localhost:8470/a", "meridian-wire.localhost:8470"),
        ("http://127.0.0.1:8000/", "127.0.0.1:8000"),
        ("http://[::1]:90/x", "[::1]:90"),
    ],
)
def test_a_site_is_the_registrable_domain_or_host_and_port(url: str, site: str) -> None:
    assert urls.site(url) == site


@pytest.mark.parametrize(
    ("url", "space"),
    [
        ("https://www.paper.co.uk/news/1", "paper.co.uk"),
        ("https://news.paper.co.uk/us/@ada/1", "paper.co.uk/us/@ada"),
        ("https://medium.com/@Ada/a-storm", "medium.com/@ada"),
        ("https://medium.com/%40ada/a-storm", "medium.com/@ada"),
        ("https://medium.com/the-paper/a-storm", "medium.com/the-paper"),
        ("https://ada.medium.com/a-storm", "ada.medium.com"),
        ("https://ada.substack.com/p/storm", "ada.substack.com"),
        ("https://open.substack.com/pub/ada/p/storm", "open.substack.com/pub/ada"),
        ("https://ada.wordpress.com/2026/storm", "ada.wordpress.com"),
        ("https://ada.blogspot.com/2026/storm", "ada.blogspot.com"),
        ("https://people.uni.edu/~ada/storm", "uni.edu/~ada"),
        ("https://sites.google.com/view/ada/storm", "google.com/view/ada"),
        ("http://127.0.0.1:8080/~ada/1", "127.0.0.1:8080/~ada"),
    ],
)
def test_an_author_space_is_the_site_or_the_authors_part_of_it(url: str, space: str) -> None:
    assert urls.author_space(url) == space


@given(HOSTS, PATHS, QUERIES)
def test_canonical_is_idempotent(host: str, path: str, query: dict[str, str]) -> None:
    text = f"https://{host}/{path}?" + "&".join(f"{k}={v}" for k, v in query.items())
    once = urls.canonical(text)
    assert urls.canonical(once) == once
    assert "utm_" not in once


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_an_address_error(text: str) -> None:
    try:
        once = urls.canonical(text)
    except AddressError:
        return
    assert urls.canonical(once) == once
    assert urls.site(once)


@given(st.text(max_size=60))
def test_joining_any_link_returns_an_http_address_or_nothing(link: str) -> None:
    found = urls.join("https://example.com/a/b", link)
    assert found is None or found.startswith(("http://", "https://"))


@pytest.mark.parametrize(
    ("link", "found"),
    [
        (r"\\other.example\a", "https://other.example/a"),
        (r"/\other.example/a", "https://other.example/a"),
        (r"https://other.example\@example.com/", "https://other.example/@example.com/"),
        (r"c?d=\e", "https://example.com/a/c?d=%5Ce"),
    ],
)
def test_a_link_with_backslashes_leads_where_browsers_go(link: str, found: str) -> None:
    assert urls.join("https://example.com/a/b", link) == found
