"""Tells the sources of figures, pictures and single facts from sources of a text: "Source: Eurostat".

One row is one kind of party and a pattern for its names in small letters, matched anywhere in the name
after a label. To add one, add a line to the kind. Gathered from lines below charts and pictures.
A ministry or a company is none: its press release may be the whole text.
"""

import re

# fmt: off
NAMES: tuple[tuple[str, str], ...] = (
    ("figures", r"\beurostat\b|\bstatista\b|\bdestatis\b|\binsee\b|\bistat\b|\bindec\b|\bibge\b|\binegi\b|\btüik\b|\bελστατ\b|\btuik\b"),
    ("figures", r"\bstatistics (?:\w+ ?){1,2}$|\b(?:bureau|office|institute|department) (?:of|for) (?:national |labou?r |economic )?(?:statistics|analysis)\b|\bcensus\b|\bons$"),
    ("figures", r"\bstatistisches bundesamt\b|\bstatistisk sentralbyrå\b|\bdanmarks statistik\b|\bstatistiska centralbyrån\b|^(?:scb|ssb)$|\btilastokeskus\b|\bhagstofa"),
    ("figures", r"\bcentraal bureau voor de statistiek\b|\bstatistikaamet|\bstatistikas pārvalde|\bduomenų agentūra|\bstatistični urad|\bzavod za statistiku|^(?:gus|ksh|čsú|csu|ine|nsi|нси|rzs|рзс|dzs)$"),
    ("figures", r"\bросстат|\bдержстат|\bгосстат|\bbadan pusat statistik\b|^bps$|\btổng cục thống kê|国家统计局|國家統計局|主計總處|総務省|統計局|통계청|\bkostat\b"),
    ("figures", r"\bworld bank\b|\bbanque mondiale\b|\bbanco mundial\b|\bweltbank\b|\binternational monetary fund\b|^(?:imf|fmi|iwf|oecd|ocde|who|oms|opec|iea|mvf|мвф)$|\bour ?world ?in ?data|\bun comtrade"),
    ("figures", r"\brefinitiv\b|\bfactset\b|\btradingview\b|\byahoo finance\b|\bcoin(?:marketcap|gecko)\b|\btrading ?economics\b|\bmorningstar\b|\bgoogle (?:maps|earth|trends|finance)\b|\bopenstreetmap"),
    ("figures", r"\bown (?:calculations?|research|elaboration|work)\b|\beigene (?:darstellung|berechnung|recherche)|\belaboraci[oó]n propia|\belaborazione propria|\belabora[cç][aã]o própria|\bopracowanie własne|\bcalculs? de l|\bcompany (?:data|filings|reports?|information)\b|\bauthor.s? (?:calculation|elaboration)"),
    ("pictures", r"\bgetty\b|\bshutterstock\b|\badobe ?stock\b|\bistock|\balamy\b|\bimago\b|\bpicture.?alliance\b|\bpixabay\b|\bunsplash\b|\bpexels\b|\bfotolia\b|\bdepositphotos\b|\bdreamstime\b|\bfreepik\b|\bflickr\b|\b123rf\b|\bscanpix\b|\bbridgeman\b|\bmidjourney\b"),
    ("pictures", r"\bwikimedia\b|\bwikipedia\b|\bвикипеди|\bвікіпеді|ويكيبيديا|विकिपीडिया|维基百科|維基百科|ウィキペディア|위키백과"),
    ("pictures", r"^(?:titelbild|beitragsbild|cover|header|bild|foto|fotos|photo|photos|image|images|picture|pictures|video)\b"),
    ("pictures", r"\bscreen(?:shot|grab)\b|\bcaptur[ea]\b|\bскриншот|\bzrzut ekranu\b|\bekran görüntüsü|^(?:privat|private|handout|courtesy|youtube|facebook|instagram|twitter|tiktok|x|telegram)$"),
)
# fmt: on
_LABEL = re.compile(
    r"^\W*(?:[^\s:：]+ ){0,2}[^\s:：]+ ?[:：՝]|^\W*(?:via|courtesy|credits?)\b", re.IGNORECASE
)
_NAME = re.compile("|".join(pattern for _, pattern in NAMES))
_LABEL_OF_MANY = re.compile(
    r"^\W*(?:sources|quellen|fuentes|fontes|fonti|bronnen|källor|kilder|lähteet|źródła|zdroje|izvori|извори|"
    r"източници|surse|πηγ[έε]ς|источники|джерела|kaynaklar|المصادر|מקורות|منابع|viri|burimet|šaltiniai|avoti|"
    r"allikad|heimildir|források|fonts|参考资料|参考文献|參考資料)\s?[:：]\s*(?P<list>.*)$",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s*(?:[,;|·、，]|\s/\s|\b(?:and|und|et|y|e|og|och|i|и)\b)\s*")


def is_reference(line: str, name: str) -> bool:
    """Whether a source line names the source of figures or pictures, or lists several references.

    Only after a label: "taken from Wikipedia" is about the text.
    """
    is_label = bool(_LABEL.match(line))
    return (is_label and bool(_NAME.search(name.replace("İ", "i").lower()))) or _lists_references(
        line
    )


def _lists_references(line: str) -> bool:
    """Whether a line lists several sources that are no agencies: "Sources: the ministry, Acme"."""
    listed = _LABEL_OF_MANY.match(line)
    names = [name for name in _SEPARATOR.split(listed["list"]) if name] if listed else []
    return len(names) >= 2 and not all(name.strip(".").isupper() for name in names)
