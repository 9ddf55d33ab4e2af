"""The marks of news agencies in a text: datelines, sign-offs, item numbers, rights lines.

Only their shape is known here. Whether a name is an agency's is for attribution to say.
"""

import re
from collections.abc import Iterator, Sequence

from aggregator.model import SourceTrace
from aggregator.reading import phrases

MAX_PHRASE = 300  # characters of a phrase that is kept
HEAD, TAIL = 3, 8  # lines of a text in which datelines and sign-offs stand
_DASH = r"\s*(?:\.?\s?-{1,2}|[–—])"

# One pattern for each way to write where and by whom; `name` is the service.
_DATELINES = tuple(
    re.compile(pattern)
    for pattern in (
        # NAIROBI, Kenya (AP) — · Madrid, 10 abr (EFE).- · TOKYO (Kyodo) --
        r"[^\W\d_][^()\n]{1,70}?\s?\((?P<name>[^\W\d_][^()\d\n]{1,38})\)" + _DASH,
        # Chennai, Mar 21 (PTI) The court … · Hanoi, 3 March (VNA) The … : with a date no dash is needed
        r"[^\W\d_][^(),.\n]{1,40}, (?:[^\W\d_]{3,9}\.? \d{1,2}|\d{1,2}\.? [^\W\d_]{3,9}\.?) \((?P<name>[A-Z]{2,8})\)(?= )",
        # Москва. 9 ноября. ИНТЕРФАКС - · АСТАНА. КАЗИНФОРМ -
        r"[А-ЯЁ][А-Яа-яЁё\- ]{2,40}\. (?:\d{1,2} [а-я]{3,8}\. )?(?P<name>[А-ЯЁ][А-ЯЁ. \-]{3,30}?)"
        + _DASH,
        # (ANSA) - TORINO, 29 GEN -
        r"\((?P<name>[^\W\d_][^()\d=\n]{1,38})\)" + _DASH,
        # (서울=연합뉴스) · 【ソウル＝共同】
        r"[(【\[][^()【】=＝\n]{1,20}[=＝](?P<name>[^()【】\n]{2,20})[)】\]]",
        # MOSCOW, May 3. /TASS/. · LONDON, Jan. 4, 2026 /PRNewswire/ --
        r"[^\W\d_][^/\n]{1,70}?\s?/(?P<name>[^\W\d_][\w .]{2,30})/\s?(?:-{1,2}|[–—.])",
        # МОСКВА, 10 фев — РИА Новости.
        r"[А-ЯЁ][А-ЯЁ\- ]{2,40}, \d{1,2} [а-я]{3,8}\.?" + _DASH + r"\s(?P<name>[^.\n]{2,30})\.",
        # 新华社北京1月1日电
        r"(?P<name>\w{2,5}社)\w{1,12}\d{1,2}月\d{1,2}日(?:电|電)",
    )
)
_SIGN_OFFS = tuple(
    re.compile(pattern)
    for pattern in (
        r"^/?(?P<name>[A-ZА-ЯЁ]{2,9}(?: [A-ZА-ЯЁ]\w+){0,2})/?\.?$",  # AFP, /ТАСС/, РИА Новости
        r"^(?:©|ⓒ|\([Cc]\)) ?(?P<name>[^\W\d_][\w./-]{1,20}(?: [^\W\d_][\w.]{1,20}){0,2})\.?$",  # © AFP
        r"^(?:-{2}|[–—])\s?(?P<name>[A-Z][\w.]{1,20}(?: [A-Z][\w.]{1,20}){0,2})(?:/\w+)*\.?$",  # --IANS
        r"^\((?P<name>[^\W\d_][\w./ ]{1,30})\)\.?$",  # (PTI)
        r"[.!?”\"]\s?\((?P<name>[A-Z]{2,8})(?:/\w+)*\)\.?$",  # … he said. (ANI)
        r"[.!?”\"]\s?(?:-{2}|[–—])\s?(?P<name>[A-Z]{2,8})(?:/\w+)*$",  # … he said. --IANS
    )
)
_SENTENCE = re.compile(r"\w{4,}[.!?]\s+[^\W\d_]")  # before the name: prose
_ITEM = re.compile(r"\b(?P<name>[a-z]{2,10}):\d{6}-\d{2,3}-\d{4,9}/\d+\b")
_RIGHTS = re.compile(
    r"(?:copyright|\(c\)|©|ⓒ)[\s\d,–-]*(?:\(c\)|©)?[\s\d,–-]*(?:by )?(?P<name>[^\W\d_][^.,;|\n]{1,60})",
    re.IGNORECASE,
)
_MENTION = re.compile(
    r"\b(?:first|originally|earlier) (?:reported|published) (?:by|in) (?P<name>(?:the )?[A-Z][\w’'&]+(?: [A-Z][\w’'&]+){0,4})"
)
_KINDS = {
    "source": "link_phrase",
    "feed": "syndicated_notice",
    "sign_off": "sign_off",
    "rights": "rights",
}


def traces(lines: Sequence[str]) -> Iterator[SourceTrace]:
    """What the lines of a text say of where it comes from, in their order."""
    for number, line in enumerate(lines):
        where = place(number, len(lines))
        if number < HEAD:
            yield from _named("dateline", dateline(line), where)
        if number >= len(lines) - TAIL:
            yield from _named("sign_off", sign_off(line), where)
        if ":" in line:
            yield from _named("item_number", _ITEM.search(line), where)
        if "reported" in line or "published" in line:
            yield from _named("mention", _MENTION.search(line), where)
        yield from _of_phrase(line, where)


def place(number: int, count: int) -> str:
    """Where a line stands in a text of so many."""
    if number >= count - TAIL and number >= HEAD:
        return "end"
    return "top" if number < HEAD else "body"


def dateline(line: str) -> re.Match[str] | None:
    """The dateline that opens a line."""
    start = line.lstrip("*• ")[:120]
    for pattern in _DATELINES:
        match = pattern.match(start)
        if match and not _SENTENCE.search(start[: match.start("name")]):
            return match
    return None


def sign_off(line: str) -> re.Match[str] | None:
    """The service that signs at the end of a line."""
    return next((match for match in (p.search(line) for p in _SIGN_OFFS) if match), None)


def _named(kind: str, match: re.Match[str] | None, where: str) -> Iterator[SourceTrace]:
    if match and not (kind == "mention" and phrases.is_date(match["name"])):
        phrase = match.group().strip()[:MAX_PHRASE]
        yield SourceTrace(kind, phrase, name=match["name"].strip(" ."), where=where)


def _of_phrase(line: str, where: str) -> Iterator[SourceTrace]:
    told = phrases.signal(line)
    if not told or told[0] not in _KINDS:
        return
    signal, name = told
    if signal == "rights" and not name:
        holder = _RIGHTS.search(line)
        name = holder["name"].strip() if holder else ""
    weak = signal == "source" and where == "body" and phrases.is_weak(line)
    yield SourceTrace(
        "mention" if weak else _KINDS[signal], line[:MAX_PHRASE], name=name, where=where
    )
