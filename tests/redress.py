"""What the tests about redress share: counter-notices, and runs of the worker at chosen times."""

from dataclasses import replace

from aggregator.api import Aggregator
from aggregator.config import TakedownConfig
from aggregator.results.redress import RedressReport
from aggregator.takedown import redress
from aggregator.takedown.redress.repositories import RedressStore
from aggregator.takedown.types import CounterNotice
from tests.takedowns import COPY

COUNTER = CounterNotice(
    number="",
    url=COPY,
    name="Ida Copier",
    email="ida@copier.example",
    postal_address="1 Quay, Port Linden",
    phone="+1 555 0100",
    reason="We have a licence",
    statements=("mistake", "jurisdiction"),
    signature="Ida Copier",
    channel="link",
)


def counter_of(number: str, **fields: str) -> CounterNotice:
    """A whole counter-notice on the copy."""
    return replace(COUNTER, number=number, **fields)


def do_due(made: Aggregator, now: str, config: TakedownConfig | None = None) -> RedressReport:
    """What the worker does besides erasing, at a chosen time."""
    return redress.run_due(RedressStore.of(made.store), config or TakedownConfig(), now)


def queued(made: Aggregator, kind: str) -> list[str]:
    """The addresses of queued mails of a kind."""
    rows = made.store.private_file().execute(
        "SELECT address FROM takedown_mails WHERE kind = ? ORDER BY id", [kind]
    )
    return [address for (address,) in rows]


def events(made: Aggregator, number: str) -> list[str]:
    """What the log of a case says, in order."""
    return [entry.event for entry in made.takedowns.log(number)]
