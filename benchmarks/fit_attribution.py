"""Fit the weights of attribution's rules: `aggregator/attribution/weights.py`.

    python benchmarks/fit_attribution.py --keep FILE [--seed N]

FILE is a database that `benchmarks/attribution.py --keep FILE` made with the same seed. Only clusters
of the fitting half are looked at. For each kind of trace it counts how often the party it names was
the source in truth, for each rule that separates pages how often it kept the true origin, and
prints both tables as fitted, and where those of the program differ.
"""

import argparse
import math
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from attribution import HOURS, fold_parties
from newsworld import scenarios
from newsworld.press import Cluster, Piece

from aggregator.attribution import scoring, source_claims, weights
from aggregator.attribution.parties import Parties, Party
from aggregator.jobs import attribute
from aggregator.model import Member
from storage.corpus.verdicts import Verdicts
from storage.store import open_for_reading

# Right and wrong as counted on real pages beforehand; one each where nothing was counted.
PRIOR = {"canonical": (14, 7), "dateline": (14, 0)}
HIGHEST = 3.0  # of a weight: more than 19 of 20 cannot be measured with some hundred clusters
# A claim is forged and a kind is custom: neither may name an origin by itself.
# Of two texts one of which holds the other a claim against it leaves open which was first.
MOST = {"agency": weights.LEAD / 2, "claimed": weights.LEAD / 2, "contains": weights.LEAD}
UNSURE = 0.2  # a table that differs by less is the same


def fitting_stories(
    path: Path, clusters: Sequence[Cluster]
) -> Iterator[tuple[Cluster, list[Member], Parties]]:
    """Every cluster of the fitting half with the members of the story that has most of its pages."""
    with open_for_reading(path) as store:
        known = attribute.read_sources_by_domain_and_name(store.sources)
        rows = store.main.conn.execute("SELECT url, story_id FROM articles")
        story_of = dict(rows.fetchall())
        for cluster in clusters:
            count = Counter(story_of[p.url] for p in cluster.pieces if p.url in story_of)
            if count and cluster.half == "fit":
                members = Verdicts(store.main).members(
                    max(count, key=lambda key: (count[key], -key))
                )
                yield cluster, members, Parties.from_members(members, known)


def is_source(party: Party, claimed_by: Piece, cluster: Cluster, pages: dict[int, Piece]) -> bool:
    """Whether the text of a page comes from a party, directly or through others."""
    page = pages.get(party.article_id or 0)
    if page:
        return page is cluster.origin or (page.copies and page.out < claimed_by.out)
    return bool(fold_parties([party.name, party.url]) & fold_parties(cluster.outside))


def count_right_and_wrong(
    path: Path, clusters: Sequence[Cluster]
) -> tuple[Counter[tuple[str, bool]], Counter[tuple[str, bool]]]:
    """Counts of right and wrong by kind of trace, and by rule."""
    kinds: Counter[tuple[str, bool]] = Counter()
    rules: Counter[tuple[str, bool]] = Counter()
    for cluster, members, parties in fitting_stories(path, clusters):
        by_url = {piece.url: piece for piece in (*cluster.pieces, *cluster.apart)}
        pages = {m.article_id: by_url[m.url] for m in members if m.url in by_url}
        claims = [said for member in members for said in source_claims.read_claims(member, parties)]
        for claim in claims:
            piece = pages.get(claim.member.article_id)
            if claim.party and piece:
                kinds[claim.trace.kind, is_source(claim.party, piece, cluster, pages)] += 1
        origin = next((key for key, piece in pages.items() if piece is cluster.origin), None)
        candidates = scoring.find_candidates(members, claims)
        if origin not in [member.article_id for member in candidates]:
            continue
        for rule, behind in scoring.find_later_candidates(candidates, claims).items():
            if behind and len(behind) < len(candidates):
                rules[rule, origin not in behind] += 1
    return kinds, rules


def fit_strength(name: str, right: int, wrong: int) -> float:
    good, bad = PRIOR.get(name, (1, 1))
    return round((right + good) / (right + wrong + good + bad), 2)


def fit_weight(name: str, right: int, wrong: int) -> float:
    fitted = math.log((right + 1) / (wrong + 1))
    return round(min(max(fitted, 0.0), MOST.get(name, HIGHEST)), 1)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keep", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    clusters, _ = scenarios.make_clusters(arguments.seed, HOURS)
    kinds, rules = count_right_and_wrong(arguments.keep, clusters)
    differ = 0
    for table, found, fit in (
        (weights.STRENGTHS, kinds, fit_strength),
        (weights.WEIGHTS, rules, fit_weight),
    ):
        print()
        for name in sorted({*table, *(name for name, _ in found)}):
            right, wrong = found[name, True], found[name, False]
            value = fit(name, right, wrong)
            differs = abs(table.get(name, 0.0) - value) > UNSURE and right + wrong > 0
            differ += differs
            print(f'    "{name}": {value},  # {right}/{wrong}{"  <- differs" if differs else ""}')
    return int(differ > 0)


if __name__ == "__main__":
    sys.exit(main())
