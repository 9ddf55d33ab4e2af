"""Alerts: one mail or request a day when something needs a person, from `status --notify` and `crawl --watch`."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from aggregator.cli.repeating import repeating
from aggregator.cli.session import Session
from aggregator.errors import AggregatorError, UsageError

if TYPE_CHECKING:
    from aggregator.config import Config
    from aggregator.health.alerts import Alert

NOT_SET = "nobody is written to: set mail or webhook in [alerts]"
WATCH_PAUSE = 3600.0  # seconds between two looks of a crawl that goes on
MAX_ANSWER = 64 * 1024  # bytes of the answer to a webhook


def notify(session: Session) -> bool:
    """Sends an alert if one is due; returns whether it did. Raises UsageError without an address, AggregatorError."""
    settings = session.settings()
    if not is_set(settings):
        raise UsageError(NOT_SET)
    with session.open_existing() as aggregator:
        alert = aggregator.health.find_alert()
        if alert is None:
            return False
        errors = [*_send(alert, settings)]
        if len(errors) < bool(settings.alerts.mail) + bool(settings.alerts.webhook):
            aggregator.health.note_alert(alert)
    if errors:
        raise AggregatorError("; ".join(errors))
    return True


def is_set(settings: "Config") -> bool:
    """Returns whether somebody is to be written to."""
    return bool(settings.alerts.mail or settings.alerts.webhook)


@contextmanager
def notifying(session: Session) -> Iterator[None]:
    """Sends alerts when they are due until the end of the block, on a thread with connections of its own."""
    if not is_set(session.settings()):
        yield
        return
    with repeating(partial(notify, session), WATCH_PAUSE, "no alert could be sent"):
        yield


def _send(alert: "Alert", settings: "Config") -> Iterator[str]:
    """Sends an alert to each address that is set; yields why one could not be reached."""
    text = _format_text(alert)
    if settings.alerts.mail:
        from aggregator.takedown.mail.outgoing import send_alone

        try:
            send_alone(settings.mail, settings.alerts.mail, f"aggregator: {alert.subject}", text)
        except AggregatorError as error:
            yield f"{settings.alerts.mail}: {error}"
    if settings.alerts.webhook:
        try:
            _post(alert, text, settings)
        except AggregatorError as error:
            yield f"the webhook: {error}"


def _post(alert: "Alert", text: str, settings: "Config") -> None:
    """Posts an alert as JSON. `text` is what chat programs show."""
    import msgspec

    from aggregator.crawl.single_requests import request

    body = {
        "text": f"{alert.subject}\n{text}",
        "subject": alert.subject,
        "findings": msgspec.to_builtins(alert.findings),
        "sources": msgspec.to_builtins(alert.sources),
    }
    answer = request(
        "POST",
        settings.alerts.webhook,
        settings.crawl,
        max_bytes=MAX_ANSWER,
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    if not 200 <= answer.status < 300:
        raise AggregatorError(f"HTTP {answer.status}")


def _format_text(alert: "Alert") -> str:
    lines = [f"{finding.says}\n  -> {finding.do}" for finding in alert.findings]
    for source in alert.sources:
        lines.append(f"{source.source}")
        lines += [
            f"  {each.says}\n  -> {each.do}"
            for each in source.findings
            if each.severity == "person"
        ]
    left = alert.number - len(alert.sources)
    if left:
        lines.append(f"and {left} more: `aggregator source list --needs-person`")
    return "\n".join(lines) + "\n"
