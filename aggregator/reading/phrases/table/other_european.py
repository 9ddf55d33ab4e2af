"""Phrases in other languages of Europe: el et eu fi hu lt lv sq."""

from aggregator.reading.phrases.table.row import PhraseRow

# fmt: off
ROWS: tuple[PhraseRow, ...] = (
    ("el", "caption", r"(?:φωτ(?:ο(?:γραφ[ίι]α)?|ογραφίες)?\.?|πηγή (?:φωτογραφίας|εικόνας))\s*[:：]\s*\S.{0,80}$"),
    ("el", "promo", r"(?:ακολουθήστε|κάντε like|εγγραφείτε) .{0,60}(?:google news|facebook|instagram|twitter|newsletter|viber|κανάλι)"),
    ("el", "source", r"(?:(?:το|αυτό το) (?:άρθρο|κείμενο) )?(?:πρωτο)?δημοσιε[ύυ][τθ]ηκε (?:αρχικά |για πρώτη φορά |πρώτα )?(?:στο|στη|στην|στον|από) §"),
    ("el", "source", r"(?:αναδημοσίευση|αναδημοσιεύεται) (?:από|με την άδεια)(?: (?:το|τη|την|τον|του|της))?\b\s*[:：]?\s*§?"),
    ("el", "source", r"(?:αρχικό άρθρο|πρωτότυπο άρθρο)\s*(?:[:：]\s*§?|(?:→|»|↗|›)?$)"),  # not seen
    ("el", "source", r"(?:πηγ[ήη]|πηγ[έε]ς|με πληροφορίες (?:από)?)\s*[:：]\s*§?"),
    ("el", "source", r"διαβάστε (?:ολόκληρο |όλο |αναλυτικά )?(?:το |την )?(?:αρχικό |πρωτότυπο |πλήρες )?(?:άρθρο|ρεπορτάζ|συνέχεια|δημοσίευμα) (?:εδώ|στο|στη|στην) §?"),  # not seen
    ("el", "source", r"το άρθρο .{1,200} εμφανίστηκε πρώτα στο §"),
    ("el", "xref", r"(?:διαβάστε (?:επίσης|ακόμη|ακόμα|και)|δείτε (?:επίσης|ακόμη|και)|σχετικά άρθρα)\s*[:：|]?"),
    ("et", "caption", r"(?:foto|fotod|pildi allikas)\s*[:：]\s*\S.{0,80}$"),
    ("et", "promo", r"(?:jälgi|järgne) (?:meid|meile) .{0,40}(?:facebook|instagram|google|twitter)"),
    ("et", "reference", r"(?:andme|pildi ?)allikas\s*[:：]\s*§?"),
    ("et", "source", r"(?:algselt|esmakordselt) (?:avaldatud|ilmunud)\b\s*[:：]?\s*§"),
    ("et", "source", r"(?:see |käesolev )?(?:artikkel|lugu|tekst|arvamus(?:lugu)?) (?:ilmus|on ilmunud|avaldati) (?:algselt|esmalt|esmakordselt|esimest korda) (?:ajalehes |ajakirjas |portaalis )?§"),  # not seen
    ("et", "source", r"allikas\s*[:：]\s*§?"),
    ("et", "source", r"loe (?:algset |originaal|kogu |täispikka )+(?:artiklit|lugu|teksti)"),  # not seen
    ("et", "xref", r"(?:loe ka|loe lisaks|loe veel|vaata ka)\s*[:：|]?"),
    ("eu", "source", r"(?:artikulu )?(?:hau|honek) .{0,60}argitaratu (?:zen|zuten) lehen(?:engoz|bizi)"),  # not seen
    ("eu", "source", r"iturria\s*[:：]\s*§?"),
    ("eu", "source", r"jatorrizkoan\b.{0,60}argitarat"),  # not seen
    ("eu", "xref", r"(?:irakurri ere|ikusi ere|gai honi buruz)\s*[:：|]?"),
    ("fi", "caption", r"(?:kuva|kuvat|kuvaaja|valokuva)\s*[:：]\s*\S.{0,80}$"),
    ("fi", "promo", r"seuraa (?:meitä|meidän) .{0,40}(?:facebook|instagram|google|twitter)"),
    ("fi", "source", r"(?:(?:tämä )?(?:artikkeli|juttu|kirjoitus|kolumni|teksti) (?:on )?)?(?:julkaistu|julkaistiin|ilmestyi|ilmestynyt) (?:alun ?perin|ensimmäisen kerran|ensimmäiseksi|ensin|aiemmin) §"),
    ("fi", "source", r"(?:alkuperäinen (?:artikkeli|juttu|uutinen))\s*(?:[:：]\s*§?|(?:→|»|↗|›)?$)"),
    ("fi", "source", r"(?:artikkeli|julkaisu) .{1,200} (?:julkaistiin|ilmestyi) ensimmäisen(?:ä| kerran) §"),  # not seen
    ("fi", "source", r"(?:lähde|lähteet|alkuperäinen lähde)\s*[:：]\s*§?"),
    ("fi", "source", r"alun ?perin julkaistu\s*[:：]?\s*§"),
    ("fi", "source", r"lue (?:alkuperäinen |koko |täydellinen )+(?:artikkeli|juttu|teksti)"),
    ("fi", "xref", r"(?:lue myös|lue lisää|lue seuraavaksi|katso myös)\s*[:：|]?"),
    ("hu", "caption", r"(?:fotó|fotók|kép|képek|kiemelt kép|borítókép|nyitókép|illusztráció)\s*[:：]\s*\S.{0,80}$"),
    ("hu", "promo", r"(?:kövess|kövessen|kövesd|iratkozz|iratkozzon) .{0,60}(?:google|facebook|instagram|hírlevél|minket|bennünket)"),
    ("hu", "source", r"(?:az )?eredeti (?:cikk|forrás)\s*[:：]\s*§?"),  # not seen
    ("hu", "source", r"(?:eredeti|teljes) cikk(?:ünk)?\s*(?:[:：]\s*§?|itt|§ olvasható)"),  # not seen
    ("hu", "source", r"(?:ez )?az? .{0,60}?(?:cikk|írás|anyag|interjú|szöveg|tanulmány|poszt)\b.{0,40}?\b(?:eredetileg|először) (?:az? )?§ (?:jelent|jelenik|olvasható)"),
    ("hu", "source", r"(?:forrás|forrása|források)\s*[:：]\s*§?"),  # not seen
    ("hu", "source", r"az eredeti (?:cikk|írás|megjelenés)\b.{0,30}(?:itt|elérhető|olvasható)"),  # not seen
    ("hu", "source", r"az? .{1,200} bejegyzés először § jelent meg"),
    ("hu", "xref", r"(?:olvasd el (?:ezt )?is|olvassa el (?:ezt )?is|ez is érdekelhet|kapcsolódó cikk(?:ek|ünk)?|ajánljuk még)\s*[:：|]?"),
    ("lt", "caption", r"(?:nuotraukos|nuotrauka|nuotr\.|foto)\s*[:：]\s*\S.{0,80}$"),
    ("lt", "reference", r"(?:duomenų|nuotraukos) šaltinis\s*[:：]\s*§?"),
    ("lt", "source", r"(?:(?:šis |straipsnis |tekstas )+)?(?:pirmą kartą|pirmiausia|iš pradžių) (?:buvo )?(?:publikuot|paskelbt|pasirod)\w{1,3} §"),  # not seen
    ("lt", "source", r"(?:šaltinis|šaltiniai|informacijos šaltinis)\s*[:：]\s*§?"),
    ("lt", "source", r"parengta pagal §"),  # not seen
    ("lt", "xref", r"(?:skaitykite (?:taip pat|daugiau)|taip pat skaitykite|susiję straipsniai)\s*[:：|]?"),
    ("lv", "caption", r"(?:foto|attēls)\s*[:：]\s*\S.{0,80}$"),
    ("lv", "source", r"(?:avots|avoti|informācijas avots)\s*[:：]\s*§?"),  # not seen
    ("lv", "source", r"(?:šis |raksts |teksts )*(?:sākotnēji|pirmo ?reizi|vispirms) (?:tika )?(?:publicēts|publicēta|parādījās)(?: (?:portālā|žurnālā|laikrakstā|vietnē))? §"),
    ("lv", "xref", r"(?:lasi arī|lasiet arī|lasīt vairāk|skaties arī)\s*[:：|]?"),
    ("sq", "caption", r"(?:foto|fotografia)\s*[:：]\s*\S.{0,80}$"),
    ("sq", "source", r"(?:burimi|burimet)\s*[:：]\s*§?"),  # not seen
    ("sq", "source", r"(?:marrë|përkthyer|cituar) nga\b\s*[:：]?\s*¤"),  # not seen
    ("sq", "source", r"(?:postimi|artikulli|shkrimi) .{1,200} (?:u shfaq|u botua) (?:fillimisht|për herë të parë) (?:në|te) §"),  # not seen
    ("sq", "xref", r"(?:lexo (?:edhe|gjithashtu|më shumë)|lexoni edhe)\s*[:：|]?"),
)
