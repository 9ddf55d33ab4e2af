"""Kinds of clusters about texts: cuts, frames, round-ups, quotations, independent reports, forms."""

from dataclasses import replace

from benchmarks.origin import edits
from benchmarks.origin.kinds_credit import own
from benchmarks.origin.lines import fill
from benchmarks.origin.maker import Maker
from benchmarks.origin.model import Cluster, Page
from benchmarks.origin.texts import Text


def _derive(maker: Maker, kind: str, how: str) -> Cluster:
    """An original, a changed copy with credit and a changed one without."""
    text = maker.supply.take()
    sites, times = maker.pick(3), maker.times_apart(3)
    original = maker.original(sites[0], text, times[0])
    derived = []
    for _ in range(2):
        if how == "abridged":
            derived.append(edits.abridge(maker.rng, text, maker.rng.uniform(0.5, 0.7)))
        elif how == "wrapped":
            derived.append(edits.wrap(maker.rng, text))
        else:
            derived.append(edits.mix(text, maker.supply.take()))
    credited = maker.credited(
        sites[1], original, times[1], maker.credit_line("exact_link", "en"), as_text=derived[0]
    )
    bare = maker.copy(sites[2], original, times[2], as_text=derived[1])
    if how == "partial":
        credited, bare = (
            replace(p, role="partial", text=f"{original.text}#part{n}")
            for n, p in enumerate((credited, bare))
        )
    return Cluster("", kind, (original, credited, bare), (own(original),))


def make_abridged(maker: Maker) -> Cluster:
    return _derive(maker, "abridged", "abridged")


def make_wrapped(maker: Maker) -> Cluster:
    return _derive(maker, "wrapped", "wrapped")


def make_partial(maker: Maker) -> Cluster:
    return _derive(maker, "partial", "partial")


def make_excerpt(maker: Maker) -> Cluster:
    """Copies that are the beginning of the text and a link to the rest of it."""
    text = maker.supply.take()
    sites, times = maker.pick(3), maker.times_apart(3)
    original = maker.original(sites[0], text, times[0])
    words = (
        "Continue reading at {n}",
        "Read the rest at {host}",
        "Full story »",
        "{n}: the full report",
    )
    pages: list[Page] = [original]
    for site, time in zip(sites[1:], times[1:], strict=True):
        cut = edits.abridge(maker.rng, text, 0.55)
        page = maker.copy(
            site, original, time, as_text=cut, role="credited_copy", credit=("exact_link",)
        )
        line = f'<p><a href="{{u}}">{maker.rng.choice(words)}</a></p>'
        pages.append(replace(page, parts=(("end", fill(line, original, page)),)))
    return Cluster("", "excerpt", tuple(pages), (own(original),))


def make_digest(maker: Maker) -> Cluster:
    """A round-up carries three originals, each with a link; each original has a credited copy too."""
    texts = [maker.supply.take() for _ in range(3)]
    originals = [
        maker.original(site, text, time)
        for site, text, time in zip(maker.pick(3), texts, maker.times_apart(3), strict=True)
    ]
    after = max(p.out for p in originals) + 25
    free = [s for s in maker.pick(8) if s not in {p.site for p in originals}][:4]
    copies = [
        maker.credited(site, original, after + 15, maker.credit_line("exact_link", "en"))
        for site, original in zip(free[:3], originals, strict=False)
    ]
    linked = maker.rng.random() < 0.6
    paragraphs: list[str] = []
    for original in originals:
        paragraphs.append(f"<h3>{original.title}</h3>")
        paragraphs.extend(original.paragraphs)
        if linked:
            paragraphs.append(f'<p>Source: <a href="{original.url}">{original.site.name}</a></p>')
    base = Text(f"Morning round-up {maker.number}: three stories to know", tuple(paragraphs))
    digest = maker.page(free[-1], base, after + 30, "", "collection", credit=("exact_link", "none"))
    digest = replace(digest, text=digest.url)
    return Cluster("", "digest", (*originals, *copies, digest), tuple(own(p) for p in originals))


def make_shared_quotes(maker: Maker) -> Cluster:
    """Independent reports on one event that share three quotations."""
    turn = maker.turns.get("statements", 0)
    maker.turns["statements"] = turn + 1
    quotes: tuple[str, ...]
    if turn < len(edits.STATEMENTS):
        quotes = edits.STATEMENTS[turn]
    else:  # a statement made of a text that is used for nothing else
        quotes = tuple(f"“{p}”" for p in maker.supply.take().paragraphs[1:4])
    pages = []
    for site, time in zip(maker.pick(3), maker.times_apart(3), strict=True):
        text = maker.supply.take()
        kept = list(text.paragraphs)
        for number, quote in enumerate(quotes):
            kept.insert(1 + 2 * number, quote)
        pages.append(
            maker.original(site, replace(text, paragraphs=tuple(kept)), time, role="independent")
        )
    return Cluster("", "shared_quotes", tuple(pages), tuple(own(p) for p in pages))


def make_quoter(maker: Maker) -> Cluster:
    """A report of its own that quotes a paragraph of the original, and a copy of the original."""
    text = maker.supply.take()
    sites, times = maker.pick(3), maker.times_apart(3)
    original = maker.original(sites[0], text, times[0])
    other = maker.supply.take()
    quoted = original.paragraphs[1]
    name = original.site.name
    lead = (
        f'<p>As <a href="{original.url}">{name}</a> put it:</p>'
        if maker.rng.random() < 0.5
        else f"<p>{name} put it like this:</p>"
    )
    paragraphs = (
        *other.paragraphs[:3],
        lead,
        f"<blockquote><p>{quoted}</p></blockquote>",
        *other.paragraphs[3:],
    )
    quoter = maker.original(sites[1], replace(other, paragraphs=paragraphs), times[1], role="quote")
    copy = maker.credited(sites[2], original, times[2], maker.credit_line("exact_link", "en"))
    return Cluster("", "quoter", (original, quoter, copy), (own(original),))


TRANSLATED = {
    "de": '<p><em>Aus dem Englischen übersetzt. Original: <a href="{u}">{n}</a></em></p>',
    "es": '<p>Traducido del inglés. Artículo original: <a href="{u}">{n}</a></p>',
    "fr": '<p>Traduit de l’anglais. Article original : <a href="{u}">{n}</a></p>',
}


def make_translation(maker: Maker) -> Cluster:
    """A page in another language that links the original; as texts the two share nothing."""
    language = maker.rng.choice(sorted(TRANSLATED))
    sites, times = maker.pick(2), maker.times_apart(3)
    original = maker.original(sites[0], maker.supply.take(), times[0])
    copy = maker.credited(sites[1], original, times[1], maker.credit_line("exact_link", "en"))
    abroad = maker.pick(1, language=language)[0]
    page = maker.original(abroad, maker.supply.take(language), times[2], role="translation")
    line = fill(TRANSLATED[language], original, page)
    page = replace(page, parts=(("end", line),), credit=("exact_link", "none"))
    return Cluster("", "translation", (original, copy, page), (own(original),))


def make_told(maker: Maker) -> Cluster:
    """The text itself says “told <name of the original>”; the copies keep that and credit nobody."""
    text = maker.supply.take()
    sites, times = maker.pick(3), maker.times_apart(3)
    said = f"“It was quiet until about six, and then it was not,” a neighbour told {sites[0].name} on Thursday."
    text = replace(text, paragraphs=(*text.paragraphs[:2], said, *text.paragraphs[2:]))
    original = maker.original(sites[0], text, times[0])
    copies = [maker.copy(s, original, t) for s, t in zip(sites[1:], times[1:], strict=True)]
    copies = [_keep(page, said) for page in copies]
    return Cluster("", "told", (original, *copies), (own(original),))


def _keep(page: Page, said: str) -> Page:
    if any("a neighbour told" in p for p in page.paragraphs):
        return page
    return replace(page, paragraphs=(*page.paragraphs[:2], said, *page.paragraphs[2:]))


FORM = (
    "The weekly report of the {place} water board for week {week} shows a level of {a} centimetres at the old lock.",
    "The temperature of the water was {b} degrees at noon on Monday and {c} degrees on Friday.",
    "The pumps ran for {d} hours in all, {e} of them at night, and {f} cubic metres were let into the canal.",
    "The board counted {g} boats in the upper basin and {h} in the lower basin; {i} of them paid the winter fee.",
    "The lock at {place} will be closed for cleaning on day {j} of the month from eight to twelve.",
    "Notices for skippers are at the harbour master’s office; the next report is due in seven days.",
    "Questions about moorings in {place} are answered from nine to eleven on weekdays, under number {k}.",
    "The level at which the gates are shut is {m} centimetres; it was reached {o} times since January.",
)
FORM_PLACES = (
    "Selm",
    "Harrow",
    "Oakvale",
    "Dunmore",
    "Kettlewick",
    "Portlan",
    "Northfen",
    "Bramley",
)


def make_series(maker: Maker) -> Cluster:
    """Four reports of one form, each of another place and week: none is a copy of another."""
    pages = []
    places = maker.rng.sample(FORM_PLACES, 4)
    for site, time, place in zip(maker.pick(4), maker.times_apart(4), places, strict=True):
        values = {key: maker.rng.randint(2, 980) for key in "abcdefghijkmo"}
        lines = tuple(
            line.format(place=place, week=maker.rng.randint(2, 51), **values) for line in FORM
        )
        text = Text(f"Water report for {place}", lines)
        pages.append(maker.original(site, text, time, role="series"))
    return Cluster("", "series", tuple(pages), tuple(own(p) for p in pages))


def make_single(maker: Maker) -> Cluster:
    """A text that nobody copies; every other one has a line that is no credit."""
    page = maker.original(maker.pick(1, slow=None)[0], maker.supply.take(), maker.times_apart(1)[0])
    if maker.rng.random() < 0.5:
        away = replace(page, site=maker.pick(1)[0])
        page = maker.add_no_credit(
            page, away, maker.no_credit_line("tip", "photo", "data", "partner")
        )
    return Cluster("", "single", (page,), (own(page),))
