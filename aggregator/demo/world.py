"""The miniature news world as data: sites, articles written for it, and who copies what."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal, get_args

from aggregator.model import Credit, SourceKind, Verdict

FOLDER = Path(__file__).parent

Manner = Literal[
    "own", "dateline", "credited", "named", "cut", "backdated", "linked", "first_on", "round_up"
]

# What a copy made in this manner says of its source, by the copier's own hand.
CREDITS: dict[Manner, Credit] = {
    "backdated": "none",
    "credited": "exact_link",
    "cut": "none",
    "dateline": "agency_only",
    "first_on": "exact_link",
    "linked": "exact_link",
    "named": "named",
}


@dataclass(frozen=True, slots=True)
class Site:
    """One publisher; it answers at KEY.localhost."""

    key: str
    name: str
    path: str  # of an article, with {slug} or {headline}
    feed: str  # path of what announces articles
    form: str  # its template in feeds/, `json`, or empty for a page
    announced_by: str = "feed"
    kind: SourceKind = "publisher"
    robots: str = "User-agent: *\nDisallow:\n"
    charset: str = "utf-8"
    reserves: str = ""  # what its /.well-known/tdmrep.json says; empty: it has none

    @property
    def closed(self) -> bool:
        """Whether robots.txt forbids everything."""
        return "Disallow: /\n" in self.robots


@dataclass(frozen=True, slots=True)
class Piece:
    """An article as its author wrote it."""

    slug: str
    title: str
    by: str
    hours: float  # it claims to be that much older than the demo
    paragraphs: tuple[str, ...]
    place: str = ""  # of an agency's dateline


@dataclass(frozen=True, slots=True)
class Posting:
    """A piece on a site: its own, a copy, or a round-up of others. Seen from its edition on."""

    site: Site
    piece: Piece
    origin: Site
    manner: Manner
    edition: int
    path: str
    names: str = ""  # key of the site it credits, where that is not the origin
    carries: tuple[Piece, ...] = ()  # of a round-up

    @property
    def is_copy(self) -> bool:
        """Whether it is a copy of one piece."""
        return self.manner not in ("own", "round_up")

    @property
    def credit(self) -> Credit | None:
        """The credit that a right answer finds on a copy; None for the original."""
        return CREDITS.get(self.manner)

    @property
    def verdict(self) -> Verdict:
        """The verdict of a right answer on its story: two copies that name each other leave it open.

        A round-up is by an aggregator, which is not taken for the origin of a text.
        """
        if self.manner == "round_up":
            return "undetermined"
        if self.names:
            return "contested"
        return "original_outside" if self.origin.closed else "original_here"


@dataclass(frozen=True)
class World:
    """All sites and their postings."""

    sites: tuple[Site, ...]
    postings: tuple[Posting, ...]

    def visible_postings(self, site: Site, edition: int) -> list[Posting]:
        """Return the postings of a site in an edition, oldest first."""
        return [p for p in self.postings if p.site == site and p.edition <= edition]

    def original_posting(self, slug: str) -> Posting:
        """Return the original of a piece, on its author's site, or a round-up. Raises KeyError."""
        return self._originals[slug]

    def credited_posting(self, post: Posting) -> Posting:
        """Return the posting that a copy credits. Raises KeyError, StopIteration."""
        slug = post.piece.slug
        return self.copy_on_site(post.names, slug) if post.names else self.original_posting(slug)

    def copy_on_site(self, key: str, slug: str) -> Posting:
        """Return the first copy of a piece on a site. Raises StopIteration."""
        return next(p for p in self.postings if (p.site.key, p.piece.slug) == (key, slug))

    @cached_property
    def _originals(self) -> dict[str, Posting]:
        return {p.piece.slug: p for p in self.postings if not p.is_copy}


def load_world() -> World:
    """Read the world. Raises KeyError or ValueError where its files contradict each other."""
    data = tomllib.loads((FOLDER / "world.toml").read_text(encoding="utf-8"))
    sites = {row["key"]: Site(**row) for row in data["sites"]}
    own = [post for site in sites.values() for post in _read_own_postings(site)]
    originals = {post.piece.slug: post for post in own}
    if len(originals) != len(own):
        raise ValueError("two articles share a slug")
    posted = list(own)
    for row in data["copies"]:
        for slug in row["of"]:
            posted.append(_make_copy(sites[row["site"]], originals[slug], row, posted))
    for row in data["round_ups"]:
        carried = tuple(originals[slug].piece for slug in row["of"])
        posted.append(_make_round_up(sites[row["site"]], row, carried))
    return World(tuple(sites.values()), tuple(posted))


def _read_own_postings(site: Site) -> Iterator[Posting]:
    file = FOLDER / "articles" / f"{site.key}.txt"
    if file.exists():
        for piece in parse_pieces(file.read_text(encoding="utf-8")):
            yield Posting(site, piece, site, "own", 1, _posting_path(site, piece))


def _make_copy(
    site: Site, original: Posting, row: dict[str, object], posted: list[Posting]
) -> Posting:
    manner = row["manner"]
    if manner not in get_args(Manner):
        raise ValueError(f"unknown manner {manner}")
    before = sum(p.site == site and p.piece == original.piece for p in posted)
    path = _posting_path(site, original.piece, f"-{before + 1}" if before else "")
    edition = int(str(row.get("edition", 2)))
    names = str(row.get("from", ""))
    return Posting(site, original.piece, original.site, manner, edition, path, names)  # type: ignore[arg-type]  # checked above


def _make_round_up(site: Site, row: dict[str, str], carried: tuple[Piece, ...]) -> Posting:
    texts = [paragraph for piece in carried for paragraph in piece.paragraphs]
    paragraphs = (row["first"], *texts, row["last"])
    piece = Piece(row["slug"], row["title"], by="", hours=0, paragraphs=paragraphs)
    return Posting(site, piece, site, "round_up", 2, _posting_path(site, piece), carries=carried)


def _posting_path(site: Site, piece: Piece, suffix: str = "") -> str:
    headline = "-".join(re.findall(r"[a-z0-9]+", piece.title.casefold()))
    return site.path.format(slug=piece.slug + suffix, headline=headline + suffix)


def parse_pieces(text: str) -> Iterator[Piece]:
    """Yield the pieces of a file: `=== slug`, then `name: value` lines, then paragraphs between blank lines."""
    for block in text.split("=== ")[1:]:
        head, *paragraphs = [part.strip() for part in block.strip().split("\n\n")]
        slug, *lines = head.split("\n")
        fields = dict(line.split(": ", 1) for line in lines)
        yield Piece(
            slug=slug.strip(),
            title=fields["title"],
            by=fields["by"],
            hours=float(fields["hours"]),
            place=fields.get("place", ""),
            paragraphs=tuple(" ".join(part.split()) for part in paragraphs),
        )
