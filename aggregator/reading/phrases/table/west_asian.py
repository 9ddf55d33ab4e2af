"""Phrases in languages of western and central Asia: ar az fa he hy ka kk tr ur uz."""

from aggregator.reading.phrases.table.row import PhraseRow

# fmt: off
ROWS: tuple[PhraseRow, ...] = (
    ("ar", "caption", r"(?:صورة|تصوير|الصورة|مصدر الصورة)\s*[:：]\s*\S.{0,80}$"),
    ("ar", "comment", r"(?:اترك|أضف|اكتب) (?:تعليق|رد)"),
    ("ar", "promo", r"(?:تابعونا|تابعنا|تابعوا|اشترك|حمل(?:وا)? تطبيق) .{0,40}(?:على|عبر|في|الآن)"),
    ("ar", "source", r"(?:اقرأ|إقرأ|لقراءة) (?:المقال|الخبر|الموضوع) (?:الأصلي|كاملا|كاملاً|من المصدر)"),  # not seen
    ("ar", "source", r"(?:المصدر|مصدر الخبر|رابط المصدر)\s*[:：]\s*§?"),
    ("ar", "source", r"(?:المقال الأصلي|الخبر الأصلي|رابط المقال|رابط الخبر)\s*[:：]\s*§?"),  # not seen
    ("ar", "source", r"(?:ن[ُ]?شر|ن[ُ]?شرت|نشرت) (?:هذا|هذه|ال).{0,60}(?:أولا[ً]?|في الأصل|أصلا[ً]?|لأول مرة) (?:في|على|ضمن|عبر) (?:موقع )?§"),
    ("ar", "source", r"بإذن (?:خاص )?من §"),  # not seen
    ("ar", "source", r"ظهرت المقالة .{1,200} أولا[ًا]* على §"),
    ("ar", "source", r"ن[ُ]?شر (?:لأول مرة|أولا[ً]?|في الأصل) (?:في|على) (?:موقع )?§"),
    ("ar", "source", r"نقل(?:ا|اً|ًا)? عن\b\s*[:：]?\s*§"),
    ("ar", "xref", r"(?:اقرأ|إقرأ) (?:أيضا|ايضا|أيضاً|المزيد)"),
    ("az", "caption", r"(?:foto|şəkil)\s*[:：]\s*\S.{0,80}$"),
    ("az", "source", r"(?:mənbə|xəbərin mənbəyi)\s*[:：]\s*§?"),  # not seen
    ("az", "xref", r"(?:həmçinin oxuyun|bunu da oxuyun)\s*[:：|]?"),
    ("fa", "caption", r"(?:عکس|عکاس|تصویر)\s*[:：]\s*\S.{0,80}$"),
    ("fa", "promo", r"(?:ما را|کانال) .{0,50}(?:دنبال کنید|بپیوندید)"),
    ("fa", "source", r"(?:این )?(?:مطلب|مقاله|خبر|گزارش|یادداشت) (?:برای )?(?:نخستین|اولین) بار (?:در )?(?:§ )?منتشر (?:شد|شده)(?: است)?\s*[:：]?"),
    ("fa", "source", r"(?:به نقل از|برگرفته از|با اجازه از) (?:خبرگزاری |روزنامه |سایت )?§"),
    ("fa", "source", r"(?:لینک خبر|اصل خبر|اصل مقاله)\s*[:：]\s*§?"),  # not seen
    ("fa", "source", r"(?:متن کامل|اصل) (?:خبر|مقاله|مطلب|گزارش).{0,20}(?:بخوانید|اینجا)"),  # not seen
    ("fa", "source", r"(?:منبع|منبع خبر|منابع|برگرفته از|به نقل از)\s*[:：]\s*§?"),
    ("fa", "source", r"نوشته .{1,200} (?:اولین|نخستین) بار در § پدیدار شد"),
    ("fa", "xref", r"(?:بیشتر بخوانید|همچنین بخوانید|مطالب مرتبط|بخوانید)\s*[:：|]"),
    ("he", "caption", r"(?:צילום|תמונה|קרדיט|צילומים)\s*[:：]\s*\S.{0,80}$"),
    ("he", "promo", r"(?:עקבו אחרינו|הצטרפו ל)"),
    ("he", "source", r"(?:ה(?:כתבה|מאמר|פוסט|רשימה|טור|ראיון) )?(?:פורס(?:ם|מה)|התפרס(?:ם|מה)|הופיע(?:ה)?) (?:לראשונה|במקור) (?:ב|באתר |בעיתון )[-־״]*§"),
    ("he", "source", r"(?:המאמר|הכתבה|הידיעה) המקורית?\s*[:：]\s*§?"),  # not seen
    ("he", "source", r"(?:לכתבה|למאמר|לידיעה) (?:המקורי(?:ת)?|המלא(?:ה)?)\b"),  # not seen
    ("he", "source", r"(?:מקור|המקור|מקור הידיעה|באדיבות)\s*[:：]\s*§?"),  # not seen
    ("he", "source", r"הפוסט .{1,200} הופיע לראשונה ב[-־]?§"),
    ("he", "xref", r"(?:קראו (?:גם|עוד)|עוד בנושא|ראו גם|לקריאה נוספת)\s*[:：|]?"),
    ("hy", "source", r"աղբյուր(?:ը)?\s*[:՝։]\s*§?"),
    ("hy", "xref", r"(?:կարդացեք նաև|կարդալ նաև)"),
    ("ka", "source", r"წყარო\s*[:：]\s*§?"),
    ("ka", "xref", r"(?:წაიკითხეთ ასევე|ასევე იხილეთ)"),
    ("kk", "source", r"(?:дереккөз|дереккөзі|ақпарат көзі)\s*[:：—–-]\s*§?"),
    ("kk", "xref", r"(?:сондай-ақ оқыңыз|тағы оқыңыз)\s*[:：|]?"),
    ("tr", "caption", r"(?:foto(?:ğraf)?(?:lar)?|görsel|kapak fotoğrafı)\s*[:：]\s*\S.{0,80}$"),
    ("tr", "comment", r"(?:yorum (?:yap|yaz|ekle|bırak)|bir (?:yorum|cevap) (?:yaz|bırak))"),
    ("tr", "promo", r"bizi (?:google news|google haberler|twitter|instagram|facebook|youtube)['’]?\w* .{0,30}(?:takip|abone)"),
    ("tr", "rights", r"tüm hakları saklıdır"),
    ("tr", "source", r"(?:alıntı|alıntıdır|alınmıştır|alıntı kaynağı)\s*[:：]\s*§?"),  # not seen
    ("tr", "source", r"(?:bu (?:haber|yazı|makale))\b.{0,160}(?:ilk (?:olarak|kez)|ilk önce) .{0,60}(?:yayın|ortaya)"),
    ("tr", "source", r"(?:bu |yazının |haberin )?(?:haber|yazı|makale) kaynağı\s*[:：]\s*§?"),  # not seen
    ("tr", "source", r"(?:haberin kaynağı|orijinal (?:haber|makale|yazı)|haber linki)\s*[:：]\s*§?"),  # not seen
    ("tr", "source", r"(?:haberin|yazının|makalenin) (?:tamamı|aslı|orijinali|devamı)\b.{0,40}"),
    ("tr", "source", r"(?:kaynak|haber kaynağı)\s*[:：]\s*§?"),
    ("tr", "source", r".{1,200} yazısı ilk önce § üzerinde ortaya çıktı"),
    ("tr", "source", r"§['’]?(?:nin|nın|nun|nün|ın|in)? (?:web |internet |haber )?sitesinden (?:alıntı|alın)"),
    ("tr", "xref", r"(?:ayrıca okuyun|ilgili haberler?|bunlar da ilginizi çekebilir)\s*[:：|]?"),
    ("ur", "caption", r"(?:تصویر|فوٹو)(?: بشکریہ| کا ماخذ)?\s*[:：]\s*\S.{0,80}$"),
    ("ur", "reference", r"(?:ڈیٹا|تصویر کا) ماخذ\s*[:：]\s*§?"),
    ("ur", "source", r"(?:ماخذ|بشکریہ|ذریعہ|سورس)\s*[:：]\s*§?"),
    ("ur", "source", r"بشکریہ ¤"),
    ("ur", "xref", r"(?:یہ بھی پڑھیں|مزید پڑھیں|یہ بھی پڑھیے|مزید پڑھیے)\s*[:：|]?"),
    ("uz", "source", r"(?:manba|манба)\s*[:：]\s*§?"),  # not seen
)
