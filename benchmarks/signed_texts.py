"""Signed texts (C2PA) on pages: who is named where the signature holds, and what is believed where it does not.

    python benchmarks/signed_texts.py [--data FOLDER] [--seed N] [--texts N]

Makes texts in eight scripts from a seed and certificates of twelve newsrooms, signs each text and shows it, and copies
of it, on pages of seven layouts: whole, with an introduction, pasted, abridged, edited, without the manifest, with
that of another text, forged, signed by a stranger of the same name, and a list of attacks. With `--data` it also
signs the articles of real pages (`pages/news-dev.jsonl.xz`). Exits with 1 unless every signer is named where the
signature holds, and nothing is believed where it does not.
"""

import argparse
import html
import json
import lzma
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from aggregator import reading
from aggregator.model import Article, Manifest, Page, Record, TrustList
from aggregator.reading.manifests import page_manifests, text_manifests
from tests import signing

TEXTS, NEWSROOMS = 60, 12
MAX_COST = 0.0005  # seconds that a page of 100,000 characters without a manifest may cost
WORDS = {
    "en": "the ferry council bridge winter said that people harbour price of vote never again children",
    "de": "die Fähre über dem Rat Brücke Winter sagte, größte Menschen Häfen niemals wieder für Kinder",
    "fr": "le conseil a décidé que l’hiver était passé et les élèves où déjà naïve cœur garçon à la",
    "ru": "паром совет мост зима сказал что люди порт цена голос никогда снова дети школа остров",
    "ar": "العبارة المجلس الجسر الشتاء قال أن الناس الميناء السعر صوت أبدا مرة أخرى الأطفال",
    "hi": "नौका परिषद पुल सर्दी कहा कि लोग बंदरगाह कीमत मत कभी फिर बच्चे विद्यालय द्वीप",
    "el": "το πλοίο συμβούλιο γέφυρα χειμώνας είπε ότι άνθρωποι λιμάνι τιμή ποτέ ξανά παιδιά",
    "zh": "渡轮 市议会 桥梁 冬天 表示 居民 港口 价格 投票 再次 孩子 学校 岛上 海浪 码头",
}
EMOJI = ("", "", "", " ❤️", " ☀️")


@dataclass(frozen=True)
class Case:
    """A page or text, and what must be read of its manifests: the state, and by whom if it holds."""

    kind: str
    source: str  # of a page, or a text
    is_page: bool
    expected: tuple[str, ...]  # states that are right; empty: there is no manifest
    signer: str = ""


@dataclass(frozen=True)
class Signed:
    """A text with its manifest, and who signed it."""

    text: str
    wrapper: str
    newsroom: signing.Identity


def make_text(draw: random.Random, language: str) -> str:
    """Returns a text of five to eleven paragraphs."""
    words, separator = WORDS[language].split(), "" if language == "zh" else " "
    stop = {"zh": "。", "hi": "।"}.get(language, ".")

    def make_sentence() -> str:
        return (
            separator.join(draw.choices(words, k=draw.randint(9, 19))) + f" {draw.randint(2, 999)}"
        )

    paragraphs = [
        " ".join(make_sentence() + draw.choice(EMOJI) + stop for _ in range(draw.randint(3, 5)))
        for _ in range(draw.randint(5, 11))
    ]
    return "\n\n".join(paragraphs)


# Layouts: the paragraphs of a text on a page; each is text, to be escaped


def plain(paragraphs: Sequence[str]) -> str:
    return "".join(f"<p>{html.escape(each)}</p>" for each in paragraphs)


def with_advertisements(paragraphs: Sequence[str]) -> str:
    ad = '<div class="ad-slot"><span>Advertisement</span></div>'
    return ad.join(f"<p>{html.escape(each)}</p>\n" for each in paragraphs)


def with_pictures(paragraphs: Sequence[str]) -> str:
    picture = '<figure><img src="/p.jpg" alt="Pier"><figcaption>The pier. Photo: Desk</figcaption></figure>'
    return picture.join(f"<p class='t'>{html.escape(each)}</p>" for each in paragraphs)


def with_teasers(paragraphs: Sequence[str]) -> str:
    teaser = (
        "<aside><h3>Read too</h3><p>Another report of this paper on ships and snow.</p></aside>"
    )
    middle = len(paragraphs) // 2
    return f"{plain(paragraphs[:middle])}{teaser}{plain(paragraphs[middle:])}"


def with_emphasis(paragraphs: Sequence[str]) -> str:
    def mark(text: str) -> str:
        first, _, rest = text.partition(" ")
        return f"<strong>{html.escape(first)}</strong>{' ' if rest else ''}<span>{html.escape(rest)}</span>"

    return "\n".join(f"<p>{mark(each)}</p>" for each in paragraphs)


def in_blocks(paragraphs: Sequence[str]) -> str:
    return "".join(f"<div class='par'>\n  {html.escape(each)}\n</div>" for each in paragraphs)


def in_headed_sections(paragraphs: Sequence[str]) -> str:
    return (
        f'<section class="body">{plain(paragraphs)}</section><div class="share"><p>Share</p></div>'
    )


LAYOUTS = (
    plain,
    with_advertisements,
    with_pictures,
    with_teasers,
    with_emphasis,
    in_blocks,
    in_headed_sections,
)


def show(text: str, layout: Callable[[Sequence[str]], str], head: str = "", after: str = "") -> str:
    """Returns a page with a text."""
    body = layout(text.split("\n\n"))
    return f"""<!doctype html><html><head><meta charset="utf-8"><title>Report from the pier</title>
      <meta property="og:type" content="article">{head}</head><body>
      <header><nav><ul><li><a href="/">Home</a></li><li><a href="/sea">Sea</a></li></ul></nav></header>
      <main><article><h1>Report from the pier</h1><div class="byline">By Ann Lee · 3 March 2026</div>
      {body}</article>{after}</main>
      <footer><p>About us · Imprint · Terms of this site</p></footer></body></html>"""


# Cases


def make_world(draw: random.Random, count: int) -> tuple[list[Signed], list[signing.Identity], str]:
    """Returns signed texts, strangers with the names of their newsrooms, and the trust list."""
    authorities = [signing.make_authority(f"Press Certificates {n}") for n in range(3)]
    newsrooms = [
        signing.make_identity(f"Newsroom {n}", authorities[n % 3]) for n in range(NEWSROOMS)
    ]
    foreign = signing.make_authority("Certificates of Anybody")
    strangers = [signing.make_identity(each.name, foreign) for each in newsrooms]
    languages, signed = list(WORDS), list[Signed]()
    for number in range(count):
        text = make_text(draw, languages[number % len(languages)])
        newsroom = newsrooms[number % NEWSROOMS]
        signed.append(sign(text, newsroom))
    return signed, strangers, "".join(each.pem for each in authorities)


def sign(text: str, newsroom: signing.Identity) -> Signed:
    whole = signing.sign_text(text, newsroom, "Report from the pier")
    kept = whole[: whole.index("\ufeff")]
    return Signed(kept, whole[len(kept) :], newsroom)


def list_holding(draw: random.Random, one: Signed) -> Iterator[Case]:
    """Yields pages and texts on which the signature holds."""
    whole, name = one.text + one.wrapper, one.newsroom.name
    first, second = draw.sample(LAYOUTS, 2)
    intro = "Our partner sends this report, which we show as we received it this morning.\n\n"
    own_paragraph = f"{one.text}\n\n{one.wrapper}"
    encoded = "".join(f"&#{ord(letter)};" for letter in one.wrapper)
    trusted = ("trusted",)
    yield Case("original", show(whole, first), True, trusted, name)
    yield Case("whole copy", show(whole, second), True, trusted, name)
    yield Case("copy with an introduction", show(intro + whole, plain), True, trusted, name)
    yield Case(
        "manifest in a paragraph of its own", show(own_paragraph, second), True, trusted, name
    )
    yield Case(
        "references to characters",
        show(one.text + "WRAPPER", first).replace("WRAPPER", encoded),
        True,
        trusted,
        name,
    )
    yield Case("text handed in", whole, False, trusted, name)
    yield Case("pasted text", "\r\n".join(f"{whole}\n".split("\n")), False, trusted, name)
    page = signing.sign_page(show(one.text, first), one.newsroom)
    yield Case("signed page", page, True, trusted, name)


def list_not_holding(
    draw: random.Random, one: Signed, other: Signed, stranger: signing.Identity
) -> Iterator[Case]:
    """Yields pages and texts on which no signature holds, or one of a stranger."""
    layout = draw.choice(LAYOUTS)
    paragraphs = one.text.split("\n\n")
    abridged = "\n\n".join(paragraphs[: len(paragraphs) // 2 + 1])
    first_number = next(each for each in one.text.split() if each.isdigit())
    edited = one.text.replace(first_number, f"{first_number}0", 1)
    by_stranger = sign(one.text, stranger)
    wrong = ("mismatch", "unreadable")
    for kind, text in (
        ("abridged copy", abridged + one.wrapper),
        ("shortened at the start", "\n\n".join(paragraphs[1:]) + one.wrapper),
        ("edited copy", edited + one.wrapper),
        ("manifest of another text", other.text + one.wrapper),
        ("forged manifest", one.text + forge(draw, one)),
        ("two manifests", one.text + one.wrapper + by_stranger.wrapper),
    ):
        yield Case(kind, show(text, layout), True, wrong)
        yield Case(kind, text, False, wrong)
    yield Case("copy without the manifest", show(one.text, layout), True, ())
    untrusted = ("untrusted",)
    for is_page, source in (
        (True, show(one.text + by_stranger.wrapper, layout)),
        (False, one.text + by_stranger.wrapper),
    ):
        yield Case("stranger of the same name", source, is_page, untrusted, stranger.name)
    page = signing.sign_page(show(one.text, plain), one.newsroom)
    yield Case("signed page, copied", page.replace("Report", "News"), True, ("mismatch",))


def forge(draw: random.Random, one: Signed) -> str:
    """Returns the manifest with some of its claim or signature changed, as long as it was."""
    body = list(one.wrapper)
    start = len(body) // 3  # behind the boxes' heads, before the padding
    for _ in range(40):
        at = draw.randrange(start, start + 900)
        body[at] = chr(0xE0100 + draw.randrange(240))
    return "".join(body)


def list_attacks(one: Signed, other: Signed) -> Iterator[Case]:
    """Yields pages that a stranger made to be believed, or to do harm."""
    hidden = f"<div hidden>{plain((one.text + one.wrapper).split(chr(10) * 2))}</div>"
    note = sign("Good morning to our readers.", one.newsroom)
    middle = len(one.wrapper) // 2
    wrong = ("mismatch", "unreadable")
    none: tuple[str, ...] = ()
    text = other.text
    cases = (
        ("signed text hidden beside another", show(text, plain, after=hidden), wrong),
        ("short signed note under a long text", show(f"{text}\n\n{note.text}{note.wrapper}", plain), wrong),
        ("short signed note over a long text", show(f"{note.text}{note.wrapper}\n\n{text}", plain), wrong),
        ("manifest before another text", show(one.wrapper + text, plain), wrong),
        ("manifest in the title", show(text, plain).replace("Report from the pier", f"Report{one.wrapper}"), wrong),
        ("manifest in an attribute", show(text, plain, f'<meta name="description" content="x{one.wrapper}">'), none),
        ("manifest in a script", show(text, plain, after=f"<script>'{one.wrapper}'</script>"), none),
        ("cut selectors", show(one.text + one.wrapper[:middle], plain), wrong),
        ("selectors that blanks divide", show(one.text + one.wrapper[:30] + " ".join(one.wrapper[30:]), plain), wrong),
        ("mark within the selectors", show(one.text + one.wrapper[:middle] + "\ufeff" + one.wrapper[middle:], plain), wrong),
        ("no mark", show(one.text + one.wrapper[1:], plain), none),
        ("the manifest twice", show(f"{text}{one.wrapper}\n\n{text}{one.wrapper}", plain), wrong),
        ("5 MB of selectors", show(text + "\ufeff" + "\U000e0133" * 1_250_000, plain), none),
        ("5 MB in a manifest", show(text + one.wrapper + "\U000e0133" * 1_200_000, plain), wrong),
        ("signed text under a longer one", show(f"{text}\n\n{text[::-1]}\n\n{one.text}{one.wrapper}", plain), wrong),
    )  # fmt: skip
    for kind, source, expected in cases:
        yield Case(f"attack: {kind}", source, True, expected)


def list_real_pages(folder: Path, newsroom: signing.Identity) -> Iterator[Case]:
    """Yields real pages whose article was signed by its publisher, where the end of the text is found."""
    with lzma.open(folder / "pages" / "news-dev.jsonl.xz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            paragraphs = [" ".join(line.split()) for line in (row["text"] or "").split("\n")]
            paragraphs = [each for each in paragraphs if each]
            end = html.escape(paragraphs[-1][-40:], quote=False) if paragraphs else ""
            if len(paragraphs) > 3 and len(end) > 30 and row["html"].count(end) == 1:
                one = sign("\n\n".join(paragraphs), newsroom)
                page = row["html"].replace(end, end + one.wrapper)
                yield Case("real page", page, True, ("trusted",), newsroom.name)


# Figures


def read_manifests(case: Case, trust: TrustList) -> tuple[Manifest, ...] | None:
    """Returns the manifests of a page or text; None when it is no article."""
    if case.is_page:
        page = Page("https://pages.example/2026/03/03/report", case.source.encode())
        outcome = reading.read(page, trust)
    else:
        outcome = reading.read_text(Record(Page("", b""), text=case.source), trust)
    return outcome.manifests if isinstance(outcome, Article) else None


def is_right(case: Case, manifests: tuple[Manifest, ...]) -> bool:
    """Whether what was read is what the case says: no more believed, and the signer named."""
    if not case.expected:
        return manifests == ()
    good = [each for each in manifests if each.state in case.expected]
    if case.signer:
        return len(manifests) == 1 and bool(good) and good[0].signer == case.signer
    return len(good) == len(manifests)


def is_believed(manifests: tuple[Manifest, ...]) -> bool:
    return any(each.state == "trusted" for each in manifests)


def measure_cost() -> float:
    """Returns the seconds that looking for manifests takes on a page of 100,000 characters without one."""
    source = show("\n\n".join(["The ferry sails again from Saturday. ☀️ " * 20] * 120), plain)[
        :100_000
    ]
    rounds = 200
    start = time.process_time()
    for _ in range(rounds):
        text_manifests.strip_manifests(source)
        page_manifests.find_in_page(b"", source, [], TrustList())
    return (time.process_time() - start) / rounds


def measure(cases: Sequence[Case], trust: TrustList) -> int:
    """Prints a line for each kind of case; returns how many failed."""
    totals, right, rejected, believed = (Counter[str]() for _ in range(4))
    for case in cases:
        manifests = read_manifests(case, trust)
        totals[case.kind] += 1
        if manifests is None:
            rejected[case.kind] += 1
            continue
        right[case.kind] += is_right(case, manifests)
        believed[case.kind] += is_believed(manifests) and "trusted" not in case.expected
    for kind, total in totals.items():
        read = total - rejected[kind]
        print(f"{kind}: {right[kind]} of {read} right, {believed[kind]} wrongly believed"
              + (f", {rejected[kind]} no article" if rejected[kind] else ""))  # fmt: skip
    holding = [case for case in cases if "trusted" in case.expected and case.kind != "real page"]
    kinds = {case.kind for case in holding}
    named = sum(right[kind] for kind in kinds)
    print(f"signer named where the signature holds: {named} of {len(holding)}")
    print(f"believed where it does not: {sum(believed.values())}")
    made_up = [kind for kind in totals if kind != "real page"]
    return sum(totals[kind] - right[kind] for kind in made_up) + sum(believed.values())


def main() -> int:
    """Returns 1 when a figure is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--data", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--texts", type=int, default=TEXTS)
    options = parser.parse_args()
    draw = random.Random(options.seed)
    signed, strangers, certificates = make_world(draw, options.texts)
    cases: list[Case] = []
    for number, one in enumerate(signed):
        other = signed[(number + 1) % len(signed)]
        stranger = strangers[number % NEWSROOMS]
        cases += [*list_holding(draw, one), *list_not_holding(draw, one, other, stranger)]
        if number < 5:
            cases += list_attacks(one, other)
    if options.data:
        cases += list_real_pages(options.data, signed[0].newsroom)
    failed = measure(cases, TrustList("newsrooms.pem", certificates))
    cost = measure_cost()
    print(f"looking for manifests on a page without one: {1e6 * cost:.0f} µs")
    return int(failed > 0 or cost > MAX_COST)


if __name__ == "__main__":
    sys.exit(main())
