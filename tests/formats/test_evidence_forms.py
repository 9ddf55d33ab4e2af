"""Evidence as JSON-LD, ninjs and ClaimReview."""

import json
from pathlib import Path
from typing import Any

import pytest

from aggregator.formats import evidence_forms
from tests import corpus
from tests.conftest import Ask


def export(ask: Ask, shape: str) -> dict[str, Any]:
    done = ask("export", "evidence", "1", "--format", shape)
    assert done.exit_code == 0, done.output
    value: dict[str, Any] = json.loads(done.stdout)
    return value


def expand(name: str, context: dict[str, Any]) -> str:
    """A term of JSON-LD as an address."""
    prefix, _, rest = name.partition(":")
    return f"{context[prefix]}{rest}"


def test_json_ld_says_what_was_derived_from_what(ask: Ask, filled: Path) -> None:
    value = export(ask, "jsonld")
    context, graph = value["@context"], {node["@id"]: node for node in value["@graph"]}
    assert len(graph) == len(value["@graph"])
    copy = graph[corpus.DIGEST]
    assert copy["prov:wasDerivedFrom"] == corpus.WIRE
    assert copy["prov:qualifiedDerivation"]["prov:entity"] == corpus.WIRE
    assert "prov:wasDerivedFrom" not in graph[corpus.WIRE]
    [file] = [node for node in graph.values() if "prov:Bundle" in node["@type"]]
    assert graph[file["prov:wasAttributedTo"]]["@type"] == "prov:SoftwareAgent"
    for node in graph.values():
        types = node["@type"] if isinstance(node["@type"], list) else [node["@type"]]
        for name in (*types, *(key for key in node if not key.startswith("@"))):
            assert expand(name, context).startswith(
                ("http://www.w3.org/ns/prov#", "https://schema.org/")
            )
        for name, inner in node.items():
            declared = context.get(name, {})
            if isinstance(declared, dict) and declared.get("@type") == "@id":
                assert inner in graph


def test_ninjs_says_who_originated_and_who_aggregated(ask: Ask, filled: Path) -> None:
    value = export(ask, "ninjs")
    assert (value["standard"]["name"], value["type"]) == ("ninjs", "composite")
    items = {item["uri"]: item for item in value["associations"]}
    roles = {
        uri: [(source["role"], source["name"]) for source in item["infoSources"]]
        for uri, item in items.items()
    }
    assert roles[corpus.WIRE] == [("originated", "wire.example")]
    assert roles[corpus.DIGEST] == [
        ("originated", "wire.example"),
        ("aggregated", "digest.example"),
    ]
    allowed = {"originated", "modified", "enhanced", "distributed", "aggregated", "supplied"}
    assert {role for pairs in roles.values() for role, _ in pairs} <= allowed


def test_what_a_claim_review_leaves_to_a_person_is_empty_and_listed(ask: Ask, filled: Path) -> None:
    value = export(ask, "claimreview")
    assert value["@type"] == "ClaimReview"
    for name in evidence_forms.REVIEW_FIELDS:
        inner: Any = value
        for step in name.split("."):
            inner = inner[step]
        assert inner == ""
        assert name in value["creativeWorkStatus"]
    assert value["itemReviewed"]["firstAppearance"]["url"] == corpus.WIRE
    assert list_empty(value) == sorted(evidence_forms.REVIEW_FIELDS)


def list_empty(value: dict[str, Any], path: str = "") -> list[str]:
    """The names of all empty fields."""
    found = []
    for name, inner in value.items():
        if isinstance(inner, dict):
            found += list_empty(inner, f"{path}{name}.")
        elif inner == "":
            found.append(f"{path}{name}")
    return sorted(found)


def test_the_forms_name_the_hash_of_the_signed_file(ask: Ask, filled: Path) -> None:
    review, ninjs = export(ask, "claimreview"), export(ask, "ninjs")
    assert len(review["isBasedOn"]["sha256"]) == 64
    assert ninjs["uri"].startswith("urn:sha256:")
    (filled.parent / "aggregator.toml").write_text('[serve]\nbase_url = "https://news.example"\n')
    assert export(ask, "ninjs")["uri"] == "https://news.example/s/1"


@pytest.mark.parametrize(
    "arguments",
    [("evidence", "1", "--format", "csv"), ("stories", "--format", "html"), ("stories", "--format", "ninjs")],
)  # fmt: skip
def test_each_format_goes_with_what_it_can_hold(
    ask: Ask, filled: Path, arguments: tuple[str, ...]
) -> None:
    failed = ask("export", *arguments)
    assert failed.exit_code == 2
    assert "can be written as" in failed.stderr
