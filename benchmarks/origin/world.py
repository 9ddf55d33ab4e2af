"""Makes a world of a seed: sites with their looks, and clusters of every kind."""

import csv
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.origin import chrome as chromes
from benchmarks.origin import kinds_clock, kinds_credit, kinds_more, kinds_owner, kinds_text
from benchmarks.origin.chrome import Chrome
from benchmarks.origin.lines import (
    choose_half,
    read_credit_lines,
    read_datelines,
    read_no_credit_lines,
)
from benchmarks.origin.maker import Maker
from benchmarks.origin.model import DAY, Cluster, Site
from benchmarks.origin.plain_chrome import make_plain_chromes
from benchmarks.origin.texts import find_language, make_up_texts, read_pages, read_texts

HERE = Path(__file__).parent
# Of these pages a part of the article is left, or its own source ("Quelle: dpa", "By Associated
# Press", a list of sources): it would be on every page of a site, and would make the truth wrong.
LEFT_OUT = frozenset(
    [
        "at-DiePresse",
        "at-ORF",
        "be-Nieuwsblad",
        "ca-CBCNews",
        "ca-GlobalNews",
        "ch-NZZ",
        "cn-People",
        "de-AFPFaktencheck",
        "de-BusinessInsiderDE",
        "de-DerFreitag",
        "de-DieZeit",
        "de-Focus",
        "de-Gamestar",
        "de-Krautreporter",
        "de-LTO",
        "de-RBB24",
        "de-SpiegelOnline",
        "de-WDR",
        "mx-MexicoNewsDaily",
        "no-Nettavisen",
        "py-Wochenblatt",
        "tr-Haberturk",
        "tw-TaipeiTimes",
        "uk-DailyMail",
        "uk-TheGuardian",
        "us-VoiceOfAmerica",
        "tz-DailyNewsTZ",
        "jp-Nikkei",
        "us-WashingtonTimes",
        "us-Wired",
        "us-WorldTruth",
    ]
)

# How many clusters of each kind a whole world has.
KINDS: dict[Callable[[Maker], Cluster], int] = {
    kinds_credit.make_exact: 24,
    kinds_credit.make_site: 8,
    kinds_credit.make_named: 18,
    kinds_credit.make_meta: 5,
    kinds_credit.make_uncredited: 12,
    kinds_credit.make_uncredited_together: 6,
    kinds_credit.make_mixed: 12,
    kinds_credit.make_agency_outside: 18,
    kinds_credit.make_agency_stripped: 5,
    kinds_credit.make_agency_stored: 5,
    kinds_credit.make_agency_late: 5,
    kinds_credit.make_outside_publisher: 6,
    kinds_credit.make_canonical: 6,
    kinds_credit.make_canonical_proxy: 4,
    kinds_credit.make_feed_source: 5,
    kinds_credit.make_tip: 7,
    kinds_credit.make_photo: 6,
    kinds_credit.make_other_line: 7,
    kinds_credit.make_original_with_line: 4,
    kinds_clock.make_back_dated: 10,
    kinds_clock.make_back_dated_together: 4,
    kinds_clock.make_late_dated: 7,
    kinds_clock.make_no_dates: 5,
    kinds_clock.make_later_credited: 5,
    kinds_clock.make_later_credited_with_support: 4,
    kinds_clock.make_late_listing: 3,
    kinds_clock.make_circular: 5,
    kinds_clock.make_circular_together: 2,
    kinds_clock.make_chain: 6,
    kinds_clock.make_updated_original: 5,
    kinds_clock.make_updated_copy: 4,
    kinds_owner.make_trust_txt: 4,
    kinds_owner.make_known_owner: 3,
    kinds_owner.make_puppets: 4,
    kinds_owner.make_unknown_puppets: 3,
    kinds_owner.make_moved: 8,
    kinds_owner.make_hosts: 7,
    kinds_owner.make_press_release: 4,
    kinds_owner.make_bare_press_release: 3,
    kinds_text.make_abridged: 6,
    kinds_text.make_wrapped: 5,
    kinds_text.make_partial: 4,
    kinds_text.make_excerpt: 5,
    kinds_text.make_digest: 5,
    kinds_text.make_shared_quotes: 6,
    kinds_text.make_quoter: 5,
    kinds_text.make_translation: 4,
    kinds_text.make_told: 5,
    kinds_text.make_series: 4,
    kinds_text.make_single: 16,
    # New kinds are added at the end: the clusters before them stay the same.
    kinds_more.make_other_address: 6,
    kinds_more.make_other_name: 5,
    kinds_more.make_credit_and_photo: 3,
    kinds_more.make_two_credits: 3,
    kinds_more.make_agency_words: 5,
}


@dataclass(frozen=True, slots=True)
class World:
    """Everything that a server of this world needs, with the truth in it."""

    seed: int
    sites: tuple[Site, ...]
    looks: tuple[str, ...]  # templates by number
    json_ld: tuple[bool, ...]  # by number of the look
    clusters: tuple[Cluster, ...]


def make_world(
    seed: int,
    data: Path | None,
    share: float = 1.0,
    kinds: Iterable[Callable[[Maker], Cluster]] = KINDS,
    day: int = DAY,
) -> World:
    """Returns the world of a seed: of each kind this share of its clusters, at least one.

    Pages come out within the first `day` minutes.
    """
    rng = random.Random(seed * 7919 + 17)
    sites, looks, json_ld = dress_sites(rng, find_looks(data))
    supply = read_texts(data, rng) if data else make_up_texts(rng, 420)
    half = choose_half(seed)
    credit_lines = read_credit_lines(data, half)
    no_credit_lines, datelines = read_no_credit_lines(half), read_datelines()
    for rows in (credit_lines, no_credit_lines, datelines):
        rng.shuffle(rows)
    maker = Maker(rng, sites, supply, credit_lines, no_credit_lines, datelines, day)
    clusters: list[Cluster] = []
    for make in kinds:
        for _ in range(max(1, round(KINDS[make] * share))):
            clusters.append(replace(make(maker), id=f"{seed}-{len(clusters):03}"))
    return World(seed, tuple(sites), tuple(looks), tuple(json_ld), tuple(clusters))


def find_looks(data: Path | None) -> list[tuple[Chrome, str, str]]:
    """Returns the chromes of real pages, or those of this benchmark where no data is named."""
    return read_chromes(data) if data else make_plain_chromes()


def read_chromes(data: Path) -> list[tuple[Chrome, str, str]]:
    """Returns the chromes of the real pages, each with the host and the name of its site."""
    found = []
    for row in read_pages(data):
        made = chromes.make_chrome(row["id"], row["html"], row["title"], row["text"])
        if made and row["id"] not in LEFT_OUT:
            found.append(
                (
                    replace(made, language=find_language(row)),
                    chromes.find_host(row["html"]),
                    chromes.find_site_name(row["html"]),
                )
            )
    return found


def dress_sites(
    rng: random.Random, found: list[tuple[Chrome, str, str]]
) -> tuple[list[Site], list[str], list[bool]]:
    """Returns the sites, and their looks by number: chromes of their language where there are any."""
    plain = list_sites(rng)
    by_language: dict[str, list[int]] = {}
    for number in rng.sample(range(len(found)), len(found)):
        by_language.setdefault(found[number][0].language, []).append(number)
    used: set[int] = set()
    sites: list[Site] = []
    looks: list[str] = []
    json_ld: list[bool] = []
    for site in plain:
        numbers = [n for n in by_language.get(site.language, []) if n not in used]
        numbers = (
            numbers or [n for n in range(len(found)) if n not in used] or list(range(len(found)))
        )
        number = rng.choice(numbers)
        used.add(number)
        made, host, name = found[number]
        sites.append(replace(site, look=len(looks)))
        looks.append(chromes.localize(made, host, site.host, site.name, name))
        json_ld.append(made.has_json_ld)
    return sites, looks, json_ld


def list_sites(rng: random.Random) -> list[Site]:
    """Returns the sites without looks: papers of the table, groups, moved ones, agencies."""
    with (HERE / "sites.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines, delimiter="\t"))[1:]
    slow = set(rng.sample(range(20), 6)) | set(rng.sample(range(20, len(rows)), 6))
    papers = [
        Site(host, name, language, 0, slow=n in slow)
        for n, (host, name, language) in enumerate(rows)
    ]
    return [*papers, *_list_groups(), *_list_moved(rng), *_list_agencies()]


def _list_groups() -> list[Site]:
    def group(owner: str, known: str, *sites: tuple[str, str]) -> list[Site]:
        return [Site(host, name, "en", 0, owner=owner, owner_known=known) for host, name in sites]

    return [
        *group(
            "vale", "trust.txt", ("valenorth.example", "Vale North News"),
            ("valesouth.example", "Vale South News"), ("valecoast.example", "Vale Coast News"),
        ),
        *group(
            "kessel", "list", ("kesselmorning.example", "Kessel Morning"),
            ("kesselevening.example", "Kessel Evening Post"),
        ),
        *group(
            "cascade", "trust.txt", ("frontpagehub.example", "Front Page Hub"),
            ("dailyfrontlist.example", "Daily Frontlist"), ("hubworldnews.example", "Hub World News"),
            ("newsfront24.example", "Newsfront 24"),
        ),
        *group(
            "shade", "", ("clearviewwire.example", "Clearview Report"),
            ("blueharbournews.example", "Blue Harbour News"), ("stonegatetimes.example", "Stonegate Times"),
        ),
        # Hosts below one registrable domain need a suffix that the public list knows.
        *group(
            "brackwater", "host", ("www.brackwater-example.com", "The Brackwater Star"),
            ("m.brackwater-example.com", "The Brackwater Star"),
            ("amp.brackwater-example.com", "The Brackwater Star"),
            ("north.brackwater-example.com", "The Brackwater Star"),
        ),
        *group(
            "lorrimer", "host", ("lorrimer-example.co.uk", "Lorrimer Observer"),
            ("m.lorrimer-example.co.uk", "Lorrimer Observer"),
            ("south.lorrimer-example.co.uk", "Lorrimer Observer"),
        ),
    ]  # fmt: skip


def _list_moved(rng: random.Random) -> list[Site]:
    pairs = (
        ("quarrytimes.example", "thequarrytimes.example", "The Quarry Times", "The Quarry Times"),
        ("pinehillnews.example", "pinehill-online.example", "Pinehill News", "Pinehill Online"),
        ("estuarypost.example", "estuarydaily.example", "Estuary Post", "Estuary Daily"),
        ("millroadherald.example", "millroad.example", "Mill Road Herald", "Mill Road Herald"),
    )
    sites = []
    for number, (old, new, name, new_name) in enumerate(pairs):
        owner, at = f"moved:{old}", rng.choice((200, 240, 280))
        sites.append(
            Site(old, name, "en", 0, owner=owner, owner_known="move", moved_to=new, moved_at=at)
        )
        sites.append(
            Site(new, new_name, "en", 0, owner=owner, owner_known="move", listed=number % 2 == 0)
        )
    return sites


def _list_agencies() -> list[Site]:
    rows = (
        ("reuters.com", "Reuters", "en"), ("ptinews.com", "Press Trust of India", "en"),
        ("tt.se", "TT Nyhetsbyrån", "sv"), ("mti.hu", "MTI", "hu"), ("ntb.no", "NTB", "no"),
    )  # fmt: skip
    return [Site(host, name, language, 0, kind="agency") for host, name, language in rows]
