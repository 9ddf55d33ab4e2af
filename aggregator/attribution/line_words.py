"""Words by which a short line that names a publisher is, or is not, the credit of a text.

One row is a language, what the line is, and words that occur in such a line; `§` matches a few
words. To add words, add a row in the order of language and kind. Words are matched whole and
ignoring case, in scripts without blanks anywhere. Gathered from the lines of news pages and from the phrase
table of `reading`, which reads the sources of texts outside the corpus.

Kinds of lines:
  author   what a person does, or did: "Ada Byron is a reporter at §"
  credit   where the text is from: "By courtesy of §"
  data     the source of numbers or of the weather: "Data: §"
  follow   newsletters, channels, subscriptions, advertisements, and whose the page is not
  picture  the source of a picture, a video or a drawing
  speech   whom somebody spoke to: "she told §"
  tip      a tip to read another text: "Read also"
"""

import re
from functools import cache
from typing import Literal

LineKind = Literal["author", "credit", "data", "follow", "picture", "speech", "tip"]
OTHER_KINDS: tuple[LineKind, ...] = ("author", "data", "follow", "picture", "speech", "tip")

# fmt: off
LINE_WORDS: tuple[tuple[str, LineKind, str], ...] = (
    ("ar", "author", "مراسل|صحفي|كاتب"),
    ("ar", "credit", "المصدر|مصدر|نقلا|نقلاً|بالتعاون|حقوق|نشر"),
    ("ar", "picture", "صورة|الصورة|تصوير|فيديو"),
    ("ar", "speech", "قال|قالت|صرح|صرحت|حوار|لقاء|أخبر"),
    ("ar", "tip", "اقرأ أيضا|اقرأ أيضًا|إقرأ أيضا|اقرأ المزيد|شاهد"),
    ("bg", "credit", "източник|публикуван|публикувано|по материали"),
    ("bg", "picture", "снимка|снимки|видео"),
    ("bg", "speech", "каза|заяви|пред|интервю"),
    ("bg", "tip", "прочетете още|вижте още|още по темата"),
    ("bn", "credit", "সূত্র|সৌজন্যে"),
    ("bn", "picture", "ছবি"),
    ("cs", "author", "je § (?:novinář|redaktor|reportér)"),
    ("cs", "credit", "zdroj|převzato|se svolením|původně|vyšlo"),
    ("cs", "picture", "foto|snímek|video"),
    ("cs", "speech", "řekl|řekla|uvedl|uvedla|rozhovor"),
    ("cs", "tip", "čtěte také|přečtěte si"),
    ("da", "author", "er § (?:journalist|redaktør)|skriver for"),
    ("da", "credit", "kilde|oprindeligt|bragt i|gengivet|tilladelse"),
    ("da", "picture", "foto|billede|video"),
    ("da", "speech", "sagde|siger|fortæller|fortalte|interview"),
    ("da", "tip", "læs også|læs mere|se også"),
    ("de", "author", "ist § (?:redakteur|redakteurin|journalist|journalistin|reporter|reporterin|autor|autorin|korrespondent|korrespondentin)|arbeitet|arbeitete|schreibt|volontär|volontärin|studierte"),
    ("de", "credit", "quelle|genehmigung|erschien|erschienen|zuerst|veröffentlicht|übernommen|partner|kooperation|via|mit material|bereitgestellt|copyright|lizenz"),
    ("de", "data", "daten|grafik|tabelle|karte|umfrage|statistik|wetter von|wetterdaten|börsendaten"),
    ("de", "follow", "abonnieren|newsletter|folgen|app|anzeige|werbung|podcast|nicht verbunden mit|konkurrent|mitbewerber|verklagt"),
    ("de", "picture", "foto|fotos|bild|bilder|bildquelle|bildrechte|symbolbild|video|illustration|abbildung|archivfoto"),
    ("de", "speech", "sagte|sagt|erklärte|gegenüber|interview|gespräch|zitiert|teilte|anfrage"),
    ("de", "tip", "lesen sie auch|lies auch|lesen sie dazu|mehr zum thema|mehr von|auch interessant|passend dazu|siehe auch"),
    ("el", "credit", "πηγή|αναδημοσίευση|πρώτη δημοσίευση"),
    ("el", "picture", "φωτογραφία|φωτο|φωτό|βίντεο"),
    ("el", "speech", "δήλωσε|είπε|συνέντευξη"),
    ("el", "tip", "διαβάστε επίσης|διαβάστε ακόμα|δείτε επίσης"),
    ("en", "author", "contributed to this|(?:is|was) an? § (?:reporter|journalist|editor|writer|columnist|correspondent|author|contributor|producer|fellow|critic)|works|worked|writes|wrote|has written|covers|covered|formerly|joined|award|awards|graduate"),
    ("en", "credit", "source|sources|via|courtesy|credit|credits|copyright|originally|first|republished|reprinted|reproduced|reposted|permission|provided|partner|partners|partnership|distributed|syndicated|published|appeared|licence|license|licensed|cross-?posted|excerpted|adapted|hat tip|h/t|content|staff|from|supplied|produced|per|more at|shared from|continue reading|full (?:article|story)|original (?:article|story)"),
    ("en", "data", "data|chart|table|map|graph|statistics|figures|survey|poll|weather (?:by|data|from)|market data|lottery"),
    ("en", "follow", "advertise|buy|contact|correction|corrections|e-?mail|follow|follows|subscribe|subscribes|subscriber|subscribers|newsletter|newsletters|app|download|sign up|advertisement|sponsored|channel|podcast|whatsapp|telegram|facebook|instagram|affiliated|affiliation|rival|rivals|competitor|competitors|lawsuit|sued|sues"),
    ("en", "picture", "photo|photos|photograph|photographs|photographer|photography|image|images|picture|pictures|illustration|graphic|graphics|video|videos|footage|cartoon|screenshot|getty|shutterstock|file photo|handout"),
    ("en", "speech", "told|tells|tell|said|says|spoke|speaking|interview|interviewed|according to|asked|contacted|statement|quoted|spokesman|spokeswoman|spokesperson|confirmed|declined|commented|learned|understands|request"),
    ("en", "tip", "read also|also read|read next|see also|related|more from|more on|you may also|you might also|recommended|don'?t miss|watch|listen|most read|further reading"),
    ("es", "author", "es § (?:periodista|redactor|redactora|reportero|reportera|editor|editora|corresponsal)|trabaja|trabajó|escribe|colabora"),
    ("es", "credit", "fuente|publicado|publicada|originalmente|cortesía|con información|con datos|tomado|tomada|reproducido|autorización|permiso|vía|copyright"),
    ("es", "data", "datos|gráfico|tabla|mapa|encuesta"),
    ("es", "follow", "suscríbete|suscríbase|síguenos|boletín|newsletter|publicidad"),
    ("es", "picture", "foto|fotos|fotografía|fotografías|imagen|imágenes|vídeo|video|ilustración|infografía"),
    ("es", "speech", "dijo|declaró|contó|explicó|señaló|aseguró|entrevista|según|confirmó"),
    ("es", "tip", "lea también|lee también|te puede interesar|también te|más de|vea también|ver también|relacionada|relacionadas|relacionados"),
    ("fa", "credit", "منبع|به نقل از"),
    ("fa", "picture", "عکس|ویدیو"),
    ("fi", "author", "on § (?:toimittaja|päätoimittaja)"),
    ("fi", "credit", "lähde|julkaistu|alun perin|luvalla"),
    ("fi", "picture", "kuva|kuvat|video"),
    ("fi", "speech", "kertoi|sanoi|sanoo|haastattelu|haastattelussa"),
    ("fi", "tip", "lue myös|lue lisää|katso myös"),
    ("fr", "author", "est § (?:journaliste|rédacteur|rédactrice|reporter|correspondant|correspondante|auteur|autrice)|travaille|collabore"),
    ("fr", "credit", "source|publié|publiée|initialement|republié|autorisation|partenariat|partenaire|reproduit|paru|parue|via|droits|copyright|courtoisie"),
    ("fr", "data", "données|graphique|tableau|carte|sondage|chiffres|météo"),
    ("fr", "follow", "abonnez-vous|newsletter|suivez|publicité|infolettre|affilié|concurrent|concurrents"),
    ("fr", "picture", "photo|photos|photographie|crédit photo|image|images|vidéo|vidéos|illustration|infographie"),
    ("fr", "speech", "déclaré|a dit|confié|expliqué|indiqué|affirmé|interview|entretien|selon|interrogé"),
    ("fr", "tip", "lire aussi|à lire|voir aussi|sur le même sujet|lire également|plus de"),
    ("he", "credit", "מקור|פורסם|באדיבות"),
    ("he", "picture", "צילום|תמונה|וידאו"),
    ("he", "tip", "קראו עוד|קראו גם"),
    ("hi", "credit", "स्रोत|साभार|सौजन्य"),
    ("hi", "picture", "फोटो|तस्वीर|चित्र|वीडियो"),
    ("hi", "speech", "ने कहा|बताया|साक्षात्कार"),
    ("hi", "tip", "यह भी पढ़ें|ये भी पढ़ें"),
    ("hu", "credit", "forrás|eredetileg|megjelent|engedélyével"),
    ("hu", "picture", "fotó|kép|videó"),
    ("hu", "speech", "mondta|nyilatkozta|interjú"),
    ("hu", "tip", "olvassa el|ajánljuk|kapcsolódó"),
    ("id", "author", "jurnalis|wartawan"),
    ("id", "credit", "sumber|dikutip|dilansir|diterbitkan|pertama kali|izin"),
    ("id", "picture", "foto|gambar|video"),
    ("id", "speech", "kata|mengatakan|wawancara|ujar"),
    ("id", "tip", "baca juga|lihat juga|simak"),
    ("it", "author", "è (?:un |una )?(?:giornalista|redattore|redattrice|caporedattore)|lavora|scrive"),
    ("it", "credit", "fonte|pubblicato|pubblicata|originariamente|concessione|tratto|riproduzione|partner|via|copyright"),
    ("it", "data", "dati|grafico|tabella|sondaggio|meteo"),
    ("it", "follow", "iscriviti|abbonati|newsletter|seguici|pubblicità"),
    ("it", "picture", "foto|fotografia|immagine|immagini|video|illustrazione"),
    ("it", "speech", "detto|dichiarato|spiegato|raccontato|intervista|secondo"),
    ("it", "tip", "leggi anche|potrebbe interessarti|vedi anche|leggi di più"),
    ("ja", "author", "記者"),
    ("ja", "credit", "出典|配信|提供|転載|引用元|ソース|初出"),
    ("ja", "picture", "写真|画像|撮影|動画"),
    ("ja", "speech", "取材|インタビュー|語った|話した|述べた"),
    ("ja", "tip", "関連記事|あわせて読みたい|こちらも"),
    ("ko", "credit", "출처|제공|전재|원문"),
    ("ko", "picture", "사진|영상|그래픽"),
    ("ko", "speech", "말했다|밝혔다|인터뷰"),
    ("ko", "tip", "관련 기사|관련기사"),
    ("nb", "author", "er § (?:journalist|redaktør)|skriver for"),
    ("nb", "credit", "kilde|opprinnelig|publisert|gjengitt|tillatelse"),
    ("nb", "picture", "foto|bilde|video"),
    ("nb", "speech", "sa til|sier til|forteller|fortalte|intervju"),
    ("nb", "tip", "les også|les mer|se også"),
    ("nl", "author", "is (?:een )?(?:journalist|redacteur|verslaggever|correspondent)|schrijft voor|werkt"),
    ("nl", "credit", "bron|oorspronkelijk|eerder|verscheen|gepubliceerd|toestemming|overgenomen|via"),
    ("nl", "data", "cijfers|grafiek|data|peiling"),
    ("nl", "follow", "nieuwsbrief|abonneer|volg|advertentie"),
    ("nl", "picture", "foto|foto's|beeld|video|illustratie"),
    ("nl", "speech", "zei|zegt|vertelde|vertelt|interview|volgens|tegenover"),
    ("nl", "tip", "lees ook|lees meer|bekijk ook"),
    ("pl", "author", "jest § (?:dziennikarz|dziennikarzem|dziennikarką|redaktorem)"),
    ("pl", "credit", "źródło|opublikowany|opublikowano|pierwotnie|za zgodą|przedruk"),
    ("pl", "picture", "fot|foto|zdjęcie|zdjęcia|wideo"),
    ("pl", "speech", "powiedział|powiedziała|wywiad|rozmowie|mówi"),
    ("pl", "tip", "czytaj też|czytaj także|czytaj również|zobacz też|zobacz także"),
    ("pt", "author", "é (?:um |uma )?(?:jornalista|repórter|editor|editora)|trabalha|escreve"),
    ("pt", "credit", "fonte|publicado|publicada|originalmente|cortesia|com informações|reproduzido|autorização|via|copyright"),
    ("pt", "data", "dados|gráfico|tabela|pesquisa"),
    ("pt", "follow", "assine|inscreva-se|siga|newsletter|publicidade"),
    ("pt", "picture", "foto|fotos|imagem|imagens|vídeo|ilustração"),
    ("pt", "speech", "disse|afirmou|contou|declarou|explicou|entrevista|segundo"),
    ("pt", "tip", "leia também|leia mais|veja também|saiba mais"),
    ("ro", "credit", "sursa|sursă|publicat|preluat|permisiunea"),
    ("ro", "picture", "foto|imagine|video"),
    ("ro", "speech", "declarat|spus|interviu|potrivit"),
    ("ro", "tip", "citește și|citeşte şi|vezi și"),
    ("ru", "author", "журналист|корреспондент|редактор|обозреватель"),
    ("ru", "credit", "источник|по материалам|опубликован|опубликовано|опубликована|впервые|перепечатка|разрешения|сообщает|пишет|цитата по"),
    ("ru", "data", "данные|график|таблица|опрос"),
    ("ru", "follow", "подписывайтесь|подпишитесь|реклама|канал"),
    ("ru", "picture", "фото|фотография|видео|иллюстрация|снимок"),
    ("ru", "speech", "сказал|сказала|рассказал|рассказала|заявил|заявила|сообщил|сообщила|интервью|беседе"),
    ("ru", "tip", "читайте также|читайте ещё|смотрите также|по теме"),
    ("sk", "credit", "zdroj|prevzaté|so súhlasom|pôvodne"),
    ("sk", "picture", "foto|snímka|video"),
    ("sk", "speech", "povedal|povedala|uviedol|rozhovor"),
    ("sk", "tip", "čítajte aj|prečítajte si"),
    ("sr", "credit", "izvor|извор|preneto|пренето|objavljeno|објављено"),
    ("sr", "picture", "foto|фото|slika|фотографија"),
    ("sr", "speech", "rekao|rekla|рекао|рекла|izjavio|изјавио|intervju|интервју"),
    ("sr", "tip", "pročitajte još|прочитајте још|pročitajte i"),
    ("sv", "author", "är § (?:journalist|reporter|redaktör)|arbetar|skriver för"),
    ("sv", "credit", "källa|ursprungligen|publicerades|publicerad|tillstånd|via"),
    ("sv", "picture", "foto|bild|bilden|video|illustration"),
    ("sv", "speech", "sa till|säger till|säger|berättar|berättade|intervju|enligt"),
    ("sv", "tip", "läs också|läs även|läs mer|se även"),
    ("th", "credit", "ที่มา|แหล่งที่มา|ขอบคุณ"),
    ("th", "picture", "ภาพ|วิดีโอ"),
    ("th", "tip", "อ่านเพิ่มเติม|ข่าวที่เกี่ยวข้อง"),
    ("tr", "author", "muhabiri|gazeteci|editörü"),
    ("tr", "credit", "kaynak|kaynağı|ilk olarak|yayımlandı|yayınlandı|izniyle|alıntı"),
    ("tr", "picture", "fotoğraf|foto|görsel|video"),
    ("tr", "speech", "söyledi|konuştu|açıkladı|konuşan|röportaj"),
    ("tr", "tip", "ayrıca okuyun|ilgili haber|ilgili haberler|bunu da okuyun"),
    ("uk", "author", "журналіст|кореспондент|редактор"),
    ("uk", "credit", "джерело|за матеріалами|опубліковано|вперше|пише|повідомляє"),
    ("uk", "picture", "фото|світлина|відео"),
    ("uk", "speech", "сказав|сказала|розповів|розповіла|заявив|заявила|інтерв.?ю"),
    ("uk", "tip", "читайте також|дивіться також"),
    ("vi", "credit", "nguồn|theo|trích"),
    ("vi", "picture", "ảnh|video|hình"),
    ("vi", "speech", "nói|cho biết|phỏng vấn"),
    ("vi", "tip", "xem thêm|đọc thêm"),
    ("zh", "author", "记者|記者|编辑|編輯"),
    ("zh", "credit", "来源|來源|转载|轉載|来自|來自|原文|授权|授權|首发|首發|供稿|摘自|转自|轉自"),
    ("zh", "data", "数据|數據|图表|圖表"),
    ("zh", "follow", "订阅|訂閱|关注|關注|公众号|公眾號"),
    ("zh", "picture", "图片|圖片|图源|图自|图：|圖：|图/|圖/|摄影|攝影|摄|视频|視頻"),
    ("zh", "speech", "告诉|告訴|采访|採訪|专访|專訪|接受|表示"),
    ("zh", "tip", "延伸阅读|延伸閱讀|相关阅读|相關新聞|推荐阅读|推薦閱讀"),
)
# fmt: on
# Names of sections that are names of publishers too: alone they say nothing of a source.
SECTION_NAMES = frozenset(
    [
        "aktuell",
        "business",
        "deportes",
        "economia",
        "economy",
        "express",
        "focus",
        "health",
        "life",
        "live",
        "local",
        "metro",
        "nation",
        "national",
        "news",
        "opinion",
        "people",
        "politica",
        "politics",
        "politik",
        "post",
        "report",
        "science",
        "society",
        "sport",
        "sports",
        "style",
        "time",
        "today",
        "weekend",
        "wirtschaft",
        "world",
    ]
)
_UNSPACED_LANGUAGES = ("ja", "ko", "th", "zh")
_FEW_WORDS = r"(?:\S{1,30} ){0,6}?"


def has_credit_words(line: str) -> bool:
    """Whether a line holds words that state where a text is from, or the sign of copyright."""
    return "©" in line or _compile_pattern("credit").search(line) is not None


def is_about_something_else(line: str) -> bool:
    """Whether a line is about a picture, numbers, a person, a speech or another text."""
    return _compile_pattern(*OTHER_KINDS).search(line) is not None


@cache
def _compile_pattern(*kinds: LineKind) -> re.Pattern[str]:
    rows = [(code, words) for code, kind, words in LINE_WORDS if kind in kinds]
    spaced = "|".join(words for code, words in rows if code not in _UNSPACED_LANGUAGES)
    unspaced = "|".join(words for code, words in rows if code in _UNSPACED_LANGUAGES)
    whole = rf"(?<!\w)(?:{spaced})(?!\w)".replace("§ ", _FEW_WORDS)
    return re.compile(f"{whole}|{unspaced}" if unspaced else whole, re.IGNORECASE)
