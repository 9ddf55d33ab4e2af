"""Two stored articles side by side: what they share, and with which words."""

from aggregator import linking, trace
from aggregator.errors import NotStored
from aggregator.model import Row
from aggregator.stories.plan import match
from storage.corpus.articles import Articles
from storage.links.signatures import Signatures
from storage.store import Store


def compare(store: Store, a: int, b: int, shortest: int = 5, *, quotes: bool = True) -> Row:
    """How much two stored articles share, in both directions, with the passages.

    Shares count distinct runs of three words, as linking does: without what the sites repeat.
    Passages have at least `shortest` words; without `quotes` those in quotation marks of a are left
    out. Raises NotStored, Tombstoned.
    """
    db = store.main
    left, right = (Articles(db).get(trace.find(store, key)) for key in (a, b))
    if left is None or right is None:  # taken down between two looks
        raise NotStored(f"article {a} or {b} is not stored any more")
    read = Signatures(db).placed([a, b])
    sides = [(read[key].text, match.mask(db, read[key].source_id)) for key in (a, b)]
    scores = linking.compare(*(linking.shingles(text, mask) for text, mask in sides))
    relation = linking.relate(scores, same_site=left["source"] == right["source"])
    return {
        "a": _brief(left) | {"words": linking.count_tokens(read[a].text)},
        "b": _brief(right) | {"words": linking.count_tokens(read[b].text)},
        "relation": relation,
        "a_in_b": round(scores.a_in_b, 4),
        "b_in_a": round(scores.b_in_a, 4),
        "resemblance": round(scores.resemblance, 4),
        "masked": {
            side: linking.find_boilerplate(*found) for side, found in zip("ab", sides, strict=True)
        },
        "passages": [
            {"words": found.words, "text": found.text, "at_a": found.a, "at_b": found.b}
            | {"quoted": found.quoted}
            for found in linking.passages(sides[0][0], sides[1][0], shortest)
            if quotes or not found.quoted
        ],
    }


def _brief(row: Row) -> Row:
    names = ("id", "url", "title", "source", "source_name", "first_seen", "published",
             "published_offset", "story_id")  # fmt: skip
    return {name: row[name] for name in names}
