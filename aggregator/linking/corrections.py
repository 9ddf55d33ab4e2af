"""Finds passages that an article corrected, and whether a copy carries the former wording.

A change counts as a correction where a reader would call it one. It counts when

- a number, a name or a "not" changed, however short,
- at least MIN_REPLACED words were replaced by others, or
- at least MIN_REMOVED words were removed.

It does not count when words were only added, moved or spelled differently; within a clock time or a
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

from aggregator.linking.changes import Change, diff_words, merge_close_changes
from aggregator.linking.folding import fold
from aggregator.linking.words import count_tokens, word_spans

State = Literal["carried", "followed", "gone"]
Shingle = tuple[str, ...]
ShingleSet = frozenset[Shingle]

MIN_REPLACED = 3  # words
MIN_REMOVED = 8  # words
MIN_GAP = 3  # equal words that separate two changes
CONTEXT = 4  # words on either side of a change, within its sentence, that identify it in a copy
SHOWN_CONTEXT = 25  # words of its sentence shown on either side
SHINGLE_WORDS = 3  # words of the shingles by which a passage is found in a copy
HELD_SHARE = 0.6  # share of them from which a copy holds a passage: its neighbours may be edited
STAMP_LENGTH = 12  # tokens from which a line without a full stop is text
MAX_WORDS = 10_000  # of a text; longer texts are not compared
MAX_CORRECTIONS = 50  # of a text

# Words that negate a sentence. To add a language, add a line.
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
# Numbers in words, without those that are also articles. To add a language, add a line.
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
_NUMBER_WORDS = frozenset(fold(word) for _, words in NUMBERS for word in words.split())
_NEGATION_WORDS = frozenset(fold(word) for _, words in NEGATIONS for word in words.split())
_TIME = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?|\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}")
_CLOSING = r"[\"'»”’)\]]*"
_SENTENCE_END = re.compile(rf"(?:[.!?…؟।]{_CLOSING}(?=\s|$)|[。！？]{_CLOSING})|\n")
_FULL_STOP = re.compile(rf"[.!?…؟।。！？]{_CLOSING}\s*$")


@dataclass(frozen=True, slots=True)
class Correction:
    """One change as a sentence: `lead` + `was` + `tail` before, `lead` + `now` + `tail` after.

    A text that holds the former wording is known by `old_shingles`, one that holds the new wording by
    `new_shingles`.
    """

    position: int  # the index of the first changed word of the former text
    lead: str
    was: str
    now: str
    tail: str
    old_shingles: ShingleSet
    new_shingles: ShingleSet


def find_corrections(former: str, latest: str) -> list[Correction]:
    """Returns what the latest wording corrected in a former one, in the order of the former."""
    old, new = _Text(former), _Text(latest)
    if max(len(old.words), len(new.words)) > MAX_WORDS:
        return []
    changes = diff_words(old.words, new.words)
    lost = sum(change.a_end - change.a for change in changes)
    if 2 * lost > len(old.words):
        return []
    counted = (
        each for each in merge_close_changes(changes, MIN_GAP) if _is_correction(old, new, each)
    )
    made = (_make_correction(old, new, change) for change in counted)
    return [each for each in made if each.old_shingles][:MAX_CORRECTIONS]


def shingle_set(text: str) -> ShingleSet:
    """Returns the 3-shingles of a text, for `correction_state`."""
    return _shingles([word for word, _, _ in word_spans(text)])


def correction_state(correction: Correction, copy: ShingleSet) -> State:
    """Returns whether a copy carries the former wording, follows the correction, or has neither."""
    if _contains_shingles(copy, correction.new_shingles):
        return "followed"
    return "carried" if _contains_shingles(copy, correction.old_shingles) else "gone"


class _Text:
    """A text with the positions of its words and sentences."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans = list(word_spans(text))
        self.words = [word for word, _, _ in self.spans]

    @cached_property
    def sentence_ends(self) -> list[int]:
        """Offsets of the ends of its sentences."""
        return [match.end() for match in _SENTENCE_END.finditer(self.text)]

    @cached_property
    def time_spans(self) -> list[tuple[int, int]]:
        """Offsets of clock times and dates in figures."""
        return [match.span() for match in _TIME.finditer(self.text)]

    @cached_property
    def shingles(self) -> ShingleSet:
        return _shingles(self.words)

    def sentence_of(self, index: int) -> int:
        """Returns the number of the sentence that holds the word at `index`."""
        return bisect_right(self.sentence_ends, self.spans[index][1])

    def widen_within_sentences(self, start: int, end: int, most: int) -> tuple[int, int]:
        """Returns words `start` to `end` with up to `most` on either side, within their sentences."""
        first, last = start, end
        sentence = self.sentence_of(start if start < len(self.words) else start - 1)
        while first > max(0, start - most) and self.sentence_of(first - 1) == sentence:
            first -= 1
        sentence = self.sentence_of(max(start, end - 1)) if end > start else sentence
        while last < min(len(self.words), end + most) and self.sentence_of(last) == sentence:
            last += 1
        return first, last

    def cut_wording(self, start: int, end: int) -> str:
        """Returns words `start` to `end` as they are written."""
        if start >= end:
            return ""
        return " ".join(self.text[self.spans[start][1] : self.spans[end - 1][2]].split())

    def line_of(self, index: int) -> str:
        """Returns the line that holds the word at `index`."""
        offset = self.spans[index][1]
        end = self.text.find("\n", offset)
        start = self.text.rfind("\n", 0, offset) + 1
        return self.text[start : end if end >= 0 else len(self.text)]


def _is_correction(old: _Text, new: _Text, change: Change) -> bool:
    """Whether a reader would call a change a correction."""
    if not old.words or _is_timestamp_line(old.line_of(min(change.a, len(old.words) - 1))):
        return False
    was, now = old.words[change.a : change.a_end], new.words[change.b : change.b_end]
    if _count_negations(was) != _count_negations(now):
        return True
    if not was:
        return False
    if _changes_number(old, new, change) or _changes_name(old, new, change):
        return True
    length = count_tokens(old.cut_wording(change.a, change.a_end))
    return length >= (MIN_REPLACED if now else MIN_REMOVED)


def _changes_number(old: _Text, new: _Text, change: Change) -> bool:
    numbers = _numbers(old, change.a, change.a_end)
    return bool(numbers) and numbers != _numbers(new, change.b, change.b_end)


def _changes_name(old: _Text, new: _Text, change: Change) -> bool:
    was, now = _names(old, change.a, change.a_end), _names(new, change.b, change.b_end)
    return bool(was and now) and was != now


def _is_timestamp_line(line: str) -> bool:
    return not _FULL_STOP.search(line) and count_tokens(line) < STAMP_LENGTH


def _count_negations(words: Sequence[str]) -> int:
    return sum(word in _NEGATION_WORDS for word in words)


def _numbers(text: _Text, start: int, end: int) -> list[str]:
    """Returns the numbers among these words that are not part of a time or date."""
    return [
        word
        for word, offset, _ in text.spans[start:end]
        if (word in _NUMBER_WORDS or any(letter.isdigit() for letter in word))
        and not any(first <= offset < last for first, last in text.time_spans)
    ]


def _names(text: _Text, start: int, end: int) -> list[str]:
    """Returns words with a capital that do not begin a sentence."""
    return [
        word
        for i, (word, offset, _) in enumerate(text.spans[start:end], start=start)
        if text.text[offset].isupper() and i and text.sentence_of(i - 1) == text.sentence_of(i)
    ]


def _make_correction(old: _Text, new: _Text, change: Change) -> Correction:
    start, end = old.widen_within_sentences(change.a, change.a_end, CONTEXT)
    new_start, new_end = new.widen_within_sentences(change.b, change.b_end, CONTEXT)
    if change.b == change.b_end:  # a removal is known by the words that meet where it was
        new_start, new_end = max(0, change.b - SHINGLE_WORDS + 1), change.b + SHINGLE_WORDS - 1
    first, last = old.widen_within_sentences(change.a, change.a_end, SHOWN_CONTEXT)
    return Correction(
        position=change.a,
        lead=old.cut_wording(first, change.a),
        was=old.cut_wording(change.a, change.a_end),
        now=new.cut_wording(change.b, change.b_end),
        tail=old.cut_wording(change.a_end, last),
        old_shingles=_shingles(old.words[start:end]) - new.shingles,
        new_shingles=_shingles(new.words[new_start:new_end]) - old.shingles,
    )


def _shingles(words: Sequence[str]) -> ShingleSet:
    starts = range(len(words) - SHINGLE_WORDS + 1)
    return frozenset(tuple(words[i : i + SHINGLE_WORDS]) for i in starts)


def _contains_shingles(copy: ShingleSet, wanted: ShingleSet) -> bool:
    return bool(wanted) and len(wanted & copy) >= HELD_SHARE * len(wanted)
