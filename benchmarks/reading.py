"""How well and how fast pages are read: the labelled pages of `news-dev` and `articles-dev`.

    python benchmarks/reading.py --data PATH [--score PATH] [--only SET] [--out DIR]

Prints body F1, metadata scores, rejected pages, and the CPU of reading against trafilatura's own
extraction with metadata in a process of its own: our engine changes the library it drives. Exits 1 when a figure is missed. `--score` is the
folder of the scorers (default: `score` beside the data); `--out` keeps the predictions.
"""

import argparse
import importlib.util
import json
import logging
import lzma
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from time import process_time
from types import ModuleType
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from aggregator import clock, reading
from aggregator.model import Page, Rejected
from aggregator.reading import charset, markup, metadata, traces

Row = dict[str, Any]
MIN_F1, MAX_RATIO = 0.938, 0.66
HTML = (("content-type", "text/html; charset=utf-8"),)


def rows(path: Path) -> list[Row]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def predicted(row: Row) -> tuple[Row, str | None]:
    """What we read of a page, in the scorers' keys, and why it was rejected."""
    page = Page(row.get("url") or "", row["html"].encode(errors="replace"), headers=HTML)
    article = reading.read(page)
    if isinstance(article, Rejected):
        return {"id": row["id"], "text": ""}, article.reason
    day = clock.as_written(article.published or "", article.published_offset)
    said = {"title": article.title, "authors": article.authors, "published": day}
    return {"id": row["id"], "text": article.text, **said}, None


def scorer(folder: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, folder / f"{name}.py")
    if spec is None or spec.loader is None:
        sys.exit(f"{folder}: no {name}.py; say where the scorers are with --score")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def scored(module: ModuleType, truth: Path, told: Path) -> str:
    said = StringIO()
    with redirect_stdout(said):
        module.main(str(truth), str(told))
    return said.getvalue().strip()


def quality(pages: Path, scorers: Path, out: Path) -> float:
    """Print the scores of one set; gives its F1."""
    results = [predicted(row) for row in rows(pages)]
    told = out / pages.name.replace(".jsonl.xz", ".read.jsonl")
    told.write_text("".join(json.dumps(row) + "\n" for row, _ in results), encoding="utf-8")
    text = scored(scorer(scorers, "score_text"), pages, told)
    print(f"{pages.name}\n{text}")
    print(scored(scorer(scorers, "score_meta"), pages, told))
    print(f"rejected {dict(Counter(why for _, why in results if why))}")
    found = re.search(r"F1 ([\d.]+)", text)
    return float(found.group(1)) if found else 0.0


def timed(task: Callable[[Row], object], pages: list[Row]) -> float:
    """CPU milliseconds a page of a task, its lists and patterns once loaded."""
    for row in pages[:5]:
        task(row)
    start = process_time()
    for row in pages:
        task(row)
    return 1000 * (process_time() - start) / len(pages)


def _dom_pass(row: Row) -> None:
    html = markup.slim(charset.decode(row["html"].encode(errors="replace"), HTML[0][1])[0])
    tree = LexborHTMLParser(html)
    told = metadata.read(tree, row.get("url") or "", {})
    traces.of_page(tree, told, row.get("url") or told.canonical, None)


TRAFILATURA = """
import json, logging, lzma, sys
from time import process_time
from trafilatura import bare_extraction

logging.disable(logging.CRITICAL)
with lzma.open(sys.argv[1], "rt", encoding="utf-8") as lines:
    pages = [json.loads(line)["html"] for line in lines if line.strip()]
for number, page in enumerate(pages[:5] + pages):
    start = process_time() if number in (0, 5) else start
    bare_extraction(page, with_metadata=True, include_comments=False)
print(1000 * (process_time() - start) / len(pages))
"""


def _trafilatura(pages: Path) -> float:
    command = [sys.executable, "-c", TRAFILATURA, str(pages)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def speed(pages: Path) -> float:
    """CPU of reading over that of trafilatura; prints the split."""
    listed = rows(pages)
    each = {"read": timed(predicted, listed), "dom pass": timed(_dom_pass, listed)}
    each["trafilatura"] = _trafilatura(pages)
    ratio = each["read"] / each["trafilatura"]
    print(
        pages.name + " CPU a page: " + "  ".join(f"{name} {ms:.1f} ms" for name, ms in each.items())
    )
    print(f"read / trafilatura with metadata {ratio:.2f} (at most {MAX_RATIO})")
    return ratio


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--score", type=Path)
    parser.add_argument("--only", choices=["news-dev", "articles-dev"])
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    scorers = arguments.score or arguments.data.resolve().parent / "score"
    names = [arguments.only] if arguments.only else ["news-dev", "articles-dev"]
    with tempfile.TemporaryDirectory() as folder:
        out = arguments.out or Path(folder)
        paths = [arguments.data / "pages" / f"{name}.jsonl.xz" for name in names]
        worst = min(quality(path, scorers, out) for path in paths)
    ratio = max(speed(path) for path in paths)
    missed = [f"body F1 {worst:.4f} < {MIN_F1}"] * (worst < MIN_F1)
    missed += [f"CPU ratio {ratio:.2f} > {MAX_RATIO}"] * (ratio > MAX_RATIO)
    print("missed: " + ", ".join(missed) if missed else "all figures reached")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
