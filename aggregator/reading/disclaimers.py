"""Recognizes aggregators' disclaimers in any words: several typical statements in one paragraph."""

import re
from functools import cache, lru_cache

MIN_LINE, MAX_LINE = 60, 1_500  # characters; a disclaimer is one paragraph
MIN_TOPICS = 3  # different topics in one paragraph

# One row: the topic of a statement, and a pattern for it. To add a pattern, add a line.
# fmt: off
STATEMENTS: tuple[tuple[str, str], ...] = (
    ("aggregates", r"\b(?:collect|gather|import|compile|republish|generat)\w* (?:from|by|news|automatic)"),
    ("aggregates", r"\baggregat|\bagr[eé]gat|\bagregador|\bagregator|агрегатор|聚合"),
    ("aggregates", r"\bautomat(?:ed|ic|ically|isch|ique|ico|icamente)\b|автоматическ"),
    ("aggregates", r"\brss (?:feed|reader)"),
    ("contact", r"\b(?:contact|write to|write us|e-?mail|mail|notify|tell|inform|let|drop) (?:us|me|the)\b|\bby e-?mail\b"),
    ("contact", r"\bkontaktieren|\bcontactez|\bcontacte|\bcontácte|\bcontatt|свяжитесь|напишите"),
    ("declines", r"\b(?:deni|den[iy]|disclaim|no|not|without|decline|waive)\w* .{0,30}\b(?:responsib|liab|accountab)"),
    ("declines", r"\bdisclaimer\b|\bhaftungsausschluss|\bkeine haftung|\bresponsabili|отказ от ответственности|не нес[её]т ответственности"),
    ("deadline", r"\b(?:within|in|inside) (?:\d{1,2}|twenty-four|forty-eight|one|two|a|three) (?:working )?(?:hours?|days?)\b"),
    ("deadline", r"\b(?:innerhalb|binnen) .{0,20}(?:stunden|tagen)|\b(?:sous|en|entro|em) \d\d (?:heures|horas|ore)|в течение"),
    ("link", r"\b(?:original|primary|first) (?:source|publisher|site)\b.{0,80}\b(?:link|credit|named|specified|given|shown)"),
    ("link", r"\blink\w*\b.{0,80}\b(?:source|original|primary|publisher)|\bhyperlink"),
    ("link", r"\bquelle .{0,30}(?:verlinkt|angegeben)|\blien .{0,30}source|\benlace .{0,30}fuente|ссылка на .{0,20}источник"),
    ("owner", r"\b(?:owner|author|holder|publisher)s? of (?:the|this|a|any|an|that)\b|\bif you (?:own|are the|hold|wrote|do not want|would rather)"),
    ("owner", r"\brechteinhaber|\bayants? droit|\btitular(?:es)? de|\btitolare d|правообладател"),
    ("owns", r"\b(?:respective|rightful|original|lawful) (?:owner|author|publisher|creator|proprietor)"),
    ("owns", r"\b(?:trade ?mark|material|content|article|image|copyright|right|text|logo|photo|name)s?\b.{0,80}\b(?:belong|propert|owned|remain|retain)"),
    ("owns", r"\bjeweiligen (?:inhaber|eigent|rechte)|\bleurs propriétaires|\bsus (?:respectivos )?(?:dueños|propietarios|autores)|принадлеж"),
    ("removal", r"\b(?:delet|remov|withdr[ae]w|taken? (?:it |this |them )?(?:down|off)|com(?:e|es) down|disappear|unpublish|erase)\w*\b"),
    ("removal", r"\bgelöscht|\bentfern|\bsupprim|\bretir[ée]|\beliminad|\bremovid|\brimoss|удал"),
)
# fmt: on
# Topics that an ordinary report about a takedown hardly has.
_DISTINCTIVE_TOPICS = frozenset(["aggregates", "declines", "link"])
# Every disclaimer that `STATEMENTS` can match holds one of these: a fast test that most lines fail.
_REQUIRED_STEMS = (
    *("aggreg", "agreg", "agrég", "агрегатор", "聚合", "automat", "автоматическ", "rss "),
    *("responsib", "liab", "accountab", "disclaim", "haftung", "responsabili", "ответственност"),
    *("delet", "remov", "withdr", "down", "taken off", "disappear", "unpublish", "erase"),
    *("gelösch", "entfern", "supprim", "retir", "elimina", "rimoss", "удал"),
)


@lru_cache(maxsize=4096)  # a line is tested more than once, and on each page of its site
def is_disclaimer(line: str) -> bool:
    """Whether a line is an aggregator's disclaimer."""
    if not MIN_LINE <= len(line) <= MAX_LINE:
        return False
    line = line.lower()
    if not any(stem in line for stem in _REQUIRED_STEMS):
        return False
    distinctive = sum(bool(pattern.search(line)) for pattern in _compile_topics(distinctive=True))
    return _has_enough_matches(
        line,
        _compile_topics(distinctive=False),
        MIN_TOPICS - distinctive if distinctive >= 2 else MIN_TOPICS + 1 - distinctive,
    )


def _has_enough_matches(line: str, patterns: tuple[re.Pattern[str], ...], needed: int) -> bool:
    """Whether at least `needed` of the patterns match a line; stops as soon as that is decided."""
    left = len(patterns)
    for pattern in patterns:
        if needed <= 0 or needed > left:
            break
        needed -= bool(pattern.search(line))
        left -= 1
    return needed <= 0


@cache
def _compile_topics(*, distinctive: bool) -> tuple[re.Pattern[str], ...]:
    """Compile one pattern for each topic: those of `_DISTINCTIVE_TOPICS`, or the others."""
    topics = dict.fromkeys(
        topic for topic, _ in STATEMENTS if (topic in _DISTINCTIVE_TOPICS) == distinctive
    )
    return tuple(
        re.compile("|".join(f"(?:{row})" for row_topic, row in STATEMENTS if row_topic == topic))
        for topic in topics
    )
