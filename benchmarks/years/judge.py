"""Compares what is stored with what the world showed: lost, doubled, wrong, changes missed."""

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.years.model import DAY, Article, Site
from benchmarks.years.stored import Matcher, Stored, number_in, read_outcomes, read_stored, squeeze
from benchmarks.years.truth import Shown
from benchmarks.years.world import World

LONG_TEXT = 200  # characters from which on a former wording that no article has is false


@dataclass(slots=True)
class Verdict:
    """What became of a site's articles. Lists name articles or addresses."""

    name: str
    owed: int = 0
    stored: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    changes: int = 0  # wordings, claims and disappearances that a reader must know
    missed: list[str] = field(default_factory=list)  # of these
    outcomes: dict[str, int] = field(default_factory=dict)  # of addresses that are no article


def judge(world: World, path: Path, shown: dict[int, Shown], patience: float) -> dict[str, Verdict]:
    """Returns the verdict on each behaviour, by its name."""
    matcher = Matcher.of(world.articles.values())
    verdicts = {site.behaviour.name: Verdict(site.behaviour.name) for site in world.sites}
    by_number: dict[int, list[Stored]] = defaultdict(list)
    for row in read_stored(path):
        _sort_in(world, row, matcher, by_number, verdicts)
    outcomes = read_outcomes(path)
    for site in world.sites:
        verdict = verdicts[site.behaviour.name]
        for host in site.hosts:
            for outcome, number in outcomes.get(host, {}).items():
                verdict.outcomes[outcome] = verdict.outcomes.get(outcome, 0) + number
        for number in site.articles:
            _judge_article(site, shown[number], by_number[number], verdict, world, patience)
    return verdicts


def _sort_in(
    world: World,
    row: Stored,
    matcher: Matcher,
    by_number: dict[int, list[Stored]],
    verdicts: dict[str, Verdict],
) -> None:
    """Files a stored article under what it is; notes what is wrong about it."""
    site = world.site_of(row.url.split("/")[2].partition(":")[0]) or world.site_of(row.domain)
    verdict = verdicts[site.behaviour.name] if site else Verdict("")
    number = matcher.article(row.text)
    if number is None:
        several = len(matcher.count(row.text))
        what = f"parts of {several} articles" if several else f"no article: {row.title!r}"
        verdict.wrong.append(f"{row.url}: {what}")
        return
    by_number[number].append(row)
    for url in row.aliases:
        named = number_in(url)
        if named is not None and named != number:
            verdict.wrong.append(f"{url} is taken for the article at {row.url}")
    for title, text in row.former:
        was = matcher.article(text)
        if was not in (number, None) or (was is None and len(text) > LONG_TEXT):
            verdict.wrong.append(f"{row.url} has a false former wording: {title!r}")


def _judge_article(
    site: Site, seen: Shown, rows: list[Stored], verdict: Verdict, world: World, patience: float
) -> None:
    article = seen.article
    owed = seen.is_owed(patience, site.behaviour.lists_for)
    verdict.owed += owed
    verdict.stored += bool(rows)
    name = f"-a{article.number} (out at hour {article.out:.1f})"
    if owed and not rows:
        verdict.lost.append(name)
    if len(rows) > 1:
        verdict.doubled += [f"{name} as {row.url}" for row in rows[1:]]
    if owed and rows:
        wanted, missed = _compare_changes(site, seen, rows[0], world, patience)
        verdict.changes += wanted
        verdict.missed += [f"{name}: {what}" for what in missed]


def _compare_changes(
    site: Site, seen: Shown, row: Stored, world: World, patience: float
) -> tuple[int, list[str]]:
    """Returns how many changes a reader must know, and those that are not stored."""
    article, missed, wanted = seen.article, [], 0
    if len(article.wordings) > 1:
        known = {_key(row.title, row.text, article), *(_key(*f, article) for f in row.former)}
        for index in seen.owed_wordings(patience):
            wording = article.wordings[index]
            wanted += 1
            if _key(wording.headline, "\n".join(wording.paragraphs), article) not in known:
                missed.append(f"wording {index + 1} of {len(article.wordings)}")
    if site.behaviour.claims:
        wanted += 2
        if squeeze(row.title) != squeeze(article.wordings[0].headline):
            missed.append(f"headline of the feed, stored is {row.title!r}")
        if not row.published:
            missed.append("date of the feed")
    if site.behaviour.vanishes and seen.is_gone(world.days * DAY, patience):
        wanted += 1
        if not row.is_vanished:
            missed.append("taken away")
    return wanted, missed


def _key(title: str, text: str, article: Article) -> tuple[str, frozenset[str]]:
    own = {squeeze(p) for wording in article.wordings for p in wording.paragraphs}
    return squeeze(title), frozenset(own & {squeeze(line) for line in text.splitlines()})
