"""Generated texts for the tests of linking."""

import random


def made_up_text(count: int, seed: int = 0) -> str:
    """Returns `count` words of an invented language; texts of different seeds share nothing."""
    draw = random.Random(seed)
    return " ".join(f"w{draw.randrange(10**9)}" for _ in range(count))


def spelled_text(count: int, seed: int = 0) -> str:
    """Returns such a text without digits, which lines fold."""
    return made_up_text(count, seed).translate(str.maketrans("0123456789", "abcdefghij"))
