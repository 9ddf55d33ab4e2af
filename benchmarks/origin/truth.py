"""What is true of a world, and what can be observed of it, as plain records for any system and scorer."""

from collections.abc import Iterator
from typing import Any

from benchmarks.origin.model import POLLS, SLOW_POLL, Cluster, Origin, Page, Site
from benchmarks.origin.render import describe_time, render_feed, render_page
from benchmarks.origin.world import World

NEVER = 10**6
Interval = tuple[int, int]  # the last poll without the page (-1: none), the first one with it


def find_interval(page: Page) -> Interval:
    """Returns the polls between which a page came into its feed."""
    polls = [m for m in POLLS if not page.site.slow or m % SLOW_POLL == 0]
    present = next((m for m in polls if m >= page.out), NEVER)
    return max((m for m in polls if m < page.out), default=-1), present


def describe_truth(cluster: Cluster) -> dict[str, Any]:
    """Returns the truth of a cluster: the origin of each text, and role and credit of each page."""
    intervals = {page.url: find_interval(page) for page in cluster.pages}
    admitted = {p.text for p in cluster.pages if _admits(p)}
    return {
        "cluster": cluster.id,
        "kind": cluster.kind,
        "texts": [_describe_origin(o, cluster, intervals) for o in cluster.origins],
        "pages": [_describe_page(p, cluster, intervals, admitted) for p in cluster.pages],
    }


def _admits(page: Page) -> bool:
    """Whether a page names the origin of its text to a reader or a machine."""
    return page.role == "credited_copy" and not page.credits


def _describe_origin(
    origin: Origin, cluster: Cluster, intervals: dict[str, Interval]
) -> dict[str, Any]:
    pages = [p for p in cluster.pages if p.text == origin.text]
    others = [p for p in pages if p.url not in origin.urls]
    admitted = any(_admits(p) for p in pages)
    return {
        "text": origin.text,
        "urls": list(origin.urls),
        "names": list(origin.names),
        "hosts": list(origin.hosts),
        "common": origin.common,
        "in_corpus": any(p.url in origin.urls for p in pages),
        "knowable": origin.claimable
        and (admitted or all(_precedes(origin.urls, p, intervals) for p in others)),
        "pages": len(pages),
    }


def _precedes(urls: tuple[str, ...], page: Page, intervals: dict[str, Interval]) -> bool:
    """Whether the clock shows that the origin was there before the page."""
    return any(url in intervals and intervals[url][1] <= intervals[page.url][0] for url in urls)


def _describe_page(
    page: Page, cluster: Cluster, intervals: dict[str, Interval], admitted: set[str]
) -> dict[str, Any]:
    origin = next((o for o in cluster.origins if o.text == page.text), None)
    others = [p for p in cluster.pages if p.text == page.text and p.url != page.url]
    absent, present = intervals[page.url]
    return {
        "url": page.url,
        "text": page.text,
        "role": page.role,
        "credit": list(page.credit),
        "credits": page.credits,
        "first": all(present <= intervals[p.url][0] for p in others) and absent >= 0,
        "knowable": page.text in admitted
        or (origin is not None and _precedes(origin.urls, page, intervals)),
        "back_dated": page.back_dated,
        "claimed": page.claimed.isoformat() if page.claimed else None,
        "seen": describe_time(present),
        "absent": describe_time(absent) if absent >= 0 else None,
        "length": sum(len(p) for p in page.paragraphs),
    }


def describe_site(site: Site) -> dict[str, Any]:
    """Returns what an operator knows of a site."""
    return {
        "host": site.host,
        "name": site.name,
        "language": site.language,
        "kind": site.kind,
        "feed": site.feed if site.listed else None,
        "owner": site.owner if site.owner_known == "list" else None,
    }


def describe_polls(world: World) -> Iterator[dict[str, Any]]:
    """Returns each poll of each feed: its time, and the feed where it differs from the poll before."""
    pages: dict[str, list[Page]] = {site.host: [] for site in world.sites}
    for cluster in world.clusters:
        for page in cluster.pages:
            pages.setdefault(page.site.host, []).append(page)
    before: dict[str, bytes] = {}
    for minute in POLLS:
        for site in world.sites:
            if not site.listed or (site.slow and minute % SLOW_POLL):
                continue
            shown = next(
                s
                for s in world.sites
                if s.host
                == (site.moved_to if site.moved_to and minute >= site.moved_at else site.host)
            )
            body = render_feed(shown, pages[shown.host], minute)
            row = {"time": describe_time(minute), "feed": site.feed, "answered_by": shown.feed}
            yield row if before.get(site.host) == body else {**row, "body": body.decode()}
            before[site.host] = body


def describe_fetches(world: World) -> Iterator[dict[str, Any]]:
    """Returns each page as it was at the first poll that showed it."""
    for cluster in world.clusters:
        for page in cluster.pages:
            present = find_interval(page)[1]
            look, json_ld = world.looks[page.site.look], world.json_ld[page.site.look]
            html = render_page(page, look, json_ld, present).decode()
            yield {"url": page.url, "fetched": describe_time(present), "html": html}
