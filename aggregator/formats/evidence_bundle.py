"""A verdict as a file that can be cited: one HTML page with the same as JSON in it, checked offline.

The parts of a bundle are chained: each one's hash covers its words and the hash before it, so that
the last one, `head`, stands for the whole. Whoever notes or publishes `head` can show later that
nothing was changed; a file alone can only show that it is whole.
"""

import hashlib
import html
import json
import re
from collections.abc import Iterator

from aggregator import __version__, clock, labels
from aggregator.attribution import timing
from aggregator.errors import EvidenceError
from aggregator.model import Member, Row
from storage.corpus.verdicts import Verdicts
from storage.sqlite.connection import Database

FORMAT = "aggregator-evidence-1"
PARTS = ("about", "verdict", "members", "evidence", "not_checked", "would_change", "history")
_EMBEDDED = re.compile(
    r'<script type="application/json" id="evidence">(.*?)</script>', re.DOTALL | re.ASCII
)


def bundle(db: Database, story: Row, history: list[Row], now: str) -> Row:
    """Everything a verdict says and rests on, chained. `story` comes with `not_checked`."""
    rows = {member.article_id: member for member in Verdicts(db).members(story["story_id"])}
    members = [_member(row, rows[row["article_id"]]) for row in story["members"]]
    parts: Row = {
        "about": {
            "format": FORMAT,
            "software": f"aggregator {__version__}",
            "as_of": now,
            "story_id": story["story_id"],
            "title": story["title"],
        },
        "verdict": {
            "verdict": story["verdict"],
            "confidence": story["confidence"],
            "original": story["original"],
            "set_by": story["set_by"],
            "decided_at": story["attributed_at"],
        },
        "members": members,
        "evidence": story["evidence"],
        "not_checked": list(story["not_checked"]),
        "would_change": list(_would_change(story)),
        "history": history,
    }
    chain, before = [], ""
    for name in PARTS:
        before = _hash(before, name, parts[name])
        chain.append({"part": name, "content": parts[name], "hash": before})
    return {"format": FORMAT, "chain": chain, "head": before}


def _would_change(story: Row) -> tuple[str, ...]:
    if story["set_by"]:
        return labels.OPERATOR_VERDICT_CHANGES
    return labels.VERDICT_CHANGES[story["verdict"]]


def _member(row: Row, member: Member) -> Row:
    names = ("url", "title", "source", "source_name", "relation", "role", "credit")
    return {
        **{name: row[name] for name in names},
        "share_of_original_text": row["containment"],
        "share_of_leader_taken": row["containment_of_original"],
        "first_seen": {"not_before": member.last_absent, "not_after": member.first_seen},
        "claimed": row["published"],
        "claimed_offset": row["published_offset"],
        "claim_contradicts_observation": timing.claim_contradicts_polls(member),
    }


def _hash(before: str, name: str, content: object) -> str:
    plain = json.dumps([before, name, content], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def page(found: Row) -> str:
    """A bundle as one HTML page without anything from elsewhere, its JSON inside."""
    inner = json.dumps(found).replace("<", "\\u003c")
    return (
        f'{_shown(found)}\n<script type="application/json" id="evidence">{inner}</script>\n'
        "</body></html>\n"
    )


def _shown(found: Row) -> str:
    parts = {link["part"]: link["content"] for link in found["chain"]}
    about, said = parts["about"], parts["verdict"]
    named = said["original"]["name"] or said["original"]["url"] or "nobody"
    sure = (
        f"set by the {said['set_by']}" if said["set_by"] else labels.CONFIDENCES[said["confidence"]]
    )
    rows = "".join(_row(member) for member in parts["members"])
    why = "".join(_item(item) for item in parts["evidence"])
    lists = "".join(
        f"<h2>{heading}</h2><ul>{''.join(f'<li>{_safe(line)}</li>' for line in lines)}</ul>"
        for heading, lines in (
            ("What was not checked", [f"{r['what']}: {r['why']}" for r in parts["not_checked"]]),
            ("What would change this", parts["would_change"]),
            ("What was said before", list(_former(parts["history"]))),
        )
        if lines
    )
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Evidence on story {about["story_id"]}</title>
<style>body{{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}}td,th{{text-align:left;padding:.2em .8em .2em 0;vertical-align:top}}code{{word-break:break-all}}</style>
</head><body>
<h1>{_safe(about["title"])}</h1>
<p>As of {_safe(clock.readable(about["as_of"]))}: <strong>{_safe(labels.VERDICTS[said["verdict"]])}</strong>, {_safe(sure)}; named as the origin: {_safe(named)} {_safe(said["original"]["url"] or "")}</p>
<h2>Pages with this text</h2>
<table><tr><th>page<th>share of its text in the leader<th>seen by us<th>claims<th>role, credit</tr>{rows}</table>
<h2>What this rests on</h2><ul>{why}</ul>
{lists}
<p>Made by {_safe(about["software"])}. Hash of the whole: <code>{_safe(found["head"])}</code>.
<code>aggregator verify-evidence FILE</code> checks this file. This page describes what was observed and judges nobody.</p>"""


def _row(member: Row) -> str:
    seen = member["first_seen"]
    since = f"between {seen['not_before']} and " if seen["not_before"] else ""
    alarm = " (our polls contradict this)" if member["claim_contradicts_observation"] else ""
    share = member["share_of_original_text"]
    cells = (
        f"{member['source_name'] or member['source']}: {member['title']} {member['url']}",
        f"{share:.0%}" if share is not None else "–",
        f"{since}{seen['not_after']}",
        f"{clock.claimed(member['claimed'] or 'nothing', member['claimed_offset'])}{alarm}",
        labels.describe_member(member["role"], member["credit"]),
    )
    return f"<tr>{''.join(f'<td>{_safe(cell)}</td>' for cell in cells)}</tr>"


def _item(item: Row) -> str:
    quote = f": <q>{_safe(item['quote'])}</q>" if item["quote"] else ""
    where = f"{item['url']}, observed {clock.readable(item['observed_at'])}"
    return f"<li>[{_safe(item['class'])}] {_safe(item['says'])}{quote} — {_safe(where)}</li>"


def _former(history: list[Row]) -> Iterator[str]:
    for row in history[:-1]:
        named = row["original_name"] or row["original_url"] or "nobody"
        yield f"{clock.readable(row['decided_at'])}: {labels.VERDICTS[row['verdict']]}, {labels.CONFIDENCES[row['confidence']]}, {named}"


def _safe(text: object) -> str:
    return html.escape(str(text))


def verify(text: str) -> Row:
    """Check a bundle, HTML or JSON, without network or database; gives its part `about` with `head`.

    Raises EvidenceError, which says what does not fit.
    """
    embedded = _EMBEDDED.search(text)
    try:
        found = json.loads(embedded.group(1) if embedded else text)
        chain, head = found["chain"], found["head"]
        names = tuple(link["part"] for link in chain)
        whole = names == PARTS and found["format"] == FORMAT
    except (ValueError, KeyError, TypeError) as error:
        raise EvidenceError("this is no evidence file") from error
    if not whole:
        raise EvidenceError(f"this is no evidence file of the format {FORMAT}")
    before = ""
    for link in chain:
        before = _hash(before, link["part"], link["content"])
        if before != link.get("hash"):
            raise EvidenceError(f"the part “{link['part']}” was changed, or one before it")
    if before != head:
        raise EvidenceError("the hash of the whole does not fit its parts")
    about: Row = {**chain[0]["content"], "head": head}
    made = about.get("software") == f"aggregator {__version__}"
    if embedded and made and text != page(found):
        raise EvidenceError("what the page shows is not what its data says")
    return {**about, "page_checked": bool(embedded and made)}
