"""Phrases in Romance languages: ca es fr gl it pt ro."""

from aggregator.reading.phrases.table.row import PhraseRow

# fmt: off
ROWS: tuple[PhraseRow, ...] = (
    ("ca", "caption", r"(?:foto|imatge)s?\s*[:：]\s*\S.{0,80}$"),
    ("ca", "promo", r"segueix-nos (?:a|en|al)\b"),
    ("ca", "source", r"(?:(?:aquest |l.)?(?:article|text|entrada|notícia) .{0,200})?(?:publicat|publicada|aparegut) (?:originalment|originàriament|per primera vegada|inicialment) (?:a|en|al|per) §"),
    ("ca", "source", r"(?:llegeix|llegiu|consulta) (?:l.article|la notícia|el text) (?:original|complet[ae]?|sencer)"),  # not seen
    ("ca", "source", r"fonts?\s*[:：]\s*§?"),  # not seen
    ("ca", "source", r"l.entrada .{1,200} ha aparegut primer a §"),  # not seen
    ("ca", "xref", r"(?:llegiu també|llegeix també|vegeu també|et pot interessar)\s*[:：|]?"),
    ("es", "caption", r"(?:foto|imagen|fotografía|crédito)s?\s*[:：]\s*\S.{0,80}$"),
    ("es", "comment", r"(?:deja|escribe|añade|agrega|dejar) (?:un|tu|una) (?:comentario|respuesta)"),
    ("es", "label", r"(?:publicidad|compartir|comentarios)$"),
    ("es", "paywall", r"(?:para seguir leyendo|suscríbete para|tu suscripción se está usando|contenido exclusivo para suscriptores|inicia sesión para)"),
    ("es", "promo", r"(?:síguenos|sigue a .{1,30}|suscríbete) (?:en|a) .{0,40}(?:google|facebook|instagram|whatsapp|twitter|x\b|youtube|newsletter|boletín|canal)"),
    ("es", "reference", r"fuentes? de (?:los )?(?:datos|la imagen|la foto|información)\s*[:：]\s*§?"),  # not seen
    ("es", "rights", r"todos los derechos reservados"),
    ("es", "source", r"(?:(?:el|la|este|esta) )?(?:artículo|nota|texto|entrada)\b.{0,200}(?:publicad[oa] (?:originalmente|primero|por primera vez)|apareció (?:primero|originalmente)|se publicó (?:primero|originalmente)) (?:en|por) §"),
    ("es", "source", r"(?:(?:este |el |la )?(?:artículo|texto|post|nota|entrevista) )?(?:fue )?(?:originalmente|inicialmente) publicad[oa] (?:en|por)\b\s*[:：]?\s*§"),  # not seen
    ("es", "source", r"(?:artículo|nota|noticia|texto) original\s*(?:[:：]|en)\s*§?"),
    ("es", "source", r"(?:artículo|texto|nota) publicad[oa] originalmente\]?\s*(?:→|»|↗)?$"),
    ("es", "source", r"(?:con (?:información|datos) de)\s+§"),
    ("es", "source", r"(?:con (?:permiso|autorización)|por cortesía|cortesía|reproducido con (?:permiso|autorización)|tomado) de(?:l)? §"),  # not seen
    ("es", "source", r"(?:este|el|la|esta) (?:artículo|texto|post|nota|entrada|entrevista|reportaje)\b.{0,30}?\b(?:originalmente|inicialmente|primero|por primera vez)\b.{0,20}?\b(?:publicad[oa]|publicó|apareció|aparecid[oa]) (?:en|por) §"),  # not seen
    ("es", "source", r"(?:fuente|vía|via|con información de)\s*[:：]\s*§?"),
    ("es", "source", r"(?:lee|leer|lea|ver) (?:el |la )?(?:artículo|nota|noticia|texto|publicación) (?:original|completa?|íntegr[oa])"),
    ("es", "source", r"(?:nota|artículo|texto|noticia|entrevista) (?:publicad[oa]|tomad[oa]|reproducid[oa]|extraíd[oa]) (?:en|de|por) §"),
    ("es", "source", r"(?:publicad[oa]|apareció|aparecido) (?:originalmente|primero|por primera vez|inicialmente) (?:en|por)\b\s*[:：]?\s*§"),
    ("es", "source", r"(?:seguir leyendo|leer más|continuar leyendo|continúe leyendo|sigue leyendo) en §"),  # not seen
    ("es", "source", r"(?:traducción|versión)(?: .{1,30})? publicad[oa] originalmente en\b\s*[:：]?\s*§"),
    ("es", "xref", r"(?:lee también|leer también|te puede interesar|también te puede interesar|más información|lea también)\s*[:：]?"),
    ("fr", "caption", r"(?:photo|image|crédit)s?\s*[:：]\s*\S.{0,80}$"),
    ("fr", "comment", r"(?:laissez?|laisser|ajoutez?|écrire) (?:un|votre) commentaire"),
    ("fr", "label", r"(?:publicité|partager|réagir|commentaires)$"),
    ("fr", "paywall", r"(?:il vous reste \d|la suite est réservée|article réservé|cet article est réservé|vous avez déjà un compte|déjà abonné)"),
    ("fr", "promo", r"(?:suivez-nous|retrouvez-nous|abonnez-vous) (?:sur|à)\b"),
    ("fr", "reference", r"sources? des? (?:données|chiffres|images?|photos?)\s*[:：]\s*§?"),  # not seen
    ("fr", "rights", r"tous droits réservés"),
    ("fr", "source", r"(?:article |texte |tribune )?(?:(?:initialement|d.abord|originellement) (?:publiée?|parue?)|(?:publiée?|parue?) (?:initialement|d.abord|pour la première fois|originellement)) (?:sur|dans|par|chez) §"),
    ("fr", "source", r"(?:avec l.aimable autorisation|reproduit avec (?:l.autorisation|la permission)|avec l.autorisation) d(?:e |u |es |e l.|.)§"),
    ("fr", "source", r"(?:cet article|ce texte|cette tribune|cet entretien|ce billet|cette interview|ce post|cette enquête)\b.{0,40}?\b(?:d.abord|initialement|originellement|à l.origine|en premier|pour la première fois)\b.{0,30}?\b(?:publiée?|parue?|apparu|diffusée?)(?: le [^,]{4,20})? (?:sur|dans|par|chez) §"),
    ("fr", "source", r"(?:cet article|l.article|ce texte)\b.{0,200}(?:est (?:d.abord )?(?:apparu|paru)|a été (?:initialement |d.abord )?publié|est republié|est apparu en premier|publié initialement|(?:a )?été initialement publié)(?: (?:en premier|à partir))? (?:sur|dans|par|de) §"),
    ("fr", "source", r"(?:extrait|tiré|adapté) d(?:e |u |es )(?:l.article )?¤"),  # not seen
    ("fr", "source", r"(?:lire|lisez|voir|retrouvez) (?:l.article|le texte|l.original|la suite|l.article original)\b.{0,60}(?:original|complet|intégral|ici|sur §)"),
    ("fr", "source", r"(?:source|article original|avec|via)\s*[:：]\s*§?"),
    ("fr", "source", r"la version (?:d.origine|originale) de (?:cet article|ce texte)\b.{0,20}(?:parue?|publiée?) (?:sur|dans|par) §"),
    ("fr", "source", r"lire (?:l.)?(?:article|original)\b.{0,12}original"),
    ("fr", "source", r"lire la suite (?:sur|dans|chez) §"),
    ("fr", "xref", r"(?:lire aussi|à lire aussi|voir aussi|sur le même sujet)\s*[:：|]?"),
    ("gl", "source", r"(?:publicad[oa]|aparec(?:eu|ido)) (?:orixinalmente|por primeira vez|primeiro) (?:en|no|na|por) §"),  # not seen
    ("gl", "xref", r"(?:le tamén|ler tamén|tamén che pode interesar)\s*[:：|]?"),
    ("it", "caption", r"(?:foto|immagine|credit[is]?|fotografia)\s*[:：]\s*\S.{0,80}$"),
    ("it", "comment", r"(?:lascia|scrivi|aggiungi) un commento"),
    ("it", "label", r"(?:pubblicità|condividi|commenti)$"),
    ("it", "paywall", r"(?:questo contenuto è riservato|contenuto riservato agli abbonati|sei già abbonato|per continuare a leggere)"),
    ("it", "promo", r"(?:seguici|iscriviti|segui .{1,40}) (?:su|sui|alla|al) .{0,40}(?:google|facebook|instagram|newsletter|telegram|whatsapp|social)"),
    ("it", "rights", r"(?:tutti i diritti riservati|riproduzione riservata|© ?riproduzione riservata)"),
    ("it", "source", r"(?:(?:questo |l.)?(?:articolo|testo|intervista|post) )?(?:è stat[oa] )?(?:pubblicat[oa]|apparso|apparsa|uscit[oa]) (?:originariamente|originalmente|inizialmente|per la prima volta|in origine) (?:su|da|dal|dalla|in|nel|nella|sul|sulla|per)\b\s*[:：]?\s*§"),
    ("it", "source", r"(?:(?:questo |l.)?(?:articolo|testo|post|intervista) )?(?:è stat[oa] )?(?:originariamente|originalmente|inizialmente) (?:pubblicat[oa]|apparso) (?:su|da|dal|dalla|in|nel|nella|sul|sulla|per)\b §"),  # not seen
    ("it", "source", r"(?:articolo |post |testo |intervista )?(?:originale |originario )(?:su|di|in|da) §"),
    ("it", "source", r"(?:articolo|testo|post|intervista) (?:è stat[oa] )?(?:pubblicat[oa]|tratt[oa]|ripres[oa]) (?:su|da|dal|dalla) ¤"),
    ("it", "source", r"(?:continua a leggere|leggi tutto|leggi il resto) su §"),  # not seen
    ("it", "source", r"(?:fonte|tratto da|via)\s*[:：]\s*§?"),
    ("it", "source", r"(?:leggi|vai al|vedi)(?: |l.)(?:l.)?(?:articolo|originale|testo)\b.{0,40}(?:originale|completo|qui|su §)"),
    ("it", "source", r"(?:per gentile concessione|con il permesso|su licenza) d(?:i|el|ella|ell.|egli) ?§"),  # not seen
    ("it", "source", r"(?:questo articolo|l.articolo|articolo)\b.{0,200}(?:pubblicato (?:originariamente|per la prima volta|originalmente)|proviene da|è apparso (?:per la prima volta|originariamente)|sembra essere il primo su) ?(?:su|da|in|il)? ?§"),
    ("it", "xref", r"(?:leggi anche|potrebbe interessarti|vedi anche)\s*[:：|]?"),
    ("pt", "caption", r"(?:foto|imagem|fotografia|crédito)s?\s*[:：]\s*\S.{0,80}$"),
    ("pt", "comment", r"(?:deixe|escreva|adicione|deixar) (?:um|o seu|seu) (?:comentário|comentario)"),
    ("pt", "label", r"(?:publicidade|compartilhar|comentários)$"),
    ("pt", "paywall", r"(?:para continuar lendo|conteúdo exclusivo para assinantes|já é assinante)"),
    ("pt", "promo", r"(?:siga|acompanhe|inscreva-se|clique aqui e) .{0,40}(?:google news|notícias|facebook|instagram|whatsapp|youtube|canal)"),
    ("pt", "rights", r"todos os direitos reservados"),
    ("pt", "source", r"(?:(?:este |o |a )?(?:artigo|texto|post|matéria|conteúdo|reportagem) )?(?:foi )?(?:originalmente|inicialmente|primeiramente) publicad[oa](?: em \d{4})? (?:em|no|na|nos|por|pelo|pela)\b\s*[:：]?\s*§"),
    ("pt", "source", r"(?:(?:este |o |a )?(?:artigo|texto|post|matéria|conteúdo|reportagem) )?(?:foi )?(?:publicad[oa]|apareceu) (?:originalmente|primeiro|inicialmente|pela primeira vez) (?:em|no|na|nos|por|pelo|pela)\b\s*[:：]?\s*§"),
    ("pt", "source", r"(?:artigo|matéria|texto|notícia|publicação) original\s*(?:[:：]\s*§?|(?:→|»|↗|›)?$)"),  # not seen
    ("pt", "source", r"(?:com informações|com dados|informações) (?:de|da|do|das|dos) ¤"),
    ("pt", "source", r"(?:este |o |a )?(?:artigo|post|texto|matéria|conteúdo)\b.{0,200}(?:publicad[oa] (?:originalmente|primeiro|inicialmente)|apareceu (?:primeiro|originalmente)|é republicad[oa]|foi publicad[oa]) (?:em|no|na|por|pelo|pela|de) §"),
    ("pt", "source", r"(?:este|esta|o|a) (?:artigo|texto|post|matéria|conteúdo|reportagem|entrevista)\b.{0,30}?\b(?:originalmente|inicialmente|primeiro|pela primeira vez)\b.{0,20}?\b(?:publicad[oa]|saiu|apareceu) (?:em|no|na|nos|nas|por|pelo|pela) §"),
    ("pt", "source", r"(?:fonte|com informações (?:de|da|do)|via)\s*[:：]\s*§?"),
    ("pt", "source", r"(?:leia|continue lendo|veja) (?:mais |a íntegra |na íntegra )?(?:em|no|na) §"),  # not seen
    ("pt", "source", r"(?:leia|ler|veja|confira) (?:o |a )?(?:artigo|matéria|notícia|texto|reportagem) (?:original|completa?|na íntegra)"),  # not seen
    ("pt", "source", r"(?:reproduzido|republicado|publicado) (?:com|sob) (?:a )?(?:permissão|autorização|licença) (?:de|do|da) §"),  # not seen
    ("pt", "xref", r"(?:leia também|leia mais|veja também|saiba mais)\s*[:：|]"),
    ("ro", "caption", r"(?:foto|sursa foto|imagine|video)\s*[:：]\s*\S.{0,80}$"),
    ("ro", "promo", r"(?:urmărește-ne|urmăriți-ne|urmărește|abonează-te) .{0,60}(?:google news|facebook|instagram|telegram|whatsapp|youtube|newsletter)"),
    ("ro", "source", r"(?:(?:acest|articolul|textul|materialul)\b.{0,120}?)?(?:publicat|publicată|apărut|apărută|a apărut) (?:inițial|iniţial|prima dată|pentru prima dată|original) (?:pe|în|in|la|de) §"),
    ("ro", "source", r"(?:articol |text |știre )?(?:preluat|preluată|preluare) (?:de pe|din|de la|cu acordul) §"),  # not seen
    ("ro", "source", r"(?:articol(?:ul)? original|articolul integral)\s*(?:[:：]\s*§?|(?:→|»|↗|›)?$)"),  # not seen
    ("ro", "source", r"(?:articolul|postul|materialul) .{1,200} apare prima dat[ăa] (?:în|pe|la) §"),  # not seen
    ("ro", "source", r"(?:citește|citiți|citeşte|vezi) (?:articolul|știrea|textul|materialul) (?:original|complet|integral)"),  # not seen
    ("ro", "source", r"(?:surs[ăa]|surse|sursa articolului|preluare|via)\s*[:：]\s*§?"),
    ("ro", "xref", r"(?:citește și|citeşte şi|citește mai mult|citiți și|citiţi şi|vezi și|pe aceeași temă)\s*[:：|]?"),
)
