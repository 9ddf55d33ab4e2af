"""Back-dated copies that carry signals of trust, and crowds that support them."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from benchmarks.origin import edits
from benchmarks.origin.lines import Dateline, fill, read_datelines
from benchmarks.origin.maker import label_with_agency
from benchmarks.origin.model import Page
from benchmarks.origin.texts import Text
from benchmarks.takedown_requests.kinds_fake import attack
from benchmarks.takedown_requests.model import Group, Stored
from benchmarks.takedown_requests.show import show
from benchmarks.takedown_requests.stage import (
    DAY,
    Stage,
    batch,
    found,
    polled,
    publisher,
    text_of,
)
from tests import signing


def _meta(page: Page, *tags: str) -> Page:
    return replace(page, parts=(*page.parts, *(("meta", tag) for tag in tags)))


def _store_either(stage: Stage, original: Page, fake: Page) -> tuple[Stored, ...]:
    """Stored in one import, or by polls."""
    if stage.maker.take_turn("stored", (True, False)):
        return batch((original, fake), fake.out + 60)
    return polled(original), polled(fake)


def make_own_canonical(stage: Stage) -> Group:
    """The fake is canonical to itself, and based on itself by every tag there is."""
    original = stage.original()
    fake = stage.fake(original, after=40)
    said = f'{{"@type":"NewsArticle","isBasedOn":"{fake.url}","creditText":"{fake.site.name}"}}'
    fake = _meta(
        fake,
        f'<meta name="original-source" content="{fake.url}">',
        f'<meta name="syndication-source" content="{fake.url}">',
        f'<script type="application/ld+json">{said}</script>',
    )
    return attack(stage, "own_canonical", original, fake, _store_either(stage, original, fake))


def make_hacked_canonical(stage: Stage) -> Group:
    """Somebody put the fake's address into the canonical link of the victim's page."""
    original = stage.original()
    fake = stage.fake(original, after=40)
    original = replace(original, canonical=fake.url)
    return attack(stage, "hacked_canonical", original, fake, _store_either(stage, original, fake))


def make_hacked_later(stage: Stage) -> Group:
    """The victim's page was read as it was, and again with the canonical link to the fake."""
    original = stage.original()
    fake = stage.fake(original, after=40)
    hacked = replace(original, canonical=fake.url)
    stored = (polled(original), polled(fake), found(hacked, fake.out + DAY))
    return attack(stage, "hacked_later", original, fake, stored)


def make_hacked_credit(stage: Stage) -> Group:
    """A line in the victim's page credits the fake: a reader's comment, or a hacked template."""
    original = stage.original()
    fake = stage.fake(original, after=40)
    line = stage.maker.credit_line("exact_link", "en")
    hacked = replace(
        original, parts=((line.place, fill(line.html, fake, original)), *original.parts)
    )
    stored = (polled(original), polled(fake), found(hacked, fake.out + DAY))
    return attack(stage, "hacked_credit", original, fake, stored)


def make_canonical_to_victim(stage: Stage) -> Group:
    """The fake declares the victim's address as its own canonical one: the two may be taken for one."""
    original = stage.original()
    fake = replace(stage.fake(original, after=40), canonical=original.url)
    return attack(
        stage, "canonical_to_victim", original, fake, _store_either(stage, original, fake)
    )


def make_agency_dateline(stage: Stage) -> Group:
    """The fake begins or ends with the label of an agency."""
    original = stage.original()
    line = stage.maker.take_turn("agency label", agency_datelines())
    text, parts = label_with_agency(text_of(original), line)
    fake = stage.fake(original, after=40, text=text)
    fake = replace(fake, parts=(*fake.parts, *parts))
    return attack(stage, "agency_dateline", original, fake, _store_either(stage, original, fake))


def make_agency_on_original(stage: Stage) -> Group:
    """The original is a licensed agency text: its paper may print it, the fake's maker owns nothing."""
    line = stage.maker.take_turn("agency label", agency_datelines())
    text, parts = label_with_agency(stage.maker.supply.take(), line)
    original = stage.maker.original(stage.paper(), text, stage.minute(), parts=parts)
    fake = stage.fake(original, after=40)
    return attack(stage, "agency_on_original", original, fake, _store_either(stage, original, fake))


@cache
def agency_datelines() -> tuple[Dateline, ...]:
    """Returns the labels of agencies in English."""
    return tuple(line for line in read_datelines() if line.language == "en")


def make_source_tags(stage: Stage) -> Group:
    """Three pages of the fake's maker name the fake as their source in tags and feeds."""
    original = stage.original()
    fake = stage.fake(original, after=40)
    puppets = [
        replace(
            _meta(
                stage.copy(original, stage.hosts.new_site(), 60 + 10 * n),
                f'<meta name="syndication-source" content="{fake.url}">',
            ),
            feed_source=(fake.url, fake.site.name),
            credits=fake.url,
        )
        for n in range(3)
    ]
    pages = (original, fake, *puppets)
    return attack(stage, "source_tags", original, fake, batch(pages, fake.out + 120))


def make_puppets_polled(stage: Stage) -> Group:
    """Eight new sites credit the fake; polls saw the original before all of them."""
    original = stage.original()
    fake = stage.fake(original, after=60)
    puppets = [stage.credited(fake, stage.hosts.new_site(), 30 + 15 * n) for n in range(8)]
    stored = (
        polled(original),
        polled(fake),
        *(polled(_support(p, original, fake)) for p in puppets),
    )
    return attack(stage, "puppets_polled", original, fake, stored)


def make_puppets_batch(stage: Stage) -> Group:
    """Twelve new sites credit the fake, and one import had all: everything known speaks for it."""
    original = stage.original()
    fake = stage.fake(original, after=40)
    puppets = [stage.credited(fake, stage.hosts.new_site(), 10 + 5 * n) for n in range(12)]
    pages = (original, fake, *(_support(p, original, fake) for p in puppets))
    return attack(stage, "puppets_batch", original, fake, batch(pages, fake.out + 300))


def make_puppets_first(stage: Stage) -> Group:
    """The same, and the fake was seen first by polls; the original's source was added later."""
    original = stage.original()
    fake = stage.fake(original, after=40)
    puppets = [stage.credited(fake, stage.hosts.new_site(), 20 + 15 * n) for n in range(5)]
    stored = (
        polled(fake),
        *(polled(_support(p, original, fake)) for p in puppets),
        found(original, fake.out + 400),
    )
    return attack(stage, "puppets_first", original, fake, stored)


def _support(page: Page, original: Page, fake: Page) -> Page:
    """The page with its truth: it has the original's text and credits the fake."""
    return replace(page, text=original.text, credits=fake.url)


def make_accuser(stage: Stage) -> Group:
    """The fake's page names the original as the copy, with a link."""
    original = stage.original()
    fake = stage.fake(original, after=40)
    line = (
        f'<p>This report was taken without permission by <a href="{original.url}">{original.site.name}</a>. '
        f"First published by {fake.site.name}. All rights reserved.</p>"
    )
    fake = replace(fake, parts=(*fake.parts, (stage.rng.choice(("top", "end")), line)))
    return attack(stage, "accuser", original, fake, _store_either(stage, original, fake))


def make_signed_fake(stage: Stage) -> Group:
    """The fake is signed by a certificate of its maker's own, under the victim's name."""
    original = stage.original()
    fake = stage.fake(original, after=40)
    identity = signing.make_identity(original.site.name, signing.make_authority("Free Press"))
    signed = Stored(
        fake, fake.out + 60, None, signing.sign_page(show(fake, fake.out), identity, fake.title)
    )
    return attack(
        stage, "signed_fake", original, fake, (Stored(original, fake.out + 60, None), signed)
    )


def make_foreign_manifest(stage: Stage) -> Group:
    """The fake carries the manifest that the victim signed for its own page."""
    original = stage.original()
    fake = stage.fake(original, after=40)
    identity = signing.make_identity(original.site.name, signing.make_authority())
    bare = show(original, original.out)
    page = signing.sign_page(bare, identity, original.title)
    end = bare.index("</head>")
    manifest = page[end : end + len(page) - len(bare)]
    copied = show(fake, fake.out).replace("</head>", manifest + "</head>", 1)
    stored = (
        Stored(original, fake.out + 60, None, page),
        Stored(fake, fake.out + 60, None, copied),
    )
    return attack(stage, "foreign_manifest", original, fake, stored)


def make_round_up(stage: Stage) -> Group:
    """The fake carries the articles of three papers, and its maker files for it."""
    originals = [stage.original() for _ in range(3)]
    texts = [text_of(page) for page in originals]
    whole = replace(
        texts[0],
        title="The whole week in one letter",
        paragraphs=tuple(p for text in texts for p in text.paragraphs),
    )
    fake = stage.fake(originals[0], after=60, text=whole)
    fake = replace(fake, role="collection")
    copies = [stage.copy(page) for page in originals]
    stored = (*(polled(page) for page in (*originals, *copies)), polled(fake))
    return attack(stage, "round_up", originals[0], fake, stored)


def make_form(stage: Stage) -> Group:
    """Notices of one form on several sites; one of them files for all."""
    names = [stage.hosts.person() for _ in range(5)]
    pages = [make_notice(stage, name) for name in names]
    original, *others = pages
    fake = stage.back_date(others[0], original)
    stored = batch((original, fake, *others[1:]), original.out + 400)
    return attack(stage, "form", original, fake, stored)


def make_notice(stage: Stage, name: str) -> Page:
    """Returns a death notice of a form that many funeral homes use."""
    age, hour, day = stage.rng.randint(51, 99), stage.rng.randint(9, 15), stage.rng.randint(2, 28)
    text = Text(
        f"{name}, {age}",
        (
            f"{name}, aged {age}, passed away peacefully at home on the {day}th, with the family at the bedside.",
            f"Born in Harrow, {name.split()[0]} worked for {stage.rng.randint(11, 40)} years at the county hospital and was known to many in the parish.",
            "A service of thanksgiving will be held at the parish church, followed by light refreshments in the hall, to which all who knew the family are welcome.",
            f"The service begins at {hour} o'clock. Family flowers only, please; donations may be made in memory to the hospice that gave such kind care in the last weeks.",
            "The family would like to thank the doctors, the nurses and the neighbours for their kindness, and asks that no letters of condolence be sent before the end of the month.",
            "All enquiries should be made to the funeral directors on the High Street, who will also take messages for the family and pass them on.",
            "Cars will leave from the house half an hour before the service. There is parking behind the church and, with permission, on the meadow beside the school.",
            "Those who cannot come may light a candle at seven in the evening, wherever they are, and think of a good day that they spent together.",
        ),
    )
    return stage.maker.original(stage.paper(), text, stage.minute(), role="series")


def make_press_release(stage: Stage) -> Group:
    """A release that several papers printed; one who printed it claims to have written it."""
    original = stage.original()
    papers = [stage.copy(original, after=n, text=text_of(original)) for n in (4, 6, 9)]
    papers = [replace(page, role="common_source") for page in papers]
    fake = stage.back_date(papers[0], original)
    stored = batch((original, fake, *papers[1:]), original.out + 300)
    return attack(stage, "press_release", original, fake, stored)


def make_release_first(stage: Stage) -> Group:
    """The paper whose print of a release was seen first, by polls, asks for the others' prints."""
    fake, *others = _print_apart(stage, (0, 13, 17, 26))
    others = [replace(page, role="common_source", text=fake.text) for page in others]
    stored = [polled(page) for page in (fake, *others)]
    return _claim_first(attack(stage, "release_first", others[0], fake, stored))


def make_form_first(stage: Stage) -> Group:
    """The site whose notice was seen first, by polls, asks for notices of the same form."""
    pages = [make_notice(stage, stage.hosts.person()) for _ in range(4)]
    fake, *others = (replace(p, out=30 + 25 * n) for n, p in enumerate(pages))
    stored = [polled(page) for page in (fake, *others)]
    return _claim_first(attack(stage, "form_first", others[0], fake, stored))


def make_customer_first(stage: Stage) -> Group:
    """An agency's customer that leaves its label out was seen first, and asks for other customers' prints."""
    line = stage.maker.take_turn("agency label", agency_datelines())
    fake, *others = _print_apart(stage, (0, 20, 30, 45))
    labelled, parts = label_with_agency(text_of(fake), line)
    others = [
        replace(page, paragraphs=labelled.paragraphs, parts=parts, role="common_source")
        for page in others
    ]
    stored = [polled(page) for page in (fake, *others)]
    return _claim_first(attack(stage, "customer_first", others[0], fake, stored))


def _print_apart(stage: Stage, minutes: Sequence[int]) -> list[Page]:
    """One text on several papers, so many minutes after the first."""
    first = stage.original()
    copies = [stage.copy(first, after=n, text=text_of(first)) for n in minutes[1:]]
    return [first, *copies]


def _claim_first(group: Group) -> Group:
    """The group where the claimant really was first, and has a right to his own page only."""
    original = replace(group.original, role="common_source")
    owner = replace(group.owner, texts=())
    return replace(group, original=original, owner=owner)


def make_quoter(stage: Stage) -> Group:
    """The fake's maker wants a report gone that quotes the same statement as his page."""
    statement = edits.STATEMENTS[stage.rng.randrange(len(edits.STATEMENTS))]
    first, second = (_with_quote(stage, statement) for _ in range(2))
    fake = stage.back_date(replace(second, site=stage.hosts.new_site()), first)
    fake = replace(fake, text=fake.url)
    group = attack(stage, "quoter", first, fake, batch((first, fake), first.out + 300))
    assert group.other is not None
    return replace(group, other=replace(group.other, texts=(fake.text,)))


def _with_quote(stage: Stage, statement: tuple[str, ...]) -> Page:
    page = stage.original()
    return replace(page, paragraphs=(*page.paragraphs[:4], *statement, *page.paragraphs[4:6]))


def make_translation(stage: Stage) -> Group:
    """The fake claims that a report in another language is a translation of it."""
    original = stage.original()
    fake = stage.original(stage.hosts.new_site(), original.out + 60)
    fake = stage.back_date(fake, original)
    group = attack(stage, "translation", original, fake, _store_either(stage, original, fake))
    assert group.other is not None
    return replace(
        group,
        other=replace(group.other, texts=(fake.text,)),
        owner=publisher(original.site, original),
    )
