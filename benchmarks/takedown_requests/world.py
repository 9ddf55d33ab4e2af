"""Makes the world of a seed: groups of pages, of every kind."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.origin.lines import (
    choose_half,
    read_credit_lines,
    read_datelines,
    read_no_credit_lines,
)
from benchmarks.origin.maker import Maker
from benchmarks.origin.texts import Supply, Text, read_texts
from benchmarks.origin.world import list_sites
from benchmarks.takedown_requests import kinds_fake, kinds_owner, kinds_signal
from benchmarks.takedown_requests.hosts import Hosts
from benchmarks.takedown_requests.model import Group
from benchmarks.takedown_requests.stage import Stage
from tests.takedowns import text as make_up_text

Make = Callable[[Stage], Group]
TEXTS = 480  # that are made up when no data is named

# How many groups of each kind a whole world has.
FAKES: dict[Make, int] = {
    kinds_fake.make_seen_later: 4,
    kinds_fake.make_seen_later_unpolled: 4,
    kinds_fake.make_same_batch: 4,
    kinds_fake.make_same_batch_with_copies: 4,
    kinds_fake.make_wrapped_longer: 4,
    kinds_fake.make_wrapped_polled: 4,
    kinds_fake.make_abridged: 4,
    kinds_fake.make_undated_original: 4,
    kinds_fake.make_undated_both: 4,
    kinds_fake.make_fake_seen_first: 4,
    kinds_fake.make_fake_seen_first_undated: 3,
    kinds_fake.make_late_listing: 4,
    kinds_fake.make_late_listing_modest: 4,
    kinds_fake.make_slow_original: 4,
    kinds_fake.make_restamped_original: 4,
    kinds_fake.make_restamped_batch: 3,
    kinds_fake.make_look_alike: 5,
    kinds_fake.make_suffix_host: 3,
    kinds_fake.make_plain_host: 4,
    kinds_fake.make_path_host: 4,
    kinds_fake.make_portal_mailbox: 6,
    kinds_fake.make_aged_domain: 3,
    kinds_fake.make_aged_copier: 3,
    kinds_fake.make_disguised: 3,
    kinds_fake.make_unknown_original: 4,
    kinds_fake.make_declared_address: 4,
    kinds_signal.make_own_canonical: 4,
    kinds_signal.make_hacked_canonical: 4,
    kinds_signal.make_hacked_later: 4,
    kinds_signal.make_hacked_credit: 4,
    kinds_signal.make_canonical_to_victim: 4,
    kinds_signal.make_agency_dateline: 4,
    kinds_signal.make_agency_on_original: 4,
    kinds_signal.make_source_tags: 4,
    kinds_signal.make_puppets_polled: 3,
    kinds_signal.make_puppets_batch: 3,
    kinds_signal.make_puppets_first: 3,
    kinds_signal.make_accuser: 4,
    kinds_signal.make_signed_fake: 3,
    kinds_signal.make_foreign_manifest: 3,
    kinds_signal.make_round_up: 3,
    kinds_signal.make_form: 3,
    kinds_signal.make_press_release: 3,
    kinds_signal.make_release_first: 4,
    kinds_signal.make_form_first: 3,
    kinds_signal.make_customer_first: 4,
    kinds_signal.make_quoter: 3,
    kinds_signal.make_translation: 3,
}
OWNERS: dict[Make, int] = {
    kinds_owner.make_uncredited: 5,
    kinds_owner.make_credited: 4,
    kinds_owner.make_credited_batch: 3,
    kinds_owner.make_mixed: 4,
    kinds_owner.make_mirrors: 2,
    kinds_owner.make_self_dated: 3,
    kinds_owner.make_batch: 3,
    kinds_owner.make_undated: 2,
    kinds_owner.make_slow: 3,
    kinds_owner.make_bystanders: 3,
    kinds_owner.make_single: 4,
    kinds_owner.make_wide: 3,
    kinds_owner.make_hosted: 3,
    kinds_owner.make_sub_domains: 2,
    kinds_owner.make_agency: 3,
    kinds_owner.make_old_and_new: 2,
    kinds_owner.make_edited: 3,
    kinds_owner.make_round_up_owner: 3,
    kinds_owner.make_series: 3,
}


@dataclass(frozen=True, slots=True)
class World:
    """The groups of a seed: those of back-daters, and those of owners."""

    seed: int
    fakes: tuple[Group, ...]
    owners: tuple[Group, ...]

    @property
    def groups(self) -> tuple[Group, ...]:
        """All of them."""
        return (*self.fakes, *self.owners)


def make_world(seed: int, data: Path | None, share: float = 1.0) -> World:
    """Returns the world of a seed: of each kind this share of its groups, at least one."""
    rng = random.Random(seed * 6271 + 5)
    supply = read_texts(data, rng) if data else _make_up_texts(rng)
    half = choose_half(seed)
    tables = (read_credit_lines(data, half), read_no_credit_lines(half), read_datelines())
    for rows in tables:
        rng.shuffle(rows)
    stage = Stage(rng, Maker(rng, list_sites(rng), supply, *tables), Hosts(rng))
    return World(
        seed, _make(stage, FAKES, f"{seed}f", share), _make(stage, OWNERS, f"{seed}o", share)
    )


def _make_up_texts(rng: random.Random) -> Supply:
    """Texts of invented words, which have nothing in common: quick to link."""
    texts = []
    for number in range(TEXTS):
        paragraphs = make_up_text(rng.randrange(10**9), sentences=36).split("\n")
        title = " ".join(paragraphs[0].split()[:7]).rstrip(".,")
        texts.append(Text(f"{title} {number}", tuple(paragraphs)))
    return Supply({"en": texts})


def _make(stage: Stage, kinds: dict[Make, int], prefix: str, share: float) -> tuple[Group, ...]:
    groups: list[Group] = []
    for make, count in kinds.items():
        for _ in range(max(1, round(count * share))):
            groups.append(replace(make(stage), id=f"{prefix}{len(groups):03}"))
    return tuple(groups)
