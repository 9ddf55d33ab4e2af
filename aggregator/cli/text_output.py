"""Answers in words, for people; scripts take --json."""

from collections.abc import Sequence

from aggregator import clock, labels
from aggregator.cli import text_related
from aggregator.cli.output import write_utf8
from aggregator.cli.session import make_printable
from aggregator.cli.text_lines import write_heading, write_line
from aggregator.model import Confidence, Verdict
from aggregator.results import (
    ArticleRow,
    CommonPassage,
    ComparedArticle,
    Comparison,
    Correction,
    NamedOriginal,
    NotChecked,
    Passage,
    PassagePart,
    RelatedArticle,
    StoredArticle,
    Story,
    StoryAbsence,
    StoryMember,
    TraceCopy,
    TraceEvidence,
    TraceResult,
)

FLAGS = {
    "live_blog": "a live blog: more may have been added since",
    "teaser": "only its beginning was free to read",
}
CORRECTION_STATES = ("carried", "unread", "followed")  # shown with the copies in each
ALARM = "absent_after_claim"  # a claimed date that our own polls contradict
EVIDENCE_INDENT = " " * 16  # the class of an item has a column of its own


def write_story(story: Story) -> None:
    """Write a story with its members and evidence."""
    write_line(f"Story {story.story_id}: {story.title}", bold=True)
    write_verdict(story, format_confidence(story.confidence, bool(story.set_by)))
    write_evidence(story.evidence)
    write_copies("Articles", story.members, story.original)
    text_related.write_related_texts(story)
    _write_corrections(story.corrections)
    write_absences(story.absences)
    write_related(story.related)
    write_unchecked(story.not_checked)


def write_absences(absences: Sequence[StoryAbsence]) -> None:
    """Write when articles of a story were gone from their addresses."""
    for absence in absences:
        write_line(f"{absence.source_name or absence.source}: {absence.described}")


def write_article(article: StoredArticle) -> None:
    """Write an article: what it claims, what we observed, its part in its story, its text."""
    by = ", ".join(article.authors)
    write_line(article.title, bold=True)
    write_line(f"{article.source_name or article.source}{' · ' + by if by else ''}")
    write_line(article.url)
    for address in article.addresses:
        if address != article.url:
            write_line(f"also {address}")
    write_line(
        f"{format_first_seen(article)} · {_format_claimed_date(article.published, article.published_offset)}"
    )
    if article.versions:
        write_line(f"changed {article.versions} times since it was first read")
    for absence in article.absences:
        write_line(absence.described)
    for flag in article.flags:
        write_line(FLAGS[flag])
    for each in article.manifests:
        facts = (each.place, each.state, each.signer, each.issuer, each.detail)
        write_line(labels.describe_manifest(*facts))
    for capture in article.captures:
        captured = clock.for_people(capture.captured_at)
        write_line(f"{labels.describe_capture(capture.archive, captured)}: {capture.url}")
    role = f"{labels.ROLES[article.role]}; " if article.role else ""
    confidence = format_confidence(article.confidence, bool(article.set_by))
    line = format_verdict(article.verdict, article.original, confidence)
    write_line(f"story {article.story_id}: {role}{line}")
    if article.unstored:
        why = f" ({'; '.join(article.rights)})" if article.unstored == "reserved" else ""
        write_line(f"{labels.UNSTORED_TEXTS[article.unstored]}{why}")
        return
    write_utf8("\n")
    for paragraph in article.text.split("\n"):
        write_line(paragraph)


def write_comparison(comparison: Comparison) -> None:
    """Write two articles, their shares in both directions, then each passage."""
    _write_compared_article("A", comparison.a)
    _write_compared_article("B", comparison.b)
    shares = comparison.a_in_b, comparison.b_in_a
    said = labels.describe_comparison(comparison.relation, *shares) if comparison.relation else ""
    relation = f" · {said}" if said else ""
    write_utf8(f"\n{shares[0]:.0%} of A is in B · {shares[1]:.0%} of B is in A{relation}\n")
    if comparison.form != "different":
        write_line(f"instances of one form: {labels.FORMS[comparison.form]}")
    if comparison.a.unstored or comparison.b.unstored:
        write_line("so the shares are estimates, and passages cannot be listed")
        return
    passages = comparison.passages
    write_heading(f"{len(passages)} {'passage' if len(passages) == 1 else 'passages'} in common")
    for number, passage in enumerate(passages, start=1):
        _write_passage(number, passage)
    if passages:
        write_line(
            f"shares are the shingles in passages, of {comparison.a_shingles} in A and "
            f"{comparison.b_shingles} in B",
            dim=True,
        )
    for name, lines in (("A", comparison.masked.a), ("B", comparison.masked.b)):
        for line in lines:
            write_line(f"not counted in {name}, its site repeats it: {line}", "  ")


def _write_passage(number: int, passage: CommonPassage) -> None:
    """Write a passage with its place in both texts: words that only A has as [-…-], only B as {+…+}."""
    indent = " " * 18
    write_line(f"{number:>4}. {passage.words:>4} words  “{format_parts(passage.parts)}”", indent)
    write_line(
        f"{indent}A {_format_place(passage.at_a, passage.end_a)} · "
        f"B {_format_place(passage.at_b, passage.end_b)} · {passage.shingles} shingles",
        indent,
        dim=True,
    )


def format_parts(parts: Sequence[PassagePart]) -> str:
    """Return both wordings of a passage in one, marked as wdiff marks them."""
    marks = {"both": "{}", "a": "[-{}-]", "b": "{{+{}+}}"}
    return " ".join(marks[part.place].format(part.text) for part in parts)


def _format_place(start: int, end: int) -> str:
    """Return where a passage is, its first and last word counted from 1."""
    return f"words {start + 1} to {end}"


def _write_compared_article(name: str, page: ComparedArticle) -> None:
    claims = _format_claimed_date(page.published, page.published_offset)
    write_line(f"{name}  {page.title}", "   ", bold=True)
    write_line(
        f"   {page.source_name or page.source} · {format_first_seen(page)} · {claims}", "   "
    )
    write_line(f"   {page.words} words", "   ")
    if page.unstored:
        write_line(f"   {labels.UNSTORED_TEXTS[page.unstored]}", "   ")
    write_line(f"   {page.url}", "   ")


def format_verdict(verdict: Verdict, original: NamedOriginal, confidence: str) -> str:
    """Return a verdict in one line, with its confidence."""
    name = original.name or original.url
    named = f": {name}" if name and verdict not in ("contested", "undetermined") else ""
    return make_printable(f"{labels.VERDICTS[verdict]}{named}{confidence}")


def write_verdict(answer: TraceResult | Story, confidence: str) -> None:
    original = answer.original
    label = labels.VERDICTS[answer.verdict]
    heading = f"{label[0].upper()}{label[1:]}{confidence}"
    write_line(heading, bold=True, colour=choose_verdict_colour(answer.verdict))
    title = f"“{original.title}”" if original.title else ""
    named = ", ".join(part for part in (original.name, title) if part)
    for line in (named, original.url):
        if line:
            write_line(f"  {line}", "  ")
    for item in answer.evidence:
        if item.rule == ALARM:
            write_line(f"  Take note: {item.says}", "  ", bold=True, colour="yellow")


def choose_verdict_colour(verdict: Verdict) -> str:
    if verdict in ("contested", "undetermined"):
        return "yellow"
    return "green" if verdict == "original_here" else "cyan"


def format_confidence(confidence: Confidence, set_by_operator: bool) -> str:
    """Return the confidence as it follows a verdict; a decision of the operator has none."""
    if set_by_operator:
        return " · set by the operator"
    return "" if confidence == "none" else f" · {labels.CONFIDENCES[confidence]}"


def write_evidence(evidence: Sequence[TraceEvidence]) -> None:
    if not evidence:
        return
    write_heading("Why")
    for item in evidence:
        write_line(f"  {labels.EVIDENCE_CLASSES[item.cls]:12}  {item.says}", EVIDENCE_INDENT)
        if item.quote and item.quote not in item.says:
            write_line(f"{EVIDENCE_INDENT}“{item.quote}”", EVIDENCE_INDENT)
        seen = clock.for_people(item.observed_at)
        where = " · ".join(part for part in (item.url, seen) if part)
        write_line(f"{EVIDENCE_INDENT}{where}", EVIDENCE_INDENT, dim=True)


def write_related(rows: Sequence[RelatedArticle]) -> None:
    """Write articles on the same event, which are no copies."""
    if rows:
        write_heading("Related, with little text in common")
    for row in rows:
        write_line(f"  {row.source_name or row.source}: “{row.title}”", "     ")
        write_line(f"     {row.says} · {format_first_seen(row)} · story {row.story_id}", "     ")
        write_line(f"     {row.url}", "     ", dim=True)


def write_copies(
    heading: str, rows: Sequence[StoryMember | TraceCopy], original: NamedOriginal
) -> None:
    """Write the members of a story, with the reasons of their roles; `original` is named in these."""
    if not rows:
        return
    write_heading(f"{heading} ({len(rows)})")
    for row in rows:
        name, offset = row.source, None
        if isinstance(row, StoryMember):
            name, offset = row.source_name or row.source, row.published_offset
        write_line(f"  {name}: {labels.describe_member(row.role, row.credit)}", "     ")
        why = labels.describe_reason(row.reason, original.name or original.url)
        if why and row.role != "original":
            write_line(f"     {why}", "     ")
        write_line(
            f"     {_format_overlap(row)}{format_first_seen(row)} · {_format_claimed_date(row.published, offset)}",
            "     ",
        )
        write_line(f"     {row.url}", "     ", dim=True)


def _format_overlap(row: StoryMember | TraceCopy) -> str:
    """Return how much a copy has in common with the fullest text of its story, both ways."""
    if row.relation is None:
        return ""
    label = labels.RELATIONS[row.relation]
    if row.relation == "identical":
        return f"{label} · "
    there, back = row.containment, row.containment_of_original
    return f"{label}: {there:.0%} of it in the fullest text, {back:.0%} of that in it · "


def format_change(passage: Passage) -> str:
    """Return a passage with its former and its present words, marked as wdiff marks them."""
    marked = (("[-", passage.was, "-]"), ("{+", passage.now, "+}"))
    both = [left + words + right for left, words, right in marked if words]
    return f"“{' '.join(part for part in (passage.lead, *both, passage.tail) if part)}”"


def _write_corrections(rows: Sequence[Correction]) -> None:
    """Write what was changed since it was first read, and what the copies carry of it."""
    if rows:
        write_heading(f"Changed since ({len(rows)})")
    for row in rows:
        by = f"{clock.for_people(row.changed_at)}, by {row.by.called}"
        write_line(f"  {by}: {format_change(row)}", "     ")
        for state in CORRECTION_STATES:
            names = [copy.source_name or copy.source for copy in row.copies if copy.state == state]
            if names:
                write_line(f"     {labels.CORRECTION_STATES[state]}: {', '.join(names)}", "     ")


def write_unchecked(rows: Sequence[NotChecked]) -> None:
    if rows:
        write_heading("Not checked")
    for row in rows:
        write_line(f"  {row.what}: {row.why}", "  ")


def format_first_seen(
    row: ArticleRow | ComparedArticle | RelatedArticle | StoryMember | TraceCopy,
) -> str:
    return f"first seen {clock.for_people(row.first_seen)}"


def _format_claimed_date(published: str | None, offset: int | None) -> str:
    return (
        f"claims {clock.claimed_for_people(published, offset)}" if published else "claims no date"
    )
