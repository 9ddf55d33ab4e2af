"""What checks of the shipped feeds found: beside each country's file one for its states, a line for each feed.

`ke.states.toml` belongs to `ke.toml`. It is written by `source check --seeds`, in the order of addresses.
"""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from aggregator.errors import ReadingError
from aggregator.formats import part_files

DEAD_AFTER = 3  # checks in a row, on different days, at which a feed could not be read
UNREAD = "failed"  # the health of a feed that gave no answer that could be read
HEAD = "# Written by `aggregator source check --seeds`.\n"


@dataclass(frozen=True, slots=True)
class SeedState:
    """How a feed was at its last check, and for how many checks in a row it has failed."""

    health: str
    checked: str  # day
    failures: int = 0
    since: str = ""  # day of the first of them

    @property
    def is_dead(self) -> bool:
        """Returns whether the feed failed so often that it is left out."""
        return self.failures >= DEAD_AFTER


def note_check(before: SeedState | None, health: str, today: str) -> SeedState:
    """Returns the state of a feed after a check. A second failure on one day does not count."""
    if health != UNREAD:
        return SeedState(health, today)
    if before is None or not before.failures:
        return SeedState(health, today, 1, today)
    return SeedState(health, today, before.failures + (before.checked < today), before.since)


def is_fresh(state: SeedState | None, today: str) -> bool:
    """Returns whether a feed was checked today or yesterday: a check that was interrupted goes on after it."""
    return (
        state is not None
        and (date.fromisoformat(today) - date.fromisoformat(state.checked)).days <= 1
    )


def read_states(seeds: Path) -> dict[str, SeedState]:
    """Returns the states of the feeds of a country's file, by address. Raises ReadingError."""
    path = _states_path(seeds)
    if not path.exists():
        return {}
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))
        return {url: SeedState(**row) for url, row in rows.items()}
    except (tomllib.TOMLDecodeError, TypeError) as error:
        raise ReadingError(f"{path} is damaged: {error}: mend or delete it") from error


def write_states(seeds: Path, states: Mapping[str, SeedState]) -> None:
    """Writes the states of the feeds of a country's file, whole or not at all."""
    with part_files.writing(_states_path(seeds)) as part:
        lines = (_render(url, state) for url, state in sorted(states.items()))
        part.write_text(HEAD + "".join(lines), encoding="utf-8")


def _states_path(seeds: Path) -> Path:
    return seeds.with_suffix(".states.toml")


def _render(url: str, state: SeedState) -> str:
    failed = f', failures = {state.failures}, since = "{state.since}"' if state.failures else ""
    return f'{json.dumps(url)} = {{ health = "{state.health}", checked = "{state.checked}"{failed} }}\n'
