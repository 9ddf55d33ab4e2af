"""Tells dates from names in source phrases: "Originally published on 4 March" is about the page itself."""

import re

from aggregator.reading import visible_date

# The first letters of months in languages whose dates are not read from pages, and of forms of months
# in source phrases.
_OTHER_MONTHS = (
    "leden|ledna|únor|břez|dub|květ|červ|srp|září|říj|list|prosin|siječ|velja|ožuj|trav|svib|lip|kolov|ruj|stud",
    "janu|febru|márc|ápril|május|június|július|auguszt|szept|október|novem|decem|tammi|helmi|maalis|huhti|touko",
    "kesä|heinä|elo|syys|loka|marras|joulu|ianuar|martie|iunie|iulie|noiem|јануар|януар|феврал|фебруар|март|април",
    "јун|јул|авг|септем|октом|ноем|декем|ιαν|φεβ|μαρ|απρ|μα[ΐι]|ιουν|ιουλ|αυγ|σεπ|οκτ|νοε|δεκ|tháng|maret|agustus",
    "يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر|ינואר|פברואר|מרץ|אפריל|מאי|יוני|יולי",
    "אוגוסט|ספטמבר|אוקטובר|נובמבר|דצמבר|जनवरी|फरवरी|मार्च|अप्रैल|जून|जुलाई|अगस्त|सितंबर|अक्टूबर|नवंबर|दिसंबर",
)
_MONTH = "(?:{})".format(
    "|".join(
        sorted(
            {name for _, names in visible_date.MONTHS for name in names.split()}
            | set("|".join(_OTHER_MONTHS).split("|"))
        )
    )
)
_ENGLISH_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    "oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
)
_DATE = re.compile(
    r"(?:on |in |at |im |am |el |le |en |em |nel |il |anos |años |anni |années |ב-?|ב|tarihinde )?(?:"
    r"\d{1,4}(?:[.:/-]\s?\d|\W*$)|(?:1[4-9]|20)\d\d\b(?!\s(?-i:[A-ZÀ-Þ]))|\d{1,4}\s?[年년月월日]|"
    rf"\d{{1,2}}(?:st|nd|rd|th|er|º|η|ης|-?го|-?то)?[.,]?\s(?:of |de |del |tháng )?{_MONTH}|"
    rf"{_MONTH}\w{{0,8}}\.?,?\s(?:de |del )?\d|"
    rf"(?:early |late |mid-?)?{_ENGLISH_MONTH}\W*$|"
    r"(?:this|last|our)\b|the (?:print|same|day)\b|print\b)",
    re.IGNORECASE,
)


def is_date(name: str) -> bool:
    """Whether the name in a source phrase is a date, or the page's own edition."""
    return bool(_DATE.match(name))
