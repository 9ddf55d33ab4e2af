"""The address of a page is taken out of whatever it is wrapped in."""

import ast
from base64 import urlsafe_b64encode
from pathlib import Path
from time import process_time
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import address_forms, address_services, urls
from aggregator.address_forms import is_short_link, list_forms, looks_like_address, unwrap

PAGE = "https://paper.example/news/storm"
QUOTED = quote(PAGE, safe="")
IN_BASE64 = urlsafe_b64encode(PAGE.encode()).decode().rstrip("=")
IN_GOOGLE_NEWS = (
    urlsafe_b64encode(b"\x08\x13\x22\x20" + PAGE.encode() + b"\xd2\x01\x00").decode().rstrip("=")
)

WRAPPINGS = [
    ("archive", f"https://web.archive.org/web/20260301060000/{PAGE}"),
    ("archive", f"https://web.archive.org/web/20260301060000id_/{PAGE}"),
    ("archive", f"https://web.archive.org/web/2026*/{PAGE}"),
    ("archive", f"https://web.archive.org/web/*/{PAGE}"),
    ("archive", f"https://web.archive.org/web/{PAGE}"),
    ("archive", f"https://web.archive.org/save/{PAGE}"),
    ("archive", f"http://archive.org/wayback/available?url={QUOTED}"),
    ("archive", "https://web.archive.org/web/20260301/paper.example/news/storm"),
    ("archive", "https://web.archive.org/web/20260301/https:/paper.example/news/storm"),
    ("archive", f"web.archive.org/web/20260301060000/{PAGE}"),
    ("archive", f"https://archive.ph/{PAGE}"),
    ("archive", f"https://archive.ph/newest/{PAGE}"),
    ("archive", f"https://archive.ph/o/AbCdE/{PAGE}"),
    ("archive", f"https://archive.today/2026.03.01-060000/{PAGE}"),
    ("archive", f"https://archive.is/20260301060000/{PAGE}"),
    ("archive", f"https://archive.is/?run=1&url={QUOTED}"),
    ("archive", "https://archive.vn/paper.example/news/storm"),
    ("archive", f"https://archive.li/{QUOTED}"),
    ("archive", f"https://arquivo.pt/wayback/20260301060000/{PAGE}"),
    ("archive", f"https://wayback.archive-it.org/1234/20260301060000/{PAGE}"),
    ("archive", f"https://webarchive.nationalarchives.gov.uk/ukgwa/20260301060000/{PAGE}"),
    ("archive", f"https://www.webarchive.org.uk/wayback/archive/20260301060000/{PAGE}"),
    ("archive", f"https://webarchive.loc.gov/all/20260301060000/{PAGE}"),
    ("archive", f"https://vefsafn.is/is/20260301060000/{PAGE}"),
    ("archive", f"http://timetravel.mementoweb.org/memento/20260301/{PAGE}"),
    ("archive", "https://megalodon.jp/2026-0301-1200-00/paper.example/news/storm"),
    ("archive", f"https://www.webcitation.org/query?url={QUOTED}&date=2026-03-01"),
    ("cache", f"cache:{PAGE}"),
    ("cache", "cache:paper.example/news/storm"),
    ("cache", f"https://webcache.googleusercontent.com/search?q=cache:{PAGE}"),
    ("cache", f"http://webcache.googleusercontent.com/search?q=cache:Ab1_-Cd2EfGh:{PAGE}+&cd=1&hl=en"),
    ("cache", "https://webcache.googleusercontent.com/search?q=cache:paper.example/news/storm"),
    ("cache", f"http://cc.bingj.com/cache.aspx?d=4&u={QUOTED}"),
    ("amp_cache", "https://www.google.com/amp/s/paper.example/news/storm"),
    ("amp_cache", "https://google.co.uk/amp/s/paper.example/news/storm?usqp=mq331A&amp_js_v=0.1"),
    ("amp_cache", "https://paper-example.cdn.ampproject.org/c/s/paper.example/news/storm"),
    ("amp_cache", "https://paper-example.cdn.ampproject.org/v/s/paper.example/news/storm?amp_gsa=1&amp_js_v=a9"),
    ("amp_cache", "https://cdn.ampproject.org/c/s/paper.example/news/storm#aoh=1"),
    ("amp_cache", "https://paper-example.bing-amp.com/c/s/paper.example/news/storm"),
    ("amp_cache", "https://yandex.ru/turbo/paper.example/s/news/storm"),
    ("amp_cache", f"https://yandex.ru/turbo?text={QUOTED}"),
    ("redirect", f"https://www.google.com/url?sa=t&rct=j&q=&url={QUOTED}&usg=AOv"),
    ("redirect", f"https://www.google.de/url?q={PAGE}&sa=U"),
    ("redirect", f"https://news.google.com/news/url?sa=t&url={QUOTED}"),
    ("redirect", f"https://news.google.com/rss/articles/{IN_GOOGLE_NEWS}?oc=5"),
    ("redirect", f"https://l.facebook.com/l.php?u={QUOTED}%3Ffbclid%3DIwAR0&h=AT0"),
    ("redirect", f"https://lm.facebook.com/l.php?u={QUOTED}"),
    ("redirect", f"https://l.instagram.com/?u={QUOTED}&e=AT"),
    ("redirect", f"https://l.threads.net/?u={QUOTED}"),
    ("redirect", f"https://flipboard.com/redirect?url={QUOTED}"),
    ("redirect", f"https://getpocket.com/redirect?url={QUOTED}"),
    ("redirect", f"https://www.instapaper.com/text?u={QUOTED}"),
    ("redirect", f"https://out.reddit.com/t3_1?url={QUOTED}&token=1"),
    ("redirect", f"https://duckduckgo.com/l/?uddg={QUOTED}&rut=1"),
    ("redirect", f"https://www.bing.com/ck/a?p=1&u=a1{IN_BASE64}&ntb=1"),
    ("redirect", f"https://eur01.safelinks.protection.outlook.com/?url={QUOTED}&data=05%7C02"),
    ("redirect", "https://urldefense.com/v3/__https://paper.example/news/storm__;Kys!!Ab$"),
    ("redirect", "https://urldefense.proofpoint.com/v2/url?u=https-3A__paper.example_news_storm&d=Dw"),
    ("redirect", f"https://www.linkedin.com/redir/redirect?url={QUOTED}"),
    ("redirect", f"https://www.youtube.com/redirect?event=video&q={QUOTED}"),
    ("redirect", f"https://vk.com/away.php?to={QUOTED}"),
    ("redirect", f"https://t.umblr.com/redirect?z={QUOTED}&t=1"),
    ("redirect", f"https://slack-redir.net/link?url={QUOTED}"),
    ("redirect", f"https://href.li/?{PAGE}"),
    ("redirect", f"https://medium.com/m/global-identity-2?redirectUrl={QUOTED}"),
    ("proxy", f"https://12ft.io/{PAGE}"),
    ("proxy", f"https://r.jina.ai/{PAGE}"),
    ("proxy", "https://txtify.it/paper.example/news/storm"),
    ("translation", "https://paper-example.translate.goog/news/storm?_x_tr_sl=de&_x_tr_tl=en"),
    ("translation", f"https://translate.google.com/translate?sl=auto&tl=en&u={QUOTED}"),
    ("exact", f"<{PAGE}>"),
    ("exact", f"“{PAGE}”."),
    ("exact", f"view-source:{PAGE}"),
    ("exact", f"feed:{PAGE}"),
    ("exact", "paper.example/news/storm"),
    ("exact", "HTTPS://Paper.EXAMPLE:443/news/storm?utm_source=mail&fbclid=1#comments"),
]  # fmt: skip
SPELLINGS = [
    ("spelling", "http://paper.example/news/storm"),
    ("spelling", "http://www.paper.example/news/storm/"),
    ("spelling", "https://paper.example/news/storm/"),
    ("twin", "https://paper.example/news/storm/amp"),
    ("twin", "https://paper.example/news/storm/amp/"),
    ("twin", "https://paper.example/amp/news/storm"),
    ("twin", "https://amp.paper.example/news/storm"),
    ("twin", "https://paper.example/news/storm?amp=1"),
    ("twin", "https://paper.example/news/storm.amp"),
    ("twin", "https://m.paper.example/news/storm"),
    ("twin", "https://mobile.paper.example/news/storm/?utm_medium=x"),
    ("twin", "https://paper.example/news/storm/print"),
    ("twin", "https://www.paper.example/news/storm/?print=1"),
    ("twin", "https://www.google.com/amp/s/paper.example/news/storm.amp"),
    ("twin", "https://web.archive.org/web/20260301/https://m.paper.example/news/storm"),
]


@pytest.mark.parametrize(("form", "given"), [*WRAPPINGS, *SPELLINGS])
def test_the_page_is_found_in_any_wrapping(form: str, given: str) -> None:
    assert {each.url: each.form for each in list_forms(given)}[PAGE] == form
    assert looks_like_address(given)


@pytest.mark.parametrize(("form", "given"), WRAPPINGS)
def test_the_address_within_a_wrapping_is_the_page(form: str, given: str) -> None:
    assert unwrap(given) == PAGE


def test_the_exact_address_comes_first_and_the_spellings_last() -> None:
    wrapped = f"https://archive.ph/https://www.google.com/url?q={QUOTED}"
    forms = [each.form for each in list_forms(wrapped)]
    assert forms == ["exact", "archive", "redirect", *["spelling"] * 7]
    assert list_forms(wrapped)[0].url == urls.canonical(wrapped)


@pytest.mark.parametrize(
    "given",
    [
        PAGE,
        "https://archive.ph/AbCdE",
        "https://archive.org/details/storm",
        "https://www.facebook.com/paper.example/posts/1",
        "https://paper.example/share?url=https%3A%2F%2Fother.example%2F1",
        "https://www.google.com/search?q=storm+at+port+linden",
        "https://www.youtube.com/watch?v=AbCdEfGhIjK",
        "https://paper.example/news/a_(b)",
        "https://t.co/AbCdE",
    ],
)
def test_an_address_that_wraps_none_is_itself(given: str) -> None:
    assert unwrap(given) == urls.canonical(given)
    assert [each.form for each in list_forms(given)][:2] == ["exact", "spelling"]


@pytest.mark.parametrize("given", ["", "storm", "clipping.txt", "texts/clipping.txt", "17", "story 17", "https://", "x" * 9000])  # fmt: skip
def test_what_is_no_address_has_no_form(given: str) -> None:
    assert (list_forms(given), unwrap(given)) == ([], "")


@pytest.mark.parametrize("given", ["https://t.co/AbCd", "https://apple.news/AbC", "http://bit.ly/1", "https://feedproxy.google.com/~r/paper/~3/x/", "https://news.google.com/articles/CBMiAU_yqLM0"])  # fmt: skip
def test_a_short_link_is_known_as_one(given: str) -> None:
    assert is_short_link(unwrap(given))
    assert not is_short_link(PAGE)


WRAPPED = st.recursive(
    st.sampled_from([PAGE, "https://m.paper.example/a?amp=1", "http://other.example/x?b=2&a=1"]),
    lambda inner: st.one_of(
        inner.map(lambda url: f"https://web.archive.org/web/2026/{url}"),
        inner.map(lambda url: f"https://archive.ph/{quote(url, safe='')}"),
        inner.map(lambda url: f"https://www.google.com/url?sa=t&q={quote(url, safe='')}"),
        inner.map(lambda url: f"https://12ft.io/{url}"),
    ),
    max_leaves=4,
)
PIECES = st.sampled_from([*address_services.WRAPPING_HOSTS, "https://", "http:/", "/web/", "/amp/s/", "?url=", "?u=a1", "%3A%2F%2F", "cache:", "google.com", "__", "&", ")", ".", "*", "a"])  # fmt: skip


@given(WRAPPED)
def test_wrapping_twice_is_unwrapped_twice(given: str) -> None:
    assert unwrap(given) in {urls.canonical(each) for each in (PAGE, "https://m.paper.example/a?amp=1", "http://other.example/x?a=1&b=2")}  # fmt: skip


@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=20).map("".join)))
def test_no_text_raises_and_unwrapping_is_idempotent(given: str) -> None:
    forms = list_forms(given)
    assert all(urls.canonical(each.url) == each.url for each in forms)
    assert len(forms) == len({each.url for each in forms})
    page = unwrap(given)
    assert unwrap(page) == page


@pytest.mark.parametrize("piece", ["https://web.archive.org/web/1/", "?url=", "/1", "cache:", "(", ".", "a.", "&u=a1aaaaaaaaaaaaaaaaaaaa", "https://12ft.io/"])  # fmt: skip
def test_a_long_address_takes_linear_time(piece: str) -> None:
    """The longest address that is taken apart costs half a second of CPU at most, on a busy machine too."""
    longest = ("https://web.archive.org/web/" + piece * 9000)[: address_forms.MAX_LENGTH]
    start = process_time()
    list_forms(longest)
    list_forms(longest[: urls.MAX_LENGTH])
    assert process_time() - start < 0.5


def test_the_tables_are_sorted_in_the_source() -> None:
    tree = ast.parse(Path(address_services.__file__).read_text(encoding="utf-8"))
    tables: dict[str, list[str]] = {}
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            keys = node.value.keys if isinstance(node.value, ast.Dict) else []
            tables[node.target.id] = [ast.literal_eval(key) for key in keys if key]
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            lists = [each for each in ast.walk(node.value) if isinstance(each, ast.List)]
            tables[node.targets[0].id] = ast.literal_eval(lists[0]) if lists else []
    sorted_ones = "WRAPPING_HOSTS ADDRESS_PARAMETERS ADDED_NAMES SHORT_LINK_HOSTS RELAY_SITES"
    for name in sorted_ones.split():
        assert tables[name] == sorted(tables[name]) != [], name
