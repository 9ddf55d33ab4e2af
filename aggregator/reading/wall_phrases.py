"""The phrases of pages shown in place of an article: walls, challenges and errors.

One row is one phrase: language, wall, pattern. A pattern is matched ignoring case, anywhere in a
line; "error", "challenge" and "login" in titles and headings too. To add one, add
a line in the order of the table and a saved page. No pattern may match words that reports use in passing:
the phrases count only on pages that hold hardly any other text.

Walls:
  challenge  a bot guard that asks the visitor to prove to be human
  consent    a request for consent to cookies and tracking before anything is shown
  error      the page is gone or never existed
  login      a request to log in
  paywall    the rest is for subscribers
"""

import re
from functools import cache
from typing import Literal

Wall = Literal["challenge", "consent", "error", "login", "paywall"]

# fmt: off
WALLS: tuple[tuple[str, Wall, str], ...] = (
    ("ar", "challenge", r"لحظة من فضلك|التحقق من أنك إنسان"),
    ("ar", "consent", r"ملفات تعريف الارتباط|قبول الكل|الموافقة على الكل|سياسة الخصوصية"),
    ("ar", "error", r"الصفحة غير موجودة|لم يتم العثور على الصفحة"),
    ("ar", "login", r"^تسجيل الدخول$|يجب تسجيل الدخول"),
    ("ar", "paywall", r"اشترك (?:الآن )?(?:لمتابعة|لمواصلة) القراءة|هذا المحتوى (?:متاح )?للمشتركين"),
    ("cs", "consent", r"přijmout vše|souhlasím s|soubory cookie|zpracování osobních údajů"),
    ("cs", "error", r"stránka (?:nebyla nalezena|nenalezena)"),
    ("cs", "paywall", r"(?:zbytek článku|celý článek) .{0,40}předplat|tento článek je (?:exkluzivně )?(?:jen )?pro předplatitele"),
    ("da", "consent", r"(?:accepter|tillad) alle|vi (?:og vores partnere )?bruger cookies|dit samtykke"),
    ("da", "error", r"siden (?:blev ikke fundet|findes ikke)"),
    ("da", "paywall", r"(?:bliv abonnent|log ind|køb abonnement) .{0,30}(?:læse|læs) (?:videre|resten|hele)|artiklen er (?:kun )?for abonnenter"),
    ("de", "challenge", r"nur einen moment|sicherheitsüberprüfung|bestätigen sie, dass sie (?:ein mensch|kein roboter)"),
    ("de", "consent", r"alle(?:n)? (?:cookies )?(?:akzeptieren|zustimmen|annehmen)|mit werbung (?:weiter)?lesen|wir und unsere (?:\d+ )?partner|einwilligung|nutzung .{0,40}cookies|cookies und|personenbezogene[nr]? daten|datenschutzerklärung|bevor sie .{1,60}weitergehen|berechtigte[ns]? interesse"),
    ("de", "error", r"seite (?:wurde |konnte )?(?:leider )?nicht (?:gefunden|verfügbar|mehr verfügbar)|(?:diese|die gesuchte) seite (?:existiert nicht|gibt es nicht)|artikel (?:wurde )?nicht gefunden"),
    ("de", "login", r"^(?:anmelden|einloggen|login)$|bitte (?:melden sie sich|loggen sie sich|melde dich|logge dich) .{0,30}(?:an|ein)\b"),
    ("de", "paywall", r"(?:jetzt|weiter|um|diesen artikel|den ganzen artikel|alle artikel).{0,40}(?:weiterlesen|weiterzulesen|freischalten)|(?:weiterlesen|lesen) (?:mit|im) .{0,30}(?:abo\b|plus|\+)|(?:exklusiv |nur )für abonnent|registrieren.{0,30}weiterlesen|sie haben bereits ein abo"),
    ("el", "consent", r"αποδοχή όλων|χρησιμοποιούμε cookies|τα προσωπικά σας δεδομένα"),
    ("el", "error", r"η σελίδα δεν (?:βρέθηκε|υπάρχει)"),
    ("en", "challenge", r"^just a moment|attention required!|checking (?:if the site connection is secure|your browser)|(?:verify|confirm|prove|sure) (?:that )?you(?:'re|’re| are) (?:a )?(?:not a )?(?:human|robot|bot)\b|are you a (?:robot|human)|enable javascript and cookies to continue|pardon our interruption|unusual (?:traffic|activity) from your (?:computer )?network|access to this page has been denied|press (?:&|and) hold to confirm|incapsula incident|security check(?:point)?$|ddos protection by|request unsuccessful"),
    ("en", "consent", r"(?:accept|allow|agree to|reject|decline) (?:all|cookies|and (?:continue|close))|we (?:and|,) ?(?:our|\d+)? ?(?:\d+ )?(?:trusted )?(?:third[- ]party )?(?:partners|vendors)|(?:manage|your|privacy|cookie) (?:privacy |cookie )?(?:preferences|options|choices|settings)|store and/or access information on (?:a|your) device|legitimate interest|(?:withdraw|give|giving|your) (?:your )?consent|(?:use|uses|using|set|store) .{0,40}cookies|cookie (?:policy|notice)|privacy policy|personali[sz]ed (?:ads|advertising|content)|personal data|before you continue"),
    ("en", "error", r"^(?:error\s*)?(?:40[0-9]|410|429|451|50[0-4])\b|(?:^|\s)error 404|\b(?:page|article|file|story|url) (?:is |was |has been |you .{0,40} )?(?:not found|removed|no longer available|cannot be found|could not be found|can(?:'|’)t be found|does not exist|doesn(?:'|’)t exist|unavailable)|^not found$|\b(?:access denied|forbidden|service unavailable|bad gateway|gateway time-?out|too many requests|something went wrong|internal server error)\b|(?:can(?:'|’)t|cannot|couldn(?:'|’)t|could not) find (?:that|this|the) page|not available in your (?:region|country)|unavailable for legal reasons|domain (?:is|may be) for sale"),
    ("en", "login", r"^(?:log ?in|sign ?in|member login)$|(?:log|sign) in to (?:your account|continue|view|see|access)|you must (?:be logged|log|sign) in|please (?:log|sign) in"),
    ("en", "paywall", r"(?:subscribe|sign up|sign in|log in|register|join)\b.{0,40}\bto (?:continue|keep|finish|read|unlock|access|view)\b|(?:to (?:continue|keep|finish) reading|to read (?:the (?:full|rest|whole)|this))\b|(?:this|full) (?:article|story|content|post|report) (?:is|are|was) .{0,30}(?:subscribers|members)|subscribers?[- ](?:only|exclusive)|already a (?:subscriber|member)\?|(?:unlock|keep reading) (?:this|the (?:full|whole|rest)|for|with)|you(?:'|’)ve (?:reached|read|used) (?:your|all|the).{0,40}(?:free|limit)|start your (?:free )?(?:trial|subscription)|free articles? (?:left|remaining)|become a (?:subscriber|member) to"),
    ("es", "challenge", r"^un momento|verifi(?:ca|que) que (?:eres|es) (?:un )?humano|no soy un robot"),
    ("es", "consent", r"acept(?:ar|o) (?:todas?|todo|y continuar|cookies)|nosotros y nuestros (?:\d+ )?(?:socios|partners)|(?:usamos|utilizamos|uso de) .{0,30}cookies|política de (?:cookies|privacidad)|consentimiento|datos personales|interés legítimo|configurar cookies"),
    ("es", "error", r"página no (?:encontrada|existe|disponible)|no (?:se ha )?(?:encontramos|encontrado|encuentra) la página|la página que (?:buscas?|busca|solicita).{0,20} no"),
    ("es", "login", r"^(?:iniciar sesión|inicia sesión|acceder|identifícate)$|(?:debes|debe|necesitas) iniciar sesión"),
    ("es", "paywall", r"(?:suscríbete|suscríbase|regístrate|hazte socio|inicia sesión).{0,40}(?:para|y) (?:seguir|continuar|leer|sigue)|para (?:seguir|continuar) leyendo|(?:contenido|artículo|noticia) (?:exclusiv[oa] |solo )?para (?:suscriptores|socios)"),
    ("fi", "consent", r"hyväksy kaikki|käytämme evästeitä|evästeasetukset"),
    ("fi", "error", r"sivua ei löyt"),
    ("fi", "paywall", r"(?:tilaa|kirjaudu) .{0,40}(?:lukeaksesi|jatkaaksesi|lue)|vain tilaajille"),
    ("fr", "challenge", r"^un instant|vérifi(?:er|ez) que vous êtes (?:un )?humain|je ne suis pas un robot"),
    ("fr", "consent", r"tout accepter|accepter (?:et (?:continuer|fermer)|tout|les cookies)|continuer sans accepter|nous et nos (?:\d+ )?(?:partenaires|fournisseurs)|(?:utilis\w+|dépos\w+) .{0,30}cookies|politique de (?:confidentialité|cookies)|consentement|données personnelles|intérêt légitime|avant de continuer"),
    ("fr", "error", r"page (?:introuvable|non trouvée|n(?:'|’)existe (?:pas|plus)|demandée n)|(?:article|contenu) (?:introuvable|n(?:'|’)est plus disponible)|^oups\b"),
    ("fr", "login", r"^(?:se connecter|connexion|identifiez-vous|connectez-vous)$|vous devez (?:être connecté|vous connecter)"),
    ("fr", "paywall", r"(?:abonnez-vous|connectez-vous|inscrivez-vous|s(?:'|’)abonner).{0,40}(?:pour|et) (?:lire|continuer|poursuivre|accéder)|la suite (?:est|de (?:cet|l(?:'|’))).{0,40}abonné|(?:article|contenu|réservé).{0,20}(?:réservé|aux) (?:à nos |aux )?abonné|il vous reste .{1,12} de cet article|pour lire la suite"),
    ("hi", "consent", r"कुकीज़? (?:का|की|को) |सभी स्वीकार"),
    ("hi", "error", r"पेज नहीं मिला|पृष्ठ नहीं मिला"),
    ("hi", "paywall", r"पूरा पढ़ने के लिए .{0,30}(?:सब्सक्राइब|सदस्य)|(?:सब्सक्राइब|लॉग ?इन) कर(?:ें|के) .{0,30}पढ़"),
    ("hu", "consent", r"összes elfogadása|sütiket használ|adatvédelmi"),
    ("hu", "error", r"az oldal nem található"),
    ("id", "consent", r"terima semua|menggunakan cookie|kebijakan privasi"),
    ("id", "error", r"halaman tidak ditemukan"),
    ("id", "paywall", r"berlangganan .{0,40}(?:melanjutkan|lanjut|membaca)|khusus pelanggan"),
    ("it", "challenge", r"^un attimo|verifica di essere (?:un )?umano|non sono un robot"),
    ("it", "consent", r"accett(?:a|o) (?:tutt[oi]|e (?:continua|chiudi)|i cookie)|noi e (?:i nostri )?(?:\d+ )?(?:partner|fornitori)|(?:utilizz\w+|usiamo|uso) .{0,30}cookie|(?:informativa|politica) (?:sulla privacy|sui cookie)|consenso|dati personali|legittimo interesse|rifiuta e abbonati"),
    ("it", "error", r"pagina (?:non (?:trovata|esiste|disponibile)|inesistente)"),
    ("it", "login", r"^(?:accedi|login|entra)$|devi (?:effettuare (?:il login|l(?:'|’)accesso)|accedere)"),
    ("it", "paywall", r"(?:abbonati|registrati|accedi).{0,40}(?:per|e) (?:continua|legg|prosegu)|per (?:continuare a|proseguire (?:la|nella)) (?:leggere|lettura)|(?:contenuto|articolo) (?:riservato|solo per) (?:agli |gli )?abbonati"),
    ("ja", "challenge", r"少々お待ちください|人間であることを確認|ロボットではありません"),
    ("ja", "consent", r"すべて(?:受け入れ|同意|許可)|cookie(?:を|の)(?:使用|利用|設定)|プライバシー(?:ポリシー|設定)|クッキー"),
    ("ja", "error", r"ページが(?:見つかりません|存在しません|ありません)|お探しのページ|掲載(?:期間)?が?終了"),
    ("ja", "login", r"^ログイン$|ログインして(?:ください|続け)"),
    ("ja", "paywall", r"(?:会員|有料)(?:登録|記事|限定|プラン|会員).{0,30}(?:続き|読む|読め|お読み|限定|です)|残り\s?[\d,]+\s?文字|続きを読むには|この記事は(?:有料)?会員限定"),
    ("ko", "challenge", r"잠시만 기다|사람인지 확인|로봇이 아닙니다"),
    ("ko", "consent", r"모두 (?:동의|수락|허용)|쿠키(?:를|의)|개인정보 ?처리방침"),
    ("ko", "error", r"페이지를 찾을 수 없|존재하지 않는 (?:페이지|기사)|삭제된 기사"),
    ("ko", "login", r"^로그인$|로그인이 필요"),
    ("ko", "paywall", r"(?:구독|로그인|회원).{0,20}(?:계속|전문|이어서|모두).{0,10}(?:읽|볼|보)|유료 (?:회원|구독자|기사) ?(?:전용|입니다)"),
    ("nl", "challenge", r"^(?:een moment|even geduld)|bevestig dat je een mens bent"),
    ("nl", "consent", r"alles accepteren|accepteer (?:alle|alles|en ga)|wij en (?:onze )?(?:\d+ )?partners|(?:gebruik\w*|plaats\w*) .{0,30}cookies|cookiebeleid|privacybeleid|toestemming|persoonsgegevens|gerechtvaardigd belang"),
    ("nl", "error", r"pagina (?:is )?niet (?:gevonden|meer beschikbaar)|deze pagina bestaat niet"),
    ("nl", "login", r"^(?:inloggen|log in)$|je moet (?:ingelogd|inloggen)"),
    ("nl", "paywall", r"(?:word (?:abonnee|lid)|neem een abonnement|log in|registreer).{0,40}(?:om (?:verder|dit|het|alles|te lezen)|en lees)|om verder te lezen|(?:alleen|exclusief) voor abonnees"),
    ("no", "consent", r"godta alle|vi bruker (?:informasjonskapsler|cookies)|personvern"),
    ("no", "error", r"siden (?:ble ikke funnet|finnes ikke)|fant ikke siden"),
    ("no", "paywall", r"(?:bli abonnent|kjøp (?:tilgang|abonnement)|logg inn).{0,40}(?:lese|les) |(?:kun )?for abonnenter"),
    ("pl", "challenge", r"^(?:chwileczkę|cierpliwości)|potwierdź, że jesteś człowiekiem"),
    ("pl", "consent", r"(?:akceptuj|zaakceptuj|akceptuję) (?:wszystk|i przejdź|i zamknij)|przejdź do serwisu|my i nasi (?:\d+ )?(?:zaufani )?partnerzy|pliki? cookies?|plików cookies?|polityk[aię] prywatności|zgod[yaęą]|danych osobowych|uzasadnionego interesu"),
    ("pl", "error", r"nie znaleziono strony|strona (?:nie istnieje|nie została znaleziona)|nie ma takiej strony"),
    ("pl", "login", r"^(?:zaloguj się|logowanie)$|musisz się zalogować"),
    ("pl", "paywall", r"(?:wykup|subskrybuj|zaloguj się|kup dostęp|zarejestruj się).{0,40}(?:czytać|czytaj|przeczytać)|dalsz\w+ (?:część|ciąg) .{0,40}(?:prenumerat|subskry|premium)|(?:tylko )?dla (?:subskrybentów|prenumeratorów)"),
    ("pt", "challenge", r"^(?:só )?um momento|verifi(?:que|car) (?:se |que )(?:você )?é (?:um )?humano|não sou um robô"),
    ("pt", "consent", r"aceit(?:ar|o) (?:todos|tudo|e (?:continuar|fechar)|cookies)|nós e (?:os )?nossos (?:\d+ )?parceiros|(?:usamos|utiliza\w*|uso de) .{0,30}cookies|política de (?:cookies|privacidade)|consentimento|dados pessoais|interesse legítimo"),
    ("pt", "error", r"página não (?:encontrada|existe|disponível)|não encontr(?:ada|amos) a página"),
    ("pt", "login", r"^(?:entrar|iniciar sessão|fazer login|faça login)$|(?:precisa|deve) (?:fazer login|estar logado|iniciar sessão)"),
    ("pt", "paywall", r"(?:assine|cadastre-se|subscreva|faça login|torne-se assinante).{0,40}(?:para|e) (?:continu|ler|leia|ter acesso)|para continuar (?:a ler|lendo)|(?:conteúdo|artigo|reportagem|notícia) (?:exclusiv[oa]|reservad[oa]) (?:para|a|aos) assinantes"),
    ("ro", "consent", r"accept(?:ă|ați)? (?:toate|tot)|folosim cookie|politica de confidențialitate"),
    ("ro", "error", r"pagina nu (?:a fost găsită|există)"),
    ("ru", "challenge", r"^(?:один момент|подождите)|(?:подтвердите|проверка), что вы (?:человек|не робот)|вы не робот"),
    ("ru", "consent", r"принять все|согла(?:сен|ситься|шаюсь)|использу\w+ (?:файлы )?cookies?|файлы cookie|политик[аиеу] конфиденциальности|персональных данных"),
    ("ru", "error", r"страница (?:не найдена|не существует|удалена)|материал (?:не найден|удал[её]н)|ошибка 404"),
    ("ru", "login", r"^(?:войти|вход|авторизация)$|необходимо (?:войти|авторизоваться)"),
    ("ru", "paywall", r"(?:подпишитесь|оформите подписку|войдите|зарегистрируйтесь).{0,40}(?:чтобы|и) (?:чита|дочита|продолж|прочит)|(?:только|доступ\w+) .{0,20}(?:для подписчиков|по подписке|подписчикам)"),
    ("sv", "consent", r"(?:acceptera|godkänn) alla|vi använder (?:cookies|kakor)|personuppgifter|integritetspolicy"),
    ("sv", "error", r"sidan (?:kunde inte hittas|hittades inte|finns inte)"),
    ("sv", "paywall", r"(?:bli prenumerant|prenumerera|logga in|köp).{0,40}(?:för att|och) (?:läs|fortsätt)|(?:endast |bara )?för (?:våra )?prenumeranter"),
    ("th", "consent", r"ยอมรับทั้งหมด|ใช้คุกกี้|นโยบายความเป็นส่วนตัว"),
    ("th", "error", r"ไม่พบหน้า"),
    ("tr", "challenge", r"^(?:bir dakika|lütfen bekleyin)|insan olduğunuzu doğrulayın"),
    ("tr", "consent", r"(?:tümünü|hepsini) kabul|(?:biz ve )?(?:\d+ )?(?:iş )?ortaklarımız|çerez(?:leri|ler|lere)?|gizlilik politikası|kişisel veri|açık rıza"),
    ("tr", "error", r"sayfa bulunamadı|aradığınız sayfa|haber bulunamadı"),
    ("tr", "login", r"^(?:giriş yap|oturum aç)$|giriş yapmalısınız"),
    ("tr", "paywall", r"(?:abone ol|üye ol|giriş yap).{0,40}(?:okumaya|devam|tamamını)|(?:okumaya devam etmek|tamamını okumak) için|(?:sadece )?abonelere özel"),
    ("uk", "consent", r"прийняти всі|файли cookie|політик[аиу] конфіденційності|персональних даних"),
    ("uk", "error", r"сторінк[ау] не (?:знайдено|існує)"),
    ("uk", "paywall", r"(?:підпишіться|оформіть підписку|увійдіть).{0,40}(?:щоб) (?:чита|продовж|прочит)|для передплатників"),
    ("vi", "consent", r"chấp nhận tất cả|sử dụng cookie|chính sách bảo mật"),
    ("vi", "error", r"không tìm thấy trang|trang không tồn tại"),
    ("zh", "challenge", r"请稍候|請稍候|(?:验证|驗證|确认|確認)您(?:是|不是)(?:真人|机器人|機器人|人类)|安全验证"),
    ("zh", "consent", r"(?:接受|同意|全部接受|全部同意)(?:所有|全部|并继续|並繼續|cookie)|使用(?:了)?\s?cookie|隐私(?:政策|设置)|隱私(?:政策|權)|个人信息保护"),
    ("zh", "error", r"找不到(?:页面|頁面|网页|網頁|该|該|您)|(?:页面|頁面|网页|網頁).{0,4}找不到|^找不到$|页面不存在|頁面不存在|网页不存在|您访问的(?:页面|网页)|文章(?:不存在|已删除|已被删除)"),
    ("zh", "login", r"^(?:登录|登入|请登录|請登入)$|请先登录|請先登入"),
    ("zh", "paywall", r"(?:订阅|訂閱|登录|登入|注册|註冊|付费|付費|会员|會員).{0,20}(?:继续阅读|繼續閱讀|阅读全文|閱讀全文|看全文|剩余|完整)|(?:仅限|僅限|限)(?:会员|會員|订阅|訂閱|付费|付費)"),
)
# fmt: on

# Marks of a bot guard's own page; pages that the guard lets through do not hold them.
GUARD_MARKS = (
    "_Incapsula_Resource?",
    "_cf_chl_opt",
    "awsWafCookieDomainList",
    "captcha-delivery.com/captcha",
    "px-captcha",
    "sgcaptcha",
)
MAX_TEXT = 20_000  # characters of a page that are examined: a wall is short


@cache
def _compile_wall(wall: Wall) -> re.Pattern[str]:
    """Compile all patterns of one kind of wall into one."""
    patterns = (pattern for _, row_wall, pattern in WALLS if row_wall == wall)
    return re.compile("|".join(f"(?:{row_pattern})" for row_pattern in patterns), re.IGNORECASE)


def is_wall_line(wall: Wall, line: str) -> bool:
    """Whether a line holds a phrase of such a wall."""
    return bool(_compile_wall(wall).search(line[:MAX_TEXT]))


def count_phrases(wall: Wall, text: str) -> int:
    """Returns how many different phrases of such a wall a text holds."""
    matches = _compile_wall(wall).finditer(text[:MAX_TEXT])
    return len({match.group().lower() for match in matches})


def is_guard_page(html: str) -> bool:
    """Whether a page, with its scripts, is a bot guard's own."""
    return any(mark in html for mark in GUARD_MARKS)
