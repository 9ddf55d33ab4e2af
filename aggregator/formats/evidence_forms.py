"""Evidence in the vocabularies of others: JSON-LD with PROV terms, ninjs 3.1, a ClaimReview to fill in.

These forms are not signed. Each names the hash of the signed file that says the same in full.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from aggregator.results import EvidenceBundle

Parts = dict[str, Any]

CONTEXT = {
    "prov": "http://www.w3.org/ns/prov#",
    "schema": "https://schema.org/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "prov:generatedAtTime": {"@type": "xsd:dateTime"},
    "prov:wasAttributedTo": {"@type": "@id"},
    "prov:wasDerivedFrom": {"@type": "@id"},
    "prov:alternateOf": {"@type": "@id"},
    "prov:entity": {"@type": "@id"},
}
# Roles of members that are derived from the original which the verdict names
COPIES = ("credited_copy", "uncredited_copy", "partial")
NINJS_SCHEMA = "https://iptc.org/std/ninjs/ninjs-schema_3.1.json"
# What only a person can fill in
REVIEW_FIELDS = (
    "url",
    "datePublished",
    "author.name",
    "author.url",
    "claimReviewed",
    "itemReviewed.author.name",
    "reviewRating.alternateName",
    "reviewRating.ratingValue",
)


def make_json_ld(bundle: EvidenceBundle, base_url: str) -> dict[str, Any]:
    """Return the evidence as JSON-LD: the pages as PROV entities, and what each is to the original.

    `base_url`: the public address of this installation; empty: the file is named by its hash.
    """
    parts = _read_parts(bundle)
    about, file_id = parts["about"], _make_file_id(bundle, base_url)
    signer = f"urn:sha256:{about['signed_by']}"
    file = {
        "@id": file_id,
        "@type": ["prov:Entity", "prov:Bundle"],
        "schema:name": about["title"],
        "schema:abstract": parts["verdict"]["says"],
        "schema:sha256": bundle.head,
        "prov:generatedAtTime": about["as_of"],
        "prov:wasAttributedTo": signer,
    }
    agent = {"@id": signer, "@type": "prov:SoftwareAgent", "schema:name": about["software"]}
    return {"@context": CONTEXT, "@graph": [file, agent, *_describe_entities(parts)]}


def _describe_entities(parts: Parts) -> Iterator[dict[str, Any]]:
    """Yield the original, where it is no member, and every member."""
    origin = parts["verdict"]["original"]
    urls = [member["url"] for member in parts["members"]]
    if origin["url"] and origin["url"] not in urls:
        yield _describe_entity(origin["url"], origin["title"], origin["name"])
    for member in parts["members"]:
        entity = _describe_entity(member["url"], member["title"], member["source_name"])
        entity["schema:description"] = member["says"]
        if origin["url"] and member["url"] != origin["url"]:
            entity |= _describe_derivation(member, origin["url"])
        yield entity


def _describe_entity(url: str, title: str | None, publisher: str | None) -> dict[str, Any]:
    named = {"schema:headline": title, "schema:publisher": publisher}
    return {
        "@id": url,
        "@type": ["prov:Entity", "schema:NewsArticle"],
        **{name: value for name, value in named.items() if value},
    }


def _describe_derivation(member: Mapping[str, Any], origin_url: str) -> dict[str, Any]:
    """Return what a member is to the original; the same text where no role says more."""
    if member["role"] not in COPIES:
        return {"prov:alternateOf": origin_url}
    derivation = {"@type": "prov:Derivation", "prov:entity": origin_url}
    return {
        "prov:wasDerivedFrom": origin_url,
        "prov:qualifiedDerivation": {**derivation, "schema:description": member["says"]},
    }


def make_ninjs(bundle: EvidenceBundle, base_url: str) -> dict[str, Any]:
    """Return the evidence as a ninjs 3.1 item that has one for each page, with who did what to the text."""
    parts = _read_parts(bundle)
    about = parts["about"]
    return {
        "standard": {"name": "ninjs", "version": "3.1", "schema": NINJS_SCHEMA},
        "uri": _make_file_id(bundle, base_url),
        "type": "composite",
        "versionCreated": about["as_of"],
        "headlines": [{"value": about["title"]}],
        "altIds": [{"role": "sha256", "value": bundle.head}],
        "associations": [
            _describe_ninjs_item(member, parts["verdict"]["original"])
            for member in parts["members"]
        ],
    }


def _describe_ninjs_item(
    member: Mapping[str, Any], origin: Mapping[str, str | None]
) -> dict[str, Any]:
    name = member["source_name"] or member["source"]
    role = _choose_ninjs_role(member["role"])
    sources = [{"role": role, "name": name}]
    if role != "originated" and (origin["name"] or origin["url"]):
        sources.insert(0, {"role": "originated", "name": origin["name"] or origin["url"] or ""})
    return {
        "name": member["url"],
        "uri": member["url"],
        "type": "text",
        "headlines": [{"value": member["title"]}],
        "infoSources": sources,
    }


def _choose_ninjs_role(role: str | None) -> str:
    """Return what the publisher of a member did to the text; whoever is no copier distributed it."""
    if role == "original":
        return "originated"
    return "aggregated" if role in COPIES else "distributed"


def make_claim_review(bundle: EvidenceBundle, base_url: str) -> dict[str, Any]:
    """Return a ClaimReview (schema.org) for a fact-checker to fill in: REVIEW_FIELDS are empty and listed."""
    parts = _read_parts(bundle)
    origin = parts["verdict"]["original"]["url"]
    first = {"firstAppearance": _make_work(origin)} if origin else {}
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "creativeWorkStatus": f"Draft. To be filled in by a person: {', '.join(REVIEW_FIELDS)}",
        "url": "",
        "datePublished": "",
        "author": {"@type": "Organization", "name": "", "url": ""},
        "claimReviewed": "",
        "itemReviewed": {
            "@type": "Claim",
            "author": {"@type": "Organization", "name": ""},
            "appearance": [_make_work(member["url"]) for member in parts["members"]],
            **first,
        },
        "reviewRating": {"@type": "Rating", "alternateName": "", "ratingValue": ""},
        "isBasedOn": {
            "@type": "MediaObject",
            "name": f"Evidence: {parts['verdict']['says']}",
            "dateCreated": parts["about"]["as_of"],
            "identifier": _make_file_id(bundle, base_url),
            "sha256": bundle.head,
        },
    }


def _make_work(url: str) -> dict[str, str]:
    return {"@type": "CreativeWork", "url": url}


def _read_parts(bundle: EvidenceBundle) -> Parts:
    return {part.part: part.content for part in bundle.chain}


def _make_file_id(bundle: EvidenceBundle, base_url: str) -> str:
    """Return the address of the story, or a name made of the hash where there is no public address."""
    about: Any = bundle.chain[0].content
    return (
        f"{base_url.rstrip('/')}/s/{about['story_id']}" if base_url else f"urn:sha256:{bundle.head}"
    )


FORMS: dict[str, Callable[[EvidenceBundle, str], dict[str, Any]]] = {
    "jsonld": make_json_ld,
    "ninjs": make_ninjs,
    "claimreview": make_claim_review,
}
