"""What a text has in common with stored ones: candidates from the index, then verified exactly.

The order of rank decides who leads: the fuller text, and among equally full ones the one whose hash
says so. Nothing in it depends on which article came first, so the same articles make the same
stories in any order of arrival.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from aggregator import linking
from aggregator.linking.verify import Comparison
from aggregator.model import MEMBER_RELATIONS, Relation, Signature
from aggregator.stories.plan import constraints
from storage.corpus import articles
from storage.links import signatures
from storage.links.signatures import Placed, Signatures
from storage.links.site_boilerplate import SiteBoilerplate
from storage.links.sketch_index import Foreseen, Hashes, shortened
from storage.sqlite import data_version
from storage.sqlite.connection import Database

FEWEST_TOKENS = 40  # shorter texts are linked only when identical
SHARED = 2  # sketched shingles in common that make a candidate
CANDIDATES = 20  # looked at for one article
STEP = 1.1  # how much fuller a text must be to lead a story of many members in place of another

TOGETHER = 64  # texts whose runs are made in one go

Rank = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """A text whose like is looked for."""

    source_id: int | None
    text: str
    text_hash: str
    tokens: int
    sketch: Hashes


@dataclass(frozen=True, slots=True)
class Link:
    """How an article relates to a stored one, mostly the leader of a story."""

    leader: Placed
    relation: Relation
    scores: Comparison


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an article belongs. `story_id` None: a story of its own."""

    story_id: int | None = None
    relation: Relation | None = None
    of_article_id: int | None = None
    members: tuple[Link, ...] = ()  # leaders whose stories it belongs to, the nearest first
    others: tuple[Link, ...] = ()  # versions and quotes, one of each story
    leads: bool = True  # it leads that story
    overtaken: tuple[Placed, ...] = ()  # less full, alike: to be placed again after it

    @property
    def plain(self) -> bool:
        """Does it change nothing for any article that is stored?"""
        return not self.overtaken

    @property
    def stories(self) -> set[int]:
        """Those that it rests on."""
        known = {other.story_id for other in self.overtaken}
        return known | {link.leader.story_id for link in (*self.members, *self.others)}

    @property
    def scores(self) -> Comparison | None:
        return self.members[0].scores if self.members else None


def rank(tokens: int, text_hash: str) -> Rank:
    """Sorts articles by who may lead."""
    return (-tokens, text_hash)


def find(
    db: Database,
    source_id: int | None,
    text: str,
    signature: Signature,
    own_id: int | None = None,
) -> Placement:
    """Which story a text belongs to, if it is not the stored article `own_id` itself.

    Reads only; `source_id` None for a text of no known site.
    """
    if not signature.tokens:
        return Placement()
    twin = Signatures(db).identical(articles.text_hash(text), own_id)
    if twin:
        return as_twin(twin)
    return find_alike(db, source_id, text, signature.tokens, signatures.hashes(signature))


def as_twin(twin: Placed) -> Placement:
    """The placement of a text whose exact wording is stored: nothing is compared or counted."""
    link = Link(twin, "identical", Comparison(1.0, 1.0, 1.0, 0, 0, 0))
    return Placement(twin.story_id, "identical", twin.id, (link,), leads=False)


def find_alike(
    db: Database,
    source_id: int | None,
    text: str,
    tokens: int,
    sketch: Hashes,
    foreseen: Foreseen | None = None,
) -> Placement:
    """The placement of a text by the runs it shares with others of another wording."""
    if tokens < FEWEST_TOKENS:
        return Placement()
    one = Asked(source_id, text, articles.text_hash(text), tokens, sketch)
    return find_alike_all(db, [one], foreseen)[0]


def find_alike_all(
    db: Database, asked: Sequence[Asked], foreseen: Foreseen | None
) -> list[Placement]:
    """The same for many texts, which are not looked for among one another."""
    told = [telling(db, one.source_id, one.sketch) for one in asked]
    near = Signatures(db).candidates(told, SHARED, CANDIDATES, foreseen)
    found = [Placement()] * len(asked)
    places = [place for place, keys in enumerate(near) if keys]
    if not places:
        return found
    others = Signatures(db).placed({key for keys in near for key in keys})
    texts = [(asked[place].text, mask(db, asked[place].source_id)) for place in places]
    runs = _runs(texts + [_told(db, other) for other in others.values()])
    theirs = dict(zip(others, runs[len(places) :], strict=True))
    for place, own in zip(places, runs, strict=False):
        compared = [(others[key], theirs[key]) for key in near[place] if key in others]
        found[place] = _compared(db, asked[place], own, compared)
    return found


def _runs(texts: Sequence[tuple[str, linking.Boilerplate]]) -> list[linking.Shingles]:
    parts = (texts[at : at + TOGETHER] for at in range(0, len(texts), TOGETHER))
    return [runs for part in parts for runs in linking.shingles_all(part)]


def _told(db: Database, article: Placed) -> tuple[str, linking.Boilerplate]:
    return article.text, mask(db, article.source_id)


def _compared(
    db: Database,
    one: Asked,
    own: linking.Shingles,
    others: Iterable[tuple[Placed, linking.Shingles]],
) -> Placement:
    links = (_link(other, own, runs, one.source_id) for other, runs in others)
    found = sorted((link for link in links if link), key=_nearest)
    return _decided(db, found, rank(one.tokens, one.text_hash))


def telling(db: Database, source_id: int | None, sketch: Hashes) -> Hashes:
    """The sketched shingles of an article that are not its site's own."""
    own = _own_text(db, source_id)[1]
    if not len(own):
        return sketch
    places = np.minimum(np.searchsorted(own, sketch), len(own) - 1)
    telling: NDArray[np.bool_] = own[places] != sketch
    return sketch[telling]


def _decided(db: Database, links: list[Link], own_rank: Rank) -> Placement:
    related = [link for link in links if link.relation in MEMBER_RELATIONS]
    fuller = [link for link in related if _comes_first(db, link.leader, own_rank)]
    if related:
        first = {link.leader.text_hash: link in fuller for link in related}
        free = constraints.free(db, own_rank[1], first)
        related = [link for link in related if link.leader.text_hash in free]
        fuller = [link for link in fuller if link.leader.text_hash in free]
    above = tuple(link for link in fuller if link.leader.leads)
    others = [link for link in links if link.relation not in MEMBER_RELATIONS]
    others += [replace(link, relation="quote") for link in fuller if not link.leader.leads]
    kept = tuple({link.leader.story_id: link for link in reversed(others)}.values())
    if above:
        return _placement(above[0].leader.story_id, above, kept, leads=False)
    below = [link for link in related if link not in fuller]
    led = tuple(link for link in below if link.leader.leads)
    story_id = min((link.leader.story_id for link in led), default=None)
    overtaken = tuple(link.leader for link in below)
    return _placement(story_id, led, kept, overtaken=overtaken)


def _comes_first(db: Database, other: Placed, own_rank: Rank) -> bool:
    """Does it keep the lead? In a story of many members also from a little behind: a text that
    grows a thousand times must not move a thousand articles each time.
    """
    if _rank_of(other) < own_rank:
        return True
    close = -own_rank[0] < STEP * other.tokens
    return close and other.leads and Signatures(db).crowded(other.story_id)


def _placement(
    story_id: int | None,
    members: tuple[Link, ...],
    others: tuple[Link, ...],
    *,
    leads: bool = True,
    overtaken: tuple[Placed, ...] = (),
) -> Placement:
    best = members[0] if members else None
    return Placement(
        story_id,
        best.relation if best else None,
        best.leader.id if best else None,
        members,
        others,
        leads,
        overtaken,
    )


def link(db: Database, other: Placed, own: linking.Shingles, source_id: int | None) -> Link | None:
    """How a text, given by its runs, relates to a stored article."""
    return _link(other, own, linking.shingles(*_told(db, other)), source_id)


def turned(found: Link, article: Placed) -> Link:
    """The other beside the article, given the article beside the other."""
    was = found.scores
    sizes = {"a_size": was.b_size, "b_size": was.a_size}
    scores = replace(was, a_in_b=was.b_in_a, b_in_a=was.a_in_b, **sizes)
    return Link(article, found.relation, scores)


def _link(
    other: Placed, own: linking.Shingles, runs: linking.Shingles, source_id: int | None
) -> Link | None:
    scores = linking.compare(own, runs)
    relation = linking.relate(scores, same_site=other.source_id == source_id)
    return Link(other, relation, scores) if relation else None


def _nearest(link: Link) -> tuple[float, float, Rank]:
    share = max(link.scores.a_in_b, link.scores.b_in_a)
    return (-share, -link.scores.resemblance, _rank_of(link.leader))


def _rank_of(article: Placed) -> Rank:
    return rank(article.tokens, article.text_hash)


# Each site's own text, read once until somebody changes it

_Own = tuple[linking.Boilerplate, Hashes]  # and its runs as they are sketched
_NOTHING: _Own = (linking.NO_BOILERPLATE, shortened(linking.NO_BOILERPLATE.shingles))
_masks: "WeakKeyDictionary[Database, tuple[int, dict[int, _Own]]]" = WeakKeyDictionary()


def mask(db: Database, source_id: int | None) -> linking.Boilerplate:
    """A site's own text; nothing for a text of no known site."""
    return _own_text(db, source_id)[0]


def repeated(db: Database, article_id: int) -> list[str]:
    """What of an article's text is its site's own by now, so that comparing leaves it out."""
    article = Signatures(db).placed([article_id])[article_id]
    return linking.find_boilerplate(article.text, mask(db, article.source_id))


def forget_masks(db: Database) -> None:
    """What was learned, or rolled back, here."""
    _masks.pop(db, None)


def _own_text(db: Database, source_id: int | None) -> _Own:
    if source_id is None:
        return _NOTHING
    version = data_version.version(db)
    known = _masks.get(db)
    if known is None or known[0] != version:
        known = _masks[db] = (version, {})
    if source_id not in known[1]:
        known[1][source_id] = _read_own_text(db, source_id)
    return known[1][source_id]


def _read_own_text(db: Database, source_id: int) -> _Own:
    known = SiteBoilerplate(db).site_text(source_id)
    runs = np.sort(np.array(known["shingle"], dtype=np.int64).view(np.uint64))
    if not known["line"] and not len(runs):
        return _NOTHING
    return linking.Boilerplate(frozenset(known["line"]), runs), shortened(runs)
