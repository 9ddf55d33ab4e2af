"""What a mail states, by phrases in the languages of answers. To add a phrase, add a line in the order of its table.

The statements are those that 17 USC 512(c)(3)(A)(v)-(vi) and Article 16(2)(d) of the Digital Services Act ask for;
the phrases are those of the forms that publishers and platforms offer for them.
"""

import re
from collections.abc import Sequence

from aggregator.results.takedowns import Ground, Statement

MAX_SIGNATURE_LINES = 12  # at the end of a mail, where its sender signs
WORDS_BEFORE = 80  # characters before an address that say what it is

STATEMENTS: tuple[tuple[str, Statement, str], ...] = (
    ("de", "accurate", r"an eides statt"),
    (
        "de",
        "accurate",
        r"(?:richtig|korrekt|zutreffend|wahrheitsgemäß|wahrheitsgetreu) (?:und vollständig|sind)",
    ),
    ("de", "authorised", r"(?:bevollmächtigt|berechtigt|befugt),?\s(?:zu|für|im|den|die|bin)"),
    ("de", "good_faith", r"(?:guten|gutem) glauben"),
    ("de", "good_faith", r"nach bestem wissen"),
    ("en", "accurate", r"(?:is|are) (?:true|accurate|correct)"),
    ("en", "accurate", r"penalty of perjury"),
    ("en", "authorised", r"authori[sz]ed (?:to act|agent|representative|by)"),
    ("en", "authorised", r"i am the (?:owner|author|copyright|rights?)"),
    ("en", "good_faith", r"good[- ]faith"),
    ("es", "accurate", r"(?:exacta|veraz|correcta|exactos|veraces)\b"),
    ("es", "accurate", r"pena de perjurio"),
    ("es", "authorised", r"autorizad[oa] (?:para|a|por)"),
    ("es", "good_faith", r"buena fe"),
    ("fr", "accurate", r"(?:exacte?s?|véridiques?)\b"),
    ("fr", "accurate", r"peine de parjure"),
    ("fr", "authorised", r"(?:autorisée?|habilitée?|mandatée?) (?:à|pour|par)"),
    ("fr", "good_faith", r"bonne foi"),
)
GROUNDS: tuple[tuple[str, Ground, str], ...] = (
    ("de", "court_order", r"(?:einstweilige verfügung|gerichtsbeschluss|gerichtliche anordnung)"),
    ("de", "personal_data", r"(?:personenbezogen|dsgvo|datenschutz-grundverordnung)"),
    ("en", "court_order", r"(?:court order|order of the court|injunction)"),
    ("en", "personal_data", r"(?:personal data|gdpr|right to (?:erasure|be forgotten))"),
    ("es", "court_order", r"(?:orden judicial|medida cautelar)"),
    ("es", "personal_data", r"(?:datos personales|derecho al olvido|derecho de supresión)"),
    ("fr", "court_order", r"(?:ordonnance du tribunal|ordonnance de référé|décision de justice)"),
    (
        "fr",
        "personal_data",
        r"(?:données (?:personnelles|à caractère personnel)|rgpd|droit à l.(?:oubli|effacement))",
    ),
)
# Words before an address, where a mail has addresses of several sites: `source` names what others copied; `own` names
# the sender's own publication, unless `remove` asks to remove it ("please remove our article").
BEFORE_ADDRESS: tuple[tuple[str, str, str], ...] = (
    (
        "de",
        "own",
        r"(?:mein|unser)e?[nrms]? (?:eigene[nrs]? )?(?:artikel|beitrag|seite|text|veröffentlichung|werk)",
    ),
    ("de", "remove", r"(?:entfern|lösch|entfernung|löschung|sperr)"),
    (
        "de",
        "source",
        r"(?:kopien? (?:von|des|der|meine[sr]|unsere[sr])|kopiert (?:von|aus)|übernommen (?:von|aus)|original(?:artikel|beitrag|seite|text)?:?\s*$|urfassung|zuerst (?:erschienen|veröffentlicht))",
    ),
    ("en", "own", r"(?:my|our) (?:own )?(?:article|page|publication|report|story|text|work)"),
    ("en", "remove", r"(?:remov|delet|tak(?:e|ing) (?:it |this |them |these )?down|takedown|eras)"),
    (
        "en",
        "source",
        r"(?:cop(?:y|ies) of|copied from|taken from|stolen from|original(?: (?:article|page|report|text|work))?(?: is| at)?:?\s*$|originally|first published)",
    ),
    (
        "es",
        "own",
        r"(?:mi|nuestr[oa]) (?:propi[oa] )?(?:artículo|noticia|obra|página|publicación|texto)",
    ),
    ("es", "remove", r"(?:elimin|retir|borr|suprim)"),
    (
        "es",
        "source",
        r"(?:copias? de|copiad[oa] de|tomad[oa] de|original:?\s*$|originalmente|publicad[oa] primero)",
    ),
    ("fr", "own", r"(?:mon|ma|notre) (?:propre )?(?:article|oeuvre|œuvre|page|publication|texte)"),
    ("fr", "remove", r"(?:supprim|retir|effac|suppression|retrait)"),
    (
        "fr",
        "source",
        r"(?:copies? (?:de|du)|copiée? (?:de|depuis|sur)|reprise? de|originale?:?\s*$|d'abord publiée?)",
    ),
)
_SENTENCE_END = re.compile(r"[.!?;]\s|\n\s*\n|https?://\S+")
# Words that ask for the copies of a text as well
COPIES: tuple[tuple[str, str], ...] = (
    ("de", r"\b(?:kopien|abschriften|überall|allen? (?:seiten|stellen|websites))\b"),
    ("en", r"\b(?:copies|duplicates|everywhere|mirrors|reposts|wherever)\b"),
    ("es", r"\b(?:copias|en todas partes|todos los sitios)\b"),
    ("fr", r"\b(?:copies|partout|tous les sites)\b"),
)
# Words that ask for a removal; and those that say the opposite, or take a request back
REMOVAL: tuple[tuple[str, str], ...] = (
    ("da", r"\b(?:fjern|slet)"),
    ("de", r"(?:entfern|lösch|sperr|unterlass|depublizier|aus dem netz|vom netz|offline)"),
    (
        "en",
        r"(?:\bremov|\bdelet|\beras|tak(?:e|en|ing)\b[^.!?]{0,80}\b(?:down|off)\b|takedown|take-down|unpublish|withdraw|dmca|infring|forgotten)",
    ),
    ("es", r"(?:elimin|retir|borr|suprim|\bquit(?:ar|en|e)\b)"),
    ("fr", r"(?:supprim|retir|effac|suppression|retrait|enlev|déréférenc)"),
    ("it", r"(?:rimuov|rimozione|cancell|elimin)"),
    ("nl", r"verwijder"),
    ("pl", r"\busu(?:n|ń)"),
    ("pt", r"(?:remov|remoção|apag|exclu[ai]|retir)"),
    ("sv", r"(?:ta bort|avlägsna|radera)"),
)
KEEPING: tuple[tuple[str, str], ...] = (
    (
        "de",
        r"\bnicht (?:\w+ )?(?:zu )?(?:entfernen|löschen)\b|antrag (?:\w+ )?zurück|(?:ziehe|nehme)n? (?:\w+ ){1,4}zurück",
    ),
    (
        "en",
        r"(?:\b(?:do|must|should|need) not|\b(?:do|must|should|need)n.t|\bnever) (?:\w+ )?(?:remov|delet|take|eras)",
    ),
    (
        "en",
        r"(?:withdraw|cancel|retract|rescind)\w* (?:\w+ )?(?:request|notice|case)|changed (?:my|our) minds?",
    ),
    ("es", r"\bno (?:\w+ )?(?:elimin(?:en?|ar)|retir(?:en?|ar)|borr(?:en?|ar)|suprim(?:an?|ir))\b"),
    ("es", r"(?:cancel|anul|retir)\w* (?:\w+ )?(?:solicitud|petición)"),
    (
        "fr",
        r"\bne (?:\w+ )?(?:pas )?(?:supprim|retir|effac)(?:ez|er)\b|(?:annul|retir)\w* (?:\w+ )?demande",
    ),
)
_QUOTED = re.compile(r"^[ \t]*>.*$", re.MULTILINE)


def find_statements(text: str) -> tuple[Statement, ...]:
    """Returns what a sender states in the sender's own words: what is quoted does not count."""
    own = _make_searchable(text)
    found = {statement for _, statement, pattern in STATEMENTS if re.search(pattern, own)}
    return tuple(sorted(found))


def find_ground(text: str) -> Ground:
    """Returns the ground that a mail names; copyright where it names none."""
    own = _make_searchable(text)
    return next((ground for _, ground, pattern in GROUNDS if re.search(pattern, own)), "copyright")


def find_signature(text: str, name: str) -> str:
    """Returns the name of the sender when the mail ends with it, which signs it; else an empty text."""
    own = _QUOTED.sub("", text).strip().splitlines()[-MAX_SIGNATURE_LINES:]
    return name if name and name.casefold() in "\n".join(own).casefold() else ""


def asks_for_copies(text: str) -> bool:
    """Returns whether a mail asks for the copies of a text, in the sender's own words."""
    return _says(text, COPIES)


def asks_for_removal(text: str) -> bool:
    """Returns whether a mail asks to remove something, in the sender's own words."""
    return _says(text, REMOVAL) and not asks_to_keep(text)


def asks_to_keep(text: str) -> bool:
    """Returns whether a mail may ask to remove nothing, or take a request back."""
    return _says(text, KEEPING)


def _says(text: str, table: Sequence[tuple[str, str]]) -> bool:
    own = _make_searchable(text)
    return any(re.search(pattern, own) for _, pattern in table)


def names_own_work(text: str, place: int) -> bool:
    """Returns whether the words before an address call it the sender's own publication, which others copied."""
    before = _SENTENCE_END.split(text[max(0, place - WORDS_BEFORE) : place].lower())[-1]
    signals = {signal for _, signal, pattern in BEFORE_ADDRESS if re.search(pattern, before)}
    return "source" in signals or ("own" in signals and "remove" not in signals)


def _make_searchable(text: str) -> str:
    return " ".join(_QUOTED.sub("", text).lower().split())
