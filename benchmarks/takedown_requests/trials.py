"""Makes the trials of a world: every group's requests, alone and in floods."""

import random
from collections.abc import Iterator
from dataclasses import replace

from benchmarks.origin.model import Page
from benchmarks.takedown_requests import floods
from benchmarks.takedown_requests.asks import (
    FAKE_ASKS,
    ask_fake,
    ask_owner,
    right_of_fake,
    right_of_owner,
)
from benchmarks.takedown_requests.hosts import FREE_MAIL
from benchmarks.takedown_requests.model import (
    GRADES,
    Grade,
    Group,
    Party,
    Proof,
    Request,
    Scope,
    Service,
    Trial,
)
from benchmarks.takedown_requests.stage import author_of, found, updated
from benchmarks.takedown_requests.world import World

STRANGERS = 60
CHIEF_ASKS = ("victim_page", "own_copies", "own_text")
# In what an owner asks for: the scope, the grade, whether it must be served without a person.
OWNER_ASKS: tuple[tuple[Scope, Grade], ...] = (
    ("copies", "V3"),
    ("text", "V3"),
    ("page", "V3"),
    ("page", "V2"),
    ("copies", "V2"),
    ("page", "V1"),
    ("page", "V0"),
)
WIDE_ASKS: tuple[tuple[Scope, Grade], ...] = (
    ("author", "V3"),
    ("domain", "V3"),
    ("span", "V3"),
    ("domain", "V2"),
    ("author", "V1"),
)


def make_trials(world: World) -> list[Trial]:
    """Returns all trials of a world, in a fixed order."""
    rng = random.Random(world.seed * 911 + 3)
    return [
        *_make_fakes(rng, world),
        *_make_fake_floods(rng, world),
        *_make_strangers(rng, world),
        *_make_owners(rng, world),
        *_make_agents(rng, world),
        *_make_crowded_owners(rng, world),
    ]


def _day(rng: random.Random) -> int:
    return rng.choice((4, 4, 4, 12, 60))


def _make_fakes(rng: random.Random, world: World) -> Iterator[Trial]:
    """Requests about each fake: one of each grade, what is named goes round; the chief ones with V3."""
    for number, group in enumerate(world.fakes):
        turn = {grade: _choose_ask(rng, number + n) for n, grade in enumerate(GRADES)}
        asks: list[tuple[Grade, str]] = list(turn.items())
        asks += [("V3", ask) for ask in CHIEF_ASKS if ask != turn["V3"]]
        for grade, ask in asks:
            if GRADES.index(grade) <= GRADES.index(group.most):
                yield _try_fake(rng, group, ask, grade)


def _choose_ask(rng: random.Random, turn: int) -> str:
    """The plain forms in turn, and each tenth time an address that tricks."""
    return rng.choice(FAKE_ASKS[9:]) if turn % 10 == 9 else FAKE_ASKS[turn % 10]


def _try_fake(rng: random.Random, group: Group, ask: str, grade: Grade) -> Trial:
    assert group.other is not None
    request = ask_fake(rng, group, ask, grade)
    wanted = right_of_fake(group, ask, grade)
    again = (found(group.original), updated(group.original)) if not group.later else ()
    return Trial(
        f"{group.id}/{ask}/{grade}/{request.channel}/{request.proof.way}",
        "fake",
        group.kind,
        group.id,
        ask,
        group.other,
        grade,
        (request,),
        "report",
        wanted,
        (*again, *group.later),
        day=_day(rng),
    )


def _make_fake_floods(rng: random.Random, world: World) -> Iterator[Trial]:
    """Each fake once in a flood; on one item, or on many at once."""
    for number, group in enumerate(world.fakes):
        size = floods.SIZES[number % len(floods.SIZES)]
        grade = GRADES[number % (GRADES.index(group.most) + 1)]
        ask = ("victim_page", "own_copies", "own_text", "victim_text")[number // 4 % 4]
        trial = _try_fake(rng, group, ask, grade)
        others = [g.original for g in rng.sample(world.groups, min(40, len(world.groups)))]
        requests = floods.multiply(rng, trial.requests[0], size, others if number % 3 == 0 else [])
        yield replace(trial, id=f"{trial.id}/x{size}", requests=requests)


def _make_strangers(rng: random.Random, world: World) -> Iterator[Trial]:
    """People who ask for what is not theirs, with nothing or a confirmed mailbox, some with another's name."""
    for number in range(STRANGERS):
        group = rng.choice(world.groups)
        page = rng.choice(group.pages)
        name = rng.choice(("Anna Weber", "Legal Department", page.site.name, author_of(page)))
        mailbox = f"{name.lower().replace(' ', '.')}{number}@{rng.choice(FREE_MAIL)}"
        grade: Grade = ("V0", "V1", "V1", "V2", "V3")[number % 5]
        own = f"stranger{number}.example"
        proof = {
            "V0": Proof(),
            "V1": Proof("V1", "mailbox"),
            "V2": Proof("V2", "dkim", own),
            "V3": Proof("V3", rng.choice(("dns", "well_known")), own),
        }[grade]
        mailbox = mailbox if grade in ("V0", "V1") else f"legal@{own}"
        scope: Scope = rng.choice(("page", "page", "text", "copies", "author", "domain"))
        request = Request(
            "mail" if grade == "V2" else rng.choice(("form", "mail")),
            name,
            mailbox,
            (page.url,),
            scope,
            proof,
            author=author_of(page),
            domain=page.site.host,
            work_url=rng.choice(("", page.url, f"https://{own}/mine")),
            has_authority=rng.random() < 0.5,
            ground=rng.choice(("copyright", "privacy", "other")),
        )
        requests = floods.multiply(rng, request, 40, []) if number % 10 == 9 else (request,)
        yield Trial(
            f"{world.seed}s{number:03}/{scope}/{grade}/{request.channel}/x{len(requests)}",
            "stranger",
            group.kind,
            group.id,
            scope,
            Party(name, mailbox),
            grade,
            requests,
            "never",
            day=_day(rng),
        )


def _make_owners(rng: random.Random, world: World) -> Iterator[Trial]:
    for group in world.owners:
        asks = OWNER_ASKS + (WIDE_ASKS if group.kind in ("wide", "hosted") else ())
        for scope, grade in asks:
            yield _try_owner(rng, group, scope, grade)
        if group.kind in ("mixed", "credited"):
            yield _except_licensed(_try_owner(rng, group, "copies", "V3"), group)


def _except_licensed(trial: Trial, group: Group) -> Trial:
    """The trial where the copies that credit the original are licensed, and named as exceptions."""
    licensed = [page for page in group.pages if page.role == "credited_copy"][:1]
    request = replace(trial.requests[0], except_sites=tuple(p.site.host for p in licensed))
    wanted = trial.wanted - {page.url for page in licensed}
    return replace(trial, id=f"{trial.id}/except", requests=(request,), wanted=wanted)


def _try_owner(rng: random.Random, group: Group, scope: Scope, grade: Grade) -> Trial:
    request, wanted = ask_owner(rng, group, scope, grade), right_of_owner(group, scope)
    original, again = group.original, group.original.url in wanted
    repost = next((page for page in group.pages if page.role == "uncredited_copy"), None)
    is_wide = scope in ("text", "copies") and repost is not None
    moved = [found(replace(repost, path=f"/again{repost.path}"))] if is_wide and repost else []
    return Trial(
        f"{group.id}/{scope}/{grade}/{request.channel}/{request.proof.way}",
        "owner",
        group.kind,
        group.id,
        scope,
        group.owner,
        grade,
        (request,),
        _judge_service(group, scope, grade),
        wanted,
        () if again else (found(original), updated(original)),
        (*((found(original),) if again else ()), *moved),
        _day(rng),
    )


def _judge_service(group: Group, scope: Scope, grade: Grade) -> Service:
    """Whether an owner's request must be served without a person.

    V2 and V3 are enough for a page of the own domain; copies elsewhere need V3 and evidence of who
    was first. Nothing is erased below V2. An agency has no page here: a person decides.
    """
    if grade in ("V0", "V1"):
        return "never"
    if group.kind == "agency":
        return "report"
    if scope == "page":
        return "must"
    if grade == "V2":
        return "never" if scope in ("author", "domain", "span") else "report"
    if scope in ("author", "domain", "span"):
        return "must"
    return "must" if group.knowable and group.kind != "edited" else "report"


def _make_agents(rng: random.Random, world: World) -> Iterator[Trial]:
    """People who may ask, but cannot prove it by a domain: authors, lawyers, persons named in a report."""
    for number, group in enumerate(world.owners):
        page = group.original
        if number % 3 == 0:
            name, host = author_of(page), f"{author_of(page).lower().replace(' ', '')}.example"
            proof = Proof("V3", "dns", host) if number % 2 else Proof("V1", "mailbox")
            party, kind = Party(name, f"me@{host}", (f"{host}/",)), "author"
        elif number % 3 == 1:
            host, kind = "hale-and-partners.example", "lawyer"
            party = Party("Hale & Partners LLP", f"notices@{host}", (f"{host}/",))
            proof = Proof("V2", "dkim", host)
        else:
            party, kind = Party("Ruth Moor", f"ruth.moor{number}@gmail.com"), "person"
            proof = Proof("V1", "mailbox")
        request = Request(
            "mail",
            party.name,
            party.mailbox,
            (page.url,),
            "page" if kind == "person" else "text",
            proof,
            author=author_of(page),
            work_url=page.url if kind != "person" else "",
            reason=AGENT_REASONS[kind],
            ground="privacy" if kind == "person" else "copyright",
            has_authority=kind == "lawyer",
        )
        yield Trial(
            f"{group.id}/{kind}/{proof.grade}/{proof.way}",
            "stranger",
            kind,
            group.id,
            kind,
            party,
            proof.grade,
            (request,),
            "never",
            day=_day(rng),
        )


AGENT_REASONS = {
    "author": "I wrote this article as a freelancer; my contract has ended.",
    "lawyer": "We act for the publisher of this article, under a power of attorney, and state so under penalty of perjury.",
    "person": "I am named in this article. It concerns my health. I ask for erasure under Article 17 GDPR.",
}


def _make_crowded_owners(rng: random.Random, world: World) -> Iterator[Trial]:
    """Honest owners whose item a crowd of strangers asked for before them, or who ask several times."""
    for number, group in enumerate(world.owners):
        trial = _try_owner(rng, group, "copies" if group.knowable else "page", "V3")
        if number % 2:
            again = tuple(replace(trial.requests[0], minute=7.0 * n) for n in range(4))
            yield replace(trial, id=f"{trial.id}/again", requests=again)
            continue
        page = rng.choice([p for p in group.pages if p.url in trial.wanted] or [group.original])
        crowd = floods.multiply(rng, _stranger_request(rng, page), 30, [])
        late = replace(trial.requests[0], minute=crowd[-1].minute + 5)
        yield replace(trial, id=f"{trial.id}/crowded", requests=(*crowd, late))


def _stranger_request(rng: random.Random, page: Page) -> Request:
    number = rng.randrange(1000, 9999)
    return Request("form", f"Reader {number}", f"reader{number}@gmail.com", (page.url,))
