"""Measures whether independent reports that quote the same words stay different stories.

    python benchmarks/quotations.py --data PATH [--first CASES] [--seed N] [--wrong]

Each case takes a passage of 80 to 250 words of a real text as a statement, and other real texts as
reports that print it: in quotation marks (of five kinds, in one pair, in one pair a paragraph, or
opened at each paragraph), as a block with an introduction, as a thread of short posts, as a
transcript, in pieces spread through the report, or in HTML as a blockquote. The statement is a quarter
to two thirds of a report. In half of the cases it is stored as a page of its own. Galleries are
different articles with the same captions. The counterpart are true copies of such reports, and of
interviews that are nearly all quotation: they must stay linked. Prints the share of pairs of reports
in one story and the recall of copies. Ends with 1 when a figure is missed. A test can call
`make_cases` with texts of its own, and `score_reports` and `score_copies`.
"""

import argparse
import gzip
import html
import json
import lzma
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from stored_links import Links, Row, link_rows, report_missed

IN_ONE_STORY, COPIES_LINKED = 0.03, 0.95  # at most, at least
CASES, ENOUGH = 160, 4  # texts of a language for one more case
SHARES, LENGTHS, REPORTS, CAPTIONS = (0.25, 0.65), (80, 250), (2, 6), (5, 12)
LANGUAGE_OF = {
    **dict.fromkeys(("de", "at", "ch"), "de"),
    **dict.fromkeys(("us", "uk", "ca", "za", "au", "ind"), "en"),
    **dict.fromkeys(("es", "mx", "py"), "es"),
    **dict.fromkeys(("fr", "be", "lb"), "fr"),
    "jp": "ja",
}
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
STYLES = ("one pair", "pair a paragraph", "opened", "block", "thread", "transcript", "pieces", "blockquote")  # fmt: skip
COPY_KINDS = ("identical", "edited", "abridged", "wrapped")
# The end of a sentence is no abbreviation of a title or month.
ENDS = re.compile(
    r"(?<=[.!?])(?<!\b(?:Mr|Ms|Dr|St)\.)(?<!\b(?:Mrs|Rep|Sen|Gov|Gen|Jan|Feb)\.)(?<!\bSept\.)"
    r"\s+(?=[^\W\d_a-z])|\n+"
)
JAPANESE_ENDS = re.compile(r"(?<=[。！？])|\n+")
START = datetime(2026, 9, 1, 6, tzinfo=UTC)


@dataclass(frozen=True)
class Material:
    """A real text in sentences."""

    language: str
    sentences: tuple[str, ...]
    title: str = ""


# Real texts


def read_lines(path: Path) -> Iterator[Row]:
    opener = lzma.open if path.suffix == ".xz" else gzip.open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def read_material(data: Path) -> list[Material]:
    """Distinct texts of the data sets in languages whose quotation marks are known."""
    links = data / "links" / "copies-dev.jsonl.gz"
    material = [
        to_material("en", row["text"])
        for row in read_lines(links)
        if row["kind"] in ("original", "single")
    ]
    material += [
        to_material(LANGUAGE_OF[row["country"]], row["text"], row["title"])
        for row in read_lines(data / "pages" / "news-dev.jsonl.xz")
        if row["country"] in LANGUAGE_OF
    ]
    return [each for each in material if len(each.sentences) >= 12]


def to_material(language: str, text: str, title: str = "") -> Material:
    """Split a text into sentences; quotation marks are taken out, so that all marks are ours."""
    plain = re.sub(r"[“”„«»‹›\"「」『』]", "", text)
    ends = JAPANESE_ENDS if language == "ja" else ENDS
    sentences = (each.strip() for each in ends.split(plain))
    return Material(language, tuple(each for each in sentences if len(each) > 20), title)


def size(text: str, language: str) -> float:
    """Words; of Japanese every two characters count as one."""
    return len(text) / 2 if language == "ja" else len(text.split())


def join(sentences: Sequence[str], language: str) -> str:
    return ("" if language == "ja" else " ").join(sentences)


def take(sentences: Sequence[str], words: float, language: str) -> list[str]:
    """The first sentences that together have about so many words, at least two."""
    taken: list[str] = []
    total = 0.0
    for sentence in sentences:
        if len(taken) >= 2 and total >= words:
            break
        taken.append(sentence)
        total += size(sentence, language)
    return taken


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


def write_report(draw: random.Random, own: list[str], statement: list[str], language: str, style: str) -> list[str]:  # fmt: skip
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
    write = print_quoted if style in STYLES[:3] else print_lines
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
    """Two to six reports that print the same statement; `texts` yields the statement and reports."""
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


def make_copies(draw: random.Random, rows: Sequence[Row], case: int, others: list[Material]) -> Iterator[Row]:  # fmt: skip
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


# Figures


def score_reports(rows: Sequence[Row], links: Links) -> Mapping[str, tuple[int, int]]:
    """Pairs of reports of a case in one story, and all such pairs, by style."""
    cases: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        if row["what"] == "report":
            cases[row["case"]].append(row)
    wrong, total = Counter[str](), Counter[str]()
    for reports in cases.values():
        for a, b in combinations(reports, 2):
            total[a["style"]] += 1
            wrong[a["style"]] += links.together(a["id"], b["id"])
    return {style: (wrong[style], total[style]) for style in sorted(total)}


def score_copies(rows: Sequence[Row], links: Links) -> Mapping[str, tuple[int, int]]:
    """Copies in the story of their report, and all copies, by kind and for interviews."""
    linked, total = Counter[str](), Counter[str]()
    for row in rows:
        if row["what"] == "copy":
            interview = row["style"] == "interview"
            kind = f"{row['kind']}{' interview' if interview else ''}"
            total[kind] += 1
            linked[kind] += links.together(row["id"], row["copy_of"])
    return {kind: (linked[kind], total[kind]) for kind in sorted(total)}


def print_shares(name: str, counts: Mapping[str, tuple[int, int]]) -> float:
    """Print the share of each kind; returns that of all."""
    hits, total = (sum(each[i] for each in counts.values()) for i in (0, 1))
    print(f"{name}: {hits} of {total} ({hits / max(1, total):.3f})")
    for kind, (hit, of) in counts.items():
        print(f"  {kind}: {hit} of {of}")
    return hits / max(1, total)


def print_statements(rows: Sequence[Row], links: Links) -> None:
    """Print how many reports are in the story of the statement; either is right."""
    pages = {row["case"]: row["id"] for row in rows if row["what"] == "statement"}
    with_page = [row for row in rows if row["what"] == "report" and row["case"] in pages]
    linked = sum(links.together(row["id"], pages[row["case"]]) for row in with_page)
    print(f"reports in the story of the statement's own page: {linked} of {len(with_page)}")


def print_wrong(rows: Sequence[Row], links: Links) -> None:
    for story in links.partition():
        reports = sorted(
            row["id"] for row in rows if row["id"] in story and row["what"] == "report"
        )
        if len(reports) > 1:
            print("  together: " + ", ".join(reports))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--first", type=int, default=CASES, help="only so many cases")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--wrong", action="store_true", help="list reports that are in one story")
    options = parser.parse_args()
    rows = make_cases(read_material(options.data), options.first, options.seed)
    links = link_rows(rows)
    stored = sum(row["id"] in links.story_of for row in rows)
    print(f"texts {len(rows)}, not stored {len(rows) - stored}")
    together = print_shares("pairs of reports in one story", score_reports(rows, links))
    linked = print_shares("true copies linked", score_copies(rows, links))
    print_statements(rows, links)
    if options.wrong:
        print_wrong(rows, links)
    missed = ["reports in one story"] if together > IN_ONE_STORY else []
    return report_missed(missed + (["true copies"] if linked < COPIES_LINKED else []))


if __name__ == "__main__":
    sys.exit(main())
