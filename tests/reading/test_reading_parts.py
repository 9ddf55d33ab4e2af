"""The parts of reading: charset, dates, names, titles, phrases, JSON-LD, agency marks, disclaimers."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from aggregator import reading
from aggregator.model import Article, Page
from aggregator.reading import (
    agency_marks,
    author_names,
    charset,
    dates,
    disclaimers,
    html_cleanup,
    json_ld,
    phrases,
    prefilter,
    source_links,
    split_lines,
    titles,
)

UMLAUTS = "Grüße aus Köln, schöne Straße und größere Bäume"
RUSSIAN = (
    "Мост через реку открыли в понедельник после трёх лет работ, сообщил мэр города журналистам"
)
JAPANESE = (
    "川にかかる橋が三年の工事を経て月曜日に開通した。市長は記者団に景色も手に入れたと語った。"
)


@pytest.mark.parametrize(
    ("text", "encoding", "header", "meta"),
    [
        (UMLAUTS, "utf-8", "text/html; charset=iso-8859-1", ""),
        (UMLAUTS, "cp1252", "text/html; charset=utf-8", "<meta charset=utf-8>"),
        (UMLAUTS, "utf-8", "", "<meta charset=windows-1252>"),
        (
            "Żółta łódź mówi, że most otwarto w piątek",
            "cp1250",
            "charset=utf-8",
            '<html lang="pl">',
        ),
        (RUSSIAN, "cp1251", "text/html; charset=utf-8", ""),
        (RUSSIAN, "cp1251", "", "<meta charset=windows-1251>"),
        (RUSSIAN, "koi8-r", "text/html; charset=koi8-r", ""),
        (JAPANESE, "shift_jis", "", '<meta http-equiv=x content="text/html; charset=Shift_JIS">'),
        (JAPANESE, "euc-jp", "text/html;charset=EUC-JP", ""),
        (JAPANESE, "iso-2022-jp", "text/html; charset=iso-2022-jp", ""),
        (JAPANESE, "utf-16", "", ""),
    ],
)
def test_a_page_is_decoded_by_what_its_bytes_are(
    text: str, encoding: str, header: str, meta: str
) -> None:
    body = f"<html>{meta}<p>{text}</p>".encode(encoding)
    assert text in charset.decode(body, header)[0]


@given(st.binary(max_size=3000), st.text(max_size=40))
def test_any_bytes_decode_to_text_without_nul(body: bytes, header: str) -> None:
    text, name = charset.decode(body, header)
    assert "\x00" not in text
    assert name


@given(st.text(max_size=500))
def test_what_was_utf_8_comes_back_whole(text: str) -> None:
    kept = "".join(char for char in text if char.isprintable()) + "ß"
    assert charset.decode(kept.encode(), "text/html; charset=latin-1") == (kept, "utf-8")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-11-23T20:15:00+01:00", ("2026-11-23T19:15:00Z", "instant")),
        ("2026-11-23T20:15:00Z", ("2026-11-23T20:15:00Z", "instant")),
        ("2026-11-23 20:15", ("2026-11-23T20:15:00", "local")),
        ("2026-11-23", ("2026-11-23", "day")),
        ("20261123", ("2026-11-23", "day")),
        ("Mon, 23 Nov 2026 20:15:00 +0100", ("2026-11-23T19:15:00Z", "instant")),
        ("2026-02-30", (None, None)),
        ("0001-01-01T00:00:00Z", (None, None)),
        ("yesterday", (None, None)),
        ("", (None, None)),
    ],
)
def test_a_claimed_date_stays_as_exact_as_it_was_claimed(
    value: str, expected: tuple[str | None, str | None]
) -> None:
    assert dates.parse_date_fields(value) == expected


@given(st.text(max_size=60) | st.datetimes().map(str) | st.from_regex(dates._ISO))
def test_any_date_is_read_or_refused_and_reading_it_again_changes_nothing(value: str) -> None:
    told, precision = dates.parse_date_fields(value)
    assert (told is None) == (precision is None)
    if told is not None:
        assert dates.parse_date_fields(told) == (told, precision)


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("By Jane Doe", ("Jane Doe",)),
        ("Jane Doe and Ana Brod", ("Jane Doe", "Ana Brod")),
        ("von Ilse Tamm, Leo Fink", ("Ilse Tamm", "Leo Fink")),
        ("Jane Doe; Jane Doe", ("Jane Doe",)),
        ("https://paper.example/jane", ()),
        ("admin", ()),
        ("July 22", ()),
        ("Written by", ()),
    ],
)
def test_an_author_field_gives_names_only(field: str, expected: tuple[str, ...]) -> None:
    assert author_names.parse_field([field]) == expected


@given(st.lists(st.text(max_size=200), max_size=5))
def test_any_author_field_gives_few_short_names(fields: list[str]) -> None:
    told = author_names.parse_field(fields)
    assert len(told) <= author_names.MAX_AUTHORS
    assert all(1 < len(name) <= author_names.MAX_NAME for name in told)
    assert len({name.casefold() for name in told}) == len(told)


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("Bridge opens | Marl Courier", "Bridge opens"),
        ("Marl Courier - Bridge opens", "Bridge opens"),
        ("Bridge opens – at last – Marl Courier", "Bridge opens – at last"),
        ("Bridge: a view", "Bridge: a view"),
    ],
)
def test_a_title_loses_the_name_of_its_site_only(shown: str, expected: str) -> None:
    assert titles.remove_site_name(shown, {"marl courier"}, set()) == expected


@given(st.text(max_size=300), st.sets(st.text(min_size=2, max_size=20), max_size=3))
def test_a_title_without_its_site_is_a_part_of_it(title: str, sites: set[str]) -> None:
    told = titles.remove_site_name(title, {titles.fold_title(site) for site in sites}, set())
    assert told in titles.clean_title(title)


@pytest.mark.parametrize(
    ("line", "signal", "name"),
    [
        ("Read original article here", "source", ""),
        ("The post Rain again appeared first on The Plains Daily.", "source", "The Plains Daily"),
        (
            "This story originally appeared on marl-courier.example",
            "source",
            "marl-courier.example",
        ),
        ("Source: Marl Courier", "source", "Marl Courier"),
        ("Quelle: Marlbote", "source", "Marlbote"),
        ("Fuente: El Puente", "source", "El Puente"),
        ("来源：新华网", "source", "新华网"),
        ("(Except for the headline, this story has not been edited by staff)", "feed", ""),
        ("(Reporting by Ana Brod; Editing by Leo Fink)", "sign_off", ""),
        ("Copyright 2026 Interpress. All rights reserved.", "rights", ""),
        ("Leave a comment", "comment", ""),
        ("Sign up for our newsletter", "promo", ""),
        ("Also read: the ferry stops", "xref", ""),
        ("Photo: Rosa Lind", "caption", ""),
        ("Advertisement", "label", ""),
    ],
)
def test_a_phrase_gives_its_signal_and_the_name_it_names(line: str, signal: str, name: str) -> None:
    assert phrases.find_signal(line) == (signal, name)


@pytest.mark.parametrize(
    "line",
    [
        "This article was originally published on 4 March 2021.",
        "Originally published in April.",
        "The source of the river lies in the hills above the town.",
        "Readers of the original manuscript noticed the difference at once.",
        "He said the report was first published when he was a boy.",
    ],
)
def test_prose_and_dates_of_the_page_itself_are_no_source(line: str) -> None:
    assert phrases.find_signal(line) is None


@given(st.text(max_size=2000))
def test_any_line_has_a_signal_or_none(line: str) -> None:
    told = phrases.find_signal(line)
    assert told is None or told[0] in split_lines.REASON_OF_SIGNAL


def test_the_table_of_phrases_is_sorted_and_without_repetition() -> None:
    assert list(phrases.PHRASES) == sorted(set(phrases.PHRASES))


def test_every_signal_has_a_reason() -> None:
    assert {signal for _, signal, _ in phrases.PHRASES} == split_lines.REASON_OF_SIGNAL.keys()


@pytest.mark.parametrize(
    "block",
    [
        '{"@type":"NewsArticle","headline":"Bridge opens",}',
        '<!-- {"@type":"NewsArticle","headline":"Bridge opens"} -->',
        '{"@type":"NewsArticle","headline":"Bridge opens"};',
        '{"@graph":[{"@type":"WebPage"},{"@type":["NewsArticle"],"headline":"Bridge opens"}]}',
        '[[{"@type":"http://schema.org/NewsArticle","headline":"Bridge opens"}]]',
        '{"@type":"NewsArticle","headline":"Bridge opens","text":"he said "no" to it"}',
        '{"@type":"NewsArticle","headline":"Bridge opens","text":"a\nb"}',
    ],
)
def test_json_ld_as_found_on_pages_still_gives_its_article(block: str) -> None:
    assert json_ld.find_article(json_ld.parse_nodes([block]))["headline"] == "Bridge opens"


def _trees(leaf: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.lists(leaf, max_size=3) | st.dictionaries(st.text(max_size=8), leaf, max_size=3)


@given(st.recursive(st.none() | st.text(max_size=9) | st.integers(), _trees), st.text(max_size=50))
def test_any_json_ld_is_read_without_harm(value: object, junk: str) -> None:
    found = json_ld.parse_nodes([json.dumps(value), junk, json.dumps(value) + junk])
    node = json_ld.find_article(found)
    assert isinstance(json_ld.first_text(node.get("headline")), str)
    assert all(isinstance(name, str) for name in json_ld.party_names(value))


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("NAIROBI, Kenya (AP) — The bridge opened", "AP"),
        ("Madrid, 10 abr (EFE).- El puente", "EFE"),
        ("(ANSA) - TORINO, 29 GEN - Il ponte", "ANSA"),
        ("(서울=연합뉴스) 다리가 열렸다", "연합뉴스"),
        ("MOSCOW, May 3. /TASS/. The bridge", "TASS"),
        ("LONDON, Jan. 4, 2026 /PRNewswire/ -- The bridge", "PRNewswire"),
        ("МОСКВА, 10 фев — РИА Новости. Мост открыт", "РИА Новости"),
        ("新华社北京4月24日电 桥", "新华社"),
    ],
)
def test_a_dateline_names_its_service(line: str, name: str) -> None:
    found = agency_marks.match_dateline(line)
    assert found
    assert found["name"].strip() == name


@pytest.mark.parametrize(
    "line",
    [
        "The mayor (62) - an engineer - crossed first.",
        "Kits ($160): compact",
        "It opened. He (Tamm) — smiled",
    ],
)
def test_prose_with_brackets_is_no_dateline(line: str) -> None:
    assert agency_marks.match_dateline(line) is None


def test_the_words_of_an_agency_at_the_end_are_traces() -> None:
    lines = ["Prose."] * 9 + ["The bridge is open. dpa:261123-99-483045/5", "(PTI)"]
    told = {(trace.kind, trace.name, trace.where) for trace in agency_marks.find_marks(lines)}
    assert told == {("item_number", "dpa", "end"), ("sign_off", "PTI", "end")}


@pytest.mark.parametrize(
    "line",
    [
        "No responsibility is taken! This site gathers news automatically from everywhere. Each text links to its original source. Whoever owns one may write to us and it will be deleted within 24 hours.",
        "Haftungsausschluss: Diese Seite sammelt Nachrichten automatisch. Die Quelle ist jeweils verlinkt. Rechteinhaber können uns kontaktieren, der Text wird binnen weniger Stunden gelöscht.",
        "If you are the owner of this text and do not agree, contact us; it comes down in two days. All names belong to their respective owners.",
    ],
)
def test_an_aggregators_disclaimer_is_known_in_any_words(line: str) -> None:
    assert disclaimers.is_disclaimer(line)


@pytest.mark.parametrize(
    "line",
    [
        "The court said the company must delete the photos within 24 hours or pay a fine to the owner of the house.",
        "The minister denied responsibility for the delay and said the material would be removed from the site.",
        "Regulators want aggregators of financial data to link every figure they show to a bank that answers for it.",
    ],
)
def test_a_report_about_such_things_is_no_disclaimer(line: str) -> None:
    assert not disclaimers.is_disclaimer(line)


def test_the_headline_and_what_stands_above_it_leave_both_texts() -> None:
    lines = [
        "Home",
        "Local",
        "Bridge opens!",
        "By Rosa Lind",
        "It opened on Monday.",
        "Leave a reply",
    ]
    parts = split_lines.split(lines, ["Bridge opens"], ["Rosa Lind"])
    assert parts.text == parts.link_text == ("It opened on Monday.",)
    assert [removed.reason for removed in parts.removed] == [
        *["headline"] * 3,
        "byline",
        "comment_prompt",
    ]


def test_scripts_go_and_json_ld_stays() -> None:
    html = '<p>a<script>x("<p>")</script>b<SCRIPT type="application/ld+json">{}</SCRIPT><style>c</style>d'
    assert (
        html_cleanup.strip_scripts(html) == '<p>a b<SCRIPT type="application/ld+json">{}</SCRIPT> d'
    )
    assert (
        html_cleanup.strip_scripts("<p>open<script>never closed") == "<p>open<script>never closed"
    )


@pytest.mark.parametrize("reference", ["&#1;", "&#0031", "&#x0B;", "&#X1f;", "&#xFFFF;", "\uffff"])
def test_a_control_character_that_is_written_as_a_number_costs_a_page_nothing(
    reference: str,
) -> None:
    prose = f"<p>{'A sentence of the article stands here. ' * 6}</p>" * 4
    page = f"<html><body><article>{prose}<p>One{reference} two.</p>{prose}</article></body></html>"
    outcome = reading.read(Page("https://a.example/2026/03/09/b", page.encode()))
    assert isinstance(outcome, Article)
    assert "One two." in outcome.text


@pytest.mark.parametrize("reference", ["&#9;", "&#10;", "&#13;", "&#160;", "&#x1f600;", "&#1114;"])
def test_other_references_stay(reference: str) -> None:
    assert html_cleanup.strip_scripts(f"a{reference}b") == f"a{reference}b"


@given(st.text(alphabet='<>/scriptyle svg="x', max_size=300))
def test_slimming_any_markup_never_lengthens_it(html: str) -> None:
    assert len(html_cleanup.strip_scripts(html)) <= len(html)


def test_sharing_links_and_own_links_are_no_source() -> None:
    html = "".join(
        f'<p>Source: <a href="{href}">x</a></p>'
        for href in (
            "https://facebook.com/a",
            "/own",
            "https://www.example.org/b",
            "mailto:a@b.c",
            "//[",
        )
    )
    assert (
        source_links.find_source_links(
            LexborHTMLParser(html), "https://example.org/", "example.org"
        )
        == []
    )


def test_a_label_in_its_own_block_names_the_link_below_it() -> None:
    html = '<h4>Source</h4><p><a href="https://there.test/a">The Courier</a></p>'
    (trace,) = source_links.find_source_links(
        LexborHTMLParser(html), "https://own.test/", "own.test"
    )
    assert (trace.kind, trace.url, trace.name) == (
        "link_phrase",
        "https://there.test/a",
        "The Courier",
    )


def test_links_amid_the_prose_are_kept_with_their_words() -> None:
    prose = "It opened on Monday after three years of work, as " * 4
    html = f'<p>{prose}<a href="https://there.test/a?utm_source=b">The Courier wrote</a>, and so on.</p>'
    (trace,) = source_links.find_source_links(
        LexborHTMLParser(html), "https://own.test/", "own.test"
    )
    assert (trace.kind, trace.url) == ("body_link", "https://there.test/a")
    assert "The Courier wrote" in trace.phrase


def test_a_text_without_spaces_is_measured_by_its_letters() -> None:
    assert prefilter.count_tokens(("川にかかる橋", "two words")) == 5


@pytest.mark.parametrize(
    "line",
    [
        "Join our weekly newsletter",
        "Fresh recipes delivered to your inbox every Friday",
        "When you buy through our links, we may earn a commission.",
        "The Harbour Post is supported by commissions from shops it names.",
        "Want more? Sign up for our evening newsletter.",
        "Loved the tour? Follow us on Instagram for more",
        "By clicking the button you agree to the terms",
        "Get a free quote today.",
    ],
)
def test_a_line_that_sells_is_told_wherever_its_words_begin(line: str) -> None:
    told = phrases.find_signal(line)
    assert told is not None
    assert told[0] == "promo"


@pytest.mark.parametrize(
    "line",
    [
        "Streamers earn a commission when viewers buy games.",
        "The minister asked voters to follow him on the road to reform.",
        "The court heard that letters were sent to your honour by mistake.",
        "She signed up for the navy at nineteen and never looked back.",
    ],
)
def test_prose_with_the_same_words_is_prose(line: str) -> None:
    assert phrases.find_signal(line) is None


def test_headings_and_names_left_at_the_end_leave_the_text() -> None:
    prose = [f"Sentence {number} of the report ends here." for number in range(6)]
    found = split_lines.split([*prose, "Longer reads", "Ann Lee"])
    assert found.text == tuple(prose)
    assert [removed.text for removed in found.removed] == ["Longer reads", "Ann Lee"]


def test_a_list_of_names_at_the_end_stays() -> None:
    prose = [f"Sentence {number} of the report ends here." for number in range(6)]
    names = ["Ann Lee", "Ben Ode", "Cem Kaya", "Dia Roy", "Eva Lund"]
    assert split_lines.split([*prose, *names]).text == (*prose, *names)
