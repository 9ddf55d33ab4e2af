"""What the own mail server reports about a mail: Authentication-Results (RFC 8601).

Only the topmost field of the own server counts: the server puts it there, and removes those that a sender
wrote in its name. A signature (DKIM) counts where its domain is that of the sender's address, or above or below it
within one registrable domain. It proves the domain of the address, not the site: whoever has a mailbox below a
publisher's domain (students, customers) is not the publisher. SPF alone proves nothing about the From
field; where it passed for the domain of that field, an answer reaches no stranger.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from aggregator import urls
from aggregator.takedown.mail.header_fields import HeaderFields, Sender

FIELD = "authentication-results"

_VALUE = r'(?:"(?:[^"\\]|\\.)*"|[^\s;"]*)'
_PAIR = re.compile(rf"([\w-]+(?:[./][\w-]+)?)=({_VALUE})")
_METHOD_SEGMENT = re.compile(rf"\s*{_PAIR.pattern}(?:\s+{_PAIR.pattern})*\s*")
_SEPARATOR = re.compile(r"\s*([=./])\s*")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[^";]+|;')
_DOMAIN = re.compile(r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+")


@dataclass(frozen=True, slots=True)
class MethodResult:
    """What one method reported: `dkim`, `pass`, and its properties (`header.d`)."""

    method: str
    result: str
    properties: tuple[tuple[str, str], ...]

    def values(self, name: str) -> list[str]:
        """Returns the values of a property."""
        return [value for key, value in self.properties if key == name]


def find_signing_domain(header: HeaderFields, sender: Sender, authserv_id: str) -> str:
    """Returns the domain of the sender's address when an aligned signature proves it, else ""."""
    domain = sender.address.rpartition("@")[2] if sender.is_single else ""
    if not _find_site(domain) or not authserv_id:
        return ""
    results = _read_own_results(header, authserv_id)
    signed = (value for each in results for value in _list_signing_domains(each))
    return domain if any(_is_aligned(value, domain) for value in signed) else ""


def _is_aligned(signer: str, domain: str) -> bool:
    """Is the domain of a signature that of an address, or above or below it, and no public suffix?"""
    is_in_line = f".{domain}".endswith(f".{signer}") or signer.endswith(f".{domain}")
    return is_in_line and _find_site(signer) == _find_site(domain)


def is_answerable(header: HeaderFields, sender: Sender, authserv_id: str) -> bool:
    """Returns whether the own server reports that the mail came from the domain of its sender, by DKIM or SPF."""
    if find_signing_domain(header, sender, authserv_id):
        return True
    site = _find_site(sender.address.rpartition("@")[2]) if sender.is_single else ""
    passed = (
        value
        for each in (_read_own_results(header, authserv_id) if site and authserv_id else ())
        if (each.method, each.result) == ("spf", "pass")
        for value in each.values("smtp.mailfrom")
    )
    return any(_find_site(value.rpartition("@")[2]) == site for value in passed)


def _list_signing_domains(result: MethodResult) -> list[str]:
    """Returns the domain of a signature that passed; of a result with two domains neither is taken."""
    domains = result.values("header.d")
    passed = result.method == "dkim" and result.result == "pass"
    return domains if passed and len(domains) == 1 else []


def _find_site(domain: str) -> str:
    """Returns the registrable domain of a domain in ASCII; empty for others, also for IDN.

    Below a suffix that no rule of the list of public suffixes names, it is the last two labels, as that list says.
    """
    if not _DOMAIN.fullmatch(domain) or "xn--" in domain:
        return ""
    labels = domain.split(".")
    probe = f"z.y.x.{labels[-1]}"
    try:
        has_rule = urls.site(f"https://{probe}/") != probe
        return urls.site(f"https://{domain}/") if has_rule else ".".join(labels[-2:])
    except ValueError:
        return ""


def _read_own_results(header: HeaderFields, authserv_id: str) -> tuple[MethodResult, ...]:
    for value in header.get_all(FIELD):
        name, results = parse_results(value)
        if name == authserv_id.strip().lower():
            return results
    return ()


def parse_results(value: str) -> tuple[str, tuple[MethodResult, ...]]:
    """Returns the name of the server and what its methods reported; ("", ()) for a field of another form."""
    first, *segments = _split_segments(_strip_comments(value))
    words = first.split()
    results = [
        _parse_segment(segment) for segment in segments if segment.strip() not in ("", "none")
    ]
    if not words or (len(words) > 1 and words[1:] != ["1"]) or None in results:
        return "", ()
    return words[0].strip('"').lower(), tuple(each for each in results if each)


def _parse_segment(segment: str) -> MethodResult | None:
    if not _METHOD_SEGMENT.fullmatch(segment):
        return None
    (method, result), *properties = [
        (name.lower(), value.strip('"').lower()) for name, value in _PAIR.findall(segment)
    ]
    return MethodResult(method.partition("/")[0], result, tuple(properties))


def _split_segments(text: str) -> list[str]:
    """Returns the parts between semicolons that are not quoted, without blanks around signs."""
    segments = [""]
    for part in _TOKEN.findall(text):
        if part == ";":
            segments.append("")
        else:
            segments[-1] += part if part.startswith('"') else _SEPARATOR.sub(r"\1", part)
    return segments


def _strip_comments(value: str) -> str:
    """Returns a value with a blank for each comment; empty where a comment or quotation does not end."""
    depth, quoted, kept = 0, False, []
    for sign in _list_signs(value):
        if quoted or (sign == '"' and not depth):
            quoted = not quoted if sign == '"' else quoted
            kept.append(sign)
        elif sign in "()":
            depth += 1 if sign == "(" else -1
            kept.append(" ")
        elif not depth:
            kept.append(sign)
        if depth < 0:
            return ""
    return "" if depth or quoted else "".join(kept)


def _list_signs(value: str) -> Iterator[str]:
    """Yields characters; one after a backslash together with it."""
    return (found.group() for found in re.finditer(r"\\.|.", value, re.DOTALL))
