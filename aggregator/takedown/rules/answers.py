"""Who of a case is answered by mail: anybody can write any address into a form."""

from collections.abc import Iterable

from aggregator.results.takedowns import TakedownProof, TakedownRequestRecord


def select_answered(
    requests: Iterable[TakedownRequestRecord], proofs: Iterable[TakedownProof]
) -> list[str]:
    """Returns the mail addresses of a case that its outcome is sent to, each once.

    Those that were confirmed, and those that the operator entered.
    """
    proven = {proof.request_id for proof in proofs if proof.proven_at is not None}
    addresses = [
        request.email
        for request in requests
        if request.email and (request.id in proven or request.channel == "command")
    ]
    return list(dict.fromkeys(addresses))
