"""Passages that a text has changed since, and whether a copy still carries them.

A change is only told where a reader would call it one. It counts when

- a number, a name or a "not" changed, however short,
- at least REPLACED words were replaced by others, or
- at least REMOVED words were taken out.

It does not count when words were only added, moved, or spelled differently; within a clock time or a
date in figures; in a line that is no sentence (a stamp, a caption, a heading); and not at all when
the text lost more than half of its words: then it is another text, or was cut for a paywall.
Punctuation, case and quotation marks are no words.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from aggregator.linking.changes import Change, diff, merge_close
from aggregator.linking.words import count_tokens, word_spans

State = Literal["carried", "followed", "gone"]
Shingle = tuple[str, ...]
ShingleSet = frozenset[Shingle]

REPLACED = 3  # words
REMOVED = 8  # words
NEAREST = 3  # equal words that keep two changes apart
AROUND = 4  # words beside a change that have to stand in a copy as well, within its sentence
SHOWN = 25  # words of its sentence shown on either side
SIZE = 3  # words of the runs that a copy is asked for
HELD = 0.6  # share of them from which a copy holds a passage: its neighbours may be edited
STAMP = 12  # words from which a line without a full stop is text all the same
LONGEST = 10_000  # words of a text that is looked at
MOST = 50  # passages of a text

# Words that turn a sentence round, as `words` folds them. To add a language, add a line.
NEGATIONS: tuple[tuple[str, str], ...] = (
    ("ar", "لا لم لن ليس ليست"),
    ("cs", "ne není nebyl nebyla nikdy"),
    ("da", "ikke aldrig ingen"),
    ("de", "nicht kein keine keinem keinen keiner nie niemals"),
    ("el", "δεν δε μη μην ποτέ"),
    ("en", "not no never nor neither nobody none nothing cannot t"),
    ("es", "no nunca ni ningún ninguna jamás"),
    ("fi", "ei eivät en eikä"),
    ("fr", "ne n pas jamais aucun aucune"),
    ("he", "לא אין"),
    ("hi", "नहीं"),
    ("hu", "nem nincs soha"),
    ("id", "tidak bukan"),
    ("it", "non mai nessun nessuna"),
    ("nl", "niet geen nooit"),
    ("no", "ikke aldri ingen"),
    ("pl", "nie nigdy"),
    ("pt", "não nunca nem nenhum nenhuma"),
    ("ro", "nu niciodată"),
    ("ru", "не нет ни никогда"),
    ("sv", "inte aldrig ingen"),
    ("tr", "değil hiçbir"),
    ("uk", "не ні ніколи"),
    ("vi", "không chưa"),
)
# Numbers in words, without those that are articles too. To add a language, add a line.
NUMBERS: tuple[tuple[str, str], ...] = (
    (
        "de",
        "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf hundert tausend million millionen",
    ),
    (
        "en",
        "two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty",
    ),
    (
        "en",
        "seventy eighty ninety hundred thousand million millions billion dozen half third quarter",
    ),
    (
        "es",
        "dos tres cuatro cinco seis siete ocho nueve diez once doce veinte cien mil millón millones",
    ),
    (
        "fr",
        "deux trois quatre cinq six sept huit dix onze douze vingt trente cent mille million millions",
    ),
    (
        "it",
        "due tre quattro cinque sei sette otto nove dieci undici dodici venti cento mille milioni",
    ),
    ("nl", "twee drie vier vijf zes zeven acht negen tien elf twaalf honderd duizend miljoen"),
    ("pl", "dwa dwie trzy cztery pięć sześć siedem osiem dziewięć dziesięć sto tysiąc milion"),
    (
        "pt",
        "dois duas três quatro cinco seis sete oito nove dez onze doze vinte cem mil milhão milhões",
    ),
    ("ru", "два две три четыре пять шесть семь восемь девять десять сто тысяча миллион"),
    ("sv", "två tre fyra fem sex sju åtta nio tio elva tolv hundra tusen miljon miljoner"),
    ("tr", "iki üç dört beş altı yedi sekiz dokuz yüz bin milyon"),
)
_NUMBERS = frozenset(word for _, words in NUMBERS for word in words.split())
_NEGATIONS = frozenset(word for _, words in NEGATIONS for word in words.split())
_TIMES = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?|\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}")
_CLOSING = r"[\"'»”’)\]]*"
_END = re.compile(rf"(?:[.!?…؟।]{_CLOSING}(?=\s|$)|[。！？]{_CLOSING})|\n")
_FULL_STOP = re.compile(rf"[.!?…؟।。！？]{_CLOSING}\s*$")


@dataclass(frozen=True, slots=True)
class Correction:
    """One change as a sentence: `lead` + `was` + `tail` before, `lead` + `now` + `tail` since.

    `old` and `new` are the runs of words by which a text is known that holds the one or the other.
    """

    at: int  # the first changed word of the former text
    lead: str
    was: str
    now: str
    tail: str
    old: ShingleSet
    new: ShingleSet


def find_corrections(former: str, latest: str) -> list[Correction]:
    """What of a former wording was corrected in the latest, in the order of the former."""
    old, new = _Text(former), _Text(latest)
    if max(len(old.words), len(new.words)) > LONGEST:
        return []
    changes = diff(old.words, new.words)
    lost = sum(change.a_end - change.a for change in changes)
    if 2 * lost > len(old.words):
        return []
    counted = (one for one in merge_close(changes, NEAREST) if _counts(old, new, one))
    found = (_correction(old, new, change) for change in counted)
    return [one for one in found if one.old][:MOST]


def shingle_set(text: str) -> ShingleSet:
    """The runs of words of a text, for `state`."""
    return _runs([word for word, _, _ in word_spans(text)])


def correction_state(found: Correction, copy: ShingleSet) -> State:
    """Whether a copy still carries what was corrected, follows the correction, or has neither."""
    if _holds(copy, found.new):
        return "followed"
    return "carried" if _holds(copy, found.old) else "gone"


class _Text:
    """A text with its words, where they stand, and its sentences."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.places = list(word_spans(text))
        self.words = [word for word, _, _ in self.places]

    @cached_property
    def ends(self) -> list[int]:
        """Where its sentences end."""
        return [found.end() for found in _END.finditer(self.text)]

    @cached_property
    def times(self) -> list[tuple[int, int]]:
        """Where clock times and dates in figures stand."""
        return [found.span() for found in _TIMES.finditer(self.text)]

    @cached_property
    def runs(self) -> ShingleSet:
        return _runs(self.words)

    def sentence(self, place: int) -> int:
        """The number of the sentence that the word at this place stands in."""
        return bisect_right(self.ends, self.places[place][1])

    def around(self, start: int, end: int, most: int) -> tuple[int, int]:
        """These words with up to `most` beside them on either side, within their sentences."""
        first, last = start, end
        inner = self.sentence(start if start < len(self.words) else start - 1)
        while first > max(0, start - most) and self.sentence(first - 1) == inner:
            first -= 1
        inner = self.sentence(max(start, end - 1)) if end > start else inner
        while last < min(len(self.words), end + most) and self.sentence(last) == inner:
            last += 1
        return first, last

    def between(self, start: int, end: int) -> str:
        """The words from `start` to `end` as they are written."""
        if start >= end:
            return ""
        return " ".join(self.text[self.places[start][1] : self.places[end - 1][2]].split())

    def line(self, place: int) -> str:
        """The line that this word stands in."""
        at = self.places[place][1]
        end = self.text.find("\n", at)
        return self.text[self.text.rfind("\n", 0, at) + 1 : end if end >= 0 else len(self.text)]


def _counts(old: _Text, new: _Text, change: Change) -> bool:
    """Whether a reader would call it a change."""
    if not old.words or _is_stamp(old.line(min(change.a, len(old.words) - 1))):
        return False
    was, now = old.words[change.a : change.a_end], new.words[change.b : change.b_end]
    if _negations(was) != _negations(now):
        return True
    if not was:
        return False
    numbers = _numbers(old, change.a, change.a_end)
    if numbers and numbers != _numbers(new, change.b, change.b_end):
        return True
    names = _names(old, change.a, change.a_end)
    others = _names(new, change.b, change.b_end)
    if names and others and names != others:
        return True
    return count_tokens(old.between(change.a, change.a_end)) >= (REPLACED if now else REMOVED)


def _is_stamp(line: str) -> bool:
    return not _FULL_STOP.search(line) and count_tokens(line) < STAMP


def _negations(words: Sequence[str]) -> int:
    return sum(word in _NEGATIONS for word in words)


def _numbers(text: _Text, start: int, end: int) -> list[str]:
    """The numbers among these words that are no part of a time."""
    return [
        word
        for word, at, _ in text.places[start:end]
        if (word in _NUMBERS or any(letter.isdigit() for letter in word))
        and not any(first <= at < last for first, last in text.times)
    ]


def _names(text: _Text, start: int, end: int) -> list[str]:
    """Words with a capital that do not begin a sentence."""
    return [
        word
        for place, (word, at, _) in enumerate(text.places[start:end], start=start)
        if text.text[at].isupper() and place and text.sentence(place - 1) == text.sentence(place)
    ]


def _correction(old: _Text, new: _Text, change: Change) -> Correction:
    start, end = old.around(change.a, change.a_end, AROUND)
    to, to_end = new.around(change.b, change.b_end, AROUND)
    if change.b == change.b_end:  # only its ends, meeting, tell that something was taken out
        to, to_end = max(0, change.b - SIZE + 1), change.b + SIZE - 1
    first, last = old.around(change.a, change.a_end, SHOWN)
    lead, was = old.between(first, change.a), old.between(change.a, change.a_end)
    tail, now = old.between(change.a_end, last), new.between(change.b, change.b_end)
    return Correction(
        at=change.a,
        lead=lead,
        was=was,
        now=now,
        tail=tail,
        old=_runs(old.words[start:end]) - new.runs,
        new=_runs(new.words[to:to_end]) - old.runs,
    )


def _runs(words: Sequence[str]) -> ShingleSet:
    return frozenset(tuple(words[i : i + SIZE]) for i in range(len(words) - SIZE + 1))


def _holds(copy: ShingleSet, wanted: ShingleSet) -> bool:
    return bool(wanted) and len(wanted & copy) >= HELD * len(wanted)
