"""News agencies and press-release wires: whose mark in a text means that others wrote it first.

One row is one agency: name, home domains (the first is shown), other names and dateline marks, in
the scripts they are printed in. To add one, add a line in the order of the names. Gathered from
datelines and end credits on public news pages and from the agencies' own sites.
A mark counts only where a trace was read from its proper place (dateline, end credit, byline,
source line): `PA` or `AAP` anywhere else means something else more often than not.
"""

from dataclasses import dataclass
from functools import cache

from aggregator.attribution.naming import fold_name


@dataclass(frozen=True, slots=True)
class Agency:
    name: str
    domains: tuple[str, ...]
    marks: tuple[str, ...] = ()


AGENCIES: tuple[Agency, ...] = (
    Agency("AAP", ("aap.com.au",), ("Australian Associated Press",)),
    Agency("ADN Kronos", ("adnkronos.com",), ("Adnkronos", "AdnKronos/Labitalia")),
    Agency("Agence France-Presse", ("afp.com",), ("AFP", "Agence France Presse", "dpa-AFP", "फ्रांस प्रेस", "فرانس برس", "法新社", "АФП", "ЭЙФП", "أ ف ب", "AFP時事")),
    Agency("Agência Brasil", ("agenciabrasil.ebc.com.br", "ebc.com.br"), ("Agencia Brasil", "ABr")),
    Agency("Agencia Catalana de Notícies", ("acn.cat",), ("ACN", "Agència Catalana de Notícies")),
    Agency("Agencia EFE", ("efe.com",), ("EFE", "Agência EFE", "EFEAGRO", "EFE Verde")),
    Agency("AGERPRES", ("agerpres.ro",), ("Agenția Națională de Presă",)),
    Agency("AGI", ("agi.it",), ("Agenzia Italia",)),
    Agency("Algérie Presse Service", ("aps.dz",), ("APS", "وأج", "وكالة الأنباء الجزائرية")),
    Agency("ANA-MPA", ("amna.gr", "ana-mpa.gr"), ("AMNA", "ΑΠΕ", "ΑΠΕ-ΜΠΕ", "Αθηναϊκό-Μακεδονικό Πρακτορείο Ειδήσεων")),
    Agency("Anadolu", ("aa.com.tr",), ("AA", "Anadolu Agency", "Anadolu Ajansı", "الأناضول", "وكالة الأناضول")),
    Agency("ANI", ("aninews.in",), ("Asian News International", "एएनआई")),
    Agency("ANP", ("anp.nl",), ("Algemeen Nederlands Persbureau",)),
    Agency("ANSA", ("ansa.it",), ("Agenzia ANSA",)),
    Agency("ANTARA", ("antaranews.com",), ("Kantor Berita ANTARA",)),
    Agency("APA", ("apa.at",), ("Austria Presse Agentur",)),
    Agency("Armenpress", ("armenpress.am",), ("Արմենպրես", "Арменпресс")),
    Agency("Asia News Network", ("asianews.network",), ("ANN",)),
    Agency("Associated Press", ("apnews.com", "ap.org"), ("AP", "The AP", "AP News", "АП", "美联社", "美聯社", "AP通信", "أسوشيتد برس", "أ ب")),
    Agency("Associated Press of Pakistan", ("app.com.pk",), ("APP",)),
    Agency("Baltic News Service", ("bns.lt", "bns.ee", "bns.lv"), ("BNS",)),
    Agency("Belga", ("belga.be", "belganewsagency.eu"), ("Belga News Agency", "Agence Belga")),
    Agency("BelTA", ("belta.by",), ("БелТА", "БЕЛТА")),
    Agency("Bernama", ("bernama.com",), ("Malaysian National News Agency",)),
    Agency("Bloomberg", ("bloomberg.com",), ("Bloomberg News", "Bloomberg L.P.", "彭博社")),
    Agency("BSS", ("bssnews.net",), ("Bangladesh Sangbad Sangstha", "বাসস")),
    Agency("BTA", ("bta.bg",), ("Bulgarian News Agency", "БТА", "Българска телеграфна агенция")),
    Agency("Business Wire", ("businesswire.com",), ("BUSINESSWIRE",)),
    Agency("Central News Agency", ("cna.com.tw", "focustaiwan.tw"), ("CNA", "中央社", "Focus Taiwan")),
    Agency("China News Service", ("chinanews.com.cn", "chinanews.com"), ("CNS", "中新社", "中新网")),
    Agency("ČTK", ("ctk.cz", "ceskenoviny.cz"), ("CTK", "Česká tisková kancelář", "České noviny")),
    Agency("Demirören Haber Ajansı", ("dha.com.tr",), ("DHA", "Demirören News Agency")),
    Agency("Deutsche Presse-Agentur", ("dpa.com", "dpa-infocom.net"), ("dpa", "dpa-AFX", "dpa-infocom", "dpa-infocom GmbH", "dpa/lno", "dpa-tmn", "dpa Sport", "د ب أ")),
    Agency("ELTA", ("elta.lt",), ("Lietuvos naujienų agentūra",)),
    Agency("epd", ("epd.de",), ("Evangelischer Pressedienst",)),
    Agency("Estadão Conteúdo", ("estadaoconteudo.com.br",)),
    Agency("Europa Press", ("europapress.es",), ("EP", "EUROPA PRESS")),
    Agency("Fars News Agency", ("farsnews.ir", "farsnews.com"), ("فارس", "خبرگزاری فارس")),
    Agency("FENA", ("fena.ba",), ("Federalna novinska agencija",)),
    Agency("Folhapress", ("folhapress.com.br",)),
    Agency("Ghana News Agency", ("gna.org.gh",), ("GNA",)),
    Agency("GlobeNewswire", ("globenewswire.com",), ("GLOBE NEWSWIRE",)),
    Agency("HINA", ("hina.hr",), ("Hrvatska izvještajna novinska agencija",)),
    Agency("IANS", ("ians.in",), ("Indo-Asian News Service", "आईएएनएस")),
    Agency("İhlas Haber Ajansı", ("iha.com.tr",), ("İHA", "IHA")),
    Agency("INP", ("inp.net.pk",), ("Independent News Pakistan",)),
    Agency("Inter Press Service", ("ipsnews.net",), ("IPS",)),
    Agency("Interfax", ("interfax.ru", "interfax.com"), ("Интерфакс",)),
    Agency("Interfax-Ukraine", ("interfax.com.ua",), ("Інтерфакс-Україна", "Интерфакс-Украина")),
    Agency("IRNA", ("irna.ir",), ("Islamic Republic News Agency", "ایرنا", "خبرگزاری ایرنا")),
    Agency("ISBnews", ("isbnews.pl",)),
    Agency("ISNA", ("isna.ir",), ("Iranian Students' News Agency", "ایسنا", "خبرگزاری ایسنا")),
    Agency("Jiji Press", ("jiji.com",), ("JIJI", "時事", "時事通信", "時事通信社")),
    Agency("Kathpress", ("kathpress.at",)),
    Agency("Kazinform", ("inform.kz",), ("Казинформ", "Қазақпарат")),
    Agency("KCNA", ("kcna.kp",), ("Korean Central News Agency", "조선중앙통신", "朝中社")),
    Agency("Keystone-SDA", ("keystone-sda.ch",), ("SDA", "ATS", "Keystone-ATS", "Schweizerische Depeschenagentur", "SDA-ATS", "Keystone-SDA-ATS")),
    Agency("KNA", ("kna.de",), ("Katholische Nachrichten-Agentur",)),
    Agency("KUNA", ("kuna.net.kw",), ("Kuwait News Agency", "كونا")),
    Agency("Kyodo News", ("kyodonews.net", "kyodo.co.jp"), ("Kyodo", "共同", "共同通信", "共同通信社", "共同社")),
    Agency("LaPresse", ("lapresse.it",)),
    Agency("LETA", ("leta.lv",)),
    Agency("Lusa", ("lusa.pt",), ("Agência Lusa", "Agencia Lusa")),
    Agency("MAP", ("mapnews.ma",), ("Maghreb Arabe Presse", "وكالة المغرب العربي للأنباء")),
    Agency("Mehr News Agency", ("mehrnews.com",), ("مهر", "خبرگزاری مهر")),
    Agency("MENA", ("mena.org.eg",), ("Middle East News Agency", "أ ش أ")),
    Agency("MIA", ("mia.mk",), ("МИА", "Медиумска информативна агенција")),
    Agency("MTI", ("mti.hu",), ("Magyar Távirati Iroda",)),
    Agency("News Agency of Nigeria", ("nannews.ng",), ("NAN",)),
    Agency("news aktuell", ("presseportal.de", "newsaktuell.de"), ("ots", "APA-OTS")),
    Agency("Newsis", ("newsis.com",), ("뉴시스",)),
    Agency("Notimex", ("notimex.gob.mx",), ("NTX",)),
    Agency("NTB", ("ntb.no",), ("Norsk Telegrambyrå",)),
    Agency("NZPA", ("nzpa.co.nz",), ("New Zealand Press Association",)),
    Agency("PA Media", ("pamediagroup.com", "pa.media"), ("PA", "Press Association", "PA News Agency")),
    Agency("Panapress", ("panapress.com",), ("PANA",)),
    Agency("PAP", ("pap.pl",), ("Polska Agencja Prasowa",)),
    Agency("Philippine News Agency", ("pna.gov.ph",), ("PNA",)),
    Agency("PR Newswire", ("prnewswire.com",), ("PRNewswire", "PRNewswire-PRWeb", "Cision")),
    Agency("Prensa Latina", ("prensa-latina.cu",), ("PL",)),
    Agency("Press Trust of India", ("ptinews.com",), ("PTI", "पीटीआई", "पीटीआई-भाषा", "भाषा")),
    Agency("Qatar News Agency", ("qna.org.qa",), ("QNA", "قنا")),
    Agency("Reuters", ("reuters.com", "thomsonreuters.com"), ("Thomson Reuters", "Reuters Staff", "Reuters News Agency", "Рейтер", "Ройтерс", "رويترز", "路透", "路透社", "ロイター", "로이터", "रॉयटर्स", "Ρόιτερς", "خبرگزاری رویترز", "رویترز")),
    Agency("RIA Novosti", ("ria.ru",), ("РИА Новости", "РИА")),
    Agency("Ritzau", ("ritzau.dk",), ("Ritzaus Bureau",)),
    Agency("SANA", ("sana.sy",), ("Syrian Arab News Agency", "سانا")),
    Agency("SAnews", ("sanews.gov.za",), ("SAnews.gov.za", "South African Government News Agency")),
    Agency("Saudi Press Agency", ("spa.gov.sa",), ("SPA", "واس")),
    Agency("Servimedia", ("servimedia.es",)),
    Agency("SID", ("sid.de",), ("Sport-Informations-Dienst",)),
    Agency("SITA", ("sita.sk",), ("Slovenská tlačová agentúra",)),
    Agency("SRNA", ("srna.rs",), ("СРНА",)),
    Agency("STA", ("sta.si",), ("Slovenska tiskovna agencija",)),
    Agency("STT", ("stt.fi",), ("Suomen Tietotoimisto",)),
    Agency("Tanjug", ("tanjug.rs",), ("Танјуг",)),
    Agency("TAP", ("tap.info.tn",), ("Tunis Afrique Presse", "وات")),
    Agency("Tasnim", ("tasnimnews.com",), ("تسنیم", "خبرگزاری تسنیم")),
    Agency("TASR", ("tasr.sk",), ("Tlačová agentúra Slovenskej republiky",)),
    Agency("TASS", ("tass.com", "tass.ru"), ("ITAR-TASS", "ТАСС", "ИТАР-ТАСС", "塔斯社")),
    Agency("Telam", ("telam.com.ar",), ("Télam",)),
    Agency("The Canadian Press", ("thecanadianpress.com",), ("CP", "La Presse Canadienne")),
    Agency("Tribune Content Agency", ("tribunecontentagency.com",), ("TNS", "Tribune News Service")),
    Agency("TT", ("tt.se",), ("Tidningarnas Telegrambyrå",)),
    Agency("Ukrinform", ("ukrinform.ua", "ukrinform.net"), ("Укрінформ",)),
    Agency("UNB", ("unb.com.bd",), ("United News of Bangladesh", "ইউএনবি")),
    Agency("UNI", ("uniindia.com",), ("United News of India", "यूनीवार्ता", "वार्ता")),
    Agency("UNIAN", ("unian.ua", "unian.net"), ("УНІАН", "УНИАН")),
    Agency("UNN", ("unn.ua",), ("УНН", "Українські Національні Новини")),
    Agency("UPI", ("upi.com",), ("United Press International",)),
    Agency("Vietnam News Agency", ("vnanet.vn", "vietnamplus.vn"), ("VNA", "TTXVN")),
    Agency("WAFA", ("wafa.ps",), ("Palestine News Agency", "وفا")),
    Agency("WAM", ("wam.ae",), ("Emirates News Agency", "وام")),
    Agency("Xinhua", ("news.cn", "xinhuanet.com"), ("Xinhua News Agency", "新华社", "新華社", "新华网", "شينخوا", "Синьхуа")),
    Agency("Yonhap", ("yna.co.kr",), ("Yonhap News Agency", "연합뉴스")),
)  # fmt: skip


def find_by_name(name: str) -> Agency | None:
    """The agency of that name or mark; `By AP Staff` and `dpa (Berlin)` are not names."""
    return _agencies_by_name().get(fold_name(name)) if name else None


def find_by_domain(domain: str) -> Agency | None:
    """The agency whose home that site is."""
    return _agencies_by_domain().get(domain)


@cache
def _agencies_by_name() -> dict[str, Agency]:
    rows = [
        (fold_name(name), agency) for agency in AGENCIES for name in (agency.name, *agency.marks)
    ]
    return {name: agency for name, agency in rows if name}


@cache
def _agencies_by_domain() -> dict[str, Agency]:
    return {domain: agency for agency in AGENCIES for domain in agency.domains}
