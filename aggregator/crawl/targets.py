"""Sources and addresses named on the command line: asked for first, accounted for last."""

from aggregator.crawl.outcomes import GONE, Ledger
from aggregator.crawl.report import CrawlReport
from aggregator.takedown.block import blocking_case
from storage.frontier import feed_state, pages, sources
from storage.store import Store

ELSEWHERE = "not fetched: another crawl holds it, or its source is paused"


def ask_for(
    store: Store, domains: tuple[str, ...], urls: tuple[str, ...], report: CrawlReport, now: str
) -> None:
    """Make what is named due now; what cannot be is failed at once."""
    for domain in domains:
        source = sources.get(store.main, domain)
        if source is None:
            report.failed[domain] = f"no such source: `aggregator source add {domain}` adds it"
        elif source["paused"]:
            report.failed[domain] = f"paused: `aggregator source resume {domain}` goes on with it"
        else:
            feed_state.make_due(store.main, domain, now)
    for url in urls:
        if blocking_case(store, [url]):
            report.failed[url] = GONE
            report.refused.add(url)
            report.count("tombstoned")
        else:
            pages.want(store.main, url, now)


def tell(
    store: Store,
    domains: tuple[str, ...],
    urls: tuple[str, ...],
    report: CrawlReport,
    ledger: Ledger,
) -> None:
    """Say of each name that nothing good came of why."""
    if report.interrupted:
        return
    for domain in domains:
        why = _why(store, domain, ledger.feed_errors.get(domain))
        if why:
            report.failed.setdefault(domain, why)
    for url in urls:
        if url not in ledger.heard:
            report.failed.setdefault(url, ELSEWHERE)


def _why(store: Store, domain: str, errors: list[str] | None) -> str:
    """Why a source failed, empty when it did not."""
    if errors is None:
        return ELSEWHERE
    if all(errors):
        return errors[0]
    if not sources.feed_count(store.main, domain):
        return "no feed is announced on its home page: name one with `aggregator source add`"
    return ""
