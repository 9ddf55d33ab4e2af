"""The figures of signed texts, on fewer of them: every signer is named where it holds, nothing else is believed."""

import random

from aggregator.model import TrustList
from benchmarks import signed_texts


def test_signers_are_named_where_the_signature_holds_and_nothing_else_is_believed() -> None:
    draw = random.Random(7)
    signed, strangers, certificates = signed_texts.make_world(draw, 2)
    one, other = signed
    cases = [
        *signed_texts.list_holding(draw, one),
        *signed_texts.list_not_holding(draw, other, one, strangers[1]),
        *signed_texts.list_attacks(one, other),
    ]
    trust = TrustList("newsrooms.pem", certificates)
    wrong = []
    for case in cases:
        manifests = signed_texts.read_manifests(case, trust)
        assert manifests is not None, f"{case.kind}: no article"
        if not signed_texts.is_right(case, manifests):
            wrong.append((case.kind, manifests))
    assert wrong == []
    assert len(cases) > 30
