"""Who a trace points to: a member of the story, an agency, or somebody outside the corpus."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from aggregator.attribution import agencies
from aggregator.attribution.finding import publisher_name
from aggregator.attribution.naming import (
    domain_in_name,
    domain_label,
    fold_name,
    initials,
    site_of,
    split_joint_name,
)
from aggregator.model import Credit, Member, Source, SourceTrace

# Sites that pass pages on and are never where a text comes from: sharing, short links, proxies, archives.
RELAY_SITES = frozenset(
    [
        "ampproject.org",
        "archive.is",
        "archive.org",
        "archive.ph",
        "bit.ly",
        "bsky.app",
        "buff.ly",
        "cloudflare.com",
        "disqus.com",
        "doubleclick.net",
        "facebook.com",
        "feedburner.com",
        "flipboard.com",
        "getpocket.com",
        "goo.gl",
        "google.com",
        "instagram.com",
        "linkedin.com",
        "pinterest.com",
        "reddit.com",
        "t.co",
        "t.me",
        "telegram.me",
        "threads.net",
        "tinyurl.com",
        "translate.goog",
        "twitter.com",
        "whatsapp.com",
        "x.com",
        "youtube.com",
    ]
)
TELLING = 5  # letters of a site's label that do not occur in another by chance


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody a text may come from. `key` tells parties apart."""

    key: str
    name: str = ""
    url: str = ""
    article_id: int | None = None
    agency: bool = False
    known: bool = False  # a member, an agency or a registered source, and not only a name

    @property
    def vague(self) -> bool:
        """Only a name, of somebody we never heard of."""
        return not (self.known or self.url)


@dataclass(frozen=True, slots=True)
class Target:
    """A party and how exactly it was pointed to."""

    party: Party
    credit: Credit


@dataclass(frozen=True, slots=True)
class Parties:
    """The members of a story and the sources known beside them, ready to be looked up."""

    known: Mapping[str, Source]
    pages: dict[str, Member] = field(default_factory=dict)  # bare address -> member
    sites: dict[str, Member] = field(
        default_factory=dict
    )  # domain, agency or folded name -> member

    @classmethod
    def of(cls, members: Sequence[Member], known: Mapping[str, Source]) -> "Parties":
        """Index members; of several of one site the leader stands for it, then the first seen."""
        found = cls(known)
        for member in sorted(members, key=_standing):
            for url in (member.url, member.canonical_url):
                if site_of(url) == site_of(member.url):
                    found.pages.setdefault(bare_address(url), member)
            for key in _keys(member):
                found.sites.setdefault(key, member)
        return found

    def targets(self, member: Member, trace: SourceTrace) -> list[Target]:
        """Whom a trace of `member` points to; nobody when it points to the member's own site."""
        if trace.url and (self._is_own_site(member, trace.url) or _is_twin(member, trace)):
            return []
        target = self._linked(trace)
        if target is None:
            names = (
                [] if domain_in_name(trace.name) in RELAY_SITES else split_joint_name(trace.name)
            )
            found = [self._named(name) for name in names]
            # The whole name where it is somebody's, else those parts of a joint one that are.
            resolved = [one for one in found if one.party.known]
            targets = resolved[:1] if found[:1] == resolved[:1] else resolved or found[:1]
        else:
            targets = [target]
        return [target for target in targets if not _is_own(member, target.party)]

    def _is_own_site(self, member: Member, url: str) -> bool:
        """A link within the site, unless another publisher's page is kept under the same site."""
        page = self.pages.get(bare_address(url))
        if page:
            return page.domain == member.domain
        return site_of(url) in (member.domain, site_of(member.url))

    def _linked(self, trace: SourceTrace) -> Target | None:
        where = site_of(trace.url)
        if not where or where in RELAY_SITES:
            return None
        page = self.pages.get(bare_address(trace.url))
        if page:
            return Target(_member(page), "exact_link")
        agency = agencies.find_by_domain(where)
        here = self.sites.get(where) or (agency and self.sites.get(f"agency {agency.name}"))
        if here:
            return Target(_member(here), "site_link")
        exact = urlsplit(trace.url).path not in ("", "/")
        return Target(self._outside(where, trace), "exact_link" if exact else "site_link")

    def _outside(self, where: str, trace: SourceTrace) -> Party:
        wire, source = agencies.find_by_domain(where), self.known.get(where)
        if wire:
            return Party(f"agency {wire.name}", wire.name, trace.url, agency=True, known=True)
        named = trace.name if trace.name and not domain_in_name(trace.name) else ""
        name = (source.name if source else "") or named or where
        agency = bool(source and source.kind == "agency")
        return Party(where, name, trace.url, agency=agency, known=source is not None)

    def _named(self, name: str) -> Target:
        where, folded = domain_in_name(name), fold_name(name)
        agency = agencies.find_by_name(name) or agencies.find_by_domain(where)
        keys = [f"agency {agency.name}"] if agency else [where, f"name {folded}"]
        here = next((self.sites[key] for key in keys if key in self.sites), None)
        source = self.known.get(where) or self.known.get(folded)
        if here:
            party = _member(here)
        elif agency:
            party = Party(keys[0], agency.name, agency=True, known=True)
        elif source:
            wire = source.kind == "agency"
            name = source.name or source.domain
            party = Party(source.domain, name, source.site, agency=wire, known=True)
        else:
            party = Party(where or f"name {folded or name}", name)
        return Target(party, "agency_only" if party.agency else "named")


def bare_address(url: str) -> str:
    """An address without what does not tell pages apart: scheme, www, a last slash, /amp."""
    split = urlsplit(url)
    host = split.netloc.lower()
    for prefix in ("www.", "m.", "amp."):
        host = host.removeprefix(prefix)
    path = split.path.rstrip("/").removesuffix("/amp")
    return f"{host}{path}?{split.query}" if split.query else f"{host}{path}"


def _is_twin(member: Member, trace: SourceTrace) -> bool:
    """A canonical address at a technical host of the same site, which carries its name."""
    own = domain_label(member.domain)
    return (
        trace.kind == "canonical"
        and len(own) >= TELLING
        and own in fold_name(urlsplit(trace.url).netloc)
    )


def _standing(member: Member) -> tuple[bool, str, int]:
    return (member.relation is not None, member.first_seen, member.article_id)


def _keys(member: Member) -> list[str]:
    """Under what a member's publisher may be named."""
    agency = agencies.find_by_domain(member.domain) or agencies.find_by_name(member.source_name)
    keys = [member.domain, f"name {fold_name(member.domain)}"]
    if " " not in member.domain:
        keys.append(f"name {domain_label(member.domain)}")
    if agency:
        keys.append(f"agency {agency.name}")
    if member.source_name:
        keys.append(f"name {fold_name(member.source_name)}")
    if initials(member.source_name):
        keys.append(f"name {initials(member.source_name)}")
    return [key for key in keys if key not in ("", "name ")]


def _member(member: Member) -> Party:
    agency = member.source_kind == "agency" or agencies.find_by_domain(member.domain) is not None
    return Party(
        f"#{member.article_id}",
        publisher_name(member),
        member.url,
        member.article_id,
        agency,
        known=True,
    )


def _is_own(member: Member, party: Party) -> bool:
    if party.article_id is not None:
        return party.article_id == member.article_id
    return party.key in _keys(member)
