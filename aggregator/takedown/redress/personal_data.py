"""The erasure of personal data: each case that ended gets a date for it, see `rules.retention`."""

from aggregator.takedown.redress.repositories import RedressStore
from aggregator.takedown.rules import retention

CHECKPOINT_SECONDS = (
    5.0  # until what was deleted leaves the write-ahead log; a later run tries again
)


def set_dates(store: RedressStore) -> None:
    """Give cases that ended the date at which what they say of persons is deleted."""
    for case_id, state, ended_at in store.personal_data.list_without_date():
        until = retention.compute_personal_until(state, ended_at)
        if until is not None:
            with store.takedown.cases.transaction():
                store.personal_data.set_date(case_id, until)


def delete_due(store: RedressStore, now: str) -> int:
    """Delete personal data whose date has come, and say so in the log; returns the number of cases.

    Of mails a hash of their id stays, so that one that still lies in the mailbox is not filed again.
    """
    due = store.personal_data.list_due(now)
    for case_id in due:
        with store.takedown.cases.transaction():
            deleted = store.personal_data.delete(case_id)
            store.takedown.mails.blank([case_id])
            store.takedown.cases.add_log_entry(
                case_id,
                now,
                "system",
                "personal data deleted",
                f"{deleted.requests} requests, {deleted.proofs} proofs, {deleted.mails} mails, "
                f"{deleted.counter_notices} counter-notices",
            )
    if due:
        store.takedown.private_residual_data.checkpoint(CHECKPOINT_SECONDS)
    return len(due)
