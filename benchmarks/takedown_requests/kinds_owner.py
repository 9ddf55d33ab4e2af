"""Stories whose owners ask rightly: for their copies, a page of their own, through agents and agencies."""

from collections.abc import Sequence
from dataclasses import replace

from benchmarks.origin import edits
from benchmarks.origin.maker import label_with_agency
from benchmarks.origin.model import Page
from benchmarks.takedown_requests.hosts import SUFFIX_HOSTS
from benchmarks.takedown_requests.kinds_signal import agency_datelines, make_notice
from benchmarks.takedown_requests.model import Group, Party, Stored
from benchmarks.takedown_requests.stage import (
    DAY,
    Stage,
    batch,
    found,
    polled,
    publisher,
    text_of,
)


def own(
    kind: str,
    original: Page,
    stored: Sequence[Stored],
    *,
    knowable: bool = True,
    sources: Sequence[Page] = (),
    owner: Party | None = None,
) -> Group:
    """Returns the group of an owner who asks, with the further pages of their own site."""
    party = owner or publisher(original.site, original, *sources)
    return Group(
        kind,
        tuple(stored),
        party,
        original,
        proof_domain=original.site.host,
        knowable=knowable,
    )


def make_uncredited(stage: Stage) -> Group:
    """Three copies without credit, later by polls."""
    original = stage.original()
    copies = [stage.copy(original, after=n) for n in (40, 80, 120)]
    return own("uncredited", original, [polled(page) for page in (original, *copies)])


def make_credited(stage: Stage) -> Group:
    """Three copies with credit, later by polls."""
    original = stage.original()
    levels = ("exact_link", "site_link", "named")
    copies = [stage.credited(original, after=40 * n + 40, level=v) for n, v in enumerate(levels)]
    return own("credited", original, [polled(page) for page in (original, *copies)])


def make_credited_batch(stage: Stage) -> Group:
    """Three copies that credit the original by link, in one import with it."""
    original = stage.original()
    copies = [stage.credited(original, after=n) for n in (40, 80, 120)]
    return own("credited_batch", original, batch((original, *copies), original.out + 300))


def make_mixed(stage: Stage) -> Group:
    """A licensed copy with credit, copies wrapped and abridged without."""
    original, rng = stage.original(), stage.rng
    copies = [
        stage.credited(original, after=40),
        stage.copy(original, after=80, text=edits.wrap(rng, text_of(original))),
        stage.copy(original, after=120, text=edits.abridge(rng, text_of(original), 0.7)),
    ]
    return own("mixed", original, [polled(page) for page in (original, *copies)])


def make_mirrors(stage: Stage) -> Group:
    """Twelve mirrors on new sites, hours later."""
    original = stage.original()
    mirrors = [
        stage.copy(original, stage.hosts.new_site(), 60 + 20 * n, text=text_of(original))
        for n in range(12)
    ]
    return own("mirrors", original, [polled(page) for page in (original, *mirrors)])


def make_self_dated(stage: Stage) -> Group:
    """A copy claims an earlier date than the original, to be left alone."""
    original = stage.original()
    fake, copy = stage.fake(original, after=90), stage.copy(original, after=60)
    stored = [polled(page) for page in (original, copy, fake)]
    return own("self_dated", original, stored, knowable=False)


def make_batch(stage: Stage) -> Group:
    """The original and copies without credit, in one import: only claimed dates tell."""
    original = stage.original()
    copies = [stage.copy(original, after=n) for n in (40, 80)]
    stored = batch((original, *copies), original.out + 300)
    return own("batch", original, stored, knowable=False)


def make_undated(stage: Stage) -> Group:
    """The same without any date."""
    original = stage.original()
    copies = [stage.copy(original, after=n) for n in (40, 80)]
    pages = [replace(page, claimed=None) for page in (*copies, original)]
    return own("undated", original, batch(pages, original.out + 300), knowable=False)


def make_slow(stage: Stage) -> Group:
    """The original's feed is polled each two hours: polls cannot tell, one copy credits it."""
    original = stage.original()
    copy, credited = stage.copy(original, after=20), stage.credited(original, after=30)
    stored = (polled(original, every=120), polled(copy), polled(credited))
    return own("slow", original, stored, knowable=False)


def make_bystanders(stage: Stage) -> Group:
    """Two copies, and what is none: a quoter, a round-up, a report of its own, a translation."""
    statement = edits.STATEMENTS[stage.rng.randrange(len(edits.STATEMENTS))]
    original = stage.original()
    original = replace(
        original, paragraphs=(*original.paragraphs[:5], *statement, *original.paragraphs[5:])
    )
    copies = [stage.copy(original, after=n) for n in (40, 80)]
    quoter = stage.original(out=original.out + 100)
    paragraphs = (*quoter.paragraphs[:4], *statement[:2], *quoter.paragraphs[4:])
    quoter = replace(quoter, paragraphs=paragraphs, role="quote")
    second, third = stage.original(out=original.out + 5), stage.original(out=original.out + 9)
    three = tuple(p for page in (second, original, third) for p in page.paragraphs)
    round_up = stage.copy(original, after=130, text=replace(text_of(original), paragraphs=three))
    round_up = replace(round_up, role="collection", title="What we read this week")
    translation = replace(stage.original(out=original.out + 60), role="translation")
    pages = (original, *copies, quoter, second, third, round_up, translation)
    return own("bystanders", original, [polled(page) for page in pages])


def make_single(stage: Stage) -> Group:
    """A page of which no copy is known."""
    original = stage.original()
    return own("single", original, (polled(original),))


def make_wide(stage: Stage) -> Group:
    """A site with six articles of its own, some copied: for the scopes author, domain, span."""
    site = replace(stage.paper(), look=0)  # one whose author is read
    original = stage.original(site)
    more = [stage.original(site, original.out + 15 * n) for n in range(1, 6)]
    copies = [stage.copy(page, after=90) for page in (original, more[0])]
    stored = [polled(page) for page in (original, *more, *copies)]
    return own("wide", original, stored, sources=more)


def make_hosted(stage: Stage) -> Group:
    """A personal blog at a host that has other people's blogs; it was copied."""
    user, parent = stage.hosts.user(), stage.rng.choice(SUFFIX_HOSTS)
    site = replace(stage.hosts.site(f"{user}.{parent}", f"Notes of {user}"), look=0)
    original = stage.original(site)
    copies = [stage.copy(original, after=n) for n in (60, 90)]
    neighbour = stage.hosts.user()
    other = stage.original(stage.hosts.site(f"{neighbour}.{parent}", f"Notes of {neighbour}"))
    return own("hosted", original, [polled(page) for page in (original, *copies, other)])


def make_sub_domains(stage: Stage) -> Group:
    """One publisher's article at three of its own hosts, and a copy."""
    family = [s for s in stage.maker.family("brackwater") if not s.host.startswith("north")]
    sites = [replace(site, look=n) for n, site in enumerate(family)]
    original = stage.original(sites[0])
    twins = [
        replace(stage.copy(original, site, 2, text=text_of(original)), role="same_owner")
        for site in sites[1:]
    ]
    copy = stage.copy(original, after=70)
    spaces = tuple(f"{site.host}/" for site in sites)
    party = Party("The Brackwater Star", "desk@brackwater-example.com", spaces, (original.text,))
    group = own(
        "sub_domains",
        original,
        [polled(page) for page in (original, *twins, copy)],
        owner=party,
    )
    return replace(group, proof_domain="brackwater-example.com")


def make_agency(stage: Stage) -> Group:
    """An agency's text at four customers; the agency's own page is not stored."""
    line = stage.maker.take_turn("agency at customers", agency_datelines())
    text = stage.maker.supply.take()
    labelled, parts = label_with_agency(text, line)
    first = stage.maker.original(stage.paper(), labelled, stage.minute(), parts=parts)
    first = replace(first, role="credited_copy")
    others = [
        replace(stage.copy(first, after=3 * n, text=labelled), parts=parts, role="credited_copy")
        for n in range(1, 4)
    ]
    agency = Party(line.agency, f"rights@{line.host}", (f"{line.host}/",), (first.text,))
    stored = [polled(page) for page in (first, *others)]
    group = own("agency", first, stored, owner=agency, knowable=False)
    return replace(group, proof_domain=line.host)


def make_old_and_new(stage: Stage) -> Group:
    """The original was seen days before its copies, which came by import."""
    original = stage.original()
    copies = [stage.copy(original, after=2 * DAY + n) for n in (0, 30)]
    stored = (polled(original), *(found(page) for page in copies))
    return own("old_and_new", original, stored, knowable=False)


def make_edited(stage: Stage) -> Group:
    """A copy in which a quarter of the words is another, and one that is abridged and wrapped."""
    original = stage.original()
    edited = replace(text_of(original), paragraphs=_edit(stage, original.paragraphs))
    short = edits.wrap(stage.rng, edits.abridge(stage.rng, text_of(original), 0.5))
    copies = [
        stage.copy(original, after=50, text=edited),
        stage.copy(original, after=80, text=short),
        stage.copy(original, after=110),
    ]
    return own("edited", original, [polled(page) for page in (original, *copies)])


def _edit(stage: Stage, paragraphs: Sequence[str]) -> tuple[str, ...]:
    """Words of one paragraph for a quarter of those of another, in runs as people rewrite."""
    spare = " ".join(paragraphs[::-1]).split()
    changed = []
    for paragraph in paragraphs:
        words = paragraph.split()
        for start in range(0, len(words), 16):
            if stage.rng.random() < 0.75:
                run = stage.rng.randint(4, 7)
                at = stage.rng.randrange(len(spare))
                words[start : start + run] = spare[at : at + run]
        changed.append(" ".join(words))
    return tuple(changed)


def make_round_up_owner(stage: Stage) -> Group:
    """A newsletter with the articles of three papers; its own maker wants that page gone."""
    others = [stage.original() for _ in range(3)]
    paragraphs = tuple(p for page in others for p in page.paragraphs)
    letter = stage.original(out=others[0].out + 200)
    letter = replace(letter, paragraphs=paragraphs, title="Letter of the week", role="collection")
    return own("round_up_owner", letter, [polled(page) for page in (*others, letter)])


def make_series(stage: Stage) -> Group:
    """A notice with two copies, and three notices of the same form on other sites."""
    notices = [make_notice(stage, stage.hosts.person()) for _ in range(4)]
    original, *others = (replace(page, out=20 + 5 * n) for n, page in enumerate(notices))
    original = replace(original, role="original")
    copies = [stage.copy(original, after=n, text=text_of(original)) for n in (60, 90)]
    return own("series", original, [polled(page) for page in (original, *others, *copies)])
