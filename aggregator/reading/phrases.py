"""The phrases by which pages state the source of a text, or mark a line as no part of it.

One row is one phrase: language, signal, pattern in small letters. It is matched ignoring case at the
start of a line whose blanks are folded; `§` is a name (of a site, an agency, a person),
`…` at the start of a pattern for any words before it.
To add a phrase, add a line in the order of the table (language, signal, pattern) and a saved page.
Gathered from news pages and from the documentation of publishing systems.

Signals:
  source      the source is named or linked: "Read original article here", "The post X appeared first on Y"
  feed        copied unedited from an agency: "published from a syndicated feed"
  sign_off    the reporter of the agency: "(Reporting by …)"
  rights      the holder of the rights
  disclaimer  an aggregator declines responsibility
  comment     an invitation to comment
  promo       newsletters, apps, following, sharing
  paywall     the rest is for subscribers
  xref        links to other articles
  caption     the photographer
  label       a word of the page's layout, as the whole line
"""

import re
from functools import cache, lru_cache
from itertools import count
from typing import Literal, get_args

Signal = Literal[
    "source",
    "feed",
    "sign_off",
    "rights",
    "disclaimer",
    "comment",
    "paywall",
    "promo",
    "xref",
    "caption",
    "label",
]

# fmt: off
SIGNALS: tuple[Signal, ...] = get_args(Signal)

PHRASES: tuple[tuple[str, Signal, str], ...] = (
    ("ar", "comment", r"(?:اترك|أضف|اكتب) (?:تعليق|رد)"),
    ("ar", "source", r"(?:اقرأ|إقرأ|لقراءة) (?:المقال|الخبر|الموضوع) (?:الأصلي|كاملا|كاملاً|من المصدر)"),
    ("ar", "source", r"(?:المصدر|مصدر الخبر|رابط المصدر)\s*[:：]\s*§?"),
    ("ar", "source", r"نقلا? عن\s*:?\s*§"),
    ("ar", "xref", r"(?:اقرأ|إقرأ) (?:أيضا|ايضا|أيضاً|المزيد)"),
    ("da", "xref", r"(?:læs også|læs mere|se også)\s*[:：|]?"),
    ("de", "caption", r"(?:foto|bild|fotos)\s*[:：]\s*\S.{0,80}$"),
    ("de", "caption", r"(?:foto|bild|fotos|bildquelle|quelle)\s*[:：]\s*.{0,40}(?:dpa|imago|getty|afp|reuters|picture alliance|ap\b|shutterstock)"),
    ("de", "comment", r"(?:schreiben sie|hinterlasse[n]?|schreibe?) (?:sie )?(?:einen|uns|ihren) kommentar"),
    ("de", "label", r"(?:anzeige|werbung|externer inhalt nicht verfügbar|empfohlener (?:redaktioneller|externer) inhalt|link zum [\w-]+-inhalt|artikel teilen|merken|teilen)$"),
    ("de", "paywall", r"(?:jetzt (?:abonnieren|weiterlesen|testen)|weiterlesen mit|sie haben bereits ein abo)"),
    ("de", "promo", r"(?:abonnieren sie|melden sie sich|jetzt) .{0,40}newsletter"),
    ("de", "promo", r"(?:an dieser stelle finden sie|ich bin damit einverstanden, dass mir|zur anzeige aktiviere|deine privatsphäre-einstellungen) .{0,80}(?:inhalt|einstellungen)"),
    ("de", "rights", r"(?:alle rechte vorbehalten|©.{0,80}alle rechte vorbehalten)"),
    ("de", "source", r"(?:dieser|der) (?:artikel|beitrag|text) (?:erschien|ist|wurde) (?:zuerst |zunächst |ursprünglich |erstmals )+(?:auf|bei|in|im)? ?(?:erschienen )?§"),
    ("de", "source", r"(?:hier (?:geht es )?zum original(?:artikel|beitrag)|(?:zum |den )?original(?:artikel|beitrag)(?: (?:lesen|hier|auf §))?)"),
    ("de", "source", r"(?:quelle|original-?quelle|via)\s*[:：]\s*§?"),
    ("de", "source", r"der beitrag .{1,200} erschien zuerst auf §"),
    ("de", "xref", r"(?:lesen sie (?:auch|dazu|hier)|mehr zum thema|auch interessant|das könnte sie auch interessieren)"),
    ("en", "caption", r"(?:featured?|header|cover|lead|main) (?:image|photo|picture)s? (?:by|from|via|credit|courtesy)\b"),
    ("en", "caption", r"(?:photo|image|picture|photograph|video)s?\s*(?:credit|by|courtesy(?: of)?)?\s*[:：]\s*\S.{0,100}$"),
    ("en", "comment", r"(?:be the first to comment|join the (?:conversation|discussion)|share your thoughts|tell us what you think|leave your thoughts|what do you think\? .{0,40}comments?|comments are (?:closed|off))"),
    ("en", "comment", r"(?:comments|join (?:our|the) (?:commenting forum|comments)|join thought-provoking conversations.{0,80}|view comments|show comments|\d+ comments?)$"),
    ("en", "comment", r"(?:did you make|have you tried|if you (?:make|made|try|tried)) .{0,60}(?:recipe|dish)s?\b.{0,160}(?:rating|comment|review|let me know|tag)"),
    ("en", "comment", r"(?:how was|how did you like) this (?:issue|article|post)"),
    ("en", "comment", r"(?:leave|post|add|write) (?:a |your |us a )?(?:comment|reply|response)"),
    ("en", "comment", r"(?:you must be )?logged in to (?:post a )?comment"),
    ("en", "comment", r"you must (?:confirm|be logged in|log in|sign in)\b.{0,80}comment"),
    ("en", "disclaimer", r"(?:all|the) (?:content|material|trademark|article|image)s?\b.{0,120}(?:belongs? to|propert(?:y|ies) of) (?:their|its|the) (?:rightful |respective |original )*(?:owner|author|source)s?"),
    ("en", "disclaimer", r"(?:denial of responsibility|responsibility disclaimer)"),
    ("en", "disclaimer", r".{1,80} is an? (?:automatic |automated )?(?:news )?aggregator\b"),
    ("en", "disclaimer", r"disclaimer\s*[:：!.]? .{0,300}(?:aggregat|automatic|publish|responsib|opinion|views|accuracy|liab|source|content|investment|financial advice)"),
    ("en", "disclaimer", r"if you (?:are|own|have) .{0,60}(?:content|material|article|copyright|rights?).{0,160}(?:contact|write to|e-?mail|remov|delet)"),
    ("en", "feed", r"\(?(?:except for|only|apart from) the headline\b.{0,200}(?:feed|edited|staff|changed|reworked)"),
    ("en", "feed", r"\(?(?:this|the) (?:story|article|report|news|copy|content|item)\b.{0,120}(?:syndicated|agency|wire|unedited|auto(?:matically)?[- ]generated|auto(?:matically)?[- ]aggregated|computer program)\b.{0,160}"),
    ("en", "feed", r"\(?with (?:additional )?inputs? from §"),
    ("en", "feed", r"published from a (?:syndicated|wire)"),
    ("en", "label", r"(?:advertisement|article content|story continues below(?: advertisement)?|recommended videos?|recommended stories|read more|learn more|see more|share(?: this)?(?: article| story| post)?|table of contents(?: show| hide)?|contents|back to (?:top|blogs?|news)|home|menu|search|close|loading|print|save|copy link|link copied|you are here:?|download now|written by|written by:|headline|author|about the author|listen to (?:this )?article|\d+ min(?:ute)?s?(?: |-)read|skip to (?:main )?content)$"),
    ("en", "label", r"(?:newsletters?|sign up|sign up now|sign in|log in|register|subscribe|subscribe (?:now|today|to us|here)|tags|contact info|contact us|get in touch|get started(?: today| now| free)?|pin (?:it )?for later|jump to (?:the )?(?:list|recipe|section)s?|browse related articles|blog index|partner links|view on amazon|share your story|request a (?:quote|demo)|book a demo|buy now|shop now|apply now|proudly supporting|next article|previous article|skip (?:ad|advertisement)|posted in|filed under|about us|our services|loading comments)\W*$"),
    ("en", "label", r"(?:written|words|posted|edited|reviewed|medically reviewed|fact[- ]checked) by(?: [^\s.!?]+){1,4}$"),
    ("en", "paywall", r"(?:already have an account|this (?:article|story|content) is exclusive to|subscribe (?:now )?to (?:get|gain|unlock) (?:full )?access)"),
    ("en", "paywall", r"(?:subscribe (?:now )?to (?:continue|keep|read)|already a subscriber|this (?:article|story|content) is (?:for|only for|reserved for|exclusive to) (?:our )?subscribers|sign in to (?:continue|read)|to continue reading\b)"),
    ("en", "promo", r"(?:advertisement|sponsored)\s*[:：]"),
    ("en", "promo", r"(?:all products|products) (?:are|featured) .{0,40}(?:independently|selected|chosen)\b"),
    ("en", "promo", r"(?:and |i |you |by .{0,60}you )?agree to (?:our|the) (?:terms|privacy)"),
    ("en", "promo", r"(?:click here to (?:get|download|subscribe|sign up|join)|download (?:the|our) .{0,40}app|get (?:the|our) .{0,40}app\b)"),
    ("en", "promo", r"(?:fill out|complete) (?:the|this|our) form\b"),
    ("en", "promo", r"(?:follow|like|find|join) (?:us|§) on (?:facebook|twitter|x\b|instagram|telegram|whatsapp|linkedin|google news|youtube|tiktok)"),
    ("en", "promo", r"(?:get|request|claim|start) (?:a|your|my) (?:free|complimentary) (?:quote|trial|demo|consultation|estimate)"),
    ("en", "promo", r"(?:join|get|read|subscribe to) (?:our|the|my) (?:\w+ ){0,4}(?:newsletter|mailing list|facebook group|telegram channel|whatsapp channel)\b"),
    ("en", "promo", r"(?:score|get|enjoy|unlock|save) .{0,30}(?:free shipping|\d+ ?% off|\$\d+ off)"),
    ("en", "promo", r"(?:sign up|subscribe)\b.{0,80}(?:newsletter|inbox|e-?mail|channel|updates|alerts|podcast)"),
    ("en", "promo", r"(?:terms of submitting this form|by (?:submitting|clicking|signing up|subscribing|providing)\b.{0,60}\byou (?:agree|consent|accept))"),
    ("en", "promo", r"(?:thanks|thank you) for (?:subscribing|signing up)"),
    ("en", "promo", r"(?:this (?:story|article|site|work) is (?:funded|supported) by|support our (?:journalism|work)|help (?:me|us) spread the word)"),
    ("en", "promo", r"(?:we|buying|this (?:post|article|page)|if you (?:buy|make a purchase|click)|when you (?:buy|purchase)|disclosure).{0,120}(?:earn|receive|get) (?:us )?(?:a |an |some )?(?:small |affiliate )*commission"),
    ("en", "promo", r"(?:would you like to|to) receive notifications? (?:about|of|for|when)"),
    ("en", "promo", r"catch up on .{0,120}\bfollow us\b"),
    ("en", "promo", r"free (?:standard |express )?shipping on\b"),
    ("en", "promo", r"get \$\d+ off\b"),
    ("en", "promo", r"get the latest (?:news|updates|insights)\b"),
    ("en", "promo", r"join medium for free"),
    ("en", "promo", r"love .{2,60} newsletter\?"),
    ("en", "promo", r"many of the .{0,40}offers .{0,40}(?:on|from) (?:this|our) (?:site|partners)"),
    ("en", "promo", r"stay tuned (?:to|for|with) .{0,60}(?:latest|more|updates)"),
    ("en", "promo", r"we may be compensated\b"),
    ("en", "promo", r"…(?:delivered|straight|right|sent|direct(?:ly)?) (?:in)?to your (?:inbox|e-?mail)"),
    ("en", "promo", r"…(?:follow|like|find|join) (?:us|me|our page) on (?:facebook|twitter|x\b|instagram|telegram|whatsapp|linkedin|google news|youtube|tiktok|pinterest)"),
    ("en", "promo", r"…(?:is|are) (?:reader[- ])?supported by .{0,40}\bcommissions?\b"),
    ("en", "promo", r"…(?:we|i|us|links?|site|editors?)\b.{0,60}\b(?:earns?|receives?|paid|compensat\w+).{0,60}\b(?:commissions?|affiliate)\b"),
    ("en", "promo", r"…as an? (?:amazon|affiliate)\b.{0,40}\b(?:i|we) (?:may )?earn\b"),
    ("en", "promo", r"…if you (?:liked?|enjoyed?|found) this (?:article|post|story|essay|issue|piece)\b.{0,80}\b(?:consider|please|subscrib|shar|sign up|follow)"),
    ("en", "promo", r"…sign up (?:here |now |today )?(?:for|to) (?:our|the|my|a) .{0,40}(?:newsletter|mailing list|e-?mails?|updates)"),
    ("en", "promo", r"…up to \d+ ?% off\b.{0,60}!"),
    ("en", "promo", r"…with \$\d+ in free credits?\b"),
    ("en", "rights", r"(?:[·•*] ?)?not fdic insured"),
    ("en", "rights", r"(?:all rights reserved|this (?:material|copy) (?:may not be|is for your personal)|our standards\s*[:：] ?the|purchase licensing rights)"),
    ("en", "rights", r"(?:copyright|\(c\)|©|ⓒ)\s?(?:copyright )?(?:\(c\) ?|© ?)?(?:19|20)\d\d.{0,200}"),
    ("en", "rights", r"(?:want to use|you may use|feel free to use) (?:the )?(?:code|text|images?) from this (?:post|article|page)"),
    ("en", "sign_off", r"\(?(?:additional |with )?(?:reporting|writing|editing|compiled|story|report) by [^()]{2,300}[;.)]"),
    ("en", "source", r"(?:(?:this|the) )?(?:article |story |post |piece )?(?:was )?(?:originally|first) (?:published|appeared|posted|reported) (?:on|in|at|by|with) §"),
    ("en", "source", r"(?:adapted|republished|reposted|reprinted|reproduced|syndicated) (?:from|with permission (?:from|of))\s+(?!the (?:feed|wire))§"),
    ("en", "source", r"(?:article|news|content|story|original|image and article)? ?sources?\s*[:：]\s*§?"),
    ("en", "source", r"(?:click|go|see|tap) (?:here|to) (?:to |and )?(?:read|see|view|for) (?:the )?(?:original|full|entire|rest|source)\b.{0,60}"),
    ("en", "source", r"(?:for|see|view|visit) the (?:original|full|source) (?:article|report|story|post|text)\b.{0,80}"),
    ("en", "source", r"(?:original|source) (?:article|link|story|post|text|report|url|source)s?(?:\s*[:：]\s*§?| here| at §| on §)?$"),
    ("en", "source", r"(?:provided|distributed|supplied) by §$"),
    ("en", "source", r"(?:read|view) (?:the |this )?(?:original|(?:full|entire|whole|complete) (?:original )?(?:article|story|post|report|text|news|item|piece))\b(?: (?:article|story|post|report|text|news|item|version))?(?: (?:here|now|at §|on §|from §))?"),
    ("en", "source", r"(?:this|the) (?:article|story|post|piece|content|report)\b.{0,40}\b(?:republished|reposted|syndicated|reprinted|reproduced|taken|sourced|provided|adapted) (?:from|by|with permission)\s+§"),
    ("en", "source", r"(?:this|the) (?:article|story|post|piece|content|report|essay|column|text|press release)\b.{0,60}\b(?:originally|first) (?:published|appeared|posted|written|produced|reported|featured)(?: (?:on|in|at|by|with))?\s+§"),
    ("en", "source", r"read (?:more|on|it) (?:at|(?:on|from)(?! the\b| this\b| page\b)) §"),
    ("en", "source", r"the post .{1,300} (?:appeared first on|first appeared on) §"),
    ("en", "source", r"this (?:post|article|story) appeared first on §"),
    ("en", "source", r"via\s*[:：]?\s+§$"),
    ("en", "xref", r"(?:also read|read also|read next|don'?t miss|read now|see more|don'?t miss|you may also like|recommended|related(?: articles| stories| posts)?|more from|read next|watch)\s*[:：|]"),
    ("en", "xref", r"(?:related (?:articles?|stories|posts?|content|reading|topics?)|you (?:may|might) also (?:like|enjoy)|more (?:stories|articles|news) (?:like this|for you)|recommended (?:for you|reading|articles?)|most (?:read|popular)|trending(?: news| now)?|latest (?:news|stories)|further reading)\s*[:：]?$"),
    ("en", "xref", r"(?:you (?:may|might) (?:also )?(?:like|enjoy)|(?:next|previous) (?:article|post|story))\s*[:：]"),
    ("es", "caption", r"(?:foto|imagen|fotografía|crédito)s?\s*[:：]\s*\S.{0,80}$"),
    ("es", "comment", r"(?:deja|escribe|añade|agrega|dejar) (?:un|tu|una) (?:comentario|respuesta)"),
    ("es", "label", r"(?:publicidad|compartir|comentarios)$"),
    ("es", "paywall", r"(?:para seguir leyendo|suscríbete para|tu suscripción se está usando|contenido exclusivo para suscriptores|inicia sesión para)"),
    ("es", "rights", r"todos los derechos reservados"),
    ("es", "source", r"(?:(?:el|la|este|esta) )?(?:artículo|nota|texto|entrada)\b.{0,200}(?:publicad[oa] (?:originalmente|primero|por primera vez)|apareció (?:primero|originalmente)|se publicó (?:primero|originalmente)) (?:en|por) §"),
    ("es", "source", r"(?:con (?:información|datos) de)\s+§"),
    ("es", "source", r"(?:fuente|vía|via|con información de)\s*[:：]\s*§?"),
    ("es", "source", r"(?:lee|leer|lea|ver) (?:el |la )?(?:artículo|nota|noticia|texto|publicación) (?:original|completa?|íntegr[oa])"),
    ("es", "xref", r"(?:lee también|leer también|te puede interesar|también te puede interesar|más información|lea también)\s*[:：]?"),
    ("fr", "caption", r"(?:photo|image|crédit)s?\s*[:：]\s*\S.{0,80}$"),
    ("fr", "comment", r"(?:laissez?|laisser|ajoutez?|écrire) (?:un|votre) commentaire"),
    ("fr", "label", r"(?:publicité|partager|réagir|commentaires)$"),
    ("fr", "paywall", r"(?:il vous reste \d|la suite est réservée|article réservé|cet article est réservé|vous avez déjà un compte|déjà abonné)"),
    ("fr", "rights", r"tous droits réservés"),
    ("fr", "source", r"(?:cet article|l.article|ce texte)\b.{0,200}(?:est (?:d.abord )?(?:apparu|paru)|a été (?:initialement |d.abord )?publié|est republié|est apparu en premier|publié initialement|(?:a )?été initialement publié)(?: (?:en premier|à partir))? (?:sur|dans|par|de) §"),
    ("fr", "source", r"(?:lire|lisez|voir|retrouvez) (?:l.article|le texte|l.original|la suite|l.article original)\b.{0,60}(?:original|complet|intégral|ici|sur §)"),
    ("fr", "source", r"(?:source|article original|avec|via)\s*[:：]\s*§?"),
    ("fr", "xref", r"(?:lire aussi|à lire aussi|voir aussi|sur le même sujet)\s*[:：|]?"),
    ("hi", "comment", r"(?:टिप्पणी|कमेंट) (?:करें|लिखें|दें)"),
    ("hi", "feed", r"\(?(?:इस|यह) (?:खबर|ख़बर|समाचार).{0,120}(?:सिंडिकेट|फीड)"),
    ("hi", "source", r"(?:मूल|पूरा) (?:लेख|समाचार|खबर) (?:यहां|यहाँ) पढ़ें"),
    ("hi", "source", r"(?:स्रोत|सोर्स|साभार)\s*[:：]\s*§?"),
    ("hi", "xref", r"(?:यह भी पढ़ें|ये भी पढ़ें|इसे भी पढ़ें)"),
    ("it", "comment", r"(?:lascia|scrivi|aggiungi) un commento"),
    ("it", "label", r"(?:pubblicità|condividi|commenti)$"),
    ("it", "paywall", r"(?:questo contenuto è riservato|contenuto riservato agli abbonati|sei già abbonato|per continuare a leggere)"),
    ("it", "rights", r"(?:tutti i diritti riservati|riproduzione riservata|© ?riproduzione riservata)"),
    ("it", "source", r"(?:fonte|tratto da|via)\s*[:：]\s*§?"),
    ("it", "source", r"(?:leggi|vai al|vedi)(?: |l.)(?:l.)?(?:articolo|originale|testo)\b.{0,40}(?:originale|completo|qui|su §)"),
    ("it", "source", r"(?:questo articolo|l.articolo|articolo)\b.{0,200}(?:pubblicato (?:originariamente|per la prima volta|originalmente)|proviene da|è apparso (?:per la prima volta|originariamente)|sembra essere il primo su) ?(?:su|da|in|il)? ?§"),
    ("it", "xref", r"(?:leggi anche|potrebbe interessarti|vedi anche)\s*[:：|]?"),
    ("ja", "comment", r"コメントを(?:書く|残す|投稿)"),
    ("ja", "paywall", r"(?:この記事は(?:会員|有料)|有料会員|会員限定|残り\d+文字|続きを読むには|無料会員)"),
    ("ja", "rights", r"(?:無断(?:転載|複製)|.{0,40}無断転載)"),
    ("ja", "source", r"(?:元の?記事|全文|続き|原文)(?:を|は).{0,12}(?:読む|こちら|見る)"),
    ("ja", "source", r"(?:出典|引用元|情報元|ソース|配信元|提供|元記事|参照元)\s*[:：]\s*§?"),
    ("ja", "xref", r"(?:関連記事|あわせて読みたい|おすすめ記事)"),
    ("ko", "comment", r"댓글 ?(?:쓰기|달기|남기기|작성)"),
    ("ko", "rights", r".{0,80}무단 ?(?:전재|복제|배포)"),
    ("ko", "source", r"(?:원문|기사 원문|원본)\s*(?:보기|읽기|링크|바로가기)"),
    ("ko", "source", r"(?:출처|원문|제공|자료)\s*[:：=]\s*§?"),
    ("ko", "xref", r"(?:관련 ?기사|함께 보면 좋은|많이 본 (?:기사|뉴스))"),
    ("nl", "comment", r"(?:plaats|geef|laat|schrijf) (?:een |uw |je )?(?:reactie|commentaar)"),
    ("nl", "source", r"(?:bron|via)\s*[:：]\s*§?"),
    ("nl", "source", r"(?:dit artikel|dit bericht|het bericht)\b.{0,200}(?:verscheen eerder|verscheen (?:eerst|als eerste|oorspronkelijk)|werd (?:eerder |oorspronkelijk )gepubliceerd|is (?:eerder |oorspronkelijk )(?:gepubliceerd|verschenen)) (?:op|in|bij|door) §"),
    ("nl", "source", r"lees (?:het|dit) (?:originele|volledige|oorspronkelijke|hele) (?:artikel|bericht|verhaal)"),
    ("nl", "xref", r"(?:lees ook|lees verder|bekijk ook)\s*[:：|]?"),
    ("no", "xref", r"(?:les også|les mer|se også|les saken)\s*[:：|]?"),
    ("pl", "comment", r"(?:dodaj|zostaw|napisz) (?:swój )?komentarz"),
    ("pl", "rights", r"wszelkie prawa zastrzeżone"),
    ("pl", "source", r"(?:artykuł|wpis|tekst|ten artykuł|materiał)\b.{0,200}(?:pochodzi z(?: serwisu)?|ukazał się (?:pierwotnie|po raz pierwszy)|został (?:pierwotnie )?opublikowany) (?:na|w|przez|z)? ?§"),
    ("pl", "source", r"(?:czytaj|przeczytaj|zobacz) (?:oryginalny|cały|pełny|oryginał) ?(?:artykuł|tekst|wpis)?"),
    ("pl", "source", r"(?:źródło|źródła|za)\s*[:：]\s*§?"),
    ("pl", "xref", r"(?:czytaj także|czytaj też|czytaj również|zobacz także|zobacz też|przeczytaj także)\s*[:：|]?"),
    ("pt", "comment", r"(?:deixe|escreva|adicione|deixar) (?:um|o seu|seu) (?:comentário|comentario)"),
    ("pt", "label", r"(?:publicidade|compartilhar|comentários)$"),
    ("pt", "paywall", r"(?:para continuar lendo|conteúdo exclusivo para assinantes|já é assinante)"),
    ("pt", "rights", r"todos os direitos reservados"),
    ("pt", "source", r"(?:este |o |a )?(?:artigo|post|texto|matéria|conteúdo)\b.{0,200}(?:publicad[oa] (?:originalmente|primeiro|inicialmente)|apareceu (?:primeiro|originalmente)|é republicad[oa]|foi publicad[oa]) (?:em|no|na|por|pelo|pela|de) §"),
    ("pt", "source", r"(?:fonte|com informações (?:de|da|do)|via)\s*[:：]\s*§?"),
    ("pt", "source", r"(?:leia|ler|veja|confira) (?:o |a )?(?:artigo|matéria|notícia|texto|reportagem) (?:original|completa?|na íntegra)"),
    ("pt", "xref", r"(?:leia também|leia mais|veja também|saiba mais)\s*[:：|]"),
    ("ru", "caption", r"(?:фото|изображение|иллюстрация|видео)\s*[:：]\s*\S.{0,80}$"),
    ("ru", "comment", r"(?:оставить|добавить|написать|оставьте) (?:свой )?(?:комментари\w+|отзыв)"),
    ("ru", "label", r"(?:реклама|поделиться|комментарии)$"),
    ("ru", "rights", r"все права защищены"),
    ("ru", "source", r"(?:источник|первоисточник|по материалам|ссылка на источник|оригинал)\s*[:：—–-]\s*§?"),
    ("ru", "source", r"(?:сообщение|запись|статья|материал) .{1,200} (?:(?:сначала|впервые) появил[аио]сь (?:на|в)|появил[аио]сь (?:сначала|впервые|сперва) (?:на|в)|впервые опубликован[ао]? (?:на|в)|взята? (?:с|из)) §"),
    ("ru", "source", r"(?:читать|читайте|прочитать|смотреть) (?:полностью|оригинал|далее|статью|новость|материал)\b.{0,40}(?:на (?:сайте )?§|полностью|оригинал\w*|источник\w*|здесь)"),
    ("ru", "xref", r"(?:читайте также|читать также|смотрите также|по теме)\s*[:：|]?"),
    ("sv", "xref", r"(?:läs också|läs även|läs mer|läs mera)\s*[:：|]?"),
    ("tr", "comment", r"(?:yorum (?:yap|yaz|ekle|bırak)|bir (?:yorum|cevap) (?:yaz|bırak))"),
    ("tr", "rights", r"tüm hakları saklıdır"),
    ("tr", "source", r"(?:bu (?:haber|yazı|makale))\b.{0,160}(?:ilk (?:olarak|kez)|ilk önce) .{0,60}(?:yayın|ortaya)"),
    ("tr", "source", r"(?:haberin|yazının|makalenin) (?:tamamı|aslı|orijinali|devamı)\b.{0,40}"),
    ("tr", "source", r"(?:kaynak|haber kaynağı)\s*[:：]\s*§?"),
    ("tr", "xref", r"(?:ayrıca okuyun|ilgili haberler?|bunlar da ilginizi çekebilir)\s*[:：|]?"),
    ("uk", "source", r"(?:джерело|першоджерело|за матеріалами)\s*[:：—–-]\s*§?"),
    ("uk", "xref", r"(?:читайте також|читати також)\s*[:：|]?"),
    ("zh", "comment", r"(?:发表|發表|我要|写|留下)(?:评论|評論|留言)"),
    ("zh", "rights", r"(?:版权所有|版權所有|未经(?:授权|许可|書面).{0,20}(?:转载|不得)|未經(?:授權|許可).{0,20}(?:轉載|不得))"),
    ("zh", "source", r"(?:本文|文章|内容|原文)(?:来自|來自|转自|轉自|转载自|轉載自|刊于|首发于|出自|摘自)\s*[:：]?\s*§"),
    ("zh", "source", r"(?:来源|來源|文章来源|文章來源|稿件来源|信息来源|转自|轉自|转载自|出处|新闻来源)\s*[:：]\s*§?"),
    ("zh", "source", r"(?:阅读|閱讀|查看|点击查看|點擊查看)(?:原文|全文)"),
    ("zh", "xref", r"(?:相关(?:阅读|新闻|文章)|相關(?:新聞|閱讀|文章)|延伸閱讀|延伸阅读|更多新闻)\s*[:：]?"),
)
# fmt: on

MAX_LINE = 1_500  # characters of a line that is tested: a longer one is prose
MAX_UNCERTAIN_LINE = 450  # the same for signals that the first words of prose may match
CERTAIN_SIGNALS: tuple[Signal, ...] = (
    "source",
    "feed",
    "sign_off",
    "rights",
    "disclaimer",
)  # signals that prose does not match
MAX_BEFORE = 120  # characters that `…` matches at most
_NAME_GROUP = r"(?:(?P<name{}>\S.{{0,120}}?)(?=$|[.](?:\s|$)|[,;)\]。،]|\s+(?:on|under|and|with|here|sur|auf|by|as|in)\b))"
# "Originally published on 4 March" is about the page itself: it names no source.
_DATE = re.compile(
    r"(?:on |in |at )?(?:\d|(?:early |late |mid-?)?(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|"
    r"aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
    r"\W*(?:\d|$)|this\b|last\b|our\b|the (?:print|same|day)\b)",
    re.IGNORECASE,
)
_LINE_START = r"^[\s(\[*•·\-–—>»→\"“'‘]*(?:editor.s note\s*[:.]\s*)?"


# Within the prose these are found below pictures and figures: "Source: X", "Via X", "Read the full report".
_WEAK_SOURCE = re.compile(
    r"^\W*(?:[^\s:：]+ ){0,2}[^\s:：]+ ?[:：]|^\W*via\b|^\W*(?:read|view) (?:the |this )?full\b",
    re.IGNORECASE,
)


def is_date(name: str) -> bool:
    """Whether a name is a date: then the phrase is about the page itself."""
    return bool(_DATE.match(name))


def may_concern_only_part(phrase: str) -> bool:
    """Whether a source phrase within the prose may be about less than the whole text."""
    return bool(_WEAK_SOURCE.match(phrase))


@lru_cache(maxsize=4096)  # a line is tested more than once, and on each page of its site
def find_signal(line: str) -> tuple[Signal, str] | None:
    """Returns the signal of a line and the name in it ("" without one); None for an ordinary line."""
    text = " ".join(line.split())
    if not 2 <= len(text) <= MAX_LINE:
        return None
    lowered = _lower_same_length(text)
    for signal_name in SIGNALS if len(text) <= MAX_UNCERTAIN_LINE else CERTAIN_SIGNALS:
        match = _compile_signal(signal_name).match(lowered)
        if match:
            group = next((key for key, value in match.groupdict().items() if value), None)
            name = text[slice(*match.span(group))] if group else ""
            if signal_name == "source" and is_date(name):
                return None
            return signal_name, name.strip(" .,;:)(\"“”'")
    return None


def _lower_same_length(text: str) -> str:
    """Returns the text in lower case, with the same length.

    Patterns that need not ignore case are twice as fast. Only "İ" would become two letters.
    """
    return text.replace("İ", "i").lower()


@cache
def _compile_signal(signal_name: Signal) -> re.Pattern[str]:
    """Compile all phrases of one signal into one pattern; every `§` becomes a group with its own name."""
    rows = [pattern for _, row_signal, pattern in PHRASES if row_signal == signal_name]
    at_start = [f"(?:{row})" for row in rows if row[0] != "…"]
    anywhere = "|".join(f"(?:{row[1:]})" for row in rows if row[0] == "…")
    pattern_text = "|".join(
        [*at_start, rf".{{0,{MAX_BEFORE}}}?\b(?:{anywhere})"] if anywhere else at_start
    )
    number = count()
    named = re.sub("§", lambda _: _NAME_GROUP.format(next(number)), pattern_text)
    return re.compile(f"{_LINE_START}(?:{named})")
