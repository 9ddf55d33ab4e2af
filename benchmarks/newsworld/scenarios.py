"""Scenarios: one function for each way in which copies arise, with the truth about them.

`m.half` picks the wordings ("fit" or "report"), `m.turn` (0 to 7) the variant within a half.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from newsworld import press
from newsworld.languages import LANGUAGES, RELEASES, Language, Pair
from newsworld.press import START, Cluster, Half, Piece, Site

TURNS = 8  # of each scenario in each half
PROXIES: Pair = (
    ("https://feedproxy.google.com/~r/{x}/1", "https://web.archive.org/web/2026/{url}", "https://{x}.cdn.ampproject.org/c/s/{x}"),
    ("https://news.google.com/rss/articles/{x}", "https://translate.google.com/translate?u={url}", "https://feeds.feedburner.com/~r/{x}"),
)  # fmt: skip


@dataclass
class ScenarioWriter:
    """What a scenario may use: a language, its papers, chance."""

    rng: random.Random
    language: Language
    sites: list[Site]
    half: Half
    turn: int
    number: int
    start: datetime
    used: int = 0

    def pick(self, pair: Pair) -> str:
        return self.rng.choice(pair[self.half == "report"])

    def papers(self, count: int) -> list[Site]:
        return self.rng.sample(self.sites[:12], count)

    def slow(self) -> Site:
        return self.rng.choice(self.sites[16:19])

    def digest(self) -> Site:
        return self.rng.choice(self.sites[19:22])

    def group(self) -> list[Site]:
        at = self.rng.choice((12, 14))
        return self.rng.sample(self.sites[at : at + 2], 2)

    def unlisted_paper(self) -> Site:
        """A paper that is not crawled."""
        name = f"{press.make_proper_name(self.language, self.rng)}{self.language.blank}{self.rng.choice(self.language.papers)}"
        return Site(f"far-{self.number}.example", name, self.language, listed=False)

    def lag(self) -> timedelta:
        """A quarter of the copies appears within four minutes, half within 25, some after a day."""
        return timedelta(minutes=min(1500.0, self.rng.lognormvariate(3.2, 2.7)))

    def page(
        self,
        site: Site,
        out: datetime,
        paragraphs: tuple[str, ...] = (),
        title: str = "",
        **more: object,
    ) -> Piece:
        self.used += 1
        text = paragraphs or tuple(
            press.make_paragraph(self.language, self.rng) for _ in range(self.rng.randint(6, 9))
        )
        head = title or press.make_title(self.language, self.rng)
        return press.replace_fields(
            Piece(site, f"/{self.number}-{self.used}.html", head, text, out), **more
        )

    def copy(self, of: Piece, site: Site, **more: object) -> Piece:
        lag = more.pop("lag", None) or self.lag()
        given: dict[str, object] = {"copies": True, **more}
        text = given.pop("paragraphs", of.paragraphs)
        return self.page(site, of.out + lag, text, of.title, **given)  # type: ignore[arg-type]

    def linked(self, of: Piece, url: str = "") -> dict[str, object]:
        """The credit line with a link to a page, as the foot of a copy."""
        line = _fill_credit_line(self.pick(self.language.linked), of, url)
        return {"foot": (f"<p>{line}</p>",), "credit": "site_link" if url else "exact_link"}

    def named(self, of: Piece) -> dict[str, object]:
        line = self.pick(self.language.named).replace("{name}", of.site.name)
        return {"foot": (f"<p>{line}</p>",), "credit": "named"}

    def silent(self) -> dict[str, object]:
        return {"known_silent": True}

    def some(self, of: Piece, *, every: int = 2) -> dict[str, object]:
        """An occasional credit: media seldom name their source."""
        return self.linked(of) if self.turn % every == 0 else self.silent()

    def wire(self) -> tuple[Site, str, str]:
        """An agency of this language, its dateline and its sign-off."""
        row = self.pick(self.language.wires)
        _, line, off, _ = (part.strip() for part in row.split(" | "))
        place = press.make_proper_name(self.language, self.rng)
        item = str(self.rng.randrange(10_000, 99_999))
        names = {"{place}": place, "{PLACE}": place.upper(), "{item}": item}
        for key, value in names.items():
            line, off = line.replace(key, value), off.replace(key, value)
        return press.agency_site(row, self.language), line, off

    def cluster(
        self,
        name: str,
        *pieces: Piece,
        origin: Piece | None = None,
        outside: tuple[str, ...] = (),
        apart: tuple[Piece, ...] = (),
    ) -> Cluster:
        return Cluster(self.number, name, self.half, pieces, origin, outside, apart)


def _fill_credit_line(line: str, of: Piece, url: str) -> str:
    link = f'<a href="{url or of.url}">'
    return (
        line.replace("{a}", link)
        .replace("{/a}", "</a>")
        .replace("{name}", of.site.name)
        .replace("{title}", of.title)
    )


def _add_dateline(line: str, text: tuple[str, ...], blank: str) -> tuple[str, ...]:
    """A text under a dateline."""
    return (f"{line}{blank}{text[0]}", *text[1:])


# One page of the story is the original


def dated_late(m: ScenarioWriter) -> Cluster:
    first, *others = m.papers(3)
    origin = m.page(first, m.start, claims=m.start + timedelta(hours=m.rng.randint(2, 20)))
    return m.cluster(
        "dated late",
        origin,
        *(m.copy(origin, site, **m.some(origin)) for site in others),
        origin=origin,
    )


def backdated(m: ScenarioWriter) -> Cluster:
    first, second = m.papers(2)
    origin = m.page(first, m.start)
    early = m.start - timedelta(days=m.rng.choice((1, 2, 9, 40, 400)), hours=3)
    return m.cluster(
        "back-dated copy",
        origin,
        m.copy(origin, second, claims=early, backdated=True, **m.silent()),
        origin=origin,
    )


def canonical(m: ScenarioWriter) -> Cluster:
    first, second = m.papers(2)
    origin = m.page(first, m.start)
    head = (f'<link rel="canonical" href="{origin.url}">',)
    return m.cluster(
        "canonical to the origin",
        origin,
        m.copy(origin, second, head=head, credit="exact_link"),
        origin=origin,
    )


def proxied(m: ScenarioWriter) -> Cluster:
    first, second = m.papers(2)
    origin = m.page(first, m.start)
    proxy = (
        m.pick(PROXIES).replace("{url}", origin.url).replace("{x}", first.domain.replace(".", "-"))
    )
    origin = replace(origin, head=(f'<link rel="canonical" href="{proxy}">',))
    return m.cluster(
        "canonical to a proxy", origin, m.copy(origin, second, **m.some(origin)), origin=origin
    )


def truncated(m: ScenarioWriter) -> Cluster:
    first, second = m.papers(2)
    origin = m.page(first, m.start)
    part = origin.paragraphs[: max(3, len(origin.paragraphs) * 6 // 10)]
    return m.cluster(
        "truncated",
        origin,
        m.copy(origin, second, paragraphs=part, **m.some(origin)),
        origin=origin,
    )


def wrapped(m: ScenarioWriter) -> Cluster:
    first, second = m.papers(2)
    origin = m.page(first, m.start)
    own = [press.make_paragraph(m.language, m.rng, 2) for _ in range(2)]
    text = (own[0], *origin.paragraphs, own[1])
    return m.cluster(
        "wrapped", origin, m.copy(origin, second, paragraphs=text, **m.some(origin)), origin=origin
    )


def merged(m: ScenarioWriter) -> Cluster:
    first, second, third = m.papers(3)
    a, b = m.page(first, m.start), m.page(second, m.start)
    text = (*a.paragraphs[:5], *b.paragraphs[:3])
    lines = (*m.linked(a)["foot"], *m.linked(b)["foot"])  # type: ignore[misc]
    credited: dict[str, object] = (
        {"foot": lines, "credit": "exact_link"} if m.turn % 2 == 0 else m.silent()
    )
    return m.cluster(
        "two sources merged", a, m.copy(a, third, paragraphs=text, **credited), origin=a, apart=(b,)
    )


def same_owner(m: ScenarioWriter) -> Cluster:
    first, second = m.group()
    origin = m.page(first, m.start)
    pieces = [m.copy(origin, second, lag=timedelta(minutes=m.rng.choice((1, 5, 40, 90))))]
    pieces[0] = replace(pieces[0], copies=False)
    if m.turn % 2:
        pieces.append(m.copy(origin, m.papers(1)[0], **m.silent()))
    return m.cluster("same owner", origin, *pieces, origin=origin)


def noindex(m: ScenarioWriter) -> Cluster:
    first, second = m.papers(2)
    origin = m.page(first, m.start)
    name = ("robots", "googlebot-news")[m.half == "report"]
    return m.cluster(
        "syndicated with noindex",
        origin,
        m.copy(origin, second, head=(f'<meta name="{name}" content="noindex">',), copies=False),
        origin=origin,
    )


def restamped(m: ScenarioWriter) -> Cluster:
    first = m.slow() if m.turn % 2 else m.papers(1)[0]
    after = m.start + timedelta(minutes=m.rng.choice((20, 60, 240)))
    origin = m.page(
        first, m.start, restamped=after, later=(press.make_paragraph(m.language, m.rng, 1),)
    )
    copies = [m.copy(origin, site, **m.some(origin)) for site in m.papers(4) if site != first][:2]
    return m.cluster("correction re-stamp", origin, *copies, origin=origin)


def live_blog(m: ScenarioWriter) -> Cluster:
    first, *others = m.papers(3)
    more = tuple(press.make_paragraph(m.language, m.rng) for _ in range(4))
    origin = m.page(first, m.start, restamped=m.start + timedelta(minutes=45), later=more)
    texts = (origin.paragraphs, (*origin.paragraphs, *more[:2]))
    copies = [
        m.copy(origin, site, paragraphs=text, lag=timedelta(minutes=lag), **m.some(origin))
        for site, text, lag in zip(others, texts, (25, 100), strict=True)
    ]
    return m.cluster("live blog", origin, *copies, origin=origin)


def quoted(m: ScenarioWriter) -> Cluster:
    first, second, third = m.papers(3)
    origin = m.page(first, m.start)
    own = [press.make_paragraph(m.language, m.rng) for _ in range(6)]
    words = origin.paragraphs[1].split(". ")[0]
    line = f'<p>{own[0]} «{words}» <a href="{origin.url}">{first.name}</a> {own[1]}</p>'
    quoting = m.page(second, origin.out + m.lag(), (line, *own[2:]))
    return m.cluster(
        "quote only",
        origin,
        m.copy(origin, third, **m.some(origin)),
        origin=origin,
        apart=(quoting,),
    )


def feed_source(m: ScenarioWriter) -> Cluster:
    first = m.papers(1)[0]
    origin = m.page(first, m.start)
    where = m.digest() if m.turn % 2 else next(site for site in m.papers(2) if site != first)
    feed = f"{first.home}feed.xml" if m.half == "fit" else first.home
    return m.cluster(
        "source in the feed",
        origin,
        m.copy(origin, where, feed_source=(first.name, feed), credit="site_link"),
        origin=origin,
    )


def hot_linked(m: ScenarioWriter) -> Cluster:
    first, second = m.papers(2)
    image = f'<figure><img src="http://{first.domain}/media/{m.number}.jpg" alt="" width="600" height="400"></figure>'
    origin = m.page(first, m.start)
    origin = replace(origin, paragraphs=(origin.paragraphs[0], image, *origin.paragraphs[1:]))
    text = (
        origin.paragraphs
        if m.half == "fit"
        else tuple(
            line.replace("<figure>", "<p>").replace("</figure>", "</p>")
            for line in origin.paragraphs
        )
    )
    return m.cluster(
        "hot-linked residue",
        origin,
        m.copy(origin, second, paragraphs=text, **m.silent()),
        origin=origin,
    )


def spoken_to(m: ScenarioWriter) -> Cluster:
    first, second = m.papers(2)
    origin = m.page(first, m.start)
    said = m.language.told[m.half == "report"].replace("{name}", first.name)
    line = f"{origin.paragraphs[2].rstrip('.。')}, {said}."
    origin = replace(origin, paragraphs=(*origin.paragraphs[:2], line, *origin.paragraphs[3:]))
    return m.cluster("“told X” kept", origin, m.copy(origin, second, **m.silent()), origin=origin)


def false_label(m: ScenarioWriter) -> Cluster:
    first, second = m.papers(2)
    _, line, _ = m.wire()
    origin = m.page(first, m.start)
    text = _add_dateline(line, origin.paragraphs, m.language.blank)
    third = m.copy(origin, m.digest(), **m.linked(origin)) if m.turn % 2 else None
    label = m.copy(
        origin,
        second,
        paragraphs=text,
        lag=timedelta(minutes=m.rng.choice((30, 90, 300))),
        credit="agency_only",
    )
    return m.cluster(
        "false agency label", origin, label, *([third] if third else []), origin=origin
    )


def ingest_time(m: ScenarioWriter) -> Cluster:
    first, other = m.slow(), m.papers(1)[0]
    origin = m.page(first, m.start)
    digest = m.copy(
        origin,
        m.digest(),
        lag=timedelta(minutes=m.rng.choice((2, 10, 30))),
        claims=m.start - timedelta(minutes=30),
        backdated=True,
        **m.linked(origin),
    )
    return m.cluster(
        "aggregator's own time",
        origin,
        digest,
        m.copy(origin, other, **m.some(origin)),
        origin=origin,
    )


def uneven(m: ScenarioWriter) -> Cluster:
    origin = m.page(m.slow(), m.start)
    credit = (m.named, m.linked, lambda _: m.silent())[m.turn % 3]
    copies = [
        m.copy(origin, site, lag=timedelta(minutes=m.rng.choice((3, 15, 60))), **credit(origin))
        for site in m.papers(2)
    ]
    return m.cluster("uneven polling", origin, *copies, origin=origin)


def circular(m: ScenarioWriter) -> Cluster:
    first, second, third = m.papers(3)
    origin = m.page(first, m.start)
    copy = m.copy(origin, second, **m.linked(origin))
    origin = replace(origin, **m.linked(copy))  # type: ignore[arg-type]
    copy = replace(
        copy, foot=(f"<p>{_fill_credit_line(m.pick(m.language.linked), origin, '')}</p>",)
    )
    origin = replace(
        origin, foot=(f"<p>{_fill_credit_line(m.pick(m.language.linked), copy, '')}</p>",)
    )
    more = (
        [
            m.copy(
                origin,
                third,
                foot=(f"<p>{_fill_credit_line(m.pick(m.language.linked), origin, '')}</p>",),
                credit="exact_link",
            )
        ]
        if m.turn % 2
        else []
    )
    return m.cluster("circular credit", origin, copy, *more, origin=origin)


def plain(m: ScenarioWriter) -> Cluster:
    first, *others = m.papers(2 + m.turn % 2)
    origin = m.page(first, m.start)
    return m.cluster(
        "silent copies",
        origin,
        *(m.copy(origin, site, **m.silent()) for site in others),
        origin=origin,
    )


def digested(m: ScenarioWriter) -> Cluster:
    origin = m.page(m.papers(1)[0], m.start)
    copies = [
        m.copy(
            origin,
            m.digest(),
            **(m.linked(origin) if m.turn % 4 else m.linked(origin, origin.site.home)),
        )
    ]
    if m.turn % 2:
        copies.append(m.copy(origin, m.papers(1)[0], **m.named(origin)))
    copies = [copy for copy in copies if copy.site != origin.site]
    return m.cluster("credited copies", origin, *copies, origin=origin)


# The original is none of the pages


def agency_absent(m: ScenarioWriter) -> Cluster:
    wire, line, off = m.wire()
    text = tuple(press.make_paragraph(m.language, m.rng) for _ in range(7))
    pieces = []
    for number, site in enumerate(m.papers(5)):
        signed = {"foot": (f"<p>{off}</p>",)} if number == 4 else {}
        body = text if number == 4 else _add_dateline(line, text, m.language.blank)
        pieces.append(
            m.page(site, m.start + m.lag(), body, copies=True, credit="agency_only", **signed)
        )
    return m.cluster("agency absent, five papers", *pieces, outside=(wire.name, wire.domain))


def agency_later(m: ScenarioWriter) -> Cluster:
    wire, line, _ = m.wire()
    text = tuple(press.make_paragraph(m.language, m.rng) for _ in range(7))
    body = _add_dateline(line, text, m.language.blank)
    origin = m.page(wire, m.start + timedelta(hours=m.rng.randint(1, 4)), body)
    copies = [
        m.page(site, m.start + m.lag(), body, copies=True, credit="agency_only")
        for site in m.papers(2)
    ]
    return m.cluster("agency present, later", origin, *copies, origin=origin)


def stripped(m: ScenarioWriter) -> Cluster:
    """The dateline is gone; a sign-off is left, or the item number that dpa alone prints."""
    wire, _, off = m.wire()
    if m.turn % 2 == 0:
        wire = replace(wire, domain="dpa.com", name="Deutsche Presse-Agentur")
        off = f"dpa:260303-99-{m.rng.randrange(10_000, 99_999)}/2"
    text = tuple(press.make_paragraph(m.language, m.rng) for _ in range(7))
    first, second = m.papers(2)
    foot = (f"<p>{off}</p>",)
    pieces = [
        m.page(first, m.start, text, foot=foot, copies=True, credit="agency_only"),
        m.page(second, m.start + m.lag(), text, copies=True, **m.silent()),
    ]
    return m.cluster("stripped dateline", *pieces, outside=(wire.name, wire.domain))


def release(m: ScenarioWriter) -> Cluster:
    name, line, home = (part.strip() for part in m.pick(RELEASES).split(" | "))
    line = line.replace("{PLACE}", press.make_proper_name(m.language, m.rng).upper())
    text = tuple(press.make_paragraph(m.language, m.rng) for _ in range(7))
    pieces = []
    for number, site in enumerate(m.papers(4)):
        kept = number != 3
        credit: dict[str, object] = {"credit": "agency_only"} if kept else m.silent()
        body = _add_dateline(line, text, " ") if kept else text
        pieces.append(
            m.page(
                site, m.start + timedelta(minutes=m.rng.randint(0, 4)), body, copies=True, **credit
            )
        )
    return m.cluster("press release, four papers", *pieces, outside=(name, home))


def paywalled(m: ScenarioWriter) -> Cluster:
    origin = m.page(m.unlisted_paper(), m.start)
    copies = [
        m.copy(origin, site, **m.linked(origin)) for site in (m.digest(), *m.papers(m.turn % 2))
    ]
    return m.cluster("paywalled original", *copies, outside=(origin.url, origin.site.name))


def regional(m: ScenarioWriter) -> Cluster:
    wire, line, _ = m.wire()
    text = tuple(press.make_paragraph(m.language, m.rng) for _ in range(7))
    paper = m.page(
        m.papers(1)[0],
        m.start,
        _add_dateline(line, text, m.language.blank),
        copies=True,
        credit="agency_only",
    )
    digest = m.copy(paper, m.digest(), **m.linked(paper))
    return m.cluster(
        "regional paper under a dateline", paper, digest, outside=(wire.name, wire.domain)
    )


def named_outside(m: ScenarioWriter) -> Cluster:
    origin = m.page(m.unlisted_paper(), m.start)
    copies = [m.copy(origin, site, **m.named(origin)) for site in m.papers(1 + m.turn % 2)]
    return m.cluster(
        "named without a link", *copies, outside=(origin.url, origin.site.name, origin.site.domain)
    )


def joint(m: ScenarioWriter) -> Cluster:
    joined = _joint(m)
    text = tuple(press.make_paragraph(m.language, m.rng) for _ in range(7))
    place = press.make_proper_name(m.language, m.rng)
    body = _add_dateline(f"{place} ({joined}) -", text, " ")
    pieces = [
        m.page(site, m.start + m.lag(), body, copies=True, credit="agency_only")
        for site in m.papers(2)
    ]
    return m.cluster("joint agency credit", *pieces, outside=tuple(JOINT[joined]))


JOINT = {
    "AFP/Reuters": ["Agence France-Presse", "Reuters"],
    "dpa/AFP": ["Deutsche Presse-Agentur", "Agence France-Presse"],
    "AP/dpa": ["Associated Press", "Deutsche Presse-Agentur"],
    "Reuters/EFE": ["Reuters", "Agencia EFE"],
}


def _joint(m: ScenarioWriter) -> str:
    return m.rng.choice(list(JOINT)[2 * (m.half == "report") :][:2])


SCENARIOS: tuple[Callable[[ScenarioWriter], Cluster], ...] = (
    agency_absent, agency_later, backdated, canonical, circular, dated_late, digested, false_label,
    feed_source, hot_linked, ingest_time, joint, live_blog, merged, named_outside, noindex, paywalled,
    plain, proxied, quoted, regional, release, restamped, same_owner, spoken_to, stripped, truncated,
    uneven, wrapped,
)  # fmt: skip


def make_clusters(seed: int, hours: int) -> tuple[list[Cluster], dict[str, list[Site]]]:
    """Every scenario, every turn, both halves; language and hour are random."""
    rng = random.Random(seed)
    sites = press.sites(rng)
    return list(_make_each_cluster(rng, sites, hours)), sites


def _make_each_cluster(
    rng: random.Random, sites: dict[str, list[Site]], hours: int
) -> Iterator[Cluster]:
    number = 0
    for scenario in SCENARIOS:
        for half in ("fit", "report"):
            languages = [*LANGUAGES]
            rng.shuffle(languages)
            for turn in range(TURNS):
                number += 1
                language = languages[turn % len(languages)]
                start = START + timedelta(minutes=60 + rng.random() * (hours - 5) * 60)
                yield scenario(
                    ScenarioWriter(rng, language, sites[language.code], half, turn, number, start)
                )  # type: ignore[arg-type]
