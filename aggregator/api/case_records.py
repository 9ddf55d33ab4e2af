"""What an operator reads and notes on a takedown case: `Aggregator.case_records`."""

from msgspec.structs import asdict

from aggregator import results
from aggregator.api.takedowns import Takedowns
from storage.store import Store


class CaseRecords:
    """Takedown cases with everything that is kept of them: `Aggregator.case_records`."""

    def __init__(self, store: Store, takedowns: Takedowns) -> None:
        self._store = store
        self._takedowns = takedowns

    def get(self, number: str) -> results.TakedownCaseRecord:
        """Return one case with its requests, proofs, notes and mails. Raises NotStored."""
        case = self._takedowns.get(number)
        return results.TakedownCaseRecord(
            **asdict(case),
            requests=tuple(self._store.takedown_cases.list_requests(case.id)),
            proofs=tuple(self._store.takedown_proofs.list_of_case(case.id)),
            notes=tuple(self._store.takedown_notes.list_of_case(case.id)),
            mails=tuple(self._store.takedown_mails.list_of_case(case.id)),
        )

    def note(self, number: str, text: str) -> None:
        """Note something on a case. Raises NotStored."""
        from aggregator.takedown import case_time

        case_id = self._takedowns.get(number).id
        now = case_time.take_now(self._store.latest_time)
        with self._store.takedown_cases.transaction():
            self._store.takedown_notes.add(case_id, now, text)
