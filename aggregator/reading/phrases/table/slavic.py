"""Phrases in Slavic languages: bg bs cs hr mk pl ru sk sl sr uk."""

from aggregator.reading.phrases.table.row import PhraseRow

# fmt: off
ROWS: tuple[PhraseRow, ...] = (
    ("bg", "caption", r"(?:снимк[аи]|фото|кадър)\s*[:：]\s*\S.{0,80}$"),
    ("bg", "promo", r"(?:следвайте|последвайте) ни (?:във|в|на)\b"),
    ("bg", "source", r"(?:(?:тази )?(?:статия(?:та)?|материал(?:ът)?|публикация(?:та)?|текст(?:ът)?) (?:.{1,200} )?)?(?:(?:първоначално|за (?:пръв|първи) път) (?:е )?публикуван[аио]?|(?:е )?публикуван[аио]? за (?:пръв|първи) път) (?:в|във|на|от) §"),  # not seen
    ("bg", "source", r"(?:източник|източници)\s*[:：]\s*§?"),
    ("bg", "source", r"(?:оригинална(?:та)? (?:статия|публикация))\s*[:：]\s*§?"),  # not seen
    ("bg", "source", r"(?:препечатано|взето) (?:от|с разрешение(?:то)? на) §"),  # not seen
    ("bg", "source", r"(?:прочетете|вижте|виж) (?:цялата|пълната|оригиналната) (?:статия|публикация|новина)(?:та)?(?: (?:на|в|във) §| тук)?"),
    ("bg", "source", r"(?:публикацията|материалът|статията) .{1,200} (?:се появи първо|е публикуван[аo]? за (?:пръв|първи) път|е публикувана първо) (?:на|в|във) §"),  # not seen
    ("bg", "xref", r"(?:прочетете още|прочети още|вижте още|виж още|още по темата|четете още)\s*[:：|]?"),
    ("cs", "caption", r"(?:foto|zdroj fot(?:a|ografie)|autor fota|ilustrační (?:foto|snímek))\s*[:：]\s*\S.{0,80}$"),
    ("cs", "promo", r"(?:sledujte nás|odebírejte|přihlaste se k odběru) .{0,40}(?:na|newsletter|e-mail|zpráv)"),
    ("cs", "source", r"(?:(?:tento )?(?:článek|text|rozhovor|příspěvek|komentář) )?(?:byl )?(?:původně|poprvé) (?:vyšel|vyšla|vyšlo|publikován[oay]?|zveřejněn[oay]?|otištěn[oay]?)(?: (?:na|v|ve|pro)(?: (?:serveru|webu|časopise|deníku|portálu|magazínu|blogu))?)? §"),
    ("cs", "source", r"(?:původní (?:článek|zdroj|text)|zdroj článku|odkaz na článek)\s*(?:[:：]\s*§?|(?:→|»|↗|›)?$)"),  # not seen
    ("cs", "source", r"(?:tento )?(?:článek|text|rozhovor) vyšel (?:původně |poprvé )?(?:na|v|ve) (?:serveru|webu|časopise|deníku|portálu|magazínu|blogu) §"),
    ("cs", "source", r"(?:tento |původní )?(?:článek|text|rozhovor|komentář)\b.{0,30}?\b(?:původně|poprvé|nejprve)\b.{0,20}?\b(?:vyš\w+|publikov\w+|zveřejn\w+|otišt\w+) (?:na|v|ve|pro|u) §"),
    ("cs", "source", r"(?:zdroje?|zdroj textu|převzato z|převzato ze serveru|převzato od)\s*[:：]\s*§?"),
    ("cs", "source", r"(?:článek|příspěvek|text) .{1,200} (?:se )?(?:nejdříve|nejprve|poprvé) (?:objevil|vyšel) (?:na|v|ve) §"),
    ("cs", "source", r"(?:číst|čtěte|přečtěte si|zobrazit) (?:celý |původní )+(?:článek|text|rozhovor)"),  # not seen
    ("cs", "source", r"převzato (?:z|ze|od) §"),
    ("cs", "source", r"příspěvek .{1,200} pochází z §"),  # not seen
    ("cs", "source", r"s (?:laskavým )?(?:svolením|dovolením) §"),  # not seen
    ("cs", "xref", r"(?:čtěte také|čtěte i|přečtěte si také|přečtěte si i|mohlo by vás zajímat|související(?: články)?)\s*[:：|]?"),
    ("hr", "caption", r"(?:foto|fotografija|ilustracija)\s*[:：/]\s*\S.{0,80}$"),
    ("hr", "promo", r"pratite nas (?:na|i na|putem)\b"),
    ("hr", "source", r"(?:(?:ovaj |taj )?(?:članak|tekst|intervju|komentar) )?(?:je )?(?:izvorno|prvotno|prvobitno|originalno|prvi put|prvi puta) (?:je )?objavljen[oa]? (?:na|u|je na)(?: (?:portalu|stranici|časopisu|listu))? §"),
    ("hr", "source", r"(?:izvor|izvori|izvor vijesti)\s*[:：]\s*§?"),
    ("hr", "source", r"(?:originalni|izvorni) (?:članak|tekst)\s*(?:[:：]\s*§?|(?:→|»|↗|›)?$)"),  # not seen
    ("hr", "source", r"(?:ovaj |taj )?(?:članak|tekst|intervju|kolumna)\b.{0,30}?\b(?:prvotno|izvorno|prvobitno|originalno|prvi puta?)\b.{0,20}?\bobjavljen[oa]?(?: je)? (?:na|u) §"),  # not seen
    ("hr", "source", r"(?:pročitajte|cijeli) (?:cijeli |originalni |izvorni )*(?:članak|tekst)(?: (?:na|ovdje) §| ovdje)?"),  # not seen
    ("hr", "source", r"objava .{1,200} pojavila se prvi puta? na §"),  # not seen
    ("hr", "source", r"preuzeto (?:sa|s|iz|od)\b(?: (?:portala|stranice))?\s*[:：]?\s*§"),
    ("hr", "xref", r"(?:pročitajte (?:i|još|više|također)|vezane vijesti|čitajte (?:i|još))\s*[:：|]?"),
    ("mk", "caption", r"(?:фото|фотографија)\s*[:：]\s*\S.{0,80}$"),
    ("mk", "source", r"(?:(?:оваа |овој )?(?:објавата|статија|текст)\w* (?:.{1,120} )?)?(?:првично|првпат|најпрво|прво) (?:е |беше |се )?(?:објавен[ао]?|појави) (?:на|во) §"),  # not seen
    ("mk", "source", r"(?:извор|извори)\s*[:：]\s*§?"),  # not seen
    ("mk", "source", r"(?:превземено|преземено|пренесено) од\b\s*[:：]?\s*§"),
    ("mk", "xref", r"(?:прочитајте (?:и|повеќе)|поврзани вести|видете и)\s*[:：|]?"),
    ("pl", "caption", r"(?:fot\.|(?:foto|fot|zdjęcie|zdjęcia)\s*[:：])\s*\S.{0,80}$"),
    ("pl", "comment", r"(?:dodaj|zostaw|napisz) (?:swój )?komentarz"),
    ("pl", "promo", r"(?:obserwuj|śledź|polub) (?:nas|.{1,30}) (?:na|w) (?:google|facebooku|facebook|instagramie|twitterze|x\b)"),
    ("pl", "reference", r"źródło (?:danych|zdjęcia|zdjęć|grafiki)\s*[:：]\s*§?"),  # not seen
    ("pl", "rights", r"wszelkie prawa zastrzeżone"),
    ("pl", "source", r"(?:artykuł|tekst|wpis|wywiad|materiał|felieton)\s?(?:został |był |ukazał się )?(?:pierwotnie|oryginalnie|po raz pierwszy) (?:opublikowan[ya]|ukazał się|publikowany)(?: po \w+)? (?:na|w|przez|we) (?:łamach |portalu |serwisie )?§"),
    ("pl", "source", r"(?:artykuł|tekst|wywiad|wpis|felieton)\b.{0,20}? ukazał się (?:w|na|we) (?:magazynie |portalu |serwisie |tygodniku |dzienniku |blogu |łamach )§"),
    ("pl", "source", r"(?:artykuł|wpis|tekst|materiał)(?: .{1,200})? pochodzi z(?:e)?(?: (?:serwisu|portalu|strony))? ¤"),
    ("pl", "source", r"(?:artykuł|wpis|tekst|ten artykuł|materiał)\b.{0,200}(?:ukazał się (?:pierwotnie|po raz pierwszy)|został (?:pierwotnie )?opublikowany) (?:na|w|przez|z)? ?§"),  # not seen
    ("pl", "source", r"(?:czytaj|przeczytaj) (?:więcej|całość|dalej) (?:na|w) §"),  # not seen
    ("pl", "source", r"(?:czytaj|przeczytaj|zobacz) (?:oryginalny|cały|pełny|oryginał) ?(?:artykuł|tekst|wpis)?"),  # not seen
    ("pl", "source", r"(?:oryginalny (?:artykuł|tekst)|link do artykułu|źródło artykułu)\s*(?:[:：]\s*§?|(?:→|»|↗|›)?$)"),  # not seen
    ("pl", "source", r"(?:przedruk|za zgodą|za pozwoleniem|dzięki uprzejmości)\s*(?:z|za zgodą)?\s*[:：]?\s*§$"),  # not seen
    ("pl", "source", r"(?:źródło|źródła|za)\s*[:：]\s*§?"),
    ("pl", "xref", r"(?:czytaj także|czytaj też|czytaj również|zobacz także|zobacz też|przeczytaj także)\s*[:：|]?"),
    ("ru", "caption", r"(?:фото|изображение|иллюстрация|видео)\s*[:：]\s*\S.{0,80}$"),
    ("ru", "comment", r"(?:оставить|добавить|написать|оставьте) (?:свой )?(?:комментари\w+|отзыв)"),
    ("ru", "label", r"(?:реклама|поделиться|комментарии)$"),
    ("ru", "promo", r"(?:подписывайтесь|подпишитесь|читайте нас|следите за|присоединяйтесь) .{0,60}(?:telegram|телеграм|канал|дзен|google|вконтакте|новост|youtube)"),
    ("ru", "reference", r"источник (?:данных|фото|изображения|видео)\s*[:：]\s*§?"),  # not seen
    ("ru", "rights", r"все права защищены"),
    ("ru", "source", r"(?:(?:материал|статья|текст|интервью|колонка) )?(?:был[аи]? )?(?:впервые |изначально |первоначально |ранее )(?:был[аи]? )?опубликован[аоы]? (?:на|в|изданием|порталом)(?: сайте)? §"),
    ("ru", "source", r"(?:весь )?(?:материал|текст|стать|информаци|перевод)[а-я]{0,2} (?:был[аио]? )?взят[аыо]? (?:с|из)\b(?: сайт(?:а|ов)| ресурс(?:а|ов)| источник(?:а|ов))?\s*[:：]?\s*§"),
    ("ru", "source", r"(?:источник|первоисточник|по материалам|ссылка на источник|оригинал)\s*[:：—–-]\s*§?"),
    ("ru", "source", r"(?:материал|статья|текст|перевод) опубликован[аоы]? (?:на|в|изданием|с разрешения)(?: сайте)? §"),
    ("ru", "source", r"(?:оригинал (?:статьи|новости)|ссылка на (?:оригинал|статью))\s*(?:[:：]\s*§?|(?:→|»|↗|›)?$)"),  # not seen
    ("ru", "source", r"(?:с разрешения|с любезного разрешения|перепечатано из|перепечатка из|взято (?:с|из)) §"),  # not seen
    ("ru", "source", r"(?:сообщение|запись|статья|материал) .{1,200} (?:(?:сначала|впервые) появил[аио]сь (?:на|в)|появил[аио]сь (?:сначала|впервые|сперва) (?:на|в)|впервые опубликован[ао]? (?:на|в)|взята? (?:с|из)) §"),
    ("ru", "source", r"(?:читать|читайте|прочитать|смотреть) (?:полностью|оригинал|далее|статью|новость|материал)\b.{0,40}(?:на (?:сайте )?§|полностью|оригинал\w*|источник\w*|здесь)"),
    ("ru", "source", r"(?:эта |данная |этот )?(?:статья|материал|текст|интервью|колонка|перевод)\b.{0,20}? (?:опубликован[аоы]?|размещ[её]н[аоы]?|вышл?[аои]?) (?:на сайте|в журнале|в газете|в блоге|на портале|в издании) §"),
    ("ru", "source", r"опубликован[аоы]? (?:впервые|изначально) (?:на|в)(?: сайте| журнале| газете)? §"),  # not seen
    ("ru", "source", r"по (?:материалам|данным|информации|сообщению) ¤"),
    ("ru", "xref", r"(?:читайте также|читать также|смотрите также|по теме)\s*[:：|]?"),
    ("sk", "caption", r"(?:foto|zdroj fotografie|autor fotografie|ilustračn[áé] (?:fotografia|foto))\s*[:：]\s*\S.{0,80}$"),
    ("sk", "promo", r"(?:sledujte nás|odoberajte) .{0,40}(?:na|newsletter)"),
    ("sk", "source", r"(?:(?:tento )?(?:článok|text|rozhovor|komentár|príspevok) )?(?:bol |je )?(?:pôvodne|prvýkrát|po prvý raz) (?:vyšiel|vyšla|publikovan[ýáé]|zverejnen[ýáé]|uverejnen[ýáé]) (?:na|v|vo|pre) (?:portáli |denníku |webe )?§"),
    ("sk", "source", r"(?:pôvodný (?:článok|zdroj)|zdroj článku)\s*(?:[:：]\s*§?|(?:→|»|↗|›)?$)"),  # not seen
    ("sk", "source", r"(?:zdroje?|prevzaté z)\s*[:：]\s*§?"),
    ("sk", "source", r"prevzat[éáý] (?:z|zo|od) §"),  # not seen
    ("sk", "source", r"príspevok .{1,200} zobrazený najskôr §"),  # not seen
    ("sk", "xref", r"(?:čítajte (?:aj|tiež|viac)|prečítajte si (?:aj|tiež)|súvisiace články|mohlo by vás zaujímať)\s*[:：|]?"),
    ("sl", "caption", r"(?:foto|fotografija|slika)\s*[:：]\s*\S.{0,80}$"),
    ("sl", "promo", r"(?:sledite nam|spremljajte nas) (?:na|tudi)\b"),
    ("sl", "source", r"(?:(?:članek|besedilo|prispevek|kolumna|intervju|pogovor|vsi \w+)\b.{0,40}?)?(?:prvotno|izvirno|prvič) (?:je )?(?:bil[aoi]? )?objavljen[aoi]? (?:na|v) §"),
    ("sl", "source", r"(?:vir|viri)\s*[:：]\s*§?"),
    ("sl", "source", r"objava .{1,200} se je (?:prvič )?pojavila na §"),  # not seen
    ("sl", "source", r"povzeto po §"),  # not seen
    ("sl", "xref", r"(?:preberite (?:še|tudi|več)|preberi (?:še|tudi)|sorodne (?:vsebine|novice))\s*[:：|]?"),
    ("sr", "caption", r"(?:foto|фото|фотографија|fotografija)\s*[:：]\s*\S.{0,80}$"),
    ("sr", "promo", r"(?:pratite nas|пратите нас) (?:na|i na|на|и на)\b"),
    ("sr", "source", r"(?:članak|tekst|чланак|текст|објава|objava) .{0,200}?(?:prvobitno|izvorno|prvi put|првобитно|изворно|први пут|прво) (?:je |је |se |се )?(?:objavljen[oa]?|pojavi(?:o|la|lo)|објављен[оа]?|појави(?:о|ла|ло)) (?:na|u|на|у) §"),  # not seen
    ("sr", "source", r"(?:преузето|пренето) (?:са|из|од|с)\b\s*[:：]?\s*§"),
    ("uk", "caption", r"(?:фото|ілюстрація|зображення|відео)\s*[:：]\s*\S.{0,80}$"),
    ("uk", "promo", r"(?:підписуйтесь|підписуйтеся|читайте нас|стежте за|долучайтеся) .{0,60}(?:telegram|телеграм|канал|google|facebook|instagram|новин)"),
    ("uk", "source", r"(?:(?:матеріал|стаття|текст|інтерв.ю|колонка) )?(?:вперше |спочатку |спершу |раніше )(?:був |була |було )?(?:опублікован[аои]й?|з.явився|вийшла|вийшов) (?:на|у|в)(?: сайті| виданні)? §"),  # not seen
    ("uk", "source", r"(?:джерело|першоджерело|за матеріалами)\s*[:：—–-]\s*§?"),  # not seen
    ("uk", "source", r"(?:з дозволу|передрук(?:овано)? з|взято з) §"),  # not seen
    ("uk", "source", r"(?:запис|стаття|матеріал) .{1,200} (?:спершу|спочатку|вперше) з.яви\w+ (?:на|в|у) §"),  # not seen
    ("uk", "source", r"(?:оригінал(?: статті| новини)?|посилання на джерело)\s*(?:[:：]\s*§?|(?:→|»|↗|›)?$)"),
    ("uk", "source", r"(?:ця |дана |цей )?(?:стаття|матеріал|текст|інтерв.ю)\b.{0,20}? (?:вперше|спочатку|спершу) (?:був |була )?(?:опублікован\w+|з.яви\w+) (?:на|у|в)(?: сайті)? §"),
    ("uk", "source", r"(?:читайте|читати|читайте також) (?:оригінал|повну версію|повністю)\b.{0,30}(?:(?:на|за посиланням) §|тут)"),  # not seen
    ("uk", "source", r"(?:читати|читайте) оригінал(?: статті| новини)?\s*(?:→|»)?$"),
    ("uk", "source", r"за (?:матеріалами|даними|інформацією) ¤"),  # not seen
    ("uk", "xref", r"(?:читайте також|читати також)\s*[:：|]?"),
)
