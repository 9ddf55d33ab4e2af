"""Finds sources that are another form of another one: mobile, AMP or regional sites of their own domain.

Evidence must be mutual. The variant declares canonical addresses of the main site for most of its pages, which a copier can
do too; and the main site says that it controls the variant (trust.txt), or its server redirects readers there.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from aggregator.attribution.naming import site_of
from aggregator.publishers import joining
from aggregator.publishers.repositories import PublisherRepositories
from aggregator.results import JoinedSource
from storage.frontier.publisher_groups import PublisherGroups

MIN_ARTICLES = 5  # of a source, from which its canonical addresses count
MIN_CANONICAL_SHARE = 0.8  # of its articles that declare addresses of one other source
MIN_REDIRECTED_ARTICLES = 3  # of the main site, that redirect to the variant


@dataclass(frozen=True, slots=True)
class Variant:
    """A source that is a variant of another one, with what shows it."""

    main: str  # domain
    variant: str  # domain
    detail: str


def store_variants(
    repositories: PublisherRepositories, groups: PublisherGroups, now: str
) -> list[JoinedSource]:
    """Makes each source that is proven to be a variant a part of its main one.

    Raises DatabaseLocked while a crawl fetches from one of them.
    """
    sources, redirects = repositories.sources, repositories.redirects
    articles = {row.domain: row.articles for row in sources.all_with_state()}
    further = sources.map_further_domains()
    declared = (
        (domain, further.get(site, site))
        for domain, site in ((d, site_of(url)) for d, url in redirects.list_declared_addresses())
    )
    controlled = {(main, other) for main, kind, other in groups.list_claims() if kind == "control"}
    found = select_variants(
        articles, Counter(declared), controlled, redirects.count_redirects_between_sources()
    )
    return [
        joining.merge_sources(
            repositories,
            each.main,
            each.variant,
            now,
            kind="variant",
            basis="canonical",
            detail=each.detail,
        )
        for each in found
    ]


def select_variants(
    articles: Mapping[str, int],
    declared: Mapping[tuple[str, str], int],
    controlled: Iterable[tuple[str, str]],
    redirected: Iterable[tuple[str, str, int]],
) -> list[Variant]:
    """Returns the sources that are proven to be variants, by domain; none that is the main site of another.

    `articles`: their number by source. `declared`: of how many articles of a source the canonical address is
    at another. `controlled`: (main, other) as the main site says. `redirected`: (main, other, articles).
    """
    says = {(main, other): f"trust.txt of {main} names it" for main, other in controlled}
    says |= {
        (main, other): f"{count} articles of {main} redirect to it"
        for main, other, count in redirected
        if count >= MIN_REDIRECTED_ARTICLES
    }
    found = [
        Variant(main, variant, f"{count} of {articles[variant]} articles name {main}, and {why}")
        for (variant, main), count in sorted(declared.items())
        if variant != main
        and articles.get(variant, 0) >= MIN_ARTICLES
        and main in articles
        and count >= MIN_CANONICAL_SHARE * articles[variant]
        and (why := says.get((main, variant)))
    ]
    mains = {each.main for each in found}
    return [each for each in found if each.variant not in mains]
