"""A small corpus written for the tests: an original, a copy that links it, an unrelated text."""

import json
from pathlib import Path

STORM = (
    (
        "The harbour of Port Linden was closed on Tuesday evening after a storm tore two cranes from "
        "their rails and pushed a container ship against the northern quay. Nobody was hurt, the harbour "
        "master Ilse Marrow said, but it will take at least four days until the first ferry leaves again."
    ),
    (
        "About six hundred travellers were brought to schools and a sports hall in the old town, where "
        "volunteers handed out blankets and soup until long after midnight. Many of them had waited on "
        "the open pier for three hours because the announcements had fallen silent with the power."
    ),
    (
        "The port authority wants to find out why the brakes of the cranes gave way although the wind "
        "stayed below the limit for which they were built. A first report is expected before the end of "
        "the month, and the unions demand that work stops on all cranes of the same make until then."
    ),
)
BEES = (
    (
        "Beekeepers in the upper Tarn valley report the richest acacia harvest in nineteen years. After a "
        "mild spring and five weeks almost without rain the hives are so heavy that two people are needed "
        "to lift one of them, said the chairwoman of the regional association, Odile Ferrand."
    ),
    (
        "Prices have fallen by a fifth all the same, because cheap syrup from abroad is sold under the "
        "name of honey. The association now prints a number on every jar that leads to the meadow where "
        "the bees were standing, and asks the ministry to make such a number compulsory."
    ),
)
WIRE, DIGEST, VALLEY = (
    "https://wire.example/storm",
    "https://digest.example/posts/storm",
    "https://valley.example/bees",
)


def page(title: str, paragraphs: tuple[str, ...], end: str = "") -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><article><h1>{title}</h1>{body}</article>{end}</body></html>"
    )


CREDIT = f'<p><a href="{WIRE}">Read original article here</a></p>'
ROWS = (
    {
        "id": "w1",
        "url": WIRE,
        "html": page("Storm closes the harbour of Port Linden", STORM),
        "first_seen": "2026-03-01T06:00:00Z",
    },
    {
        "id": 2,
        "url": DIGEST,
        "html": page("Storm closes the harbour of Port Linden - Digest", STORM, CREDIT),
        "first_seen": "2026-03-01T08:00:00Z",
    },
    {
        "id": 3,
        "url": VALLEY,
        "title": "A rich harvest for beekeepers",
        "text": "\n".join(BEES),
        "authors": ["Jeanne Roux"],
        "first_seen": "2026-03-02T08:00:00Z",
    },
)


def write(path: Path, *rows: object) -> Path:
    """Rows as JSON Lines."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows or ROWS), encoding="utf-8")
    return path
