"""The answer to `trace` in words, on one screen; with everything in it, on as many as it takes."""

from collections.abc import Iterator, Sequence

from aggregator import clock, labels
from aggregator.cli import text_related
from aggregator.cli.output import write_utf8
from aggregator.cli.text_asked import (
    write_altered,
    write_asked_page,
    write_headline_note,
    write_offers,
)
from aggregator.cli.text_lines import MAX_WIDTH, name_source, shorten, write_line
from aggregator.cli.text_output import (
    ALARM,
    choose_verdict_colour,
    format_confidence,
    write_absences,
    write_copies,
    write_evidence,
    write_related,
    write_unchecked,
    write_verdict,
)
from aggregator.results import (
    TraceCopy,
    TraceEvidence,
    TraceResult,
)

SET = "set_by_operator"  # an original that a person named
MAX_REASONS = 3  # items of evidence where several origins are named
MAX_ABSENCES = 3  # of articles that are gone now
MAX_FIRST_WORDS = 9  # of a text that is one of several
# Copies by role and credit, in the order in which they are shown; None: any credit
GROUPS = (
    ("credited_copy", "exact_link", "{n} with a link to the source"),
    ("credited_copy", "site_link", "{n} with a link to the site of the source"),
    ("credited_copy", "named", "{n} with the name of the source"),
    ("credited_copy", "agency_only", "{n} with the name of an agency"),
    ("credited_copy", None, "{n} with credit"),
    (
        "uncredited_copy",
        None,
        "{n} without credit to the original that we found",
    ),
    ("same_owner", None, "{n} of the same publisher"),
    ("partial", "exact_link", "{n} with a part of it and a link to the source"),
    ("partial", "none", "{n} with a part of it and no credit that we found"),
    ("partial", None, "{n} with a part of it and credit"),
    (None, None, "{n} where credit is not decided"),
    ("version", None, "{n} with another version of it"),
    ("quote", None, "{n} with a quotation from it"),
    ("original", None, "{n} called the original"),
)


def write_trace(answer: TraceResult, *, show_all: bool = False) -> None:
    """Write the answer to `trace`: who, how sure, why, the copies, and what was not checked."""
    if answer.answers:
        _write_answers(answer)
    else:
        write_headline_note(answer)
        _write_verdict(answer)
        write_asked_page(answer)
        _write_everything(answer) if show_all else _write_summary(answer)
    write_offers(answer.asked.others)


def _write_everything(answer: TraceResult) -> None:
    write_altered(answer.altered)
    write_evidence(answer.evidence)
    write_copies("Copies", answer.copies, answer.original)
    text_related.write_related_texts(answer)
    write_absences(answer.absences)
    write_related(answer.related)
    write_unchecked(answer.not_checked)


def _write_summary(answer: TraceResult) -> None:
    """Write what fits on one screen, and how to see the rest."""
    for reason in _choose_reasons(answer):
        write_line(f"  {_format_evidence(answer, reason)}", "  ")
    write_altered(answer.altered)
    _write_first_seen(answer)
    _write_copy_groups(answer)
    text_related.write_few_related_texts(answer)
    write_absences([each for each in answer.absences if not each.restored_at][:MAX_ABSENCES])
    _write_few_related(answer)
    write_utf8("\n")
    _write_doubts(answer)
    _write_where_rest_is(answer)


def _write_where_rest_is(answer: TraceResult) -> None:
    """Write which story this is, and how to see all that is known of it."""
    story, has_more = answer.asked.story_id, len(answer.evidence) > 1 or answer.copies
    parts = [f"This is story {story}."] if story is not None else []
    parts += ["Add --all to see all evidence and all copies."] if has_more else []
    if parts:
        write_line(" ".join(parts), dim=True)


# Verdict and reasons


def _write_verdict(answer: TraceResult) -> None:
    if no_copy := _describe_missing_copy(answer):
        write_line(no_copy, bold=True)
        return
    set_by_operator = any(item.rule == SET for item in answer.evidence)
    write_verdict(answer, format_confidence(answer.confidence, set_by_operator))


def _describe_missing_copy(answer: TraceResult) -> str:
    """Return in words that no copy of a text is stored, and what is; empty where there is a copy."""
    if answer.verdict != "undetermined" or answer.copies:
        return ""
    if answer.carries:
        return "This text is a collection: it carries several stored texts"
    if answer.collections:
        return "Only a collection that carries this text is stored"
    if answer.series:
        return "No copy of this text is stored, only other texts of the same form"
    if any(item.cls == "C" for item in answer.evidence):
        return ""
    if answer.asked.form == "headline":
        return "No article has this headline, and no stored article holds this text"
    return "No stored article holds this text"


def _choose_reasons(answer: TraceResult) -> list[TraceEvidence]:
    """Return what is shared with a text that is asked about, and the strongest item that names the original."""
    shared = [item for item in answer.evidence if _is_about_asked_text(answer, item)]
    others = [item for item in answer.evidence if item not in shared and item.rule != ALARM]
    if answer.verdict == "contested":
        reasons = others[:MAX_REASONS]
    else:
        reasons = sorted(others, key=lambda item: not _names_original(answer, item))[:1]
    return [*([] if answer.altered else shared[:1]), *reasons]


def _names_original(answer: TraceResult, item: TraceEvidence) -> bool:
    name = answer.original.name or answer.original.url or ""
    return name in item.says and not item.says.startswith(f"{name} names")


def _is_about_asked_text(answer: TraceResult, item: TraceEvidence) -> bool:
    return answer.asked.form == "text" and item.cls == "C" and "the text asked about" in item.says


def _format_evidence(answer: TraceResult, item: TraceEvidence) -> str:
    """Return an item of evidence as a sentence, with its words and how many more pages say the same."""
    if _is_about_asked_text(answer, item):
        says, _, _ = item.says.partition("; ")
        return says.replace("the text asked about", _name_asked_text(answer))
    original = answer.original
    says = (
        item.says.replace(f"a link to {original.url}", "a link to it")
        if original.url
        else item.says
    )
    quote = f": “{item.quote}”" if item.quote and item.quote not in says else ""
    same = sum(_is_same_claim(item, other, original.name) for other in answer.evidence) - 1
    more = (
        f" ({same} more {'page names' if same == 1 else 'pages name'} it too)" if same > 0 else ""
    )
    says = says.partition("; ")[0] if item.cls == "C" else says
    return f"{_capitalize(says)}{quote}{more}"


def _capitalize(sentence: str) -> str:
    """Return a sentence with a capital letter, unless it begins with the host of a site."""
    is_host = "." in sentence.partition(" ")[0].rstrip(".,;:")
    return sentence if is_host else sentence[0].upper() + sentence[1:]


def _is_same_claim(item: TraceEvidence, other: TraceEvidence, name: str | None) -> bool:
    """Return whether two items are claims of one kind that name the original."""
    names_it = bool(name) and all(f" {name}" in each.says for each in (item, other))
    return names_it and item.cls == other.cls == "A" and item.rule == other.rule


def _name_asked_text(answer: TraceResult) -> str:
    return "the page you asked about" if "://" in answer.query else "your text"


# Several texts


def _write_answers(whole: TraceResult) -> None:
    """Write the answers on several texts in short, numbered."""
    what = _describe_missing_copy(whole) or f"These are {len(whole.answers)} texts"
    write_line(what, bold=True)
    for number, answer in enumerate(whole.answers, start=1):
        write_utf8("\n")
        words = answer.query.split()
        more = " …" if len(words) > MAX_FIRST_WORDS else ""
        write_line(f"{number}. “{' '.join(words[:MAX_FIRST_WORDS])}{more}”", "   ")
        colour = choose_verdict_colour(answer.verdict)
        write_line(f"   {_format_short_verdict(answer)}", "   ", bold=True, colour=colour)
        for line in _list_original_lines(answer):
            write_line(f"   {line}", "   ")
    write_utf8("\n")
    _write_doubts(whole)


def _format_short_verdict(answer: TraceResult) -> str:
    if no_copy := _describe_missing_copy(answer):
        return no_copy
    label = labels.VERDICTS[answer.verdict]
    return f"{label[0].upper()}{label[1:]}{format_confidence(answer.confidence, False)}"


def _list_original_lines(answer: TraceResult) -> Iterator[str]:
    original = answer.original
    title = f"“{shorten(original.title)}”" if original.title else ""
    yield from (
        line for line in (", ".join(filter(None, (original.name, title))), original.url) if line
    )
    if answer.copies:
        yield f"{_count(answer.copies, 'copy')} stored"


# Copies


def _write_first_seen(answer: TraceResult) -> None:
    first = answer.first_seen
    if first is None or not answer.copies:
        return
    is_original = first.article_id == answer.original.article_id
    note = "the original" if is_original else "which by itself does not make it the original"
    seen = clock.for_people(first.first_seen)
    write_utf8("\n")
    write_line(f"First seen by us: {first.source_name or first.source}, {seen}, {note}", "  ")


def _write_copy_groups(answer: TraceResult) -> None:
    """Write how many copies there are of each kind, with the names of the first ones."""
    rows = answer.copies
    if not rows:
        return
    if not answer.original.name:  # then no page is called a copy of another
        write_line(_fit_names(f"{_count(rows, 'page')} with this text: ", _list_names(rows)), "  ")
        return
    write_line(f"{_count(rows, 'copy')}:", bold=True)
    left = list(rows)
    for role, credit, says in GROUPS:
        group = [row for row in left if row.role == role and credit in (None, row.credit)]
        left = [row for row in left if row not in group]
        if group:
            label = says.format(n=len(group))
            write_line(_fit_names(f"  {label}: ", _list_names(group)), "    ")


def _count(rows: Sequence[object], what: str) -> str:
    """Return a number with its noun, singular or plural."""
    plural = f"{what[:-1]}ies" if what.endswith("y") else f"{what}s"
    return f"{len(rows)} {what if len(rows) == 1 else plural}"


def _list_names(rows: Sequence[TraceCopy]) -> list[str]:
    return list(dict.fromkeys(map(name_source, rows)))


def _fit_names(start: str, names: Sequence[str]) -> str:
    """Return a line with as many names as fit into it, one at least, and the number of the others."""
    shown = 1
    while shown < len(names) and len(_join_names(start, names, shown + 1)) <= MAX_WIDTH:
        shown += 1
    return _join_names(start, names, shown)


def _join_names(start: str, names: Sequence[str], shown: int) -> str:
    rest = len(names) - shown
    return start + ", ".join(names[:shown]) + (f" and {rest} more" if rest else "")


def _write_few_related(answer: TraceResult) -> None:
    """Write one article on the same event, which is no copy, and how many more there are."""
    if not answer.related:
        return
    first, *rest = answer.related
    more = f" and {len(rest)} more" if rest else ""
    name = first.source_name or first.source
    write_line(f"Related, with little text in common: {name}, “{shorten(first.title)}”{more}", "  ")


# Doubts


def _write_doubts(answer: TraceResult) -> None:
    """Write what would change the verdict first of all, and what was not checked."""
    set_by_operator = any(item.rule == SET for item in answer.evidence)
    changes = (
        labels.OPERATOR_VERDICT_CHANGES
        if set_by_operator
        else labels.VERDICT_CHANGES[answer.verdict]
    )
    if answer.original.name or answer.copies:
        write_line(f"Would change this: {changes[0]}.", "  ", dim=True)
    if answer.not_checked:
        first, *rest = answer.not_checked
        names = [first.what, *(row.what for row in rest)]
        if _describe_missing_copy(answer):
            names[0] += f" ({first.why})"
        write_line(f"Not checked: {'; '.join(names)}.", "  ", dim=True)
