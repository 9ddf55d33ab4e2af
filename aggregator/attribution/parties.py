"""Finds the party that a trace points to: a member of the story, an agency, or a party outside the corpus."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from aggregator.address_services import RELAY_SITES
from aggregator.attribution import agencies
from aggregator.attribution.agencies import Agency
from aggregator.attribution.finding import domains_of, publisher_name, share_domain
from aggregator.attribution.naming import (
    author_space_of,
    bare_domain,
    domain_label,
    fold_name,
    make_initials,
    parse_domain_in_name,
    remove_desk,
    site_of,
    split_joint_name,
)
from aggregator.model import Credit, Member, Source, SourceTrace

FORM_PREFIXES = ("www.", "m.", "mobile.", "amp.")  # of hosts that show the same pages
MIN_LABEL_LENGTH = 5  # letters of a domain's first label that are in no other name by chance


@dataclass(frozen=True, slots=True)
class Party:
    """A possible source of a text. `key` identifies it among all parties of a story."""

    key: str
    name: str = ""
    url: str = ""
    article_id: int | None = None
    agency: bool = False
    known: bool = False  # a member, an agency or a registered source

    @property
    def is_unknown_name(self) -> bool:
        """Whether only its name is known."""
        return not (self.known or self.url)


@dataclass(frozen=True, slots=True)
class Target:
    """A party and how exactly a trace points to it."""

    party: Party
    credit: Credit


@dataclass(frozen=True, slots=True)
class Parties:
    """The members of a story and the known sources, indexed by what a trace may name."""

    known_sources: Mapping[str, Source]  # by domain and folded name
    members_by_address: dict[str, Member] = field(default_factory=dict)
    members_by_publisher: dict[str, Member] = field(default_factory=dict)  # see _publisher_keys

    @classmethod
    def from_members(
        cls, members: Sequence[Member], known_sources: Mapping[str, Source]
    ) -> "Parties":
        """Indexes members; of several members of one site the leader is taken, then the first seen."""
        parties = cls(known_sources)
        ranked = sorted(members, key=_rank_in_site)
        for member in ranked:
            if member.url:
                parties.members_by_address.setdefault(bare_address(member.url), member)
            for key in _publisher_keys(member):
                parties.members_by_publisher.setdefault(key, member)
        for member in ranked:
            parties._add_further_addresses(member)
        return parties

    def find_member_at(self, url: str) -> Member | None:
        """Returns the member whose page is at an address, in any of its forms."""
        return self.members_by_address.get(bare_address(url))

    def find_member_of_site(self, site: str) -> Member | None:
        """Returns the member of a site, or of the agency whose site it is."""
        if site in self.members_by_publisher:
            return self.members_by_publisher[site]
        agency = agencies.find_by_domain(site)
        return self.members_by_publisher.get(_agency_key(agency)) if agency else None

    def find_named_party(self, name: str) -> Party:
        """Returns the party of a name: a member, an agency, a registered source, or an unknown one."""
        name = remove_desk(name)
        site, folded = parse_domain_in_name(name), fold_name(name)
        agency = agencies.find_by_name(name) or agencies.find_by_domain(site)
        keys = [_agency_key(agency)] if agency else [site, f"name {folded}"]
        for key in keys:
            if key in self.members_by_publisher:
                return make_member_party(self.members_by_publisher[key])
        if agency:
            return Party(keys[0], agency.name, agency=True, known=True)
        source = self.known_sources.get(site) or self.known_sources.get(folded)
        if source:
            return _source_party(source)
        return Party(site or f"name {folded or name}", name)

    def find_targets(self, member: Member, trace: SourceTrace) -> list[Target]:
        """Returns the parties that a trace of `member` points to; none when it points to its own site."""
        if trace.url and (self._is_own_site(member, trace.url) or _is_own_mirror(member, trace)):
            return []
        linked = self._find_linked(trace)
        targets = [linked] if linked else self._find_named(trace.name)
        return [target for target in targets if not is_own_party(member, target.party)]

    def _is_own_site(self, member: Member, url: str) -> bool:
        """Whether a link leads to the member's site, and not to another publisher's page on it."""
        page = self.find_member_at(url)
        if page:
            return share_domain(page, member)
        return site_of(url) in (*domains_of(member), site_of(member.url))

    def _find_linked(self, trace: SourceTrace) -> Target | None:
        site = site_of(trace.url)
        if not site or site in RELAY_SITES:
            return None
        page = self.find_member_at(trace.url)
        if page:
            return Target(make_member_party(page), "exact_link")
        if member := self.find_member_of_site(site):
            return Target(make_member_party(member), "site_link")
        is_front_page = urlsplit(trace.url).path in ("", "/")
        return Target(
            self._outside_party(site, trace), "site_link" if is_front_page else "exact_link"
        )

    def _outside_party(self, site: str, trace: SourceTrace) -> Party:
        """Returns the party of a site that no member is of."""
        agency, source = agencies.find_by_domain(site), self.known_sources.get(site)
        if agency:
            return Party(_agency_key(agency), agency.name, trace.url, agency=True, known=True)
        trace_name = "" if parse_domain_in_name(trace.name) else trace.name
        name = (source.name if source else "") or trace_name or site
        is_agency = source is not None and source.kind == "agency"
        return Party(site, name, trace.url, agency=is_agency, known=source is not None)

    def _find_named(self, name: str) -> list[Target]:
        """Returns the party of the whole name if known, else the known ones of a joint name, else the whole."""
        names = [] if parse_domain_in_name(name) in RELAY_SITES else split_joint_name(name)
        targets = [self._name_target(each) for each in names]
        known = [target for target in targets if target.party.known]
        if targets[:1] == known[:1]:
            return known[:1]
        return known or targets[:1]

    def _name_target(self, name: str) -> Target:
        party = self.find_named_party(name)
        return Target(party, "agency_only" if party.agency else "named")

    def _add_further_addresses(self, member: Member) -> None:
        """Indexes the addresses that lead to a member and those it declares: these count less than where one is."""
        for url in member.addresses:
            self.members_by_address.setdefault(bare_address(url), member)
        declared = bare_address(member.canonical_url)
        if (
            member.canonical_url
            and declared not in self.members_by_address
            and (author_space_of(member.canonical_url) == author_space_of(member.url))
        ):
            self.members_by_address[declared] = member


def bare_address(url: str) -> str:
    """Returns an address without what differs between links to one page: scheme, www, a last slash, /amp."""
    place, mark, query = url.partition("://")[2].partition("#")[0].partition("?")
    host, slash, path = place.partition("/")
    host = host.lower()
    if host.startswith(FORM_PREFIXES):
        for prefix in FORM_PREFIXES:
            host = host.removeprefix(prefix)
    path = path.rstrip("/").removesuffix("/amp")
    return f"{host}{slash}{path}".rstrip("/") + (mark + query if query else "")


def member_key(member: Member) -> str:
    """Returns the key of a member as a party."""
    return f"#{member.article_id}"


def is_name_of_publisher(member: Member, name: str) -> bool:
    """Whether a name or a domain is that of a member's publisher."""
    keys = (parse_domain_in_name(name), f"name {fold_name(name)}")
    return any(key in _publisher_keys(member) for key in keys if key)


def _agency_key(agency: Agency) -> str:
    return f"agency {agency.name}"


def _is_own_mirror(member: Member, trace: SourceTrace) -> bool:
    """Whether a canonical address is at a technical host of the same site, which carries its name or its domain."""
    if trace.kind != "canonical":
        return False
    own, parts = domain_label(member.domain), urlsplit(trace.url)
    is_named = len(own) >= MIN_LABEL_LENGTH and own in fold_name(parts.netloc)
    return is_named or bare_domain(member.domain) in parts.path


def _rank_in_site(member: Member) -> tuple[bool, str, int]:
    return (member.relation is not None, member.first_seen, member.article_id)


def _publisher_keys(member: Member) -> list[str]:
    """Returns the keys under which a member's publisher may be named: domain, agency, folded names."""
    agency = agencies.find_by_domain(member.domain) or agencies.find_by_name(member.source_name)
    names = [fold_name(bare_domain(member.domain))]
    if " " not in member.domain:
        names.append(domain_label(bare_domain(member.domain)))
    names += [fold_name(member.source_name), make_initials(member.source_name)]
    keys = [*sorted(domains_of(member)), _agency_key(agency) if agency else ""]
    return [key for key in keys if key] + [f"name {name}" for name in names if name]


def make_member_party(member: Member) -> Party:
    """Returns a member as a party."""
    is_agency = member.source_kind == "agency" or agencies.find_by_domain(member.domain) is not None
    name = publisher_name(member)
    return Party(member_key(member), name, member.url, member.article_id, is_agency, known=True)


def _source_party(source: Source) -> Party:
    is_agency = source.kind == "agency"
    name = source.name or source.domain
    return Party(source.domain, name, source.site, agency=is_agency, known=True)


def is_own_party(member: Member, party: Party) -> bool:
    """Whether a party is the member, or its publisher."""
    if party.article_id is not None:
        return party.article_id == member.article_id
    return party.key in _publisher_keys(member)
