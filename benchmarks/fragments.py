"""Measures how often forty words of an article lead to that article.

    python benchmarks/fragments.py --data PATH [--seed N]

Stores half of copies-dev (by story), half of the pages of news-dev, read from their HTML, and made-up
texts of thirteen languages. Then asks for pieces of them: forty tokens (one a word, one for two
characters of a script without spaces) that begin anywhere, bare and with quotation marks, dots and a
footer pasted around them; of news-dev pieces of what the page shows, and not of what was read. The
other halves are asked for as well, and must not be found. At last, whole copies of what is stored, of the
seven kinds of copies-dev. Ends with 1 when fewer than nine in ten of a script or kind are found, or
anything that is not stored.
"""

import argparse
import json
import lzma
import random
import re
import sys
import tempfile
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from gzip import open as gunzip
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from newsworld import press
from newsworld.languages import LANGUAGES

import aggregator
from aggregator.api import Aggregator
from aggregator.linking.words import count_tokens, word_spans, words
from aggregator.model import Page, Record

TOKENS = 40
EACH = 150  # asked for, of a set and script
ENOUGH = 0.9
PER_PAGE = 20  # pieces of one page: news-dev has few that are not Latin
ALONE = ("original", "single", "single_wrapped")  # kinds of copies-dev that are no copies
MADE_UP = 400  # texts of the made-up press

# Languages the press does not write: words, the separator between them, and the end of a clause.
MORE = {
    "ar": ("في من على إلى عن مع بعد قبل الحكومة الوزير المدينة المستشفى المدرسة الجسر الماء السوق القاضي الميزانية الخطة التقرير الشهر السنة القرية النهر الحقل المحكمة الشرطة الضريبة جديد كبير قديم يقول أعلن وصل تحت ضد بين حول الناس العمال الميناء القطار المطر", " ", "، "),
    "hi": ("में से पर को का के और सरकार मंत्री शहर अस्पताल विद्यालय पुल पानी बाज़ार न्यायाधीश बजट योजना रिपोर्ट महीना वर्ष गाँव नदी खेत पुलिस कर नया बड़ा पुराना कहा पहुँचा नीचे विरुद्ध बीच लोग मज़दूर बंदरगाह रेल वर्षा किसान", " ", "। "),
    "ja": ("政府 大臣 町 病院 学校 橋 水道 市場 裁判所 予算 計画 報告 今月 昨年 村 川 畑 警察 税金 新しい 大きな 古い 述べた 発表した 到着した 下で 反対して 間に 人々は 労働者が 港を 電車に 雨の 農家と から まで について している という", "", "、"),
    "ko": ("정부는 장관이 도시의 병원에서 학교를 다리가 물을 시장에 판사는 예산을 계획이 보고서를 이번달 지난해 마을에서 강을 밭에 경찰이 세금을 새로운 커다란 오래된 말했다 발표했다 도착했다 아래에서 반대하여 사이에 사람들은 노동자가 항구를 기차로 비가 농민들과", " ", ". "),
    "th": ("รัฐบาล รัฐมนตรี เมือง โรงพยาบาล โรงเรียน สะพาน น้ำ ตลาด ผู้พิพากษา งบประมาณ แผนการ รายงาน เดือนนี้ ปีที่แล้ว หมู่บ้าน แม่น้ำ ทุ่งนา ตำรวจ ภาษี ใหม่ ใหญ่ เก่า กล่าวว่า ประกาศ มาถึง ภายใต้ ต่อต้าน ระหว่าง ประชาชน คนงาน ท่าเรือ รถไฟ ฝน ชาวนา นักเรียน ครู แพทย์ ทหาร เกษตรกร นักข่าว ประธาน สภา กฎหมาย เศรษฐกิจ การศึกษา สิ่งแวดล้อม อุตสาหกรรม ท่องเที่ยว อาหาร ราคา น้ำมัน ไฟฟ้า ถนน สนามบิน ธนาคาร บริษัท โครงการ ปัญหา การประชุม ความร่วมมือ เลือกตั้ง พรรค ผู้นำ ภัยแล้ง น้ำท่วม พายุ อุบัติเหตุ คดี หลักฐาน พยาน สัปดาห์ วันจันทร์ เช้า เย็น เหนือ ใต้ ตะวันออก ตะวันตก หลาย ทั้งหมด และ ของ ที่ ได้ ให้ จาก", "", " "),
}  # fmt: skip


@dataclass(frozen=True)
class Text:
    """A text of a set; `shown` is its visible text."""

    set: str
    url: str
    shown: str
    stored: bool
    html: bytes = b""


def script(text: str) -> str:
    """The script of most letters; a text with kana is Japanese."""
    names = Counter(unicodedata.name(c, "?").split()[0] for c in text[:2000] if c.isalpha())
    if names["HIRAGANA"] + names["KATAKANA"] > 20:
        return "japanese"
    return {"CJK": "han"}.get(name := names.most_common(1)[0][0], name.lower())


def links(data: Path) -> list[dict[str, Any]]:
    """The rows of copies-dev, each with an address at its site."""
    with gunzip(data / "links" / "copies-dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    for row in rows:
        site = re.sub(r"\W+", "-", row["site"].lower()).strip("-")
        row["url"] = f"https://{site}.example/{row['id']}"
    return rows


def copies(rows: list[dict[str, Any]]) -> Iterator[Text]:
    for row in rows:
        if row["kind"] in ALONE:
            yield Text("copies-dev", row["url"], row["text"], row["story"] % 2 == 0)


def pages(data: Path) -> Iterator[Text]:
    with lzma.open(data / "pages" / "news-dev.jsonl.xz", "rt", encoding="utf-8") as rows:
        for number, row in enumerate(map(json.loads, rows)):
            url = f"https://{row['id'].lower()}.example/{number}"
            latin = script(row["text"]) == "latin"
            yield Text(
                "news-dev", url, row["text"], number % 2 == 0 or not latin, row["html"].encode()
            )


def made_up(seed: int) -> Iterator[Text]:
    for number in range(MADE_UP):
        rng = random.Random(f"{seed} {number}")
        language = LANGUAGES[number % len(LANGUAGES)]
        text = "\n".join(press.make_paragraph(language, rng) for _ in range(8))
        yield Text("made up", f"https://press{number}.example/", text, number % 3 > 0)
        if number < MADE_UP // 2:
            code = sorted(MORE)[number % len(MORE)]
            text = "\n".join(_paragraph(*MORE[code], rng) for _ in range(8))
            yield Text("made up", f"https://{code}{number}.example/", text, number % 3 > 0)


def _paragraph(words: str, blank: str, stop: str, rng: random.Random) -> str:
    clauses = (blank.join(rng.choices(words.split(), k=rng.randint(4, 10))) for _ in range(8))
    return stop.join(clauses)


def fragment(text: str, rng: random.Random) -> str:
    """Forty tokens from anywhere in a text, as written there; empty when it is too short."""
    spans = list(word_spans(text))
    starts = [at for number, (_, at, _) in enumerate(spans) if number < len(spans) - TOKENS]
    if not starts:
        return ""
    at = rng.choice(starts)
    low, high = at, len(text)
    if count_tokens(text[at:]) < TOKENS:
        return ""
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if count_tokens(text[at:middle]) < TOKENS else (low, middle)
    end = next((end for _, start, end in spans if start < high <= end), high)
    return text[at:end] if re.match(r"\w", text[at]) else ""


def wrapped(piece: str) -> str:
    return f"“… {piece} …”\n\nRead more: https://press.example/read?id=12\nShare this with a friend"


def asked(texts: list[Text], seed: int) -> dict[tuple[str, str], list[tuple[Text, str]]]:
    """Fragments by set and script, EACH of stored texts and of others.

    Left out are pieces that several stored texts of a site share, which are the site's own, and
    those of other texts that a stored one holds as well.
    """
    stored = [_plain(text.shown) for text in texts if text.stored]
    found: defaultdict[tuple[str, str], list[tuple[Text, str]]] = defaultdict(list)
    counts: Counter[tuple[str, str, bool]] = Counter()
    for text in random.Random(seed).sample(texts, len(texts)):
        rng = random.Random(f"{seed} {text.url}")
        key = (text.set, script(text.shown))
        pieces = {fragment(text.shown, rng) for _ in range(PER_PAGE if text.html else 2)}
        for piece in sorted(filter(None, pieces)):
            if counts[*key, text.stored] < EACH:
                plain = _plain(piece)
                holders = sum(plain in whole for whole in stored)
                if holders < 3 if text.stored else not holders:
                    counts[*key, text.stored] += 1
                    found[key].append((text, piece))
    return found


def _plain(text: str) -> str:
    return " ".join(words(text))


def record(text: Text) -> Record:
    return Record(Page(text.url, text.html), text=None if text.html else text.shown, title=text.url)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    rows = links(arguments.data)
    texts = [
        *copies(rows),
        *pages(arguments.data),
        *made_up(arguments.seed),
    ]
    missed = 0
    print(
        f"{'set':12} {'script':12} {'found':>11} {'in its dress':>13} {'not stored':>11} {'ms':>6}"
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "fragments.db"
        with aggregator.connect(path) as opened:
            opened.ingest(record(text) for text in texts if text.stored)
        with aggregator.connect(path, write=False) as opened:
            held = {row["url"]: row["story_id"] for row in opened.export("articles")}
            for (name, letters), pieces in sorted(asked(texts, arguments.seed).items()):
                missed += _report(opened, held, name, letters, pieces)
            missed += _whole(opened, held, rows)
    return int(missed > 0)


def _whole(opened: Aggregator, held: dict[str, int], rows: list[dict[str, Any]]) -> bool:
    """Count how many whole copies, edited, cut or wrapped, match the story of their original."""
    originals = {row["story"]: held.get(row["url"]) for row in rows if row["kind"] == "original"}
    asked_for: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for row in rows:
        kind, story = row["kind"], originals.get(row["story"])
        if story and kind not in (*ALONE, "quotes"):
            evidence = opened.trace("-", text=row["text"])["evidence"]
            asked_for[kind] += 1
            found[kind] += story in [held.get(item["url"]) for item in evidence]
    for kind in sorted(asked_for):
        print(f"whole copies  {kind:17} {found[kind]:4} of {asked_for[kind]:4}")
    return any(found[kind] < ENOUGH * asked_for[kind] for kind in asked_for)


def _report(
    opened: Aggregator,
    held: dict[str, int],
    name: str,
    letters: str,
    pieces: list[tuple[Text, str]],
) -> bool:
    ours = [(held.get(text.url, 0), piece) for text, piece in pieces if text.stored]
    strange = [piece for text, piece in pieces if not text.stored]
    spent: list[float] = []

    def story(piece: str) -> list[int]:
        start = process_time()
        found = opened.trace("-", text=piece)
        spent.append(process_time() - start)
        matched = [item["url"] for item in found["evidence"] if item["class"] == "C"]
        return [held[url] for url in matched if url in held]

    bare = sum(one in story(piece) for one, piece in ours)
    dressed = sum(one in story(wrapped(piece)) for one, piece in ours)
    false = sum(bool(story(piece)) for piece in strange)
    print(
        f"{name:12} {letters:12} {bare:4} of {len(ours):4} {dressed:5} of {len(ours):4} "
        f"{false:3} of {len(strange):3} {1000 * median(spent):6.1f}"
    )
    return min(bare, dressed) < ENOUGH * len(ours) or false > 0


if __name__ == "__main__":
    sys.exit(main())
