"""Words, names, credit lines and datelines in eight languages.

Everything that has two variants has one for fitting and one for the report, so that a rule
that only knows one wording is noticed. `{a}`…`{/a}` is the link, `{name}` the party it credits.
"""

from dataclasses import dataclass

Pair = tuple[tuple[str, ...], tuple[str, ...]]  # for fitting, for the report


@dataclass(frozen=True)
class Language:
    """One language of this press."""

    code: str
    words: str
    syllables: str
    linked: Pair  # credit lines with a link
    named: Pair  # the same without
    told: tuple[str, str]  # who was spoken to, for fitting and for the report
    wires: Pair  # "agency | dateline with {place} | sign-off | domain"
    papers: tuple[str, ...]
    months: str
    stop: str = ". "
    blank: str = " "


# fmt: off
LANGUAGES: tuple[Language, ...] = (
    Language(
        "en",
        "the a of and to in for with from after before under over against between council bridge water price market school road hospital minister court judge budget plan report vote month year village harbour engine winter river energy train worker union company bank tax law police fire storm season harvest museum theatre team match coach player teacher student doctor patient farmer field forest airport station tower office letter speech meeting talks deal border island city capital region neighbours said will would could was were has had is be new old large small early late public local national final second third several many few open closed slow quick heavy strong weak higher lower",
        "bar den ley ton win har mor lin cot wes dale field mark gard ros ben tho nor hal pen",
        (("{a}Read original article here{/a}", "This article was originally published by {a}{name}{/a}.", "Source: {a}{name}{/a}"),
         ("The post {title} appeared first on {a}{name}{/a}.", "{a}Read the full story at {name}{/a}", "First published on {a}{name}{/a}.")),
        (("Originally published by {name}.", "Source: {name}"), ("This story first appeared in {name}.", "Republished from {name}")),
        ("told {name} in an interview", "said in an interview with {name}"),
        (("Reuters | {PLACE}, Mar 3 (Reuters) - | (Reporting by Ann Pell; Editing by Tom Rook) | reuters.com", "Press Trust of India | {place}, Mar 3 (PTI) | (PTI) | ptinews.com"),
         ("Associated Press | {PLACE} (AP) — | Copyright 2026 The Associated Press. All rights reserved. | apnews.com", "Xinhua | {PLACE}, March 3 (Xinhua) -- | (Xinhua) | news.cn")),
        ("Courier", "Herald", "Tribune", "Gazette", "Observer", "Chronicle", "Post", "Mail", "Record", "Sentinel", "Examiner", "Dispatch"),
        "March",
    ),
    Language(
        "de",
        "der die das und in von mit nach vor unter über gegen zwischen für auf Rat Brücke Wasser Preis Markt Schule Straße Krankenhaus Minister Gericht Richter Haushalt Plan Bericht Abstimmung Monat Jahr Dorf Hafen Motor Winter Fluss Energie Zug Arbeiter Verband Firma Bank Steuer Gesetz Polizei Feuer Sturm Saison Ernte Museum Theater Mannschaft Spiel Trainer Lehrer Schüler Arzt Patient Bauer Feld Wald Flughafen Bahnhof Turm Amt Brief Rede Sitzung Gespräche Grenze Insel Stadt Region Nachbarn sagte wird würde könnte war hatte ist neu alt groß klein früh spät öffentlich national mehrere viele wenige offen langsam schnell stark schwach höher",
        "berg bach feld hau lin mer sten wal den hof rod ker tal bruck nau sel dorn horn",
        (("Quelle: {a}{name}{/a}", "Dieser Artikel erschien zuerst auf {a}{name}{/a}.", "{a}Zum Originalartikel{/a}"),
         ("Der Beitrag {title} erschien zuerst auf {a}{name}{/a}.", "{a}Hier geht es zum Originalbeitrag{/a}", "Originalquelle: {a}{name}{/a}")),
        (("Quelle: {name}", "Dieser Text erschien zuerst bei {name}."), ("Der Artikel erschien zunächst in {name}.", "Dieser Beitrag ist zuerst bei {name} erschienen.")),
        ("sagte er der Zeitung {name}", "sagte sie im Gespräch mit {name}"),
        (("Deutsche Presse-Agentur | {place} (dpa) - | © dpa-infocom, dpa:260303-99-{item}/2 | dpa.com", "SID | {place} (SID) – | (SID) | sid.de"),
         ("APA | {PLACE} (APA) - | (APA) | apa.at", "KNA | {place} (KNA) - | (KNA) | kna.de")),
        ("Anzeiger", "Kurier", "Bote", "Nachrichten", "Rundschau", "Tagblatt", "Morgenpost", "Volksblatt", "Echo", "Merkur", "Kreiszeitung", "Abendblatt"),
        "März",
    ),
    Language(
        "es",
        "el la los las de y en con por para tras antes bajo sobre contra entre consejo puente agua precio mercado escuela calle hospital ministro tribunal juez presupuesto plan informe voto mes año pueblo puerto motor invierno río energía tren obrero sindicato empresa banco impuesto ley policía fuego tormenta temporada cosecha museo teatro equipo partido entrenador jugador maestro alumno médico paciente granjero campo bosque aeropuerto estación torre oficina carta discurso reunión acuerdo frontera isla ciudad capital región vecinos dijo será podría era fue tiene había nuevo viejo grande pequeño temprano tarde público local nacional varios muchos pocos abierto lento rápido fuerte débil mayor menor",
        "mar cas tor val ver san lar pen dol mon sal cer rio bal gar nar",
        (("Fuente: {a}{name}{/a}", "{a}Leer el artículo original{/a}", "Este artículo fue publicado originalmente en {a}{name}{/a}."),
         ("La entrada {title} se publicó primero en {a}{name}{/a}.", "{a}Lea la nota completa{/a}", "Vía: {a}{name}{/a}")),
        (("Fuente: {name}", "Esta nota fue publicada originalmente por {name}."), ("Con información de {name}", "El artículo apareció primero en {name}.")),
        ("dijo a {name}", "declaró en una entrevista con {name}"),
        (("Agencia EFE | {place}, 3 mar (EFE).- | (EFE) | efe.com", "Prensa Latina | {place}, 3 mar (Prensa Latina) - | (Prensa Latina) | prensa-latina.cu"),
         ("Europa Press | {PLACE}, 3 Mar. (EUROPA PRESS) - | (Europa Press) | europapress.es", "Associated Press | {PLACE} (AP) — | (AP) | apnews.com")),
        ("Diario", "Heraldo", "Noticiero", "Correo", "Faro", "Mundo", "Norte", "Mercurio", "Provincia", "Tiempo", "Universal", "Sur"),
        "marzo",
    ),
    Language(
        "fr",
        "le la les des et en avec par pour après avant sous sur contre entre conseil pont eau prix marché école rue hôpital ministre tribunal juge budget plan rapport vote mois année village port moteur hiver fleuve énergie train ouvrier syndicat entreprise banque impôt loi police feu tempête saison récolte musée théâtre équipe match entraîneur joueur maître élève médecin patient fermier champ forêt aéroport gare tour bureau lettre discours réunion accord frontière île ville capitale région voisins dit sera pourrait était avait est nouveau vieux grand petit tôt tard public local national plusieurs nombreux peu ouvert lent rapide fort faible",
        "mar val mont ville ler ran bel cour dor lan per nes tour gard bri sau",
        (("Source : {a}{name}{/a}", "{a}Lire l’article original{/a}", "Cet article est apparu en premier sur {a}{name}{/a}."),
         ("L’article {title} est apparu en premier sur {a}{name}{/a}.", "{a}Lire l'article complet sur {name}{/a}", "Cet article a été initialement publié par {a}{name}{/a}.")),
        (("Source : {name}", "Cet article a été publié initialement par {name}."), ("Ce texte a été d'abord publié dans {name}.", "Avec : {name}")),
        ("a-t-il déclaré à {name}", "a-t-elle confié dans un entretien avec {name}"),
        (("Agence France-Presse | {PLACE}, 3 mars (AFP) - | © AFP | afp.com", "Keystone-SDA | {place} (ATS) - | (ats) | keystone-sda.ch"),
         ("Belga | {PLACE} (Belga) - | (Belga) | belga.be", "MAP | {place}, 3 mars 2026 (MAP) – | (MAP) | mapnews.ma")),
        ("Dépêche", "Voix", "Progrès", "Courrier", "Républicain", "Gazette", "Éclair", "Quotidien", "Indépendant", "Journal", "Télégramme", "Matin"),
        "mars",
    ),
    Language(
        "pt",
        "o a os as de e em com por para após antes sob sobre contra entre conselho ponte água preço mercado escola rua hospital ministro tribunal juiz orçamento plano relatório voto mês ano aldeia porto motor inverno rio energia comboio operário sindicato empresa banco imposto lei polícia fogo tempestade época colheita museu teatro equipa jogo treinador jogador professor aluno médico doente agricultor campo floresta aeroporto estação torre gabinete carta discurso reunião acordo fronteira ilha cidade capital região vizinhos disse será poderia era foi tem havia novo velho grande pequeno cedo tarde público nacional vários muitos poucos aberto lento rápido forte fraco",
        "mar val rio bel fer tor san lou pen mir vei cal gou nas ral bri",
        (("Fonte: {a}{name}{/a}", "{a}Leia o artigo original{/a}", "Este artigo foi publicado originalmente em {a}{name}{/a}."),
         ("O post {title} apareceu primeiro em {a}{name}{/a}.", "{a}Leia a matéria completa{/a}", "Via: {a}{name}{/a}")),
        (("Fonte: {name}", "Texto publicado originalmente por {name}."), ("Com informações de: {name}", "Este texto foi publicado inicialmente em {name}.")),
        ("disse ao {name}", "afirmou em entrevista ao {name}"),
        (("Lusa | {place}, 03 mar 2026 (Lusa) - | (Lusa) | lusa.pt", "Agência Brasil | {place} (Agência Brasil) - | (Agência Brasil) | agenciabrasil.ebc.com.br"),
         ("Agencia EFE | {place}, 3 mar (EFE).- | (EFE) | efe.com", "Reuters | {PLACE} (Reuters) - | (Reuters) | reuters.com")),
        ("Diário", "Correio", "Jornal", "Gazeta", "Folha", "Tribuna", "Notícias", "Expresso", "Comércio", "Atlântico", "Semanário", "Povo"),
        "março",
    ),
    Language(
        "it",
        "il la i le di e in con per dopo prima sotto sopra contro tra consiglio ponte acqua prezzo mercato scuola strada ospedale ministro tribunale giudice bilancio piano rapporto voto mese anno paese porto motore inverno fiume energia treno operaio sindacato azienda banca tassa legge polizia fuoco tempesta stagione raccolto museo teatro squadra partita allenatore giocatore maestro alunno medico paziente contadino campo bosco aeroporto stazione torre ufficio lettera discorso riunione accordo confine isola città capitale regione vicini disse sarà potrebbe era fu ha aveva nuovo vecchio grande piccolo presto tardi pubblico locale nazionale diversi molti pochi aperto lento veloce forte debole",
        "mar val mon tor bel cor san fer gal lan ric ben pol ver nar sol",
        (("Fonte: {a}{name}{/a}", "{a}Leggi l’articolo originale{/a}", "Questo articolo è stato pubblicato originariamente su {a}{name}{/a}."),
         ("L'articolo {title} proviene da {a}{name}{/a}.", "{a}Vai all'articolo completo{/a}", "Tratto da: {a}{name}{/a}")),
        (("Fonte: {name}", "Articolo pubblicato originariamente su {name}."), ("Tratto da: {name}", "Questo articolo è apparso per la prima volta su {name}.")),
        ("ha detto a {name}", "ha spiegato in un’intervista a {name}"),
        (("ANSA | (ANSA) - {PLACE}, 03 MAR - | (ANSA). | ansa.it", "Reuters | {PLACE} (Reuters) - | (Reuters) | reuters.com"),
         ("ADN Kronos | {place}, 3 mar. (Adnkronos) - | (Adnkronos) | adnkronos.com", "Associated Press | {PLACE} (AP) — | (AP) | apnews.com")),
        ("Corriere", "Gazzetta", "Messaggero", "Mattino", "Giornale", "Voce", "Eco", "Tempo", "Resto", "Secolo", "Provincia", "Nuova"),
        "marzo",
    ),
    Language(
        "ru",
        "и в на с по для после до под над против между совет мост вода цена рынок школа улица больница министр суд судья бюджет план доклад голос месяц год деревня порт мотор зима река энергия поезд рабочий союз компания банк налог закон полиция огонь буря сезон урожай музей театр команда матч тренер игрок учитель ученик врач больной фермер поле лес аэропорт вокзал башня письмо речь заседание переговоры граница остров город столица регион соседи сказал будет мог был была имеет новый старый большой малый рано поздно местный народный несколько много мало открыт медленный быстрый сильный слабый выше ниже",
        "бор лес град нов кар сом вер тол мин рог пет лав дон зел яр кол",
        (("Источник: {a}{name}{/a}", "{a}Читать оригинал на сайте {name}{/a}", "Статья {title} появилась сначала на {a}{name}{/a}."),
         ("Запись {title} впервые появилась на {a}{name}{/a}.", "{a}Читать полностью на {name}{/a}", "Первоисточник: {a}{name}{/a}")),
        (("Источник: {name}", "По материалам: {name}"), ("Первоисточник: {name}", "Статья взята с {name}.")),
        ("сказал он газете {name}", "рассказала она в интервью {name}"),
        (("TASS | {PLACE}, 3 марта. /ТАСС/. | /ТАСС/ | tass.ru", "Interfax | {place}. 3 марта. ИНТЕРФАКС - | (Интерфакс) | interfax.ru"),
         ("RIA Novosti | {PLACE}, 3 мар — РИА Новости. | РИА Новости | ria.ru", "Kazinform | {PLACE}. КАЗИНФОРМ - | (Казинформ) | inform.kz")),
        ("Вестник", "Правда", "Известия", "Труд", "Новости", "Маяк", "Голос", "Заря", "Время", "Курьер", "Звезда", "Край"),
        "марта",
    ),
    Language(
        "zh",
        "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严",
        "安平海城州林江河山川宁泰昌庆阳新",
        (("来源:{a}{name}{/a}", "{a}阅读原文{/a}", "本文来自{a}{name}{/a}"), ("文章来源:{a}{name}{/a}", "{a}查看全文{/a}", "转载自:{a}{name}{/a}")),
        (("来源:{name}", "本文转自{name}"), ("文章来源:{name}", "稿件来源:{name}")),
        ("他对{name}表示", "她在接受{name}采访时说"),
        (("Xinhua | 新华社{place}3月3日电 | (新华社) | news.cn", "Reuters | 路透社{place}3月3日电 | (路透社) | reuters.com"),
         ("China News Service | 中新社{place}3月3日电 | (中新社) | chinanews.com.cn", "Agence France-Presse | 法新社{place}3月3日电 | (法新社) | afp.com")),
        ("日报", "晚报", "早报", "时报", "新报", "商报", "周报", "导报", "晨报", "都市报", "信报", "公报"),
        "3月", "。", "",
    ),
)
RELEASES: tuple[tuple[str, ...], tuple[str, ...]] = (  # press-release wires: "name | dateline | home"
    ("PR Newswire | {PLACE}, March 3, 2026 /PRNewswire/ -- | prnewswire.com",),
    ("Business Wire | {PLACE}--(BUSINESS WIRE)-- | businesswire.com", "GlobeNewswire | {PLACE}, March 03, 2026 (GLOBE NEWSWIRE) -- | globenewswire.com"),
)
# What automatic aggregators print below, by language; English stands for the rest.
NOTICES = {
    "en": "{name} is an automatic aggregator of news from around the world. Every item names the hyperlink to its primary source. All trademarks belong to their rightful owners, all materials to their authors. If you are the owner of this content and do not want us to publish it, contact us by e-mail and it will be deleted within 24 hours.",
    "de": "{name} sammelt Nachrichten automatisch. Bei jedem Text ist die Quelle verlinkt. Alle Inhalte gehören den jeweiligen Inhabern. Rechteinhaber kontaktieren uns bitte, der Text wird innerhalb von 24 Stunden gelöscht.",
    "ru": "{name} — автоматический агрегатор новостей. В каждом материале есть ссылка на первоисточник. Все материалы принадлежат их авторам. Если вы правообладатель, напишите нам, и материал будет удалён в течение 24 часов.",
}
# fmt: on
