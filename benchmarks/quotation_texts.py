"""Cases of quotation, made from real texts: reports that print the same words, and their copies.

`make_cases` makes the rows that `quotations.py` measures.
"""

import html
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from real_texts import Material, join, size, take

Row = dict[str, Any]

ENOUGH = 4  # texts of a language for one more case
SHARES, LENGTHS, REPORTS, CAPTIONS = (0.25, 0.65), (80, 250), (2, 6), (5, 12)
# Of each language: quotation marks, introductions, and who is said to have spoken.
MARKS = {
    "de": ("„“", "»«", '""'),
    "en": ("“”", '""', "‘’"),
    "es": ("«»", "“”", '""'),
    "fr": ("«»", "“”", '""'),
    "ja": ("「」", "『』"),
}
INTRODUCTIONS = {
    "de": ("Die Erklärung im Wortlaut:", "In dem Brief heißt es:", "Das Schreiben lautet:"),
    "en": ("The letter reads:", "Here is the statement in full:", "The message, as it was sent:"),
    "es": ("La carta dice así:", "Este es el comunicado íntegro:", "El texto señala:"),
    "fr": ("Voici le texte intégral :", "La lettre dit :", "Le communiqué précise :"),
    "ja": ("声明の全文は次の通り。", "手紙にはこう書かれている。", "発表文は以下の通り。"),
}
TAGS = {
    "de": ("hieß es weiter.", "steht in dem Papier.", "schrieb die Sprecherin."),
    "en": ("the statement said.", "it went on.", "the letter continued.", "she wrote."),
    "es": ("añade el texto.", "señala la carta.", "prosigue el comunicado."),
    "fr": ("poursuit le texte.", "précise la lettre.", "ajoute le communiqué."),
    "ja": ("と声明は述べた。", "と続けた。", "と記している。"),
}
QUOTED = ("one pair", "pair a paragraph", "opened")
STYLES = (*QUOTED, "block", "thread", "transcript", "pieces", "blockquote")
COPY_KINDS = ("identical", "edited", "abridged", "wrapped")
START = datetime(2026, 9, 1, 6, tzinfo=UTC)


def take_statement(draw: random.Random, text: Material) -> list[str]:
    """A passage of 80 to 250 words, not from the beginning of a text."""
    at = draw.randrange(2, max(3, len(text.sentences) // 2))
    return take(text.sentences[at:], draw.uniform(*LENGTHS), text.language)


# How a report prints a statement


def to_paragraphs(draw: random.Random, sentences: Sequence[str], language: str) -> list[str]:
    """The sentences in paragraphs of one to three."""
    paragraphs, at = [], 0
    while at < len(sentences):
        count = draw.randint(1, 3)
        paragraphs.append(join(sentences[at : at + count], language))
        at += count
    return paragraphs


def print_quoted(draw: random.Random, statement: list[str], language: str, style: str) -> list[str]:
    """The statement in quotation marks, as `one pair`, `pair a paragraph` or `opened`."""
    left, right = tuple(draw.choice(MARKS[language]))
    blank = "\u00a0" if language == "fr" and left == "«" else ""
    paragraphs = to_paragraphs(draw, statement, language)
    if style == "pair a paragraph":
        return [f"{left}{blank}{each}{blank}{right}" for each in paragraphs]
    if style == "opened":
        paragraphs = [f"{left}{blank}{each}" for each in paragraphs]
    else:
        paragraphs[0] = f"{left}{blank}{paragraphs[0]}"
    paragraphs[-1] = f"{paragraphs[-1]}{blank}{right}"
    return paragraphs


def print_lines(draw: random.Random, statement: list[str], language: str, style: str) -> list[str]:
    """The statement in lines of its own, without marks: `block`, `thread` or `transcript`."""
    introduction = draw.choice(INTRODUCTIONS[language])
    if style == "block":
        return [introduction, *to_paragraphs(draw, statement, language)]
    if style == "thread":
        lines = [
            f"{each}\n@rowan_vale · {i + 1}/{len(statement)}" for i, each in enumerate(statement)
        ]
        return [introduction, *lines]
    speakers = ("Q:", "MS. VALE:")
    return [introduction, *(f"{speakers[i % 2]} {each}" for i, each in enumerate(statement))]


def print_pieces(draw: random.Random, statement: list[str], language: str) -> list[str]:
    """The statement in three to six quoted pieces, each with who spoke."""
    count = min(len(statement), draw.randint(3, 6))
    cuts = [0, *sorted(draw.sample(range(1, len(statement)), count - 1)), len(statement)]
    left, right = tuple(draw.choice(MARKS[language]))
    return [
        f"{left}{join(statement[start:end], language)}{right} {draw.choice(TAGS[language])}"
        for start, end in pairwise(cuts)
    ]


def write_report(
    draw: random.Random, own: list[str], statement: list[str], language: str, style: str
) -> list[str]:
    """The paragraphs of a report of its own sentences that prints the statement."""
    at = draw.randint(len(own) // 3, max(1, len(own) * 3 // 4))
    if style == "pieces":
        pieces = print_pieces(draw, statement, language)
        places = sorted(draw.choices(range(1, len(own) + 1), k=len(pieces)))
        lines, done = [], 0
        for place, piece in zip(places, pieces, strict=True):
            lines += [*to_paragraphs(draw, own[done:place], language), piece]
            done = place
        return [*lines, *to_paragraphs(draw, own[done:], language)]
    before, after = (to_paragraphs(draw, part, language) for part in (own[:at], own[at:]))
    if style == "blockquote":
        return [*before, f"<blockquote>{join(statement, language)}</blockquote>", *after]
    write = print_quoted if style in QUOTED else print_lines
    return [*before, *write(draw, statement, language, style), *after]


def to_html(title: str, paragraphs: Sequence[str]) -> str:
    """A page with these paragraphs, of which one may be a blockquote."""
    quote = "<blockquote>"
    body = "".join(
        f"{quote}<p>{html.escape(each[len(quote) : -len(quote) - 1])}</p></blockquote>"
        if each.startswith(quote)
        else f"<p>{html.escape(each)}</p>"
        for each in paragraphs
    )
    title = html.escape(title)
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    )


# Cases


def make_row(case: int, name: str, paragraphs: Sequence[str], title: str, **more: str) -> Row:
    """A row of a case on a site of its own; with a blockquote it has HTML."""
    site = f"paper{case % 40}-{name}.example"
    day = START + timedelta(hours=7 * case, minutes=13 * len(name))
    row: Row = {
        "id": f"{case}:{name}",
        "url": f"https://{site}/{case}/{name}",
        "source": site,
        "title": title,
        "first_seen": day.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "text": "\n".join(paragraphs),
        "case": case,
        **more,
    }
    if "<blockquote>" in row["text"]:
        row["html"] = to_html(title, paragraphs)
    return row


def make_reports(draw: random.Random, case: int, style: str, texts: list[Material]) -> list[Row]:
    """Two to six reports that print the same statement, all taken from `texts`."""
    language = texts[0].language
    statement = take_statement(draw, texts.pop())
    words = size(join(statement, language), language)
    count = min(draw.randint(*REPORTS), len(texts))
    rows = []
    for i in range(count):
        share = draw.uniform(*SHARES)
        text = texts.pop()
        own = take(text.sentences, words * (1 - share) / share, language)
        used = draw.choice(STYLES) if style == "mixed" else style
        title = text.title or own[0][:90]
        paragraphs = write_report(draw, own, statement, language, used)
        rows.append(make_row(case, f"report{i}", paragraphs, title, what="report", style=style))
    if draw.random() < 0.5:
        paragraphs = to_paragraphs(draw, statement, language)
        page = make_row(case, "statement", paragraphs, "Statement", what="statement", style=style)
        rows.insert(draw.randrange(len(rows) + 1), page)
    return rows


def make_gallery(draw: random.Random, case: int, texts: list[Material]) -> list[Row]:
    """Two to four different articles with the same captions."""
    language, source = texts[0].language, texts.pop()
    chosen = source.sentences[2 : 2 + draw.randint(*CAPTIONS)]
    captions = [f"{each} (Rowan Vale/Valley Press)" for each in chosen]
    words, rows = size(join(captions, language), language), []
    for i in range(min(draw.randint(2, 4), len(texts))):
        share = draw.uniform(*SHARES)
        text = texts.pop()
        own = take(text.sentences, words * (1 - share) / share, language)
        paragraphs = [*to_paragraphs(draw, own, language), *captions]
        title = text.title or own[0][:90]
        rows.append(make_row(case, f"report{i}", paragraphs, title, what="report", style="gallery"))
    return rows


def make_interview(draw: random.Random, case: int, texts: list[Material]) -> list[Row]:
    """A text that is nearly all quotation."""
    text = texts.pop()
    left, right = tuple(draw.choice(MARKS[text.language]))
    lead, *answers = to_paragraphs(draw, text.sentences[:40], text.language)
    paragraphs = [lead, *(f"{left}{each}{right}" for each in answers)]
    title = text.title or lead[:90]
    return [make_row(case, "report0", paragraphs, title, what="report", style="interview")]


def copy_row(draw: random.Random, row: Row, kind: str, name: str, other: Material) -> Row:
    """A copy of a report by another site."""
    paragraphs = row["text"].replace("<blockquote>", "“").replace("</blockquote>", "”").split("\n")
    if kind == "edited":
        paragraphs = [edit(draw, each) for each in paragraphs]
    elif kind == "abridged":
        paragraphs = paragraphs[: max(2, len(paragraphs) * 7 // 10)]
    elif kind == "wrapped":
        paragraphs = [other.sentences[0], *paragraphs, *other.sentences[-2:]]
    made = make_row(row["case"], name, paragraphs, row["title"], what="copy", style=row["style"])
    return made | {"copy_of": row["id"], "kind": kind}


def edit(draw: random.Random, paragraph: str) -> str:
    """One word in ten omitted or written twice; of text without blanks, characters."""
    blank = " " if " " in paragraph else ""
    words = paragraph.split(" ") if blank else list(paragraph)
    changed = (
        ([] if draw.random() < 0.5 else [word, word]) if draw.random() < 0.1 else [word]
        for word in words
    )
    return blank.join(word for each in changed for word in each)


def make_copies(
    draw: random.Random, rows: Sequence[Row], case: int, others: list[Material]
) -> Iterator[Row]:
    """Copies of one report of a case: two, or four of an interview."""
    reports = [row for row in rows if row["what"] == "report"]
    row = draw.choice(reports)
    for i in range(4 if row["style"] == "interview" else 2):
        kind = COPY_KINDS[(case * 2 + i) % 4]
        yield copy_row(draw, row, kind, f"copy{i}", draw.choice(others))


Maker = Callable[[random.Random, int, list[Material]], list[Row]]


def make_cases(material: Sequence[Material], cases: int, seed: int = 1) -> list[Row]:
    """The rows of so many cases, or of fewer where the texts are used up, mixed in their order.

    The styles take turns; every fifth case is not in English as long as there are texts.
    """
    draw = random.Random(seed)
    by_language: defaultdict[str, list[Material]] = defaultdict(list)
    for text in draw.sample(material, len(material)):
        by_language[text.language].append(text)
    others = [text for text in material if text.language == "en"][:40]
    styles, rows = (*STYLES, "mixed", "gallery", "interview"), []
    for case in range(cases):
        language = max(by_language, key=lambda name: (name != "en") * len(by_language[name]))
        texts = by_language[language if case % 5 == 4 else "en"]
        if len(texts) < ENOUGH:
            texts = by_language["en"]
        if len(texts) < ENOUGH:
            break
        made = make_case(draw, case, styles[case % len(styles)], texts)
        rows += [*made, *make_copies(draw, made, case, others)]
    draw.shuffle(rows)
    return rows


def make_case(draw: random.Random, case: int, style: str, texts: list[Material]) -> list[Row]:
    makers: dict[str, Maker] = {"gallery": make_gallery, "interview": make_interview}
    if style in makers:
        return makers[style](draw, case, texts)
    return make_reports(draw, case, style, texts)
