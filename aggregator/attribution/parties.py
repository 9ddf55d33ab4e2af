"""Who a trace points to: a member of the story, an agency, or somebody outside the corpus."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from aggregator.attribution import agencies
from aggregator.attribution.findings import who
from aggregator.attribution.naming import domain_in, fold, initials, label, parts, site
from aggregator.model import Credit, Member, Source, SourceTrace

# Sites that pass pages on and are never where a text comes from: sharing, short links, proxies, archives.
PASSING = frozenset(
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


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody a text may come from. `key` tells parties apart."""

    key: str
    name: str = ""
    url: str = ""
    article_id: int | None = None
    agency: bool = False


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
                if site(url) == site(member.url):
                    found.pages.setdefault(bare(url), member)
            for key in _keys(member):
                found.sites.setdefault(key, member)
        return found

    def targets(self, member: Member, trace: SourceTrace) -> list[Target]:
        """Whom a trace of `member` points to; nobody when it points to the member's own site."""
        if trace.url and self._is_own_site(member, trace.url):
            return []
        target = self._linked(trace)
        if target is None:
            found = [self._named(part) for part in parts(trace.name)] if trace.name else []
            # The whole name where it is somebody's, else those parts of a joint one that are.
            resolved = [one for one in found if one.party.agency or one.party.article_id]
            targets = resolved[:1] if found[:1] == resolved[:1] else resolved or found[:1]
        else:
            targets = [target]
        return [target for target in targets if not _is_own(member, target.party)]

    def _is_own_site(self, member: Member, url: str) -> bool:
        """A link within the site, unless another publisher's page is kept under the same site."""
        page = self.pages.get(bare(url))
        if page:
            return page.domain == member.domain
        return site(url) in (member.domain, site(member.url))

    def _linked(self, trace: SourceTrace) -> Target | None:
        where = site(trace.url)
        if not where or where in PASSING:
            return None
        page = self.pages.get(bare(trace.url))
        if page:
            return Target(_member(page), "exact_link")
        agency = agencies.at(where)
        here = self.sites.get(where) or (agency and self.sites.get(f"agency {agency.name}"))
        if here:
            return Target(_member(here), "site_link")
        exact = urlsplit(trace.url).path not in ("", "/")
        return Target(self._outside(where, trace), "exact_link" if exact else "site_link")

    def _outside(self, where: str, trace: SourceTrace) -> Party:
        agency, source = agencies.at(where), self.known.get(where)
        if agency:
            return Party(f"agency {agency.name}", agency.name, trace.url, agency=True)
        named = trace.name if trace.name and not domain_in(trace.name) else ""
        name = (source.name if source else "") or named or where
        return Party(where, name, trace.url, agency=bool(source and source.kind == "agency"))

    def _named(self, name: str) -> Target:
        where, folded = domain_in(name), fold(name)
        agency = agencies.called(name) or (agencies.at(where) if where else None)
        if agency:
            here = self.sites.get(f"agency {agency.name}")
            party = Party(f"agency {agency.name}", agency.name, agency=True)
            return Target(_member(here) if here else party, "named" if here else "agency_only")
        here = self.sites.get(where) or self.sites.get(f"name {folded}")
        if here:
            return Target(_member(here), "named")
        source = self.known.get(where) or self.known.get(folded)
        if source:
            wire = source.kind == "agency"
            party = Party(source.domain, source.name or source.domain, source.site, agency=wire)
            return Target(party, "agency_only" if wire else "named")
        return Target(Party(where or f"name {folded}", name), "named")


def bare(url: str) -> str:
    """An address without what does not tell pages apart: scheme, www, a last slash, /amp."""
    split = urlsplit(url)
    host = split.netloc.lower()
    for prefix in ("www.", "m.", "amp."):
        host = host.removeprefix(prefix)
    path = split.path.rstrip("/").removesuffix("/amp")
    return f"{host}{path}?{split.query}" if split.query else f"{host}{path}"


def _standing(member: Member) -> tuple[bool, str, int]:
    return (member.relation is not None, member.first_seen, member.article_id)


def _keys(member: Member) -> list[str]:
    """Under what a member's publisher may be named."""
    agency = agencies.at(member.domain) or agencies.called(member.source_name)
    keys = [member.domain, f"name {fold(member.domain)}"]
    if " " not in member.domain:
        keys.append(f"name {label(member.domain)}")
    if agency:
        keys.append(f"agency {agency.name}")
    if member.source_name:
        keys.append(f"name {fold(member.source_name)}")
    if initials(member.source_name):
        keys.append(f"name {initials(member.source_name)}")
    return keys


def _member(member: Member) -> Party:
    agency = member.source_kind == "agency" or agencies.at(member.domain) is not None
    return Party(f"#{member.article_id}", who(member), member.url, member.article_id, agency)


def _is_own(member: Member, party: Party) -> bool:
    if party.article_id is not None:
        return party.article_id == member.article_id
    return party.key in _keys(member)
