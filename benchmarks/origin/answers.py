"""The answers of this product, made of what `aggregator export` prints."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any


def read_answers(database: Path) -> list[dict[str, Any]]:
    """Returns the answer to every stored page of a database."""
    stories = {row["story_id"]: row for row in _export(database, "stories")}
    copies: dict[int, dict[str, Any]] = {}
    related: dict[int, str] = {}
    for row in _export(database, "copies"):
        if row["member"]:
            copies[row["article_id"]] = row
        else:
            related.setdefault(row["article_id"], row["role"])
    return [
        _answer(article, stories[article["story_id"]], copies.get(article["id"], {}), related)
        for article in _export(database, "articles")
    ]


def _answer(
    article: dict[str, Any], story: dict[str, Any], copy: dict[str, Any], related: dict[int, str]
) -> dict[str, Any]:
    original = story["original"]
    return {
        "url": article["url"],
        "group": story["story_id"],
        "role": copy.get("role") or related.get(article["id"]),
        "credit": copy.get("credit"),
        "verdict": story["verdict"],
        "confidence": story["confidence"],
        "origin_url": original["url"],
        "origin_name": original["name"],
    }


def _export(database: Path, what: str) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "aggregator", "--db", str(database), "export", what]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return [json.loads(line) for line in done.stdout.splitlines() if line]
