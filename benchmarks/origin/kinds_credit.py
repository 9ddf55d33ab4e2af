"""Kinds of clusters about credit: lines, agencies, canonical addresses, feeds, and what is no credit."""

from dataclasses import replace

from benchmarks.origin import edits
from benchmarks.origin.maker import Maker, label_with_agency
from benchmarks.origin.model import Cluster, Origin, Page
from benchmarks.origin.texts import Text


def make_credited(maker: Maker, kind: str, credit: str, places: tuple[str, ...] = ()) -> Cluster:
    """One original and two copies that credit it, in a language of the credit lines."""
    first = maker.credit_line(credit)
    while (first.place in ("meta", "alt")) != bool(places):
        first = maker.credit_line(credit)
    language = first.language
    text = maker.supply.take(language)
    one, *others = maker.pick(3, language=language, slow=None)
    times = maker.times_apart(3)
    original = maker.original(one, text, times[0])
    second = maker.credit_line(credit, language)
    copies = [
        maker.credited(site, original, time, line)
        for site, time, line in zip(others, times[1:], (first, second), strict=True)
    ]
    return Cluster("", kind, (original, *copies), (own(original),))


def make_exact(maker: Maker) -> Cluster:
    return make_credited(maker, "credit_exact", "exact_link")


def make_site(maker: Maker) -> Cluster:
    return make_credited(maker, "credit_site", "site_link")


def make_named(maker: Maker) -> Cluster:
    return make_credited(maker, "credit_named", "named")


def make_meta(maker: Maker) -> Cluster:
    credit = maker.rng.choice(("exact_link", "named"))
    return make_credited(maker, "credit_meta", credit, ("meta", "alt"))


def make_uncredited(maker: Maker) -> Cluster:
    """An original and three copies that name nobody; every poll tells them apart."""
    text = maker.supply.take(maker.rng.choice(("en", "en", "en", "de", "es", "fr")))
    sites = maker.pick(4, language=text.language)
    times = maker.times_apart(4)
    original = maker.original(sites[0], text, times[0])
    copies = [maker.copy(s, original, t) for s, t in zip(sites[1:], times[1:], strict=True)]
    return Cluster("", "uncredited", (original, *copies), (own(original),))


def make_uncredited_together(maker: Maker) -> Cluster:
    """The same between two polls of the original's slow site: nothing can tell who was first."""
    text = maker.supply.take()
    slow, sites = maker.pick(1, slow=True)[0], maker.pick(2)
    times = maker.times_together(3)
    original = maker.original(slow, text, times[0])
    copies = [maker.copy(s, original, t) for s, t in zip(sites, times[1:], strict=True)]
    return Cluster(
        "", "uncredited_together", (original, *copies), (replace(own(original), claimable=False),)
    )


def make_mixed(maker: Maker) -> Cluster:
    """Some copies credit the original, others do not; half of the originals are seen late."""
    text = maker.supply.take()
    late = maker.rng.random() < 0.5
    sites = [*maker.pick(1, slow=late), *maker.pick(5)]
    sites = list(dict.fromkeys(sites))[:5]
    times = maker.times_together(5) if late else maker.times_apart(5)
    original = maker.original(sites[0], text, times[0])
    levels = ("exact_link", maker.rng.choice(("exact_link", "site_link", "named")))
    pages: list[Page] = [original]
    for number, (site, time) in enumerate(zip(sites[1:], times[1:], strict=True)):
        if number < 2:
            pages.append(
                maker.credited(site, original, time, maker.credit_line(levels[number], "en"))
            )
        else:
            pages.append(maker.copy(site, original, time))
    return Cluster("", "mixed", tuple(pages), (own(original),))


def make_agency_outside(maker: Maker, kind: str = "agency_outside", strip: bool = False) -> Cluster:
    """Customers print an agency's text with its dateline; the agency's own page is not there."""
    line = maker.take_turn(
        "datelines", [d for d in maker.datelines if not _is_stored(maker, d.host)]
    )
    text = maker.supply.take(line.language)
    name = f"agency:{line.agency}:{maker.number}"
    same = [d for d in maker.datelines if d.agency == line.agency and d.language == line.language]
    pages = []
    sites = maker.pick(3, language=line.language, slow=None)
    for number, (site, time) in enumerate(zip(sites, maker.times_apart(3), strict=True)):
        base = edits.restyle(maker.rng, text) if number else text
        if strip and number == 2:
            pages.append(maker.page(site, base, time, name, "uncredited_copy"))
            continue
        labelled, parts = label_with_agency(base, maker.rng.choice(same) if number else line)
        pages.append(
            maker.page(
                site,
                labelled,
                time,
                name,
                "credited_copy",
                credit=("agency_only", "named"),
                parts=parts,
            )
        )
    origin = Origin(name, (), line.names, (line.host,))
    return Cluster("", kind, tuple(pages), (origin,))


def make_agency_stripped(maker: Maker) -> Cluster:
    return make_agency_outside(maker, "agency_stripped", strip=True)


def make_agency_stored(maker: Maker, kind: str = "agency_stored", late: bool = False) -> Cluster:
    """The agency's own page is there too, first or after its customers."""
    agency = maker.rng.choice([s for s in maker.sites if s.kind == "agency"])
    lines = [d for d in maker.datelines if d.host == agency.host]
    text = maker.supply.take(lines[0].language)
    times = maker.times_apart(3)
    at = times.pop(2 if late else 0)
    original = maker.original(agency, text, at)
    pages = [original]
    for site, time in zip(maker.pick(2, language=lines[0].language), times, strict=True):
        labelled, parts = label_with_agency(edits.restyle(maker.rng, text), maker.rng.choice(lines))
        pages.append(
            maker.copy(
                site,
                original,
                time,
                as_text=labelled,
                parts=parts,
                role="credited_copy",
                credit=("agency_only", "named"),
            )
        )
    origin = replace(own(original), names=lines[0].names, hosts=(agency.host,))
    return Cluster("", kind, tuple(pages), (origin,))


def make_agency_late(maker: Maker) -> Cluster:
    return make_agency_stored(maker, "agency_late", late=True)


def _is_stored(maker: Maker, host: str) -> bool:
    return any(s.host == host for s in maker.sites)


def make_outside_publisher(maker: Maker) -> Cluster:
    """Copies credit a publisher whose page is not in the world."""
    line = maker.credit_line("exact_link", "en")
    while line.place == "meta" or "{n}" not in line.html:
        line = maker.credit_line("exact_link", "en")
    number = maker.rng.randrange(100, 999)
    away = replace(
        maker.sites[0], host=f"faraway{number}.example", name=f"The Faraway Journal {number}"
    )
    text = maker.supply.take()
    original = maker.original(away, text, 5)
    sites, times = maker.pick(2), maker.times_apart(2)
    pages = tuple(maker.credited(s, original, t, line) for s, t in zip(sites, times, strict=True))
    origin = Origin(original.text, (original.url,), (away.name,), (away.host,))
    return Cluster("", "outside_publisher", pages, (origin,))


def make_canonical(maker: Maker) -> Cluster:
    """A copy whose canonical address is the original's page, and one that says nothing."""
    original, second, third = _three(maker)
    second = replace(
        second, canonical=original.url, role="credited_copy", credit=("exact_link", "none")
    )
    return Cluster("", "canonical", (original, second, third), (own(original),))


def make_canonical_proxy(maker: Maker) -> Cluster:
    """A copy whose canonical address is a proxy's: it says nothing of the original."""
    original, second, third = _three(maker)
    proxy = maker.rng.choice(
        (
            f"http://feedproxy.google.com/~r/{second.site.host.split('.')[0]}/~3/x8Kq2/",
            f"http://feeds.feedburner.com/~r/{second.site.host.split('.')[0]}/~3/a77/",
            "http://localhost/wp/?p=4471",
            f"https://cdn.hosting-cache.example/{second.site.host}{second.path}",
        )
    )
    return Cluster(
        "", "canonical_proxy", (original, replace(second, canonical=proxy), third), (own(original),)
    )


def make_feed_source(maker: Maker) -> Cluster:
    """A copy whose entry in the feed has the original's feed as its source; the page itself says nothing."""
    original, second, third = _three(maker)
    second = replace(
        second,
        feed_source=(original.site.feed, original.site.name),
        role="credited_copy",
        credit=("site_link", "named", "none"),
    )
    return Cluster("", "feed_source", (original, second, third), (own(original),))


def make_no_credit(maker: Maker, kind: str, *what: str) -> Cluster:
    """Copies without credit that carry a line which names or links the original's site for something else."""
    original, *copies = _three(maker)
    copies = [maker.add_no_credit(c, original, maker.no_credit_line(*what)) for c in copies]
    return Cluster("", kind, (original, *copies), (own(original),))


def make_tip(maker: Maker) -> Cluster:
    return make_no_credit(maker, "no_credit_tip", "tip")


def make_photo(maker: Maker) -> Cluster:
    return make_no_credit(maker, "no_credit_photo", "photo", "video", "chart")


def make_other_line(maker: Maker) -> Cluster:
    rest = {x.what for x in maker.no_credit_lines} - {"tip", "photo", "video", "chart"}
    return make_no_credit(maker, "no_credit_other", *sorted(rest))


def make_original_with_line(maker: Maker) -> Cluster:
    """The original carries such a line about the copier, the copy credits the original."""
    original, second, third = _three(maker)
    original = maker.add_no_credit(
        original, second, maker.no_credit_line("tip", "photo", "blogroll")
    )
    second = maker.credited(
        second.site, original, second.out, maker.credit_line("exact_link", "en")
    )
    return Cluster("", "original_with_line", (original, second, third), (own(original),))


def _three(maker: Maker) -> tuple[Page, Page, Page]:
    text = maker.supply.take()
    sites, times = maker.pick(3), maker.times_apart(3)
    original = maker.original(sites[0], text, times[0])
    return (
        original,
        maker.copy(sites[1], original, times[1]),
        maker.copy(sites[2], original, times[2]),
    )


def own(page: Page) -> Origin:
    """The origin of a text that a page of the world published first."""
    return Origin(page.text, (page.url,))


def as_text(page: Page) -> Text:
    """The text of a page."""
    return Text(page.title, page.paragraphs, page.language)
