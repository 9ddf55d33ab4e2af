"""Several texts in one paste: where each begins, by the stored stories that its stretches match.

A stretch that matches no stored text is a text of its own where it is long; a short one belongs to the text
beside it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from aggregator.linking.words import word_spans
from aggregator.stories.plan.match import Match

MIN_WORDS = 25  # that a story covers, to be one of several texts
MIN_OWN = 0.5  # of these words: no other story covers them
MIN_UNKNOWN = 60  # words of a stretch that matches nothing, to be a text of its own
LINE_START = 60  # characters by which a line is found

Interval = tuple[int, int]  # words, the end exclusive


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words of a paste that belong to one story; `story_id` None: to none that is stored."""

    start: int
    end: int
    story_id: int | None


def split_by_stories(text: str, matches: Sequence[Match], written: str) -> list[str]:
    """Return the texts that a paste is made of, as they are `written`, in order; none when it is one text.

    `matches` are those of the paste, nearest first; `text` is the paste as it was compared: without lines
    about its source, which belong to the text above them.
    """
    spans = list(word_spans(text))
    chosen = _choose_stories(matches)
    if len(chosen) < 2:
        return []
    stretches = list(_fill_gaps(_merge_neighbours(chosen), len(spans)))
    bounds = [_find_boundary(text, spans, *pair) for pair in pairwise(stretches)]
    located = _locate_bounds(text, bounds, written)
    if located is None:
        located, written = bounds, text
    pieces: dict[int, str] = {}
    for number, (stretch, place) in enumerate(
        zip(stretches, pairwise([0, *located, len(written)]), strict=True)
    ):
        key = -number if stretch.story_id is None else stretch.story_id
        piece = written[slice(*place)].strip()
        pieces[key] = f"{pieces[key]}\n{piece}" if key in pieces else piece
    return list(pieces.values())


def _locate_bounds(text: str, bounds: Sequence[int], written: str) -> list[int] | None:
    """Return where the lines at these positions begin in the paste as written; None where one is not found."""
    located: list[int] = []
    for bound in bounds:
        line = text[bound : bound + LINE_START].partition("\n")[0].strip()
        at = written.find(line, located[-1] if located else 0)
        if not line or at < 0:
            return None
        located.append(at)
    return located


def _choose_stories(matches: Sequence[Match]) -> dict[int, list[Interval]]:
    """Return the stories that cover words of a paste which no story chosen before covers."""
    covered = [(match.article.story_id, _list_covered(match)) for match in matches]
    covered.sort(key=lambda each: -_count_words(each[1]))
    chosen: dict[int, list[Interval]] = {}
    taken: set[int] = set()
    for story_id, intervals in covered:
        words = {word for start, end in intervals for word in range(start, end)}
        is_own = len(words - taken) >= MIN_OWN * len(words)
        if len(words) >= MIN_WORDS and is_own and story_id not in chosen:
            chosen[story_id] = intervals
            taken |= words
    return chosen


def _list_covered(match: Match) -> list[Interval]:
    """Return the stretches of a paste that passages of a match cover."""
    return [(passage.a, passage.a_end) for passage in match.scores.passages]


def _count_words(intervals: Sequence[Interval]) -> int:
    return sum(end - start for start, end in intervals)


def _merge_neighbours(chosen: dict[int, list[Interval]]) -> list[Stretch]:
    """Return the stretches of all stories in order, those of one story that follow each other as one."""
    ordered = sorted(
        (*interval, story_id) for story_id, each in chosen.items() for interval in each
    )
    stretches: list[Stretch] = []
    for start, end, story_id in ordered:
        last = stretches[-1] if stretches else None
        if last and last.story_id == story_id and start - last.end < MIN_UNKNOWN:
            stretches[-1] = Stretch(last.start, max(last.end, end), story_id)
        elif last is None or end > last.end:
            stretches.append(Stretch(max(start, last.end) if last else start, end, story_id))
    return stretches


def _fill_gaps(stretches: Sequence[Stretch], words: int) -> Iterator[Stretch]:
    """Yield the stretches, and between them those of MIN_UNKNOWN words and more that match nothing."""
    position = 0
    for stretch in (*stretches, Stretch(words, words, None)):
        if stretch.start - position >= MIN_UNKNOWN:
            yield Stretch(position, stretch.start, None)
        if stretch.end > stretch.start:
            yield stretch
        position = stretch.end


def _find_boundary(
    text: str, spans: Sequence[tuple[str, int, int]], before: Stretch, after: Stretch
) -> int:
    """Return where one of two stretches ends: at the first line break after its words that match.

    Of a stretch that matches nothing, at the last one before the words of the next.
    """
    end, start = spans[before.end - 1][2], spans[after.start][1]
    if before.story_id is None:
        line = text.rfind("\n", spans[before.start][1], start)
    else:
        line = text.find("\n", end, start)
    return line + 1 if line >= 0 else start
