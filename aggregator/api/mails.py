"""Mails of takedown cases: `Aggregator.mails`."""

from typing import TYPE_CHECKING

from aggregator import results
from aggregator.api.takedowns import Takedowns
from aggregator.config import DEFAULT_TAKEDOWN, Config, TakedownConfig
from storage.store import Store

if TYPE_CHECKING:
    from aggregator.takedown.mail.intake import Intake
    from aggregator.takedown.repositories import TakedownStore


class Mails:
    """Mails of takedown cases, received and sent: `Aggregator.mails`."""

    def __init__(self, store: Store, config: TakedownConfig = DEFAULT_TAKEDOWN) -> None:
        self._store = store
        self._config = config

    def receive(
        self, raw: bytes, config: Config, mailbox: str = "", uid: str = ""
    ) -> results.PolledMail:
        """File one mail as it was received: a request opens or joins cases, a reply is filed in its case.

        A mail that was received before changes nothing. Raises AggregatorError when it cannot be filed now.
        """
        from aggregator.takedown.mail.intake import receive

        return receive(self._make_intake(config), raw, mailbox, uid)

    def inspect(self, raw: bytes, config: Config, uid: str = "") -> results.PolledMail:
        """Return what a mail is and which of its addresses are stored, and change nothing."""
        from aggregator.takedown.mail.intake import inspect

        return inspect(self._takedown_store(), config, raw, uid)

    def count_queued(self) -> int:
        """Return how many mails wait to be sent."""
        return self._store.takedown_mails.count_queued()

    def list_processed(self, mailbox: str) -> set[str]:
        """Return the numbers of the mails in a mailbox that need not be fetched again."""
        return self._store.takedown_mails.list_uids(mailbox)

    def forget_old(self) -> None:
        """Delete the words and senders of mails of no case after 30 days."""
        from aggregator.takedown.mail.intake import forget_old_mails

        forget_old_mails(self._takedown_store(), self._now())

    def send_due(self, config: Config) -> results.SentMails:
        """Send the queued mails whose time has come."""
        from aggregator.takedown.mail.outgoing import send_due

        return send_due(self._takedown_store(), config, self._now())

    def list_of_case(self, number: str) -> list[results.TakedownMail]:
        """Return the mails of a case, oldest first. Raises NotStored."""
        return self._store.takedown_mails.list_of_case(Takedowns(self._store).get(number).id)

    def list_without_case(self) -> list[results.TakedownMail]:
        """Return the mails that belong to no case, oldest first."""
        return self._store.takedown_mails.list_of_case(None)

    def _make_intake(self, config: Config) -> "Intake":
        from aggregator.takedown.mail.intake import Intake

        takedowns = Takedowns(self._store, self._config)
        return Intake(
            self._takedown_store(), config, takedowns.submit, takedowns.record_proof, self._now()
        )

    def _now(self) -> str:
        from aggregator.takedown import case_time

        return case_time.take_now(self._store.latest_time)

    def _takedown_store(self) -> "TakedownStore":
        from aggregator.takedown.repositories import TakedownStore

        return TakedownStore.of(self._store, self._config)
