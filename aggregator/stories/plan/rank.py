"""The order in which texts may lead a story: a text leads those of higher rank that resemble it.

Longer texts come first, in length classes of 1 %; within a class the shortest text, then the hash of the
text. The order is fixed by the texts alone: among the same matches the same text leads in any order of
arrival. The classes bound the cost of a text that grows: its story gets another leader when the text
reaches the next class, not with every word.
"""

from bisect import bisect_right

LENGTH_STEP = 1.01  # a class begins where a text is longer by so much than the class before
LONGEST = 100_000_000  # tokens of the last class

Rank = tuple[int, int, str]


def _compute_length_class_starts() -> list[int]:
    """The first length of each class, in tokens."""
    lengths = [1]
    while lengths[-1] < LONGEST:
        lengths.append(max(lengths[-1] + 1, int(lengths[-1] * LENGTH_STEP)))
    return lengths


_FIRST_LENGTHS = _compute_length_class_starts()


def rank(tokens: int, text_hash: str) -> Rank:
    """Returns the sort key of a text of so many tokens: the lower key leads."""
    return (-bisect_right(_FIRST_LENGTHS, tokens), tokens, text_hash)
