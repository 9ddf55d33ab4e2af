"""Back-dated copies whose makers ask for the true original to be removed: time, dates, texts, hosts."""

from collections.abc import Sequence
from dataclasses import replace

from benchmarks.origin import edits
from benchmarks.origin.model import Page
from benchmarks.takedown_requests.hosts import (
    PATH_HOSTS,
    PLAIN_HOSTS,
    PORTALS,
    SUFFIX_HOSTS,
    look_alike,
)
from benchmarks.takedown_requests.model import Grade, Group, Party, Stored
from benchmarks.takedown_requests.stage import (
    DAY,
    Stage,
    batch,
    found,
    polled,
    publisher,
    text_of,
)


def attack(
    stage: Stage,
    kind: str,
    original: Page,
    fake: Page,
    stored: Sequence[Stored],
    *,
    space: str = "",
    proof_domain: str = "",
    proof_page: str = "",
    most: Grade = "V3",
) -> Group:
    """Returns the group of an attack: the maker of the fake controls its site and owns no text."""
    name = stage.hosts.person()
    host = fake.site.host
    attacker = Party(name, f"legal@{host}", (space or f"{host}/",))
    return Group(
        kind,
        tuple(stored),
        publisher(original.site, original),
        original,
        attacker,
        fake,
        proof_domain or host,
        proof_page,
        most,
    )


def make_seen_later(stage: Stage) -> Group:
    """The fake was seen two days after the original; both by polls."""
    original = stage.original()
    fake = stage.fake(original)
    copy = stage.copy(original)
    return attack(
        stage, "seen_later", original, fake, (polled(original), polled(copy), polled(fake))
    )


def make_seen_later_unpolled(stage: Stage) -> Group:
    """The original was seen by polls; the fake was added by its address, days later."""
    original = stage.original()
    fake = stage.fake(original)
    return attack(stage, "seen_later_unpolled", original, fake, (polled(original), found(fake)))


def make_same_batch(stage: Stage) -> Group:
    """One import had both."""
    original = stage.original()
    fake = stage.fake(original, after=30)
    return attack(stage, "same_batch", original, fake, batch((original, fake), fake.out + 60))


def make_same_batch_with_copies(stage: Stage) -> Group:
    """One import had both, and two more copies."""
    original = stage.original()
    fake = stage.fake(original, after=30)
    copies = [stage.copy(original, after=n) for n in (60, 90)]
    pages = (fake, original, *copies)
    return attack(stage, "same_batch_with_copies", original, fake, batch(pages, fake.out + 200))


def make_wrapped_longer(stage: Stage) -> Group:
    """The fake is the longer text: the original between paragraphs of its own."""
    original = stage.original()
    text = edits.wrap(stage.rng, text_of(original))
    fake = stage.fake(original, after=30, text=text)
    return attack(stage, "wrapped_longer", original, fake, batch((original, fake), fake.out + 60))


def make_wrapped_polled(stage: Stage) -> Group:
    """The same, a day later by polls."""
    original = stage.original()
    text = edits.wrap(stage.rng, edits.wrap(stage.rng, text_of(original)))
    fake = stage.fake(original, after=DAY, text=text)
    return attack(stage, "wrapped_polled", original, fake, (polled(original), polled(fake)))


def make_abridged(stage: Stage) -> Group:
    """The fake is the beginning of the original only."""
    original = stage.original()
    fake = stage.fake(original, after=60, text=edits.abridge(stage.rng, text_of(original), 0.6))
    stored = (
        batch((original, fake), fake.out + 60)
        if stage.rng.random() < 0.5
        else (polled(original), polled(fake))
    )
    return attack(stage, "abridged", original, fake, stored)


def make_undated_original(stage: Stage) -> Group:
    """The original claims no date."""
    original = replace(stage.original(), claimed=None)
    fake = stage.fake(original, after=30)
    return attack(stage, "undated_original", original, fake, batch((original, fake), fake.out + 60))


def make_undated_both(stage: Stage) -> Group:
    """Neither claims a date, and one import had both: nothing can tell."""
    original = replace(stage.original(), claimed=None)
    fake = replace(stage.fake(original, after=30), claimed=None)
    return attack(stage, "undated_both", original, fake, batch((fake, original), fake.out + 60))


def make_fake_seen_first(stage: Stage) -> Group:
    """The source of the original was added after the fake was seen by polls."""
    original = stage.original()
    fake = stage.fake(original, after=45)
    return attack(
        stage, "fake_seen_first", original, fake, (polled(fake), found(original, fake.out + 300))
    )


def make_fake_seen_first_undated(stage: Stage) -> Group:
    """The same, and the original claims no date."""
    original = replace(stage.original(), claimed=None)
    fake = stage.fake(original, after=45)
    return attack(
        stage,
        "fake_seen_first_undated",
        original,
        fake,
        (polled(fake), found(original, fake.out + 300)),
    )


def make_late_listing(stage: Stage) -> Group:
    """The original came into its own feed hours after it was out: polls contradict the truth."""
    original = stage.original()
    fake = stage.fake(original, after=20)
    late = Stored(original, original.out + 240, original.out + 230)
    return attack(stage, "late_listing", original, fake, (polled(fake), late))


def make_late_listing_modest(stage: Stage) -> Group:
    """The same, and the fake claims the time at which it was seen: polls and its date agree."""
    original = stage.original()
    fake = stage.copy(original, stage.hosts.new_site(), 20)
    late = Stored(original, original.out + 240, original.out + 230)
    return attack(stage, "late_listing_modest", original, fake, (polled(fake), late))


def make_slow_original(stage: Stage) -> Group:
    """The original's feed is polled each two hours, that of the fake each ten minutes."""
    original = stage.original()
    fake = stage.fake(original, after=20)
    return attack(
        stage, "slow_original", original, fake, (polled(fake), polled(original, every=120))
    )


def make_restamped_original(stage: Stage) -> Group:
    """The original was updated after it was copied, and claims the later date; it was read again."""
    original = stage.original()
    changed = edits.update(text_of(original), "This report was updated with further details.")
    fake = stage.fake(original, after=90)
    later = replace(
        original, title=changed.title, paragraphs=changed.paragraphs, claimed=fake.claimed
    )
    later = replace(
        later, claimed=original.claimed and original.claimed.replace(hour=23), out=original.out
    )
    stored = (polled(original), polled(fake), found(later, fake.out + 200))
    return attack(stage, "restamped_original", original, fake, stored)


def make_restamped_batch(stage: Stage) -> Group:
    """Only the updated original is known; the fake has the former wording."""
    original = stage.original()
    fake = stage.fake(original, after=90)
    changed = edits.update(text_of(original), "This report was updated with further details.")
    later = replace(
        original,
        paragraphs=changed.paragraphs,
        claimed=original.claimed and original.claimed.replace(hour=23),
    )
    return attack(
        stage, "restamped_batch", original, fake, batch((later, fake), original.out + 400)
    )


def make_look_alike(stage: Stage) -> Group:
    """The fake is on a host that looks like the original's."""
    original = stage.original()
    host = look_alike(stage.rng, original.site.host)
    site = stage.hosts.site(host, original.site.name)
    fake = stage.fake(original, site, 30)
    stored = (
        batch((original, fake), fake.out + 60)
        if stage.rng.random() < 0.6
        else (polled(original), polled(fake))
    )
    return attack(stage, "look_alike", original, fake, stored)


def make_suffix_host(stage: Stage) -> Group:
    """Two users of a host below whose name each user has a site: a public suffix."""
    return _make_hosted(stage, "suffix_host", stage.rng.choice(SUFFIX_HOSTS))


def make_plain_host(stage: Stage) -> Group:
    """The same below a name that no list knows: both have one registrable domain."""
    return _make_hosted(stage, "plain_host", stage.rng.choice(PLAIN_HOSTS))


def _make_hosted(stage: Stage, kind: str, parent: str) -> Group:
    victim, attacker = stage.hosts.user(), stage.hosts.user()
    original = stage.original(stage.hosts.site(f"{victim}.{parent}", f"Notes of {victim}"))
    site = stage.hosts.site(f"{attacker}.{parent}", f"Notes of {attacker}")
    fake = stage.fake(original, site, 30)
    stored = (
        batch((original, fake), fake.out + 60)
        if stage.rng.random() < 0.5
        else (polled(original), polled(fake))
    )
    return attack(stage, kind, original, fake, stored)


def make_path_host(stage: Stage) -> Group:
    """Two users of one site: its domain is neither's; the attacker can put a tag on its own pages only."""
    site = stage.hosts.site(stage.rng.choice(PATH_HOSTS), "Big Blog")
    victim, attacker = stage.hosts.user(), stage.hosts.user()
    original = stage.original(site)
    original = replace(original, path=f"/@{victim}{original.path}")
    original = replace(original, text=original.url)
    fake = stage.fake(original, site, 30)
    fake = replace(fake, path=f"/@{attacker}{fake.path}", text=original.url)
    group = attack(
        stage,
        "path_host",
        original,
        fake,
        batch((original, fake), fake.out + 60),
        space=f"{site.host}/@{attacker}/",
        proof_page=fake.url,
    )
    victim_party = replace(group.owner, spaces=(f"{site.host}/@{victim}/",))
    return replace(group, owner=victim_party)


def make_portal_mailbox(stage: Stage) -> Group:
    """The original is on a portal that hands out mailboxes: its DKIM proves no right to its news."""
    host, name, mail_domain = stage.maker.take_turn("portal", PORTALS)
    original = stage.original(stage.hosts.site(host, name))
    fake = stage.fake(original, after=30)
    group = attack(
        stage,
        "portal_mailbox",
        original,
        fake,
        batch((original, fake), fake.out + 60),
        proof_domain=mail_domain,
        most="V2",
    )
    assert group.other is not None
    mailbox = f"{stage.hosts.user()}@{mail_domain}"
    return replace(group, other=replace(group.other, mailbox=mailbox))


def make_aged_domain(stage: Stage) -> Group:
    """The fake's domain is no fresh one: ten articles of its own were seen weeks before."""
    site = stage.hosts.new_site()
    own = [stage.original(site, -DAY * (40 - 3 * n)) for n in range(8)]
    original = stage.original()
    fake = stage.fake(original, site, 30)
    stored = (*(polled(page) for page in own), *batch((original, fake), fake.out + 60))
    group = attack(stage, "aged_domain", original, fake, stored)
    assert group.other is not None
    party = replace(group.other, texts=tuple(page.text for page in own))
    return replace(group, other=party)


def make_aged_copier(stage: Stage) -> Group:
    """An aggregator that is polled for weeks files for what it copied, seen later by polls."""
    site = stage.paper()
    original, earlier = stage.original(), stage.original()
    fake = stage.fake(original, site, 60)
    old = stage.copy(earlier, site, 60)
    stored = (polled(earlier), polled(old), polled(original), polled(fake))
    return attack(stage, "aged_copier", original, fake, stored)


def make_unknown_original(stage: Stage) -> Group:
    """Only the fake is stored when its maker has it removed; then the original is crawled."""
    original = stage.original()
    fake = stage.fake(original, after=30)
    other = stage.copy(original, after=50)
    group = attack(stage, "unknown_original", original, fake, (found(fake),))
    return replace(group, later=(found(original), found(other)))


def make_declared_address(stage: Stage) -> Group:
    """The fake declares the address of another page of the victim, which is crawled afterwards."""
    original = stage.original()
    other = stage.original(original.site)
    fake = replace(stage.fake(original, after=30), canonical=other.url)
    group = attack(stage, "declared_address", original, fake, (polled(original), polled(fake)))
    return replace(group, later=(found(other),))


def make_disguised(stage: Stage) -> Group:
    """Some letters of the fake are such of another alphabet that look alike."""
    original = stage.original()
    table = str.maketrans({"a": "а", "o": "о"}) if stage.rng.random() < 0.5 else {ord("e"): "е"}
    text = text_of(original)
    text = replace(text, paragraphs=tuple(p.translate(table) for p in text.paragraphs))
    fake = stage.fake(original, after=30, text=text)
    return attack(stage, "disguised", original, fake, batch((original, fake), fake.out + 60))
