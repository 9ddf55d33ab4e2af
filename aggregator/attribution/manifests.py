"""Reads the signed manifests (C2PA) that pages carry: who signed the text, and whether that holds.

A manifest that another publisher signed, and that fits the text, is an admission by cryptography. It counts only
where the signer is of the trust list and known here. One that fits another text counts for nothing.
"""

from collections.abc import Iterator, Sequence

from aggregator import clock, labels
from aggregator.attribution import pair_evidence
from aggregator.attribution.finding import publisher_name
from aggregator.attribution.parties import Parties, Party, is_name_of_publisher, is_own_party
from aggregator.model import Evidence, Manifest, Member, SourceTrace

TRUSTED_STRENGTH, UNTRUSTED_STRENGTH, UNREADABLE_STRENGTH = 0.7, 0.1, 0.05


def _is_of_text(manifest: Manifest) -> bool:
    """Whether a manifest holds, by a trusted signer, and is of the text: a picture may be of anybody."""
    return manifest.state == "trusted" and manifest.place != "image"


def find_signers(member: Member, parties: Parties) -> Iterator[tuple[SourceTrace, Party]]:
    """Yields the other known parties that signed the text of a member, each with its manifest as a trace."""
    for manifest in member.manifests:
        if _is_of_text(manifest) and manifest.signer:
            party = parties.find_named_party(manifest.signer)
            if party.known and not is_own_party(member, party):
                phrase = manifest.title or manifest.signer
                yield SourceTrace("manifest", phrase, "", manifest.signer, manifest.place), party


def is_signed_by_itself(member: Member) -> bool:
    """Whether a member carries a trusted manifest of its own publisher."""
    return any(
        _is_of_text(manifest) and is_name_of_publisher(member, manifest.signer)
        for manifest in member.manifests
    )


def describe_manifests(members: Sequence[Member], parties: Parties) -> Iterator[Evidence]:
    """Yields what checking the manifests showed, where it is no admission of a known party."""
    for member in members:
        for manifest in member.manifests:
            if not (_is_of_text(manifest) and _is_of_other_party(member, manifest, parties)):
                says, strength = _describe_manifest(member, manifest)
                rule = f"manifest_{manifest.state}"
                quote = manifest.title or manifest.signer
                yield pair_evidence.make_evidence("I", rule, says, member, strength, quote)


def _is_of_other_party(member: Member, manifest: Manifest, parties: Parties) -> bool:
    party = parties.find_named_party(manifest.signer)
    return party.known and not is_own_party(member, party)


def _describe_manifest(member: Member, manifest: Manifest) -> tuple[str, float]:
    """Returns a sentence on a manifest, and how strongly it counts. An alarm counts for nothing, but is shown first."""
    where = f"{labels.MANIFEST_PLACES[manifest.place].capitalize()} at {publisher_name(member)}"
    signer = manifest.signer or "a signer without a name"
    when = f" at {clock.for_people(manifest.signed_at)}" if manifest.signed_at else ""
    if manifest.state == "trusted":
        strength = TRUSTED_STRENGTH if _is_of_text(manifest) else UNTRUSTED_STRENGTH
        return f"{where} carries a manifest that {signer} signed{when}", strength
    if manifest.state == "untrusted":
        says = (
            f"{where} carries a manifest by {signer}{when}, whose certificate is on no trust list"
        )
        return says, UNTRUSTED_STRENGTH
    if manifest.state == "mismatch":
        says = f"{where} carries a manifest by {signer} that was made for another content: it counts for nothing"
        return says, pair_evidence.MOST_STRENGTH
    return f"{where} carries a manifest that could not be read", UNREADABLE_STRENGTH
