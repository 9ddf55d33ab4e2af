"""Signed links of a case: whoever has one may see or do what it is for, and nothing else.

The values that each purpose signs: `status` the number of a case and the id of the request whose
proofs its page shows; `confirm` the token of the proof of a mailbox; `counter` the number of a case
and the id of the article; `receipt` the number of a case.
"""

from typing import Literal

from itsdangerous import BadSignature, URLSafeSerializer

LinkPurpose = Literal["confirm", "counter", "receipt", "status"]


def make_link(key: bytes, base_url: str, purpose: LinkPurpose, *values: str) -> str:
    """Returns the address of a page of a case, for one purpose, with these values signed in it."""
    token = _signer(key, purpose).dumps(list(values))
    return f"{base_url.rstrip('/')}/takedown/{purpose}/{token}"


def read_link(key: bytes, purpose: LinkPurpose, token: str) -> tuple[str, ...] | None:
    """Returns the values of a link for this purpose; None for a token that is not ours."""
    try:
        values = _signer(key, purpose).loads(token)
    except BadSignature:
        return None
    return tuple(map(str, values)) if isinstance(values, list) else None


def _signer(key: bytes, purpose: LinkPurpose) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt=f"takedown {purpose}")
