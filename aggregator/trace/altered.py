"""The words in which a passage that is asked about differs from a stored article.

Both are aligned at the longest passage that they share; the stored words around it are as many as the text
that is asked about has there.
"""

from aggregator import linking
from aggregator.linking.words import word_spans
from aggregator.results import AlteredPassage, PassagePart, StoredArticle
from aggregator.trace.wordings import split_into_parts

MAX_WORDS = (
    400  # of a text that is asked about; of a longer one the differences are a matter of `compare`
)
MIN_EQUAL = 0.6  # of the words: with fewer it is another text


def find_altered(article: StoredArticle, stored_text: str, text: str) -> AlteredPassage | None:
    """Return both wordings of a text beside the stored text of an article; None where they are equal."""
    own, stored = list(word_spans(text)), list(word_spans(stored_text))
    if not 0 < len(own) <= MAX_WORDS:
        return None
    window = _find_window(text, stored_text, len(own))
    if window is None:
        return None
    spans = stored[slice(*window)]
    parts = split_into_parts(stored_text[spans[0][1] : spans[-1][2]], text)
    parts = _drop_surplus(parts)
    changed = sum(part.place != "both" for part in parts)
    equal = sum(len(part.text.split()) for part in parts if part.place == "both")
    whole = sum(len(part.text.split()) for part in parts if part.place != "a")
    if not changed or equal < MIN_EQUAL * whole:
        return None
    return AlteredPassage(
        article_id=article.id,
        url=article.url,
        source=article.source,
        source_name=article.source_name,
        title=article.title,
        first_seen=article.first_seen,
        changed=changed,
        parts=parts,
    )


def _find_window(text: str, stored_text: str, words: int) -> tuple[int, int] | None:
    """Return the first and the last stored word beside a text, its end exclusive; None without a passage."""
    own, stored = (linking.shingles(each) for each in (text, stored_text))
    passages = linking.compare(stored, own).passages
    if not passages:
        return None
    longest = max(passages, key=lambda passage: passage.shingles)
    start = max(0, longest.a - longest.b)
    end = min(len(stored.words), longest.a_end + words - longest.b_end)
    return (start, end) if start < end else None


def _drop_surplus(parts: list[PassagePart]) -> list[PassagePart]:
    """Return the parts without stored words before and after those of the text."""
    start = 1 if parts and parts[0].place == "a" and _is_only(parts, 0) else 0
    end = len(parts)
    if end > start and parts[end - 1].place == "a":
        end -= 1
    return parts[start:end]


def _is_only(parts: list[PassagePart], index: int) -> bool:
    """Return whether no words of the text take the place of these stored words."""
    return len(parts) < index + 2 or parts[index + 1].place != "b"
