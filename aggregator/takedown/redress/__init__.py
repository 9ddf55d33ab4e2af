"""What follows a request: counter-notices, restoring, alarms, receipts, notices, erasure of personal data."""

from aggregator.config import TakedownConfig
from aggregator.results.redress import RedressReport
from aggregator.takedown import receipts
from aggregator.takedown.receipts import Stamp
from aggregator.takedown.redress import (
    alarms,
    counter_notices,
    personal_data,
    recipients,
)
from aggregator.takedown.redress.repositories import RedressStore
from storage.sqlite.connection import explain_sqlite_errors


def run_due(
    store: RedressStore, config: TakedownConfig, now: str, stamp: Stamp | None = None
) -> RedressReport:
    """Do all that is due by now besides hiding and erasing. Safe to stop and to run again.

    `stamp` adds a time stamp to receipts; it may use the network.
    """
    with explain_sqlite_errors(store.takedown.path):
        restored, waiting = counter_notices.restore_due(store, now)
        raised, breached = alarms.raise_due(store, config.alarm_to, waiting, now)
        issued = receipts.issue_due(store.receipts, config.backup_days, now, stamp)
        queued = recipients.queue_notices(store, config.recipients, now)
        personal_data.set_dates(store)
        persons = personal_data.delete_due(store, now)
    return RedressReport(restored, raised, breached, issued, queued, persons)
