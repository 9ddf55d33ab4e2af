"""Finds the marks of news agencies in a text: datelines, sign-offs, item numbers, rights lines.

Only their form is known here. Attribution decides whether a name is an agency's.
"""

import re
from collections.abc import Iterator, Sequence

from aggregator.model import SourceTrace
from aggregator.reading import phrases
from aggregator.reading.phrases import credit_dates

MAX_PHRASE = 300  # characters of a phrase that is kept
HEAD_LINES = 3  # first lines of a text, which may hold datelines
TAIL_LINES = 8  # last lines, which may hold sign-offs
MAX_HEAD_LINES = 12  # of which short ones may come before the text: key points, labels
MIN_LONG_LINE = 100  # characters of a line that is no such
_DASH = r"\s*(?:[.]?\s?-{1,2}|[–—])"
_CAPITAL = "A-ZÀ-ÖØ-ÞČĆŁŃŚŠŽŹŻΑ-ΩА-ЯЁІЇЄҐ"
_TOKEN = rf"[{_CAPITAL}][^\W\d_]{{1,11}}"  # PTI, Belga, АНСА

# One pattern for each way to write where and by whom; `name` is the service.
_DATELINES = tuple(
    re.compile(pattern)
    for pattern in (
        # NAIROBI, Kenya (AP) — · Madrid, 10 abr (EFE).- · TOKYO (Kyodo) -- · ROCHEFORT 31/07 (BELGA) =
        r"[^\W\d_][^()\n]{1,70}?\s?\((?P<name>[^\W\d_][^()\d\n]{1,38})\)(?:" + _DASH + r"|\s=\s)",
        # Chennai, Mar 21 (PTI) The court … · Hanoi, 3 March (VNA) The … · DHAKA, May 3, 2026 (BSS): with a
        # date no dash is needed
        (
            r"[^\W\d_][^(),.\n]{1,40},? (?:[^\W\d_]{3,9}\.? \d{1,2}|\d{1,2}\.? [^\W\d_]{3,9}\.?|\d{1,2}/\d{1,2})"
            rf"(?:,? (?:19|20)\d\d)? ?\((?P<name>{_TOKEN})\)(?=[ :.])"
        ),
        # Patna (Bihar) [India], November 27 (ANI): …
        rf"[A-Z][\w .'-]{{1,30}} \([^()\n]{{2,30}}\)(?: \[[^\[\]\n]{{2,30}}\])?, [A-Z][a-z]{{2,8}}\.? \d{{1,2}} \((?P<name>{_TOKEN})\)",
        # Брюксел, 25 март /БТА/ Парламентът …
        (
            r"[^\W\d_][^(),./\n]{1,40}, (?:[^\W\d_]{3,9}\.? \d{1,2}|\d{1,2}\.? [^\W\d_]{3,9}\.?) "
            r"/(?P<name>[^\W\d_][\w .-]{1,20})/(?=[ .:])"
        ),
        # Москва. 9 ноября. ИНТЕРФАКС - · АСТАНА. КАЗИНФОРМ -
        r"[А-ЯЁ][А-Яа-яЁё\- ]{2,40}\. (?:\d{1,2} [а-я]{3,8}\. )?(?P<name>[А-ЯЁ][А-ЯЁ. \-]{3,30}?)"
        + _DASH,
        # Київ. 3 травня. УНН.
        r"[А-ЯІЇЄҐ][а-яіїєґ’'-]{2,20}\. \d{1,2} [а-яіїєґ]{3,9}\. (?P<name>[А-ЯІЇЄҐ]{3,12})\.",
        # (ANSA) - TORINO, 29 GEN - · (Agência Brasil) –
        r"\((?P<name>[^\W\d_][^()\d=\n]{1,38})\)" + _DASH,
        # (Belga) Louis van Gaal … · (AFP): …
        rf"\((?P<name>{_TOKEN})\)(?::|(?= [{_CAPITAL}“\"«]))",
        # (서울=연합뉴스) · 【ソウル＝共同】
        r"[(【\[][^()【】=＝\n]{1,20}[=＝](?P<name>[^()【】\n]{2,20})[)】\]]",
        # 【ワシントン共同】 · 【キーウ、ロンドン時事】
        r"[【\[［〔][^【】\[\]［］=＝\n]{1,24}?[\s　]?(?P<name>(?:AFP|ＡＦＰ|ロイター)?(?:共同|時事)|ロイター|新華社)[】\]］〕]",
        # （中央社記者…台北29日電） · （新华社记者…） · （中央社東京30日綜合外電報導）
        r"[（(](?P<name>[^\W\d_]{2,4}社)(?:[^（）()\n]{0,30}?\d{1,2}日[^（）()\n]{0,12})?(?:[电電]|報導|报道)[）)]",
        # MOSCOW, May 3. /TASS/. · LONDON, Jan. 4, 2026 /PRNewswire/ -- · أبوظبي في 3 مايو / وام /
        r"[^\W\d_][^/\n]{1,70}?\s?/\s?(?P<name>[^\W\d_][\w .]{1,30}?)\s?/\s?(?:-{1,2}|[–—.])",
        # أبوظبي في 3 مايو / وام / افتتح …
        r"[^\W\d_][^/\n]{1,60}?\d[^/\n]{0,20}?\s/\s(?P<name>[\u0621-\u064a]{2,12})\s/(?=\s)",
        # МОСКВА, 10 фев — РИА Новости.
        r"[А-ЯЁ][А-ЯЁ\- ]{2,40}, \d{1,2} [а-я]{3,8}\.?" + _DASH + r"\s(?P<name>[^.\n]{2,30})\.",
        # Tehran, May 3, IRNA - · Tehran, IRNA –
        r"[A-Z][\w' ]{2,24}, (?:[A-Z][a-z]{2,8} \d{1,2}, )?(?P<name>[A-Z]{3,8})\s?(?:-{1,2}|[–—])\s",
        # 新华社北京1月1日电 · 中新网北京9月27日电
        r"(?P<name>\w{2,5}[社网網])\w{1,12}\d{1,2}月\d{1,2}日(?:电|電)",
        # به گزارش خبرگزاری ایسنا، · به گزارش ایرنا از تهران،
        r"به گزارش (?:خبرنگار )?(?:خبرگزاری )?(?P<name>[^\s،,:]{3,12})(?:،|:| از (?=\S))",
    )
)
# Stockholm (TT) Regeringen …: without dash and date, the place is one or two words.
_BARE_DATELINE = re.compile(
    rf"(?P<place>[{_CAPITAL}][\w'’-]{{1,20}}(?: [{_CAPITAL}][\w'’-]{{1,20}})?)[.,]? "
    rf"\((?P<name>(?:[{_CAPITAL}]{{3,8}}|TT|AP)(?:/\w{{2,8}})*)\)[.:]?(?= [{_CAPITAL}“\"”«–-])"
)
_SIGN_OFFS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^/?(?P<name>[{_CAPITAL}]{{2,9}}(?: [{_CAPITAL}]\w+){{0,2}})/?\.?$",  # AFP, /ТАСС/, РИА Новости
        r"^/\s?(?P<name>[^\W\d_]\w{2,15})\s?(?:/\s?\w{2,15}\s?)*/?\.?$",  # /ritzau/, /ritzau/AFP, /ТТ
        r"^[(\[]?(?:©|ⓒ|\([Cc]\)) ?(?P<name>[^\W\d_][\w./-]{1,20}(?: [^\W\d_][\w.]{1,20}){0,2})[)\]]?\.?$",  # © AFP
        rf"^(?:-{{2}}|[–—])\s?(?P<name>[{_CAPITAL}][\w.]{{1,20}}(?: [{_CAPITAL}][\w.]{{1,20}}){{0,2}})(?:/\w+)*\s?[-–—]{{0,2}}\.?$",  # --IANS
        r"^[(（【]\s?(?P<name>[^\W\d_][^()（）【】\d=\n]{1,30}?)\s?[)）】]\.?$",  # (PTI), （共同）, (पीटीआई)
        r"^This (?:report|story) by (?P<name>[A-Z][\w .]{2,40}?) was first published\b",  # The Canadian Press
        rf"^(?P<name>[{_CAPITAL}]{{3,10}})/?\s?\([^()]{{2,120}}\)\.?$",  # AGERPRES/(AS — autor: …)
        rf"[.!?”\"»]\s?[(/](?P<name>{_TOKEN}|[a-zč]{{3,4}})(?:/\w+)*[)/]\.?$",  # … he said. (ANI) · /BTA/
        r"[。」]\s?[（(](?P<name>[^\W\d_]{2,6})[）)]$",  # …した。（共同）
        rf"[.!?”\"]\s?(?:-{{2}}|[–—])\s?(?P<name>[{_CAPITAL}]{{2,8}})(?:/\w+)*$",  # … he said. --IANS
    )
)
_END_OF_SENTENCE = re.compile(r"\w{4,}[.!?]\s+[^\W\d_]")  # before the name: prose
_ITEM_NUMBER = re.compile(r"\b(?P<name>[a-z]{2,10}):\d{6}-\d{2,3}-\d{4,9}/\d+\b")
_RIGHTS_HOLDER = re.compile(
    r"(?:copyright|\(c\)|©|ⓒ)[\s\d,–-]*(?:\(c\)|©)?[\s\d,–-]*(?:by )?(?P<name>[^\W\d_][^.,;|\n]{1,60})",
    re.IGNORECASE,
)
_EARLIER_REPORT = re.compile(
    r"\b(?:first|originally|earlier) (?:reported|published) (?:by|in) (?P<name>(?:the )?[A-Z][\w’'&]+(?: [A-Z][\w’'&]+){0,4})"
)
_KIND_OF_SIGNAL = {
    "reference": "mention",
    "source": "link_phrase",
    "feed": "syndicated_notice",
    "sign_off": "sign_off",
    "rights": "rights",
}


def find_agency_marks(lines: Sequence[str]) -> Iterator[SourceTrace]:
    """Yields the source traces in the lines of a text, in their order."""
    head = _count_head_lines(lines)
    for number, line in enumerate(lines):
        position = position_of_line(number, len(lines))
        if number < head:
            yield from _make_match_trace("dateline", match_dateline(line), position)
        if number >= len(lines) - TAIL_LINES:
            yield from _make_match_trace("sign_off", match_sign_off(line), position)
        if ":" in line:
            yield from _make_match_trace("item_number", _ITEM_NUMBER.search(line), position)
        if "reported" in line or "published" in line:
            yield from _make_match_trace("mention", _EARLIER_REPORT.search(line), position)
        yield from _make_phrase_trace(line, position)


def _count_head_lines(lines: Sequence[str]) -> int:
    """Returns how many lines may begin with a dateline: the first ones, and short ones with the next long one."""
    long = (n for n, line in enumerate(lines[:MAX_HEAD_LINES]) if len(line) >= MIN_LONG_LINE)
    return max(HEAD_LINES, next(long, 0) + 1)


def position_of_line(line_number: int, line_count: int) -> str:
    """Returns the position of a line in a text: top, body or end."""
    if line_number >= line_count - TAIL_LINES and line_number >= HEAD_LINES:
        return "end"
    return "top" if line_number < HEAD_LINES else "body"


def match_dateline(line: str) -> re.Match[str] | None:
    """Returns the match of the dateline that begins a line, or None."""
    start = line.lstrip("*• ")[:120]
    for pattern in _DATELINES:
        match = pattern.match(start)
        if match and not _END_OF_SENTENCE.search(start[: match.start("name")]):
            return match
    return _match_bare_dateline(start)


def _match_bare_dateline(start: str) -> re.Match[str] | None:
    """Returns the match of a dateline of place and name only.

    None where the name abbreviates what is before it, and where a speaker and a party begin an answer.
    """
    match = _BARE_DATELINE.match(start)
    if not match or (match.group().endswith(":") and not match["place"].isupper()):
        return None
    initials = "".join(word[0] for word in re.split(r"[\s-]", match["place"]) if word)
    return None if initials.upper() == match["name"] else match


def match_sign_off(line: str) -> re.Match[str] | None:
    """Returns the match of the agency's sign-off that ends a line, or None."""
    return next((match for match in (p.search(line) for p in _SIGN_OFFS) if match), None)


def _make_match_trace(
    kind: str, match: re.Match[str] | None, position: str
) -> Iterator[SourceTrace]:
    if match and not (kind == "mention" and credit_dates.is_date(match["name"])):
        phrase = match.group().strip()[:MAX_PHRASE]
        yield SourceTrace(kind, phrase, name=match["name"].strip(" ."), where=position)


def _make_phrase_trace(line: str, position: str) -> Iterator[SourceTrace]:
    signal_and_name = phrases.find_signal(line)
    if not signal_and_name or signal_and_name[0] not in _KIND_OF_SIGNAL:
        return
    signal, name = signal_and_name
    if signal == "rights" and not name:
        holder = _RIGHTS_HOLDER.search(line)
        name = holder["name"].strip() if holder else ""
    is_weak = signal == "source" and phrases.may_concern_only_part(line, position)
    yield SourceTrace(
        "mention" if is_weak else _KIND_OF_SIGNAL[signal],
        line[:MAX_PHRASE],
        name=name,
        where=position,
    )
