"""The repositories that takedown reads and writes."""

from dataclasses import dataclass
from pathlib import Path

from aggregator.config import DEFAULT_TAKEDOWN, TakedownConfig
from aggregator.stories.repositories import StoryRepositories
from storage.corpus.addresses import Addresses
from storage.corpus.erasure import Erasure
from storage.corpus.last_erasure import LastErasure
from storage.corpus.page_facts import PageFactsReader
from storage.corpus.quotations import Quotations
from storage.corpus.verdicts import Verdicts
from storage.frontier.sources import Sources
from storage.private.erasures import Erasures
from storage.private.hidden_articles import HiddenArticles
from storage.private.keys import Keys
from storage.private.quoting_rows import QuotingRows
from storage.private.takedown_cases import TakedownCases
from storage.private.takedown_mails import TakedownMails
from storage.private.takedown_proofs import TakedownProofs
from storage.private.takedown_receipts import TakedownReceipts
from storage.private.takedown_senders import TakedownSenders
from storage.private.tombstones import Tombstones
from storage.private.written_files import WrittenFiles
from storage.sqlite.residual_data import MainResidualData, PrivateResidualData
from storage.store import Store


@dataclass(frozen=True, slots=True)
class PrivateBlocklist:
    """What the private file adds to the tombstones: their key, and the numbers of cases."""

    keys: Keys
    cases: TakedownCases


@dataclass(frozen=True, slots=True)
class Blocklist:
    """What blocks addresses and texts that were taken down.

    `private` is None where there is no private file: then nothing can be recognised.
    """

    tombstones: Tombstones
    private: PrivateBlocklist | None

    @classmethod
    def of(cls, store: Store) -> "Blocklist":
        """Returns the block list of an open database."""
        if store.private is None:
            return cls(store.tombstones, None)
        return cls(store.tombstones, PrivateBlocklist(store.keys, store.takedown_cases))


@dataclass(frozen=True, slots=True)
class PreviewRepositories:
    """What is read to say which articles a request affects."""

    addresses: Addresses
    stories: StoryRepositories
    erasure: Erasure
    blocklist: Blocklist

    @classmethod
    def of(cls, store: Store) -> "PreviewRepositories":
        """Returns the repositories of an open database."""
        stories = StoryRepositories.of(store)
        return cls(store.addresses, stories, store.erasure, Blocklist.of(store))


@dataclass(frozen=True, slots=True)
class TakedownStore:
    """What hiding, erasing and proving read and write, in both files."""

    path: Path  # of the main file, for error messages
    preview: PreviewRepositories
    addresses: Addresses
    stories: StoryRepositories
    verdicts: Verdicts
    sources: Sources
    erasure: Erasure
    page_facts: PageFactsReader
    quotations: Quotations
    tombstones: Tombstones
    last_erasure: LastErasure
    residual_data: MainResidualData
    cases: TakedownCases
    mails: TakedownMails
    receipts: TakedownReceipts
    proofs: TakedownProofs
    senders: TakedownSenders
    keys: Keys
    hidden_articles: HiddenArticles
    erasures: Erasures
    written_files: WrittenFiles
    quoting_rows: QuotingRows
    private_residual_data: PrivateResidualData
    erase_after_hours: float  # after receipt, see TakedownConfig

    @classmethod
    def of(cls, store: Store, config: TakedownConfig = DEFAULT_TAKEDOWN) -> "TakedownStore":
        """Returns the repositories of an open database. Raises StorageError without a private file."""
        preview = PreviewRepositories.of(store)
        return cls(
            path=store.path,
            preview=preview,
            addresses=store.addresses,
            stories=preview.stories,
            verdicts=store.verdicts,
            sources=store.sources,
            erasure=store.erasure,
            page_facts=store.page_facts,
            quotations=store.quotations,
            tombstones=store.tombstones,
            last_erasure=store.last_erasure,
            residual_data=store.residual_data,
            cases=store.takedown_cases,
            mails=store.takedown_mails,
            receipts=store.takedown_receipts,
            proofs=store.takedown_proofs,
            senders=store.takedown_senders,
            keys=store.keys,
            hidden_articles=store.hidden_articles,
            erasures=store.erasures,
            written_files=store.written_files,
            quoting_rows=store.quoting_rows,
            private_residual_data=store.private_residual_data,
            erase_after_hours=config.erase_after_hours,
        )
