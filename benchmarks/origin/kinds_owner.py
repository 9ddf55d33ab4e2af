"""Kinds of clusters about who owns a page: groups, puppets, moved sites, several hosts of one publisher."""

from dataclasses import replace

from benchmarks.origin import edits
from benchmarks.origin.kinds_credit import own
from benchmarks.origin.maker import Maker
from benchmarks.origin.model import DAY, Cluster, Origin, Page


def _share(maker: Maker, kind: str, owner: str) -> Cluster:
    """Papers of one owner share a text; a stranger copies it, with credit or without."""
    text = maker.supply.take()
    family = maker.rng.sample(maker.family(owner), 2)
    stranger = maker.pick(1)[0]
    times = maker.times_apart(3)
    original = maker.original(family[0], text, times[0])
    sister = maker.copy(family[1], original, times[1], role="same_owner")
    if maker.rng.random() < 0.5:
        third = maker.credited(stranger, original, times[2], maker.credit_line("exact_link", "en"))
    else:
        third = maker.copy(stranger, original, times[2])
    origin = Origin(original.text, (original.url, sister.url))
    return Cluster("", kind, (original, sister, third), (origin,))


def make_trust_txt(maker: Maker) -> Cluster:
    return _share(maker, "owner_trust_txt", "vale")


def make_known_owner(maker: Maker) -> Cluster:
    return _share(maker, "owner_known", "kessel")


def make_puppets(maker: Maker, owner: str = "cascade", kind: str = "puppets") -> Cluster:
    """A copier's sisters all credit the copier; the true original was seen before by disjoint polls."""
    text = maker.supply.take()
    author = maker.pick(1)[0]
    head, *others = maker.family(owner)
    times = maker.times_apart(5)
    original = maker.original(author, text, times[0])
    copier = maker.copy(head, original, times[1])
    puppets = []
    for site, time in zip(others, times[2:], strict=False):
        page = maker.credited(site, copier, time, maker.credit_line("exact_link", "en"))
        puppets.append(replace(page, text=original.text, credits=copier.url))
    return Cluster("", kind, (original, copier, *puppets), (own(original),))


def make_unknown_puppets(maker: Maker) -> Cluster:
    return make_puppets(maker, "shade", "puppets_unknown")


def make_moved(maker: Maker) -> Cluster:
    """A site moves: its addresses redirect, its feed lists the same articles at the new domain."""
    old = maker.rng.choice([s for s in maker.sites if s.moved_to])
    new = next(s for s in maker.sites if s.host == old.moved_to)
    text = maker.supply.take()
    out = maker.rng.randint(15, old.moved_at - 30)
    original = maker.original(old, text, out)
    again = replace(original, site=new, out=old.moved_at, role="same_owner")
    pages: list[Page] = [original, again]
    if maker.rng.random() < 0.6:
        site, time = maker.pick(1)[0], min(out + maker.rng.randint(30, 200), DAY - 15)
        credited = maker.rng.random() < 0.5
        line = maker.credit_line("exact_link", "en")
        of = original if time < old.moved_at else again
        page = maker.credited(site, of, time, line) if credited else maker.copy(site, of, time)
        pages.append(replace(page, text=original.text))
    return Cluster("", "moved", tuple(pages), (Origin(original.text, (original.url, again.url)),))


def make_hosts(maker: Maker) -> Cluster:
    """Mobile, AMP and regional hosts of one publisher carry its article; a stranger credits one of them."""
    owner = maker.rng.choice(("brackwater", "lorrimer"))
    main, *others = maker.family(owner)
    text = maker.supply.take()
    site = maker.pick(1)[0]
    times = maker.times_apart(3)
    original = maker.original(main, text, times[0])
    host = maker.rng.choice(others)
    is_twin = host.host.startswith(("m.", "amp."))
    twin = replace(original, site=host, out=times[1], role="same_owner")
    if is_twin and maker.rng.random() < 0.5:
        twin = replace(twin, canonical=original.url)
    line = maker.credit_line("exact_link", "en")
    if maker.rng.random() < 0.6:
        third = maker.credited(site, maker.rng.choice((original, twin)), times[2], line)
    else:
        third = maker.copy(site, original, times[2])
    third = replace(third, text=original.text)
    origin = Origin(original.text, (original.url, twin.url))
    return Cluster("", "hosts", (original, twin, third), (origin,))


def make_press_release(maker: Maker) -> Cluster:
    """Papers print a company's release with the line of the release service."""
    return _release(maker, "press_release", labelled=True)


def make_bare_press_release(maker: Maker) -> Cluster:
    """The same without the line, all within one poll: nothing says where it comes from."""
    return _release(maker, "press_release_bare", labelled=False)


SERVICES = (
    ("PR Newswire", "prnewswire.com", "LEEDS, Nov. 27, 2026 /PRNewswire/ -- "),
    ("Business Wire", "businesswire.com", "LEEDS--(BUSINESS WIRE)--"),
    ("GlobeNewswire", "globenewswire.com", "LEEDS, Nov. 27, 2026 (GLOBE NEWSWIRE) -- "),
)


def _release(maker: Maker, kind: str, *, labelled: bool) -> Cluster:
    text = maker.supply.take()
    service, host, line = maker.rng.choice(SERVICES)
    name = f"release:{maker.number}"
    time = maker.rng.randrange(20, DAY - 40, 10) + 1
    pages = []
    for number, site in enumerate(maker.pick(3)):
        base = edits.restyle(maker.rng, text) if number else text
        if labelled:
            base = replace(base, paragraphs=(line + base.paragraphs[0], *base.paragraphs[1:]))
        role = "credited_copy" if labelled else "common_source"
        credit = ("agency_only", "named") if labelled else ("none",)
        pages.append(maker.page(site, base, time + number * 2, name, role, credit=credit))
    names = (service, service.replace(" ", ""), service.upper(), "GLOBE NEWSWIRE")
    origin = Origin(name, (), names, (host,), claimable=labelled, common=True)
    return Cluster("", kind, tuple(pages), (origin,))
