"""The state of the installation for monitors: `/health` as JSON, `/metrics` in the text format of Prometheus.

Both name no article, no case and no address. Each request makes its own registry from stored numbers: nothing is
counted in this process.
"""

from collections.abc import Iterable, Iterator

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from aggregator.results import Measurements


async def show_health(request: Request) -> Response:
    """Return what was found of the installation: 503 when it needs a person, else 200."""
    health = request.app.state.aggregator.health.check()
    needs_person = any(finding.severity == "person" for finding in health.findings)
    found = [{"code": each.code, "severity": each.severity} for each in health.findings]
    body = {
        "status": "needs_person" if needs_person else "warning" if found else "ok",
        "checked_at": health.checked_at,
        "findings": found,
        "sources_need_person": sum(source.needs_person for source in health.sources),
        "crawl_running": health.facts.is_running,
        "last_polled": health.facts.last_polled,
    }
    return JSONResponse(body, status_code=503 if needs_person else 200)


async def show_metrics(request: Request) -> Response:
    """Return the present numbers in the text format of Prometheus."""
    registry = CollectorRegistry()
    registry.register(_Numbers(request.app.state.aggregator.health.measure()))
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


class _Numbers(Collector):
    """Hands stored numbers to a registry: the interface of prometheus_client."""

    def __init__(self, measured: Measurements) -> None:
        self._measured = measured

    def collect(self) -> Iterable[Metric]:
        return _make_metrics(self._measured)


def _make_metrics(found: Measurements) -> Iterator[Metric]:
    """Yields each number under its name, with its description."""
    for name, says, value in (
        ("articles", "Stored articles.", found.articles),
        ("articles_stored_last_hour", "Articles stored in the last hour.", found.stored_last_hour),
        ("crawl_running", "1 while a crawl runs.", found.crawl_running),
        ("feeds", "Feeds that are crawled.", found.feeds),
        ("feeds_due", "Feeds that are due.", found.feeds_due),
        ("feeds_failing", "Feeds whose last poll failed.", found.feeds_failing),
        ("feeds_late", "Feeds that have been due for more than an hour.", found.feeds_late),
        ("free_bytes", "Bytes free on the disk of the database.", found.free_bytes),
        ("outage", "1 while the own network is out.", found.outage),
        ("sources_need_person", "Sources that need a person.", found.sources_need_person),
        ("takedown_cases_open", "Takedown cases that are not closed.", found.takedowns_open),
    ):
        yield GaugeMetricFamily(f"aggregator_{name}", says, value=value)
    for name, says, seconds in (
        ("delay_seconds", "Mean delay of today, from the claimed date to when it is stored.", found.mean_delay_s),
        ("last_poll_age_seconds", "Seconds since a feed answered.", found.last_poll_age_s),
        ("takedown_deadline_seconds", "Seconds until the next deadline of a takedown.", found.takedown_deadline_s),
    ):  # fmt: skip
        if seconds is not None:
            yield GaugeMetricFamily(f"aggregator_{name}", says, value=seconds)
    yield _make_labelled(
        GaugeMetricFamily("aggregator_pages", "Pages without an article, by state.", labels=["state"]),
        found.pages_by_state,
    )  # fmt: skip
    yield _make_labelled(
        CounterMetricFamily("aggregator_events", "Events of crawls, by kind.", labels=["kind"]),
        found.events_by_kind,
    )


def _make_labelled(metric: Metric, numbers: dict[str, int]) -> Metric:
    for label, number in sorted(numbers.items()):
        metric.add_metric([label], number)  # type: ignore[attr-defined]  # both families have it, their base has not
    return metric
