"""What RSL says: permitted, prohibited and on terms, by path; owner, terms, payment, server."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.reading.rights.path_rules import find_statements
from aggregator.reading.rights.rsl import GROUPS, LEAVES, read_rsl_file, read_rsl_script
from aggregator.rights.policy import RULES
from tests import cpu_limits

URL = "https://licences.example/paper.xml"
PAGE = "https://paper.example/news/bees"
USES = [*LEAVES, *GROUPS]


def content(licences: str, attributes: str = 'url="/"') -> str:
    return f"<content {attributes}>{licences}</content>"


def rsl(*contents: str) -> str:
    return (
        f'<?xml version="1.0"?><rsl xmlns="https://rslstandard.org/rsl">{"".join(contents)}</rsl>'
    )


def licence(permits: str = "", prohibits: str = "", payment: str = "", more: str = "") -> str:
    inner = f'<permits type="usage">{permits}</permits>' if permits else ""
    inner += f'<prohibits type="usage">{prohibits}</prohibits>' if prohibits else ""
    inner += f'<payment type="{payment}"/>' if payment else ""
    return f"<license>{inner}{more}</license>"


def said(text: str, page: str = PAGE) -> list[str]:
    found = find_statements(read_rsl_file(text, URL, page), page)
    return [f"{each.mark} {each.value}".strip().removeprefix("rsl ") for each in found]


@pytest.mark.parametrize(
    ("licences", "marks"),
    [
        (licence(prohibits="ai-train"), ["prohibits ai-train"]),
        (licence(prohibits="ai-train ai-input, ai-index"), ["prohibits ai-all"]),
        (licence(prohibits="all"), ["prohibits all", "prohibits search"]),
        (licence(prohibits="search"), ["prohibits search"]),
        (licence(permits="all"), []),
        (licence(permits="search"), ["prohibits ai-all"]),
        (licence(permits="search ai-index"), ["prohibits ai-input", "prohibits ai-train"]),
        (licence(permits="ai-train"), ["prohibits ai-index", "prohibits ai-input", "prohibits search"]),
        (licence(permits="all", prohibits="ai-train"), ["prohibits ai-train"]),
        (licence(permits="train-ai search"), ["prohibits ai-index", "prohibits ai-input"]),
        (licence(), []),
        ("", []),
    ],
)  # fmt: skip
def test_what_a_licence_does_not_permit_is_prohibited(licences: str, marks: list[str]) -> None:
    assert said(rsl(content(licences))) == marks


def test_a_licence_adds_what_another_does_not_permit() -> None:
    both = licence(permits="search") + licence(permits="ai-train", payment="attribution")
    assert said(rsl(content(both))) == ["prohibits ai-index", "prohibits ai-input", "payment attribution"]  # fmt: skip


def test_a_prohibition_is_stronger_than_another_licence() -> None:
    both = licence(permits="search ai-train") + licence(prohibits="ai-train")
    assert "prohibits ai-train" in said(rsl(content(both)))


def test_what_is_permitted_for_payment_is_on_terms() -> None:
    both = licence(permits="search") + licence(permits="ai-all", payment="subscription")
    assert said(rsl(content(both))) == ["on-terms ai-all", "payment subscription"]


def test_a_licence_for_payment_that_names_no_use_is_of_all_uses() -> None:
    assert said(rsl(content(licence(payment="crawl")))) == ["on-terms all", "on-terms search", "payment crawl"]  # fmt: skip


@pytest.mark.parametrize(
    "more", ['<permits type="user">education</permits>', '<prohibits type="geo">EU</prohibits>']
)
def test_a_licence_for_some_users_or_countries_is_on_terms(more: str) -> None:
    assert said(rsl(content(licence(permits="all", more=more)))) == ["on-terms all", "on-terms search"]  # fmt: skip


def test_a_licence_server_makes_everything_on_terms() -> None:
    attributes = 'url="/" server="https://rsl.example/api"'
    marks = said(rsl(content(licence(permits="search"), attributes)))
    assert marks == ["prohibits ai-all", "on-terms search", "server https://rsl.example/api"]


def test_a_licence_server_without_a_licence_makes_everything_on_terms() -> None:
    marks = said(rsl(content("", 'url="/" server="https://rsl.example/api"')))
    assert marks == ["on-terms all", "on-terms search", "server https://rsl.example/api"]


def test_contents_of_the_same_pages_speak_together() -> None:
    """As editors of RSL write it: search for all, AI by a licence server, training for nobody."""
    users = '<permits type="user">commercial non-commercial education government personal</permits>'
    for_all = content(licence(permits="search", more=users), 'url="/news/*"')
    server = 'url="/news/" server="https://rsl.example/api"'
    licensed = content(licence(permits="ai-input ai-index", payment="use"), server)
    assert said(rsl(for_all, licensed)) == [
        "prohibits ai-train",
        "on-terms ai-index",
        "on-terms ai-input",
        "payment use",
        "server https://rsl.example/api",
    ]


def test_holder_and_terms_are_read() -> None:
    inner = '<copyright type="organization" contactUrl="/c">The Paper Ltd</copyright><terms>/terms</terms>'
    assert said(rsl(content(inner))) == [
        "copyright-holder The Paper Ltd",
        "usage-info https://licences.example/terms",
    ]


def test_the_longest_address_decides() -> None:
    everywhere, news = (
        content(licence(permits="all")),
        content(licence(prohibits="all"), 'url="/news/*"'),
    )
    text = rsl(everywhere, news)
    assert said(text) == ["prohibits all", "prohibits search"]
    assert said(text, "https://paper.example/sport") == []


@pytest.mark.parametrize(
    ("address", "is_ours"),
    [
        ("https://paper.example/*", True),
        ("https://www.paper.example/news/", True),
        ("https://*.example/news", True),
        ("https://other.example/*", False),
        ("https://paper.example/sport", False),
        ("/news/*$", True),
        ("", True),
    ],
)
def test_a_content_of_another_host_is_not_ours(address: str, is_ours: bool) -> None:
    text = rsl(content(licence(prohibits="search"), f'url="{address}"'))
    assert bool(said(text)) is is_ours


def test_a_feed_may_be_the_file() -> None:
    named = content(licence(prohibits="search"), f'url="{PAGE}"')
    text = f"<rss><channel><item>{rsl(named, content(licence(prohibits='ai-all'), ''))}</item></channel></rss>"
    assert said(text.replace('<?xml version="1.0"?>', "")) == ["prohibits search"]


def test_a_script_speaks_of_its_page() -> None:
    text = rsl(
        content(licence(prohibits="search"), ""), content(licence(prohibits="ai-train"), 'url="/b"')
    )
    assert [each.mark for each in read_rsl_script(text, PAGE)] == ["rsl prohibits search"]


def test_a_prefix_and_another_encoding_are_no_matter() -> None:
    text = '<?xml version="1.0" encoding="ISO-8859-1"?><r:rsl xmlns:r="https://rslstandard.org/rsl"><r:content url="/"><r:copyright>Björn</r:copyright></r:content></r:rsl>'
    assert said(text) == ["copyright-holder Björn"]


def test_entities_are_not_resolved() -> None:
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    text = (
        f'<!DOCTYPE rsl [<!ENTITY e0 "x"><!ENTITY f SYSTEM "file:///etc/passwd">{bomb}]>'
        "<rsl><content url='/'><copyright>A &e11; &f;</copyright></content></rsl>"
    )
    cpu_limits.check(lambda: said(text))
    assert "root:" not in str(said(text))


@given(st.sets(st.sampled_from(USES), min_size=1), st.sets(st.sampled_from(USES)))
def test_no_use_is_both_permitted_and_forgotten(permits: set[str], prohibits: set[str]) -> None:
    marks = said(rsl(content(licence(" ".join(permits), " ".join(prohibits)))))
    words = {mark.removeprefix("prohibits ") for mark in marks}
    forbidden = {leaf for word in words for leaf in GROUPS.get(word, (word,))}
    granted = {leaf for word in permits for leaf in GROUPS.get(word, (word,))}
    refused = {leaf for word in prohibits for leaf in GROUPS.get(word, (word,))}
    assert forbidden == set(LEAVES) - (granted - refused)


@given(st.one_of(st.text(), st.lists(st.sampled_from(
    ["<rsl>", "</rsl>", "<content url='/'>", "</content>", "<license>", "</license>", "<permits>search", "</permits>",
     "<prohibits type='usage'>all</prohibits>", "<payment type='x'/>", "&a;", "<!--", "text"])).map("".join)))  # fmt: skip
def test_any_text_makes_known_marks_only(text: str) -> None:
    found = find_statements(read_rsl_file(text, URL, PAGE), PAGE)
    assert {each.mark for each in (*found, *read_rsl_script(text, PAGE))} <= set(RULES)


@pytest.mark.parametrize(
    "part", ["<rsl>", "<content url='/'>", "<rsl><content url='/*a*b'/>", "<a b='", "&#65;"]
)
def test_a_large_file_is_read_at_once(part: str) -> None:
    cpu_limits.check(lambda: said("<rsl>" + part * 100_000))
