"""Sites, texts and pages of the generated press."""

import hashlib
import html
import json
import random
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from newsworld.languages import LANGUAGES, NOTICES, Language

Half = Literal["fit", "report"]
START = datetime(2026, 3, 3, 6, 0, tzinfo=UTC)
DATES = ("instant", "instant", "zoned", "local", "day", "none", "none")  # 4 of 10 pages claim none


@dataclass(frozen=True)
class Site:
    """A publisher. `listed`: registered with its kind and publisher group before the crawl, as seeds are."""

    domain: str
    name: str
    language: Language
    kind: str = "publisher"
    publisher_group: str = ""
    slow: bool = False  # looked at rarely
    listed: bool = True

    @property
    def home(self) -> str:
        return f"http://{self.domain}/"

    @property
    def dates(self) -> str:
        """How its pages claim their date."""
        return DATES[_number(self.domain, "dates") % len(DATES)]

    @property
    def zone(self) -> int:
        """Hours its clock is ahead of UTC."""
        return _number(self.domain, "zone") % 12 - 5


@dataclass(frozen=True)
class Piece:
    """One page: its time of publication, its claims, its text, and the truth about it."""

    site: Site
    path: str
    title: str
    paragraphs: tuple[str, ...]
    out: datetime  # when its feed lists it
    claims: datetime | None = None  # other than the truth
    head: tuple[str, ...] = ()
    foot: tuple[str, ...] = ()  # HTML below the text
    restamped: datetime | None = None  # from then on it claims that moment
    later: tuple[str, ...] = ()  # and says this
    feed_source: tuple[str, str] = ("", "")
    hidden: bool = False  # cannot be fetched: a paywall, or not on our list
    credit: str = "none"  # true
    copies: bool = False  # it took its text from another site
    backdated: bool = False
    known_silent: bool = False  # a copy that names no source

    @property
    def url(self) -> str:
        return f"http://{self.site.domain}{self.path}"


@dataclass(frozen=True)
class Cluster:
    """Pages with one text, and where it comes from: a page of them, or a party outside."""

    number: int
    scenario: str
    half: Half
    pieces: tuple[Piece, ...]
    origin: Piece | None = None
    outside: tuple[str, ...] = ()  # names or addresses that are right
    apart: tuple[Piece, ...] = field(default=())  # pages that are no part of it


def _number(*parts: str) -> int:
    return int.from_bytes(hashlib.sha256("|".join(parts).encode()).digest()[:4])


def sites(rng: random.Random) -> dict[str, list[Site]]:
    """The publishers of each language: eight busy papers, two groups, three slow ones, aggregators."""
    return {language.code: list(_sites(language, rng)) for language in LANGUAGES}


def _sites(language: Language, rng: random.Random) -> list[Site]:
    found: list[Site] = []
    taken: set[str] = set()

    def name(last: str) -> str:
        while True:
            first = make_proper_name(language, rng)
            if first not in taken:
                taken.add(first)
                return f"{first}{language.blank}{last}"

    for number in range(22):
        title = name(language.papers[number % len(language.papers)])
        kind, group, slow, listed = "publisher", "", False, True
        if 12 <= number < 16:
            group = f"{language.code} group {number // 2}"
        if number in (16, 17, 18):
            slow = True
        if number >= 19:
            kind, listed = "aggregator", number == 19
        label = f"{language.code}-{_latin(title)}-{number}"
        found.append(Site(f"{label}.example", title, language, kind, group, slow, listed))
    return found


def _latin(title: str) -> str:
    plain = re.sub(r"[^a-z]+", "-", title.lower()).strip("-")
    return plain or f"p{_number(title) % 10_000}"


def agency_site(row: str, language: Language) -> Site:
    """The agency of a row of the table, as a site."""
    name, *_, domain = (part.strip() for part in row.split(" | "))
    return Site(domain, name, language, "agency")


def make_proper_name(language: Language, rng: random.Random) -> str:
    """A name of a place or a person."""
    if language.code == "zh":
        return "".join(rng.choice(language.syllables) for _ in range(3))
    return "".join(
        rng.choice(language.syllables.split()) for _ in range(rng.choice((2, 3)))
    ).title()


def make_sentence(language: Language, rng: random.Random) -> str:
    if language.code == "zh":
        return "".join(rng.choice(language.words) for _ in range(rng.randint(18, 34))) + "。"
    words = [rng.choice(language.words.split()) for _ in range(rng.randint(9, 18))]
    words.insert(rng.randrange(1, len(words)), make_proper_name(language, rng))
    return (" ".join(words)[:1].upper() + " ".join(words)[1:]) + "."


def make_paragraph(language: Language, rng: random.Random, sentences: int = 3) -> str:
    return language.blank.join(make_sentence(language, rng) for _ in range(sentences))


def make_title(language: Language, rng: random.Random) -> str:
    if language.code == "zh":
        return "".join(rng.choice(language.words) for _ in range(14))
    words = [
        make_proper_name(language, rng),
        *(rng.choice(language.words.split()) for _ in range(6)),
    ]
    return " ".join(words)


# Pages


def render(piece: Piece, now: datetime) -> bytes:
    """Returns the HTML of a page at a moment."""
    site = piece.site
    stamped = piece.restamped is not None and now >= piece.restamped
    body = [*piece.paragraphs, *(piece.later if stamped else ())]
    claim = piece.restamped if stamped else (piece.claims or piece.out - timedelta(minutes=2))
    text = "\n".join(
        f"<p>{html.escape(line, quote=False)}</p>" if not line.startswith("<") else line
        for line in body
    )
    foot = list(piece.foot)
    if site.kind == "aggregator":
        notice = NOTICES.get(site.language.code, NOTICES["en"]).format(name=site.name)
        foot.append(f"<p>{notice}</p>")
    head = [
        f'<link rel="canonical" href="{piece.url}">'
        if not any("canonical" in line for line in piece.head)
        else ""
    ]
    head += [*piece.head, *_claim(site, claim)]
    return f"""<!doctype html>
<html lang="{site.language.code}"><head><meta charset="utf-8"><title>{html.escape(piece.title)} - {site.name}</title>
<meta property="og:site_name" content="{site.name}"><meta property="og:type" content="article">
{chr(10).join(line for line in head if line)}
</head><body><header><a href="/">{site.name}</a></header>
<main><article><h1>{html.escape(piece.title)}</h1>
{text}
{chr(10).join(foot)}
</article></main><footer><p>{site.name} - <a href="/about">info</a></p></footer></body></html>""".encode()


def _claim(site: Site, moment: datetime | None) -> list[str]:
    said = stamp(site, moment) if moment else ""
    if not said:
        return []
    if _number(site.domain, "form") % 2:
        return [f'<meta property="article:published_time" content="{said}">']
    node = {"@context": "https://schema.org", "@type": "NewsArticle", "datePublished": said}
    return [f'<script type="application/ld+json">{json.dumps(node)}</script>']


def stamp(site: Site, moment: datetime) -> str:
    """A moment as this site prints it."""
    local = moment + timedelta(hours=site.zone)
    return {
        "instant": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "zoned": local.strftime("%Y-%m-%dT%H:%M:%S") + f"{site.zone:+03d}:00",
        "local": local.strftime("%Y-%m-%d %H:%M:%S"),
        "day": local.strftime("%Y-%m-%d"),
        "none": "",
    }[site.dates]


def feed(site: Site, pieces: list[Piece], now: datetime) -> bytes:
    """The newest thirty published pages as RSS 2.0."""
    listed = sorted((p for p in pieces if p.out <= now), key=lambda p: p.out, reverse=True)[:30]
    items = "".join(_entry(piece) for piece in listed)
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{site.name}</title><link>{site.home}</link><description/>{items}</channel></rss>'.encode()


def _entry(piece: Piece) -> str:
    name, url = piece.feed_source
    source = f'<source url="{html.escape(url)}">{html.escape(name)}</source>' if name else ""
    return f"<item><title>{html.escape(piece.title)}</title><link>{piece.url}</link>{source}</item>"


def replace_fields(piece: Piece, **more: object) -> Piece:
    return replace(piece, **more)  # type: ignore[arg-type]  # the scenarios' own fields
