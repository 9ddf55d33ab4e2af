"""Traces that copying leaves in a page, and the page of an aggregator from crawl to verdict."""

from pathlib import Path

import pytest

from aggregator import reading
from aggregator.model import Article, Page
from tests.crawling import World
from tests.site_server import serving

NOTICE = (
    "Morning Heap is an automatic aggregator of the world's newspapers. The hyperlink to the primary source "
    "stands below every item. All trademarks belong to their rightful owners, all materials to their authors. "
    "If you own the content and do not want it here, contact us by e-mail and it will be deleted within 24 hours."
)
PARAGRAPHS = """\
The ferry between Port Linden and the outer islands will sail again from Thursday, the harbour master said, \
after eleven weeks in which farmers had to bring their milk across the sound in rowing boats.
Two new engines were lifted into the hull on Monday night by a crane borrowed from the naval yard, and the \
trial run took less time than anybody on the quay had dared to bet on, according to three of the crew.
The council of the islands had threatened to hold back its share of the fare, a fifth of the whole, unless \
the line named a day; it now wants the lost weeks paid for out of the reserve of the port.
""".splitlines()


def page(*foot: str, head: str = "", body: tuple[str, ...] = tuple(PARAGRAPHS)) -> str:
    text = "".join(f"<p>{line}</p>" for line in body)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>The ferry sails again</title>{head}'
        f"</head><body><article><h1>The ferry sails again</h1>{text}{''.join(foot)}</article></body></html>"
    )


def read(html: str) -> Article:
    article = reading.read(Page("http://heap.example/1", html.encode()))
    assert isinstance(article, Article)
    return article


def kinds(article: Article) -> dict[str, str]:
    return {trace.kind: trace.name or trace.url for trace in article.sources}


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("“We are tired,” she told the Linden Paper.", "Linden Paper"),
        ("He said so in an interview with Le Courrier du Lac on Monday.", "Le Courrier"),
        ("„Wir sind müde“, sagte sie der Zeitung Lindener Bote.", "Lindener Bote"),
        ("«Estamos cansados», dijo a Faro Norte.", "Faro Norte"),
        ("Nous sommes las, a-t-il déclaré à Voix Libre.", "Voix Libre"),
        ("Мы устали, рассказал он газете «Вечерний Маяк».", "Вечерний Маяк"),
        ("她在接受海城日报采访时说很累。", "海城日报"),
    ],
)
def test_the_paper_that_a_person_spoke_to_is_found_in_many_languages(
    sentence: str, name: str
) -> None:
    article = read(page(body=(*PARAGRAPHS, f"{PARAGRAPHS[0]} {sentence}")))
    assert kinds(article)["told"].startswith(name)


def test_only_pictures_of_other_sites_are_hotlinks() -> None:
    figure = '<figure><img src="{}" width="600" height="400" alt=""></figure>'
    own = read(page(body=(PARAGRAPHS[0], figure.format("/m/1.jpg"), *PARAGRAPHS[1:])))
    other = read(
        page(body=(PARAGRAPHS[0], figure.format("http://ink.example/m/1.jpg"), *PARAGRAPHS[1:]))
    )
    assert "hotlink" not in kinds(own)
    assert kinds(other)["hotlink"] == "http://ink.example/m/1.jpg"


@pytest.mark.parametrize("name", ["robots", "googlebot-news"])
def test_a_page_that_asks_not_to_be_listed_is_noted(name: str) -> None:
    assert "noindex" in kinds(read(page(head=f'<meta name="{name}" content="noindex, follow">')))
    assert "noindex" not in kinds(read(page(head=f'<meta name="{name}" content="index, follow">')))


def test_a_credit_above_an_aggregators_notice_is_at_the_end() -> None:
    article = read(
        page('<p>Source: <a href="http://ink.example/7.html">Ink</a></p>', f"<p>{NOTICE}</p>")
    )
    assert kinds(article)["link_phrase"] in ("Ink", "http://ink.example/7.html")
    assert "notice" in kinds(article)


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("Port Linden, Mar 3 (PTI) The ferry sails again from Thursday.", "PTI"),
        ("Линден. 3 марта. ИНТЕРФАКС - Паром снова пойдёт в четверг.", "ИНТЕРФАКС"),
    ],
)
def test_datelines_without_a_dash_or_with_full_stops(line: str, agency: str) -> None:
    assert (
        kinds(read(page(body=(f"{line} {PARAGRAPHS[0]}", *PARAGRAPHS[1:]))))["dateline"] == agency
    )


@pytest.mark.parametrize("line", ["© AFP", "(c) AFP", "AFP", "/AFP/", "(AFP)"])
def test_a_last_line_that_is_an_agencys_name_is_its_sign_off(line: str) -> None:
    assert kinds(read(page(f"<p>{line}</p>")))["sign_off"] == "AFP"


def test_a_name_in_brackets_after_only_a_place_is_no_dateline() -> None:
    assert "dateline" not in kinds(
        read(page(body=(f"Doctors of Linden (AAP) say that {PARAGRAPHS[0]}", *PARAGRAPHS[1:])))
    )


AGGREGATOR = "http://morning-heap.example/ferry.html"
ORIGINAL = "http://www.ft.com/content/a1b2c3d4"


def world(sites_path: Path, *, with_original: bool) -> tuple[str, ...]:
    """Crawl an aggregator's page that links an article of the Financial Times; the verdict and credit."""
    with serving() as sites:
        sites.pages["morning-heap.example/ferry.html"] = page(
            f'<p><a href="{ORIGINAL}">Read original article here</a></p>',
            f"<p>Denial of responsibility! {NOTICE}</p>",
            "<h3>Leave a comment</h3>",
        )
        sites.pages["www.ft.com/content/a1b2c3d4"] = page(
            head='<meta property="og:site_name" content="Financial Times">'
        )
        built = World(sites, sites_path)
        built.crawl(AGGREGATOR, *([ORIGINAL] if with_original else []))
    return built.rows(
        """SELECT s.verdict, s.confidence, s.original_url, s.original_name, c.credit FROM stories s
           JOIN copies c ON c.story_id = s.id JOIN articles a ON a.id = c.article_id
           WHERE a.url = ?""",
        AGGREGATOR,
    )[0]


def test_an_aggregators_page_whose_original_is_not_stored_names_and_links_it(
    tmp_path: Path,
) -> None:
    verdict, confidence, url, name, credit = world(tmp_path / "w.db", with_original=False)
    assert (verdict, confidence, credit) == ("original_outside", "high", "exact_link")
    assert (url, name) == (ORIGINAL, "ft.com")


def test_the_same_page_with_its_original_stored_is_a_copy_of_that(tmp_path: Path) -> None:
    verdict, confidence, url, name, credit = world(tmp_path / "w.db", with_original=True)
    assert (verdict, confidence, credit) == ("original_here", "high", "exact_link")
    assert (url, name) == (ORIGINAL, "Financial Times")
