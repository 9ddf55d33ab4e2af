"""How long a reader of hostile input may take."""

from collections.abc import Callable
from time import process_time

MOST = 3.0  # seconds of CPU; each of these inputs takes less than a tenth of it


def check(task: Callable[[], object]) -> None:
    """Runs a task. Raises AssertionError when it takes too long."""
    begun = process_time()
    task()
    assert process_time() - begun < MOST
