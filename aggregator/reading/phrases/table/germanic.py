"""Phrases in Germanic languages other than English: da de is nl no sv."""

from aggregator.reading.phrases.table.row import PhraseRow

# fmt: off
ROWS: tuple[PhraseRow, ...] = (
    ("da", "caption", r"(?:foto|arkivfoto|pressefoto)\s*[:：]\s*\S.{0,80}$"),
    ("da", "promo", r"følg (?:os|med) på\b"),
    ("da", "source", r"(?:(?:denne |dette )?(?:artiklen?|indlægget?|teksten|klummen|kronikken|debatindlægget) )?(?:er |blev |har )?(?:tidligere |oprindeligt |oprindelig |først )+(?:været )?(?:bragt|udgivet|publiceret|trykt|offentliggjort) (?:i|på|hos|af) §"),  # not seen
    ("da", "source", r"(?:artiklen|teksten) er (?:hentet|lånt) fra ¤"),  # not seen
    ("da", "source", r"(?:bragt|gengivet|genoptrykt) med tilladelse (?:fra|af) §"),  # not seen
    ("da", "source", r"(?:denne |dette )?(?:artikel|artiklen|indlægget|teksten|kronikken|interviewet)\b.{0,30}?\b(?:oprindelig\w*|først|tidligere)\b.{0,20}?\b(?:bragt|udgivet|publiceret|trykt|offentliggjort) (?:i|på|hos|af) §"),
    ("da", "source", r"(?:kilder?|via|originalkilde)\s*[:：]\s*§?"),
    ("da", "source", r"(?:original ?artikel|oprindelig artikel|den oprindelige artikel)\s*(?:[:：]\s*§?|(?:→|»|↗|›)?$)"),  # not seen
    ("da", "source", r"indlægget .{1,200} blev først udgivet på §"),
    ("da", "source", r"læs (?:hele |den originale |den fulde )+(?:artiklen?|historien|indlægget)(?: (?:på|hos|i) §| her)?"),
    ("da", "xref", r"(?:læs også|læs mere|se også)\s*[:：|]?"),
    ("de", "caption", r"(?:bildquelle|fotoquelle|bildnachweis|bildrechte|foto- und bildquelle|symbolbild|titelbild|archivbild|grafik|video)\s*[:：]\s*\S.{0,80}$"),
    ("de", "caption", r"(?:foto|bild|fotos)\s*[:：]\s*\S.{0,80}$"),
    ("de", "caption", r"(?:foto|bild|fotos|bildquelle|quelle)\s*[:：]\s*.{0,40}(?:dpa|imago|getty|afp|reuters|picture alliance|ap\b|shutterstock)"),
    ("de", "comment", r"(?:schreiben sie|hinterlasse[n]?|schreibe?) (?:sie )?(?:einen|uns|ihren) kommentar"),
    ("de", "label", r"(?:anzeige|werbung|externer inhalt nicht verfügbar|empfohlener (?:redaktioneller|externer) inhalt|link zum [\w-]+-inhalt|artikel teilen|merken|teilen)$"),
    ("de", "paywall", r"(?:jetzt (?:abonnieren|weiterlesen|testen)|weiterlesen mit|sie haben bereits ein abo)"),
    ("de", "promo", r"(?:abonnieren sie|melden sie sich|jetzt) .{0,40}newsletter"),
    ("de", "promo", r"(?:an dieser stelle finden sie|ich bin damit einverstanden, dass mir|zur anzeige aktiviere|deine privatsphäre-einstellungen) .{0,80}(?:inhalt|einstellungen)"),
    ("de", "promo", r"(?:folgen sie|folge) (?:uns|.{1,30}) (?:auf|bei|in) .{0,40}(?:facebook|google|instagram|twitter|x\b|whatsapp|tiktok|linkedin|threads)"),
    ("de", "reference", r"(?:daten|bild|foto|grafik|karten|video)quellen?\s*[:：]\s*§?"),
    ("de", "rights", r"(?:alle rechte vorbehalten|©.{0,80}alle rechte vorbehalten)"),
    ("de", "source", r"(?:dieser|der) (?:artikel|beitrag|text) (?:erschien|ist|wurde) (?:zuerst |zunächst |ursprünglich |erstmals )+(?:auf|bei|in|im)? ?(?:erschienen )?§"),
    ("de", "source", r"(?:dieser|der|das|dieses|diese|die) (?:artikel|beitrag|text|bericht|interview|kommentar|buchreview|rezension|kolumne|blogbeitrag)\b.{0,30}?(?:erschien|erscheint) (?:zuerst|zunächst|ursprünglich|erstmals|im original) (?:auf|bei|in|im|unter) §"),
    ("de", "source", r"(?:dieser|der|das|dieses|diese|die) (?:artikel|beitrag|text|bericht|interview|kommentar|buchreview|rezension|kolumne|meldung|blogbeitrag)\b.{0,30}?(?:erschien|erscheint|ist|wurde) (?:zuerst|zunächst|ursprünglich|erstmals|im original)(?: am .{4,20})? (?:auf|bei|in|im|von|durch) § (?:erschienen|veröffentlicht|publiziert)"),
    ("de", "source", r"(?:hier (?:geht es )?zum original(?:artikel|beitrag)|(?:zum |den )?original(?:artikel|beitrag)(?: (?:lesen|hier|auf §))?)"),
    ("de", "source", r"(?:lesen sie|weiterlesen|lies) (?:den |die |das )?(?:ganzen |vollständigen |kompletten |ganze |original)?(?:artikel|beitrag|text|geschichte|interview)? ?(?:bei|auf|im original bei) §"),
    ("de", "source", r"(?:nachdruck |veröffentlichung |übernommen |abdruck )?mit (?:freundlicher )?genehmigung (?:von|der|des|vom|durch) §"),
    ("de", "source", r"(?:quelle|original-?quelle|via)\s*[:：]\s*§?"),
    ("de", "source", r"(?:ursprünglich|zuerst|erstmals) (?:erschienen|veröffentlicht|publiziert) (?:auf|bei|in|im|von|unter)\b\s*[:：]?\s*§"),  # not seen
    ("de", "source", r"(?:übernommen von|entnommen aus|auszug aus|textquelle\s*[:：]|mit material von|mit informationen (?:von|der)) §"),  # not seen
    ("de", "source", r"der beitrag .{1,200} erschien zuerst auf §"),
    ("de", "xref", r"(?:lesen sie (?:auch|dazu|hier)|mehr zum thema|auch interessant|das könnte sie auch interessieren)"),
    ("de", "xref", r"(?:lies auch|lesen sie mehr|weiterlesen|passend dazu|mehr dazu)\s*[:：|]"),
    ("is", "caption", r"(?:mynd|myndir|ljósmynd)\s*[:：/]\s*\S.{0,80}$"),
    ("is", "source", r"(?:heimild|heimildir)\s*[:：]\s*§?"),
    ("is", "source", r"(?:þessi |þetta )?(?:grein|greinin|viðtal|viðtalið|pistillinn|frétt|fréttin) (?:birtist|var birt|birtust) (?:fyrst|upphaflega|upprunalega) (?:í|á|hjá) §"),
    ("is", "xref", r"(?:lestu (?:meira|einnig|líka)|lesa meira|sjá einnig)\s*[:：|]?"),
    ("nl", "caption", r"(?:foto|beeld|afbeelding|fotocredit)s?\s*[:：]\s*\S.{0,80}$"),
    ("nl", "comment", r"(?:plaats|geef|laat|schrijf) (?:een |uw |je )?(?:reactie|commentaar)"),
    ("nl", "promo", r"volg (?:ons|.{1,30}) (?:op|via) (?:facebook|instagram|google|twitter|x\b|whatsapp|telegram)"),
    ("nl", "source", r"(?:(?:dit|deze|het|de) (?:artikel|bericht|blog|verhaal|stuk|interview|column|tekst|fragmenten?)\b.{0,80}?)?(?:(?:is|werd|verscheen) )?(?:oorspronkelijk|eerder|eerst|voor het eerst) (?:gepubliceerd|verschenen|geplaatst) (?:op|in|bij|door)(?: (?:het|de))? §"),
    ("nl", "source", r"(?:bron|via)\s*[:：]\s*§?"),
    ("nl", "source", r"(?:dit artikel|dit bericht|het bericht)\b.{0,200}(?:verscheen eerder|verscheen (?:eerst|als eerste|oorspronkelijk)|werd (?:eerder |oorspronkelijk )gepubliceerd|is (?:eerder |oorspronkelijk )(?:gepubliceerd|verschenen)) (?:op|in|bij|door) §"),
    ("nl", "source", r"(?:dit|deze|het) (?:artikel|bericht|blog|stuk|column|interview)\b.{0,20}? (?:verscheen|gepubliceerd|verschenen) (?:op )?\d{1,2} \w{3,10} \d{4} (?:op|in|bij) §"),
    ("nl", "source", r"(?:fragment(?:en)?|uittreksel)\b.{0,60}oorspronkelijk gepubliceerd in §"),
    ("nl", "source", r"(?:met toestemming|overgenomen met toestemming|overgenomen) van §"),  # not seen
    ("nl", "source", r"(?:origineel artikel|oorspronkelijk artikel|bronartikel)\s*(?:[:：]\s*§?|(?:→|»|↗|›)?$)"),  # not seen
    ("nl", "source", r"lees (?:het|dit) (?:originele|volledige|oorspronkelijke|hele) (?:artikel|bericht|verhaal)"),  # not seen
    ("nl", "source", r"lees (?:verder|meer) (?:op|bij|in) §"),  # not seen
    ("nl", "xref", r"(?:lees ook|lees verder|bekijk ook)\s*[:：|]?"),
    ("no", "caption", r"(?:foto|bilde|illustrasjon|illustrasjonsfoto|arkivfoto)\s*[:：]\s*\S.{0,80}$"),
    ("no", "promo", r"følg oss på\b"),
    ("no", "source", r"(?:artikkelen|teksten|saken) er hentet fra ¤"),  # not seen
    ("no", "source", r"(?:denne |dette )?(?:artikkelen?|teksten|saken|innlegget|essayet|guiden|kronikken|kommentaren|intervjuet)?\s?(?:er |ble |har )?(?:vært )?(?:først|opprinnelig|tidligere|originalt) (?:ble )?(?:publisert|trykket|utgitt|gjengitt) (?:på|i|hos|av) §"),
    ("no", "source", r"(?:denne |dette )?(?:artikkelen|teksten|saken|innlegget|kronikken|intervjuet)\b.{0,30}?\b(?:opprinnelig|først|tidligere|originalt)\b.{0,20}?\b(?:publisert|trykket|utgitt|gjengitt) (?:i|på|hos|av) §"),
    ("no", "source", r"(?:gjengitt|publisert|trykket) med tillatelse fra §"),  # not seen
    ("no", "source", r"(?:kilder?|opprinnelig kilde|via)\s*[:：]\s*§?"),
    ("no", "source", r"(?:original ?artikkel|opprinnelig artikkel|originalsak)\s*(?:[:：]\s*§?|(?:→|»|↗|›)?$)"),  # not seen
    ("no", "source", r"innlegget .{1,200} dukket først opp på §"),  # not seen
    ("no", "source", r"les (?:hele |den originale |originalen? )+(?:saken|artikkelen|teksten|innlegget)(?: (?:på|hos|i) §| her)?"),  # not seen
    ("no", "xref", r"(?:les også|les mer|se også|les saken)\s*[:：|]?"),
    ("sv", "caption", r"(?:foto|bild|arkivbild|illustration|genrebild)\s*[:：]\s*\S.{0,80}$"),
    ("sv", "promo", r"följ (?:oss|.{1,30}) på (?:facebook|instagram|google|twitter|x\b)"),
    ("sv", "source", r"(?:artikeln|texten|nyheten) (?:är |har )?(?:hämtad|lånad) från ¤"),  # not seen
    ("sv", "source", r"(?:den här |denna )?(?:artikeln?|texten|krönikan?|intervjun?|debattartikeln?|inlägget)\b.{0,30}?\b(?:ursprungligen|först|tidigare|från början)\b.{0,20}?\b(?:publicera\w+|införd|tryckt) (?:på|i|hos|av) §"),  # not seen
    ("sv", "source", r"(?:denna |den här )?(?:artikel|artikeln|text|texten|krönika|intervju|debattartikel|publicerad)?\s?(?:är |har |blev )?(?:tidigare |ursprungligen |först )(?:varit )?(?:publicerad|publicerades|införd|tryckt) (?:på|i|hos|av) §"),  # not seen
    ("sv", "source", r"(?:inlägget|artikeln|texten|krönikan|debattartikeln|intervjun) .{0,200}?(?:publicerades|dök) (?:ursprungligen |först |först upp |upp först )(?:på|i|hos|av) §"),
    ("sv", "source", r"(?:källa|källor|originalkälla|via)\s*[:：]\s*§?"),
    ("sv", "source", r"(?:originalartikel|ursprunglig artikel)\s*(?:[:：]\s*§?|(?:→|»|↗|›)?$)"),  # not seen
    ("sv", "source", r"(?:publicerad|återgiven) med tillstånd (?:av|från) §"),  # not seen
    ("sv", "source", r"läs (?:hela |original)(?:artikeln|texten|inlägget|nyheten)(?: (?:på|hos|i) §| här)?"),
    ("sv", "xref", r"(?:läs också|läs även|läs mer|läs mera)\s*[:：|]?"),
)
