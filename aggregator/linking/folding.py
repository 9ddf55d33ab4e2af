"""Folds texts for matching: two texts that a reader takes for the same wording fold alike.

`fold` is NFKC with these differences: case is folded (`str.casefold`, so that the sharp s and the Greek
final sigma agree with their capitals, which `str.lower` does not reach); characters that nobody
sees, accents, and the vowel points of Hebrew and Arabic are dropped; a letter that looks like a Latin
letter becomes that letter, in every text, also in one that is written in Greek or Cyrillic. So
both sides of a comparison agree, whatever script their words are taken for.

Every character is folded by itself, so that the cost is that of a look-up in a table. Two steps
need neighbours: joiners, and marks that are composed with their letter.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from unicodedata import category, is_normalized, normalize

from aggregator.linking.confusables import ARABIC, CONFUSABLES

FOLDING = 2  # the version of `fold`; a tombstone says by which version it was made
FORMER_FOLDINGS = (1,)  # see `former_folding`
JOINERS = "\u200c\u200d"  # zero width non-joiner and joiner

# Unicode's property Default_Ignorable_Code_Point (DerivedCoreProperties.txt) without the joiners:
# soft hyphen, zero width space, direction marks, fillers, variation selectors, tags. And the anchors of
# interlinear annotations, U+FFF9 to U+FFFB, and the hair space, which is hardly seen within a word.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180b-\u180f\u200a-\u200b\u200e-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# Combining marks of no script, of Cyrillic, the points of Hebrew and Arabic with the sign that
# stretches an Arabic word. Marks that make another letter or syllable stay: of kana, of the scripts of India, of Thai.
_ACCENTS = (
    "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
    "\u0591-\u05bd\u05bf\u05c1-\u05c2\u05c4-\u05c5\u05c7"
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7-\u06e8\u06ea-\u06ed\u0898-\u089f\u08ca-\u08e1\u08e3-\u08ff"
)
_DROPPED = re.compile(f"[{_INVISIBLE}{_ACCENTS}]")
_ALL_INVISIBLE = re.compile(f"[{_INVISIBLE}]")
_LOOK_ALIKES = str.maketrans(
    {letter: shown for shown, letters in (*CONFUSABLES, *ARABIC) for letter in letters}
)

# Where a joiner changes what is read (RFC 5892, appendix A; Unicode Standard Annex #31): next to the sign
# that takes a consonant its vowel (combining class 9), and, if it separates, between Arabic letters
# that would be joined (ArabicShaping.txt: the first one of joining type D, the second of D or R).
_VIRAMAS = (
    "\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d3b\u0d3c\u0d4d\u0dca\u0e3a\u0eba\u0f84\u1039\u103a"
    "\u1714\u1715\u1734\u17d2\u1a60\u1b44\u1baa\u1bab\u1bf2\u1bf3\u2d7f\ua806\ua82c\ua8c4\ua953\ua9c0\uaaf6\uabed"
)
_DUAL_JOINING = (
    "\u0620\u0626\u0628\u062a-\u062e\u0633-\u063f\u0641-\u0647\u0649-\u064a\u066e-\u066f\u0678-\u0687"
    "\u069a-\u06bf\u06c1-\u06c2\u06cc\u06ce\u06d0-\u06d1\u06fa-\u06fc\u06ff\u075c-\u076a\u076d-\u0770\u0772"
    "\u0775-\u0777\u077a-\u077f\u0886\u0889-\u088d\u08a0-\u08a9\u08af-\u08b0\u08b3-\u08b8\u08ba-\u08c8"
)
_RIGHT_JOINING = (
    "\u0622-\u0625\u0627\u0629\u062f-\u0632\u0648\u0671-\u0673\u0675-\u0677\u0688-\u0699\u06c0\u06c3-\u06cb"
    "\u06cd\u06cf\u06d2-\u06d3\u06d5\u06ee-\u06ef\u0759-\u075b\u076b-\u076c\u0771\u0773-\u0774\u0778-\u0779"
    "\u0870-\u0882\u088e\u08aa-\u08ac\u08ae\u08b1-\u08b2\u08b9"
)
# A row of joiners; a group catches the one of them that stays.
_JOINERS = re.compile(
    f"(?<=[{_VIRAMAS}])([{JOINERS}])[{JOINERS}]*"
    f"|(\u200d)[{JOINERS}]*(?=[{_VIRAMAS}])"
    f"|(?<=[{_DUAL_JOINING}])\u200d*(\u200c)[{JOINERS}]*(?=[{_DUAL_JOINING}{_RIGHT_JOINING}])"
    f"|[{JOINERS}]+"
)
MAX_MARKS = 30  # on one letter (Stream-Safe Text Format, Unicode Standard Annex #15)
CACHED_BELOW = 0x30000  # where letters end; bounds the memory of a process that reads any text


class _FoldedCharacters(dict[int, str]):
    """A table for `str.translate`: each character folded, filled when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        if code < CACHED_BELOW or not folded:
            self[code] = folded
        return folded


_FOLDED = _FoldedCharacters()


def fold(text: str) -> str:
    """Returns a text folded for matching. Folding it again changes nothing."""
    if text.isascii():
        return text.lower()
    folded = text.translate(_FOLDED)
    if has_joiners(folded):
        folded = _JOINERS.sub(r"\1\2\3", folded)
    if not is_normalized("NFC", folded):
        folded = "".join(cluster for _, cluster in _compose_clusters(folded))
    return folded


def fold_with_offsets(text: str) -> tuple[str, list[int]]:
    """Returns a folded text and the offset in the text as written that each character comes from.

    There is one offset more, the length of the text.
    """
    pieces = [_FOLDED[code] for code in map(ord, text)]
    folded = "".join(pieces)
    offsets = [i for i, piece in enumerate(pieces) for _ in piece]
    if has_joiners(folded):
        folded, offsets = _drop_joiners_with_offsets(folded, offsets)
    if not is_normalized("NFC", folded):
        clusters = list(_compose_clusters(folded))
        folded = "".join(cluster for _, cluster in clusters)
        offsets = [offsets[start] for start, cluster in clusters for _ in cluster]
    return folded, [*offsets, len(text)]


def drop_invisible(text: str) -> str:
    """Returns a text as written, without the characters that nobody sees."""
    return text if text.isascii() else _ALL_INVISIBLE.sub("", text)


def has_joiners(text: str) -> bool:
    """Returns whether a text holds a zero width joiner or non-joiner."""
    return "\u200c" in text or "\u200d" in text


def _fold_character(character: str) -> str:
    decomposed = normalize("NFKD", normalize("NFKD", drop_invisible(character)).casefold())
    return normalize("NFC", _DROPPED.sub("", decomposed).translate(_LOOK_ALIKES))


def _drop_joiners_with_offsets(folded: str, offsets: list[int]) -> tuple[str, list[int]]:
    """Returns a text without the joiners that change nothing, and the offsets of what is left."""
    kept: list[int] = []
    end = 0
    for match in _JOINERS.finditer(folded):
        kept.extend(range(end, match.start()))
        if match.lastindex:
            kept.append(match.start(match.lastindex))
        end = match.end()
    kept.extend(range(end, len(folded)))
    return "".join(folded[i] for i in kept), [offsets[i] for i in kept]


def _compose_clusters(text: str) -> Iterator[tuple[int, str]]:
    """Yields the start of each character with its marks, and both composed; MAX_MARKS of them count.

    Composing a whole text takes quadratic time where thousands of marks follow one another.
    """
    starts = [i for i, character in enumerate(text) if not i or not _extends(character)]
    for start, end in pairwise([*starts, len(text)]):
        yield start, normalize("NFC", text[start : min(end, start + 1 + MAX_MARKS)])


def _extends(character: str) -> bool:
    """Returns whether a character may be composed with the one before: a mark, or a Hangul vowel or final."""
    return category(character)[0] == "M" or "\u1161" <= character <= "\u11ff"
