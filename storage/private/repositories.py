"""The repositories of the private file."""

from functools import cached_property
from pathlib import Path

from aggregator.errors import StorageError
from storage.private.comments import Comments
from storage.private.counter_notices import CounterNotices
from storage.private.erasures import Erasures
from storage.private.hidden_articles import HiddenArticles
from storage.private.keys import Keys
from storage.private.latest_time import LatestTimes
from storage.private.personal_data import PersonalData
from storage.private.quoting_rows import QuotingRows
from storage.private.recipient_notices import RecipientNotices
from storage.private.retention import PrivateRetention
from storage.private.takedown_cases import TakedownCases
from storage.private.takedown_log import TakedownLog
from storage.private.takedown_mails import TakedownMails
from storage.private.takedown_notes import TakedownNotes
from storage.private.takedown_proofs import TakedownProofs
from storage.private.takedown_receipts import TakedownReceipts
from storage.private.takedown_senders import TakedownSenders
from storage.private.transparency import Transparency
from storage.private.used_tokens import UsedTokens
from storage.private.watches import Watches
from storage.private.websub import Subscriptions
from storage.private.written_files import WrittenFiles
from storage.sqlite.connection import Database
from storage.sqlite.residual_data import PrivateResidualData


class PrivateRepositories:
    """The private file, and one repository for each of its subjects.

    `private` is None where there is no private file; the repositories then raise StorageError.
    """

    def __init__(self, private: Database | None, path: Path) -> None:
        self.private = private
        self.path = path  # of the main file

    def private_file(self) -> Database:
        """The private file. Raises StorageError when there is none."""
        if self.private is None:
            raise StorageError(f"no private file beside {self.path}: restore it from a backup")
        return self.private

    @cached_property
    def keys(self) -> Keys:
        return Keys(self.private_file())

    @cached_property
    def private_retention(self) -> PrivateRetention:
        return PrivateRetention(self.private_file())

    @cached_property
    def takedown_cases(self) -> TakedownCases:
        return TakedownCases(self.private_file())

    @cached_property
    def takedown_senders(self) -> TakedownSenders:
        return TakedownSenders(self.private_file())

    @cached_property
    def takedown_notes(self) -> TakedownNotes:
        return TakedownNotes(self.private_file())

    @cached_property
    def takedown_mails(self) -> TakedownMails:
        return TakedownMails(self.private_file())

    @cached_property
    def takedown_proofs(self) -> TakedownProofs:
        return TakedownProofs(self.private_file())

    @cached_property
    def transparency(self) -> Transparency:
        return Transparency(self.private_file())

    @cached_property
    def used_tokens(self) -> UsedTokens:
        return UsedTokens(self.private_file())

    @cached_property
    def erasures(self) -> Erasures:
        return Erasures(self.private_file())

    @cached_property
    def written_files(self) -> WrittenFiles:
        return WrittenFiles(self.private_file())

    @cached_property
    def hidden_articles(self) -> HiddenArticles:
        return HiddenArticles(self.private_file())

    @cached_property
    def quoting_rows(self) -> QuotingRows:
        return QuotingRows(self.private_file())

    @cached_property
    def comments(self) -> Comments:
        return Comments(self.private_file())

    @cached_property
    def watches(self) -> Watches:
        return Watches(self.private_file())

    @cached_property
    def subscriptions(self) -> Subscriptions:
        return Subscriptions(self.private_file())

    @cached_property
    def private_residual_data(self) -> PrivateResidualData:
        return PrivateResidualData(self.private_file())

    @cached_property
    def takedown_log(self) -> TakedownLog:
        return TakedownLog(self.private_file())

    @cached_property
    def takedown_receipts(self) -> TakedownReceipts:
        return TakedownReceipts(self.private_file())

    @cached_property
    def counter_notices(self) -> CounterNotices:
        return CounterNotices(self.private_file())

    @cached_property
    def recipient_notices(self) -> RecipientNotices:
        return RecipientNotices(self.private_file())

    @cached_property
    def personal_data(self) -> PersonalData:
        return PersonalData(self.private_file())

    @cached_property
    def latest_time(self) -> LatestTimes:
        return LatestTimes(self.private_file())
