"""Further kinds: links and names in other forms than the page's own, and words that look like an agency."""

from dataclasses import replace

from benchmarks.origin.kinds_credit import own
from benchmarks.origin.lines import fill
from benchmarks.origin.maker import Maker
from benchmarks.origin.model import Cluster, Page


def _pages(maker: Maker) -> tuple[Page, list[Page]]:
    """An original and two copies without credit, on fast sites, apart."""
    text = maker.supply.take()
    sites, times = maker.pick(3), maker.times_apart(3)
    original = maker.original(sites[0], text, times[0])
    return original, [maker.copy(s, original, t) for s, t in zip(sites[1:], times[1:], strict=True)]


def _credit(page: Page, place: str, line: str, level: str) -> Page:
    part = (place, line)
    return replace(page, role="credited_copy", credit=(level,), parts=(*page.parts, part))


def make_other_address(maker: Maker) -> Cluster:
    """Copies link the original's page at another form of its address."""
    original, copies = _pages(maker)
    host, path = original.site.host, original.path
    joint = "&amp;" if "?" in path else "?"
    forms = (
        f"https://{host}{path}",
        f"http://www.{host}{path}",
        f"https://www.{host}{path}#comments",
        f"{original.url}{joint}utm_source=feed&amp;utm_campaign=share",
        f"{original.url}{joint}fbclid=IwAR0x1y2z3",
        f"//{host}{path}",
    )
    words = ("Source", "Original article", original.site.name, "Read the original at " + host)
    pages = []
    for page in copies:
        address = maker.take_turn("forms", forms)
        line = f'<p><a href="{address}">{maker.rng.choice(words)}</a></p>'
        pages.append(_credit(page, "end", line, "exact_link"))
    return Cluster("", "credit_other_address", (original, *pages), (own(original),))


def make_other_name(maker: Maker) -> Cluster:
    """Copies name the original in another form: without article, in capitals, by its host."""
    original, copies = _pages(maker)
    name = original.site.name
    forms = (
        name.removeprefix("The "),
        name.upper(),
        original.site.host.upper(),
        f"{name} ({original.site.host})",
    )
    lines = (
        "<p>Source: {x}</p>",
        "<p><em>Originally published by {x}</em></p>",
        "<p>Courtesy of {x}</p>",
        "<p>Via {x}</p>",
    )
    pages = [
        _credit(
            p,
            "end",
            maker.take_turn("name lines", lines).format(x=maker.take_turn("names", forms)),
            "named",
        )
        for p in copies
    ]
    return Cluster("", "credit_other_name", (original, *pages), (own(original),))


def make_credit_and_photo(maker: Maker) -> Cluster:
    """A copy credits the original for text and picture; another one for the picture only."""
    original, (second, third) = _pages(maker)
    photo = maker.no_credit_line("photo")
    second = maker.add_no_credit(second, original, photo)
    line = maker.credit_line(maker.rng.choice(("exact_link", "named")), "en")
    second = _credit(second, line.place, fill(line.html, original, second), line.credit)
    third = maker.add_no_credit(third, original, photo)
    return Cluster("", "credit_and_photo", (original, second, third), (own(original),))


def make_two_credits(maker: Maker) -> Cluster:
    """A copy of a copy names both: where it found the text, and where the text comes from."""
    original, (second, third) = _pages(maker)
    line = maker.credit_line("exact_link", "en")
    second = _credit(second, line.place, fill(line.html, original, second), "exact_link")
    words = (
        f'<p>Via <a href="{second.url}">{second.site.name}</a>. '
        f'Source: <a href="{original.url}">{original.site.name}</a></p>'
    )
    third = _credit(third, "end", words, "exact_link")
    return Cluster("", "two_credits", (original, second, third), (own(original),))


NOT_AGENCIES = (
    "About 40 pupils in advanced placement (AP) classes took part, the school said.",
    "The Palestinian Authority (PA) did not answer questions on Thursday.",
    "The American Academy of Pediatrics (AAP) had warned of this in the spring.",
    "Reuters, the news agency, was not mentioned in the letter.",
    "A Bloomberg terminal was among the things that were sold at the auction.",
    "The clerk had once worked for the Associated Press as a driver.",
    "In the final, TT Riders beat STT Wanderers by three points.",
    "The Port Authority (ANP) raised its fees by two per cent.",
)


def make_agency_words(maker: Maker) -> Cluster:
    """The text has a word or initials like those of an agency; no agency wrote it."""
    original, copies = _pages(maker)
    said = maker.take_turn("not agencies", NOT_AGENCIES)
    pages = [_insert(page, said) for page in (original, *copies)]
    return Cluster("", "agency_words", tuple(pages), (own(original),))


def _insert(page: Page, said: str) -> Page:
    return replace(page, paragraphs=(*page.paragraphs[:2], said, *page.paragraphs[2:]))
