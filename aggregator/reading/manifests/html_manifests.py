"""Signed manifests (C2PA) in the head of a page (2.4 A.7) and in pictures that are part of the page.

A manifest that a page only links, and pictures that are files of their own, are not fetched: the first
is reported as unreadable, the others are not looked at.
"""

import base64
import re
from collections.abc import Iterator

from aggregator.model import Manifest, TrustList
from aggregator.reading.manifests import manifest_check
from aggregator.reading.manifests.text_manifests import MAX_MANIFEST_BYTES, UnreadableManifest

MAX_PICTURE_BYTES = 4 * 1024 * 1024
MAX_PICTURES = 2  # with a manifest, of one page
MAX_HEAD_MANIFESTS = 8  # that are counted

# Only these begin a manifest in the head; the elements end within the same number of bytes.
_SCRIPT = re.compile(
    rb"""<script\b[^<>]{0,200}?\btype\s*=\s*["']?application/c2pa["']?[^<>]{0,200}>""",
    re.IGNORECASE,
)
_LINK = re.compile(
    rb"""<link\b[^<>]{0,500}?\brel\s*=\s*["']?c2pa-manifest\b[^<>]{0,500}>""", re.IGNORECASE
)
_ADDRESS = re.compile(rb"""\bhref\s*=\s*(?:"([^"]{0,2000})"|'([^']{0,2000})'|([^\s>"']{1,2000}))""")
_MAX_SCRIPT = MAX_MANIFEST_BYTES * 4 // 3 + 1000
_PICTURE = re.compile(r"data:(image/[a-z+]{3,10});base64,([A-Za-z0-9+/]{1000,}={0,2})")
_PICTURE_STARTS = ("data:image/jpeg;base64,/9j/", "data:image/png;base64,iVBORw0KGgo")
_SIGNED_PICTURE = ("anVtY", "p1bWI", "qdW1i")  # "jumb" in base64, at each of three places


def may_hold_manifest(html: str) -> bool:
    """Whether the head of a page may hold a manifest or link one; costs next to nothing."""
    return "application/c2pa" in html


def may_hold_signed_picture(html: str) -> bool:
    """Whether a picture within a page may hold a manifest; costs next to nothing."""
    return any(start in html for start in _PICTURE_STARTS)


def find_in_head(body: bytes, trust: TrustList) -> list[Manifest]:
    """Returns the manifest in the head of a page, if there is one. `body` is the page as fetched."""
    scripts = _list_matches(_SCRIPT, body)
    links = _list_matches(_LINK, body)
    if len(scripts) + len(links) > 1:
        detail = "the page has several manifests in its head, and may have one"
        return [Manifest("html", "unreadable", detail=detail)]
    if links:
        return [Manifest("html", "unreadable", detail=_describe_link(links[0][0]))]
    return [_check_script(body, match, trust) for match in scripts]


def _list_matches(pattern: re.Pattern[bytes], body: bytes) -> list[re.Match[bytes]]:
    matches = []
    for match in pattern.finditer(body):
        matches.append(match)
        if len(matches) == MAX_HEAD_MANIFESTS:
            break
    return matches


def _describe_link(element: bytes) -> str:
    match = _ADDRESS.search(element)
    address = next(filter(None, match.groups()), b"") if match else b""
    shown = manifest_check.clean_text(address.decode(errors="replace"), 150)
    return f"the page links it and it was not fetched: {shown}"


def _check_script(body: bytes, opening: re.Match[bytes], trust: TrustList) -> Manifest:
    """Returns the manifest in a script, checked against the page without that element."""
    end = body.find(b"</script>", opening.end(), opening.end() + _MAX_SCRIPT)
    if end < 0:
        return Manifest("html", "unreadable", detail="its element does not end")
    try:
        store = base64.b64decode(b"".join(body[opening.end() : end].split()), validate=True)
        checked = manifest_check.read_store(store, body, trust)
    except UnreadableManifest as error:
        return Manifest("html", "unreadable", detail=str(error))
    except ValueError:
        return Manifest("html", "unreadable", detail="it is not in base64")
    element = (opening.start(), end + len(b"</script>") - opening.start())
    problem = "" if checked.exclusion == element else "it was made for another page"
    return manifest_check.make_manifest("html", checked, trust, problem)


def find_in_pictures(html: str, trust: TrustList) -> Iterator[Manifest]:
    """Yields the manifests of pictures within the source of a page, `MAX_PICTURES` at most."""
    count = 0
    for match in _PICTURE.finditer(html):
        if not any(part in match[2] for part in _SIGNED_PICTURE) or count == MAX_PICTURES:
            continue
        count += 1
        if len(match[2]) > MAX_PICTURE_BYTES:
            yield Manifest("image", "unreadable", detail="the picture is too large")
            continue
        try:
            picture = base64.b64decode(match[2] + "=" * (-len(match[2]) % 4))
            checked = manifest_check.read_picture(picture, match[1], trust)
        except (UnreadableManifest, ValueError) as error:
            yield Manifest("image", "unreadable", detail=manifest_check.clean_text(str(error), 200))
            continue
        yield manifest_check.make_manifest("image", checked, trust)
