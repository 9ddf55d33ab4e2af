"""The repositories that redress reads and writes."""

from dataclasses import dataclass

from aggregator.takedown.receipts import ReceiptStore
from aggregator.takedown.repositories import TakedownStore
from storage.frontier.sqlite_frontier import SqliteFrontier
from storage.private.counter_notices import CounterNotices
from storage.private.personal_data import PersonalData
from storage.private.recipient_notices import RecipientNotices
from storage.private.takedown_log import TakedownLog
from storage.store import Store


@dataclass(frozen=True, slots=True)
class RedressStore:
    """What counter-notices, restoring, alarms, notices and the erasure of personal data need."""

    takedown: TakedownStore
    receipts: ReceiptStore
    counters: CounterNotices
    frontier: SqliteFrontier
    log: TakedownLog
    notices: RecipientNotices
    personal_data: PersonalData

    @classmethod
    def of(cls, store: Store) -> "RedressStore":
        """Returns the repositories of an open database. Raises StorageError without a private file."""
        return cls(
            takedown=TakedownStore.of(store),
            receipts=ReceiptStore.of(store),
            counters=store.counter_notices,
            frontier=store.frontier,
            log=store.takedown_log,
            notices=store.recipient_notices,
            personal_data=store.personal_data,
        )
