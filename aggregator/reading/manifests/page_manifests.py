"""Signed manifests (C2PA) of pages and texts that are handed in: found, checked, and what they cover.

A manifest in the text is for the passage before it. It counts for an article only if that passage is
most of the article: else a short signed note would speak for a long text.
"""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from aggregator.model import Manifest, TrustList
from aggregator.reading.manifests import html_manifests, manifest_check, text_manifests
from aggregator.reading.manifests.text_manifests import (
    MarkedText,
    SignedPassage,
    UnreadableManifest,
)

MIN_SHARE = 2 / 3  # of an article's text that a manifest in the text must cover
WHOLE_SHARE = 0.95  # below it the share is reported
RUN = 16  # characters; two texts on one subject share few runs of this length

ListPassages = Callable[[int, int], Iterator[SignedPassage]]  # of manifest n, by bytes before it


@dataclass(frozen=True, slots=True)
class FoundManifest:
    """A manifest, and the passage that it was made for; None: it is of no passage of the text."""

    manifest: Manifest
    passage: str | None = None


def find_in_page(
    body: bytes, html: str, article_lines: Sequence[str], trust: TrustList
) -> tuple[FoundManifest, ...]:
    """Returns the manifests of a page: in its text, its head and its pictures. Usually there are none.

    `body` is the page as fetched, `html` the same decoded, `article_lines` what was taken for the article.
    """
    found: list[FoundManifest] = []
    if text_manifests.may_hold_manifest(html):
        found += _find_in_html_text(html, article_lines, trust)
    if html_manifests.may_hold_manifest(html):
        found += (FoundManifest(each) for each in html_manifests.find_in_head(body, trust))
    if html_manifests.may_hold_signed_picture(html):
        found += (FoundManifest(each) for each in html_manifests.find_in_pictures(html, trust))
    return tuple(found)


def find_in_text(text: str, trust: TrustList) -> tuple[FoundManifest, ...]:
    """Returns the manifests in a text that was handed in."""
    if not text_manifests.may_hold_manifest(text):
        return ()
    marked = text_manifests.mark_manifests(text)
    lines = [" ".join(line.split()) for line in marked.text.splitlines()]

    def list_passages(number: int, start: int) -> Iterator[SignedPassage]:
        for whole in (marked.text, marked.text.replace("\r\n", "\n")):
            yield from text_manifests.list_passages([whole], number, start, ("",))
        yield from text_manifests.list_passages([line for line in lines if line], number, start)

    return _check_only(marked, text_manifests.list_placeholders(marked.text), list_passages, trust)


def _find_in_html_text(
    html: str, article_lines: Sequence[str], trust: TrustList
) -> tuple[FoundManifest, ...]:
    from aggregator.reading.manifests import signed_lines

    marked = text_manifests.mark_manifests(text_manifests.decode_references(html))
    if not marked.wrappers:
        return ()
    layouts = signed_lines.list_layouts(marked.text)

    def list_passages(number: int, start: int) -> Iterator[SignedPassage]:
        for lines in signed_lines.list_layouts_of(layouts, number, article_lines):
            yield from text_manifests.list_passages(lines, number, start, leads=layouts.leads)

    return _check_only(marked, layouts.visible, list_passages, trust)


def _check_only(
    marked: MarkedText, numbers: list[int], list_passages: ListPassages, trust: TrustList
) -> tuple[FoundManifest, ...]:
    """Returns the one manifest of a text, checked; several count for nothing, as is specified."""
    if not numbers:
        return ()
    if len(numbers) > 1 or len(marked.wrappers) > text_manifests.MAX_PLACES:
        detail = f"the text has {len(marked.wrappers)} manifests, and may have one"
        return (FoundManifest(Manifest("text", "unreadable", detail=detail)),)
    [number] = numbers
    return (_check_text_manifest(marked.wrappers[number], number, list_passages, trust),)


def _check_text_manifest(
    wrapper: str, number: int, list_passages: ListPassages, trust: TrustList
) -> FoundManifest:
    """Returns a manifest in a text, checked against the passages it may be of."""
    length = len(wrapper.encode())
    try:
        store = text_manifests.decode_wrapper(wrapper)
        checked = manifest_check.read_store(store, store, trust)
        passage = None
        if checked.exclusion is not None and checked.exclusion[1] == length:
            passages = list_passages(number, checked.exclusion[0])
            passage = manifest_check.find_signed_passage(checked, passages)
        if passage is None:
            problem = "it was made for another text, or the text was changed since"
            return FoundManifest(manifest_check.make_manifest("text", checked, trust, problem))
        signed = passage.before + b"\0" * length + passage.after
        checked = manifest_check.read_store(store, signed, trust)
    except UnreadableManifest as error:
        return FoundManifest(Manifest("text", "unreadable", detail=str(error)))
    text = (passage.before + passage.after).decode(errors="replace")
    return FoundManifest(manifest_check.make_manifest("text", checked, trust), text)


def judge_shares(found: tuple[FoundManifest, ...], text: str) -> tuple[Manifest, ...]:
    """Returns the manifests of an article; one in its text that covers too little of it is a mismatch."""
    return tuple(_judge_share(each, text) for each in found)


def _judge_share(found: FoundManifest, text: str) -> Manifest:
    manifest = found.manifest
    if found.passage is None or manifest.state not in ("trusted", "untrusted"):
        return manifest
    share = _measure_share(text, found.passage)
    if share >= WHOLE_SHARE:
        return manifest
    detail = f"it is of {100 * share:.0f} % of this text"
    if share < MIN_SHARE:
        return replace(manifest, state="mismatch", detail=detail)
    return replace(manifest, detail="; ".join(filter(None, (manifest.detail, detail))))


def _measure_share(text: str, passage: str) -> float:
    """Returns the share of a text that is in a passage, by runs of characters without blanks."""
    own, signed = _list_runs(text), _list_runs(passage)
    return len(own & signed) / len(own) if own else 0.0


def _list_runs(text: str) -> set[str]:
    letters = "".join(unicodedata.normalize("NFC", text).split())
    return {letters[at : at + RUN] for at in range(max(1, len(letters) - RUN + 1))}
