"""How well and how fast pages are read: the labelled pages of `news-dev` and `articles-dev`.

    python benchmarks/reading.py --data PATH [--score PATH] [--only SET] [--out DIR] [--raise | --lower]

Prints the scores, the pages of scripts without spaces apart, which way pages took through the
engine, and the CPU of reading against trafilatura's own extraction with metadata in a process of
its own: our engine changes the library it drives. Exits 1 when a figure is below its floor in
`baseline.json`, or the data are not those of the floors. `--raise` writes floors that are higher
than before, `--lower` writes lower ones too. `--score` is the folder of the scorers (default:
`score` beside the data); `--out` keeps the predictions.
"""

import argparse
import hashlib
import importlib.util
import json
import logging
import lzma
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path
from time import process_time
from types import ModuleType
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from aggregator import reading
from aggregator.model import Page, Rejected
from aggregator.reading import body, charset, engine, markup, metadata, traces

Row = dict[str, Any]
MAX_RATIO = 0.66
BASELINE = Path(__file__).with_name("baseline.json")
MARGIN = 0.002  # below a measured share, of its floor
DENSE = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
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
    said = {"title": article.title, "authors": article.authors, "published": article.published}
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


FIGURES = {
    "f1": r"F1 ([\d.]+)",
    "exact": r"exact ([\d.]+)",
    "kept": r"must_have kept (\d+)",
    "leaked": r"must_not_have leaked (\d+)",
    "title": r"title \S+ = ([\d.]+)",
    "authors": r"authors \S+ = ([\d.]+)",
    "date": r"date \S+ = ([\d.]+)",
}


def quality(pages: Path, scorers: Path, out: Path) -> dict[str, float]:
    """The scores of one set, printed too."""
    with ways() as taken:
        results = [predicted(row) for row in rows(pages)]
    told = out / pages.name.replace(".jsonl.xz", ".read.jsonl")
    told.write_text("".join(json.dumps(row) + "\n" for row, _ in results), encoding="utf-8")
    text = scored(scorer(scorers, "score_text"), pages, told)
    text += "\n" + scored(scorer(scorers, "score_meta"), pages, told)
    print(f"{pages.name}\n{text}")
    print(f"rejected {dict(Counter(why for _, why in results if why))}")
    print("ways " + "  ".join(f"{way} {n / len(results):.1%}" for way, n in taken.items()))
    apart(pages, scorers, told, out)
    found = {name: re.search(pattern, text) for name, pattern in FIGURES.items()}
    return {name: float(match.group(1)) for name, match in found.items() if match}


@contextmanager
def ways() -> Iterator[Counter[str]]:
    """Counts how often the engine asks for more than its first answer."""
    taken: Counter[str] = Counter({"asked again widely": 0, "compared": 0, "third extractor": 0})
    places = (
        (engine, "compare_extraction", "compared"),
        (engine, "justext_rescue", "third extractor"),
        (body, "_extracted", "asked again widely"),
    )
    originals = [getattr(module, name) for module, name, _ in places]
    for (module, name, way), original in zip(places, originals, strict=True):
        setattr(module, name, _counted(original, taken, way))
    yield taken
    for (module, name, _), original in zip(places, originals, strict=True):
        setattr(module, name, original)


def _counted(task: Callable[..., Any], taken: Counter[str], way: str) -> Callable[..., Any]:
    def counted(*given: Any, **named: Any) -> Any:
        taken[way] += named.get("wide", True)
        return task(*given, **named)

    return counted


def apart(pages: Path, scorers: Path, told: Path, out: Path) -> None:
    """The scores of pages in scripts without spaces, whose words the scorer cannot count well."""
    chosen = [row for row in rows(pages) if is_dense(row["text"] or "")]
    if chosen:
        truth = out / "apart.jsonl"
        truth.write_text("".join(json.dumps(row) + "\n" for row in chosen), encoding="utf-8")
        print(
            "CJK and Thai: "
            + scored(scorer(scorers, "score_text"), truth, told).replace("\n", "  ")
        )


def is_dense(text: str) -> bool:
    return len(DENSE.findall(text)) * 3 > len(text)


def digest(pages: Path) -> str:
    return hashlib.sha256(pages.read_bytes()).hexdigest()


def below(name: str, pages: Path, found: dict[str, float]) -> list[str]:
    """Which figures of a set are worse than their floors."""
    floors = json.loads(BASELINE.read_text(encoding="utf-8"))["reading"][name]
    if floors["digest"] != digest(pages):
        return [
            f"{name}: the data are not those that the floors in {BASELINE.name} were measured on"
        ]
    return [
        f"{name} {figure} {found[figure]} is worse than {floor}"
        for figure, floor in floors["floors"].items()
        if is_worse(figure, found[figure], floor)
    ]


def is_worse(figure: str, value: float, floor: float) -> bool:
    return value > floor if figure == "leaked" else value < floor


def write_floors(name: str, pages: Path, found: dict[str, float], *, lower: bool) -> None:
    """Floors a little below what was found; lower ones than before only when asked for."""
    baseline = json.loads(BASELINE.read_text(encoding="utf-8")) if BASELINE.exists() else {}
    before = baseline.get("reading", {}).get(name, {}).get("floors", {})
    floors = {}
    for figure, value in found.items():
        margin = 2 if figure == "leaked" else -2 if figure == "kept" else -MARGIN
        floor = round(value + margin, 4)
        worse = figure in before and is_worse(figure, floor, before[figure])
        floors[figure] = before[figure] if worse and not lower else floor
    baseline.setdefault("reading", {})[name] = {"digest": digest(pages), "floors": floors}
    BASELINE.write_text(json.dumps(baseline, indent=2, sort_keys=True) + "\n", encoding="utf-8")


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


def speed(pages: Path) -> float:
    """CPU of reading over that of trafilatura, both at the same time so that a busy machine slows
    both; prints the split."""
    command = [sys.executable, "-c", TRAFILATURA, str(pages)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as beside:
        listed = rows(pages)
        each = {"read": timed(predicted, listed)}
        each["trafilatura"] = float(beside.communicate()[0])
    each["dom pass"] = timed(_dom_pass, listed)
    ratio = each["read"] / each["trafilatura"]
    split = "  ".join(f"{name} {ms:.1f} ms" for name, ms in each.items())
    print(f"{pages.name} CPU a page: {split}")
    print(f"read / trafilatura with metadata {ratio:.2f} (at most {MAX_RATIO})")
    return ratio


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--score", type=Path)
    parser.add_argument("--only", choices=["news-dev", "articles-dev"])
    parser.add_argument("--out", type=Path)
    parser.add_argument("--raise", dest="higher", action="store_true")
    parser.add_argument("--lower", action="store_true")
    arguments = parser.parse_args()
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    scorers = arguments.score or arguments.data.resolve().parent / "score"
    names = [arguments.only] if arguments.only else ["news-dev", "articles-dev"]
    paths = {name: arguments.data / "pages" / f"{name}.jsonl.xz" for name in names}
    missed: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for name, path in paths.items():
            found = quality(path, scorers, arguments.out or Path(folder))
            if arguments.higher or arguments.lower:
                write_floors(name, path, found, lower=arguments.lower)
            missed += below(name, path, found)
    ratio = max(speed(path) for path in paths.values())
    missed += [f"CPU ratio {ratio:.2f} > {MAX_RATIO}"] * (ratio > MAX_RATIO)
    print("missed: " + ", ".join(missed) if missed else "all figures reached")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
