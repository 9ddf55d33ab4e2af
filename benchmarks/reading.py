"""Measures how well and how fast pages are read: the labelled pages of `news-dev` and `articles-dev`.

    python benchmarks/reading.py --data PATH [--score PATH] [--peers PYTHON] [--only SET] [--out DIR]
                                 [--raise | --lower]

Prints the scores, those of pages in scripts without spaces separately, the share of pages that took each
optional step of the engine, and the CPU of reading beside that of trafilatura's own extraction with metadata and of the
other extractors that PYTHON has (`reading_peers.py`), in turns over the same pages and in
processes of their own. Exits with 1 if a figure is below its floor in `baseline.json`, or the data are not
those of the floors. `--raise` writes floors that are higher than before, `--lower` also lower ones. `--score` is the folder of the scorers (default:
`score` beside the data); `--out` keeps the predictions.
"""

import argparse
import hashlib
import importlib.util
import json
import logging
import lzma
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path
from time import process_time
from types import ModuleType
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from aggregator import clock, reading
from aggregator.model import Page, Rejected
from aggregator.reading import body, charset, html_cleanup, metadata
from aggregator.reading.extraction import justext_extractor, trafilatura_engine
from aggregator.reading.traces import source_links, source_traces

Row = dict[str, Any]
MAX_RATIO = 0.66
ROUNDS = 4  # in which each takes its turn with a share of the pages
BASELINE = Path(__file__).with_name("baseline.json")
MARGIN = 0.002  # below a measured share, of its floor
LETTERS_WITHOUT_SPACES = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
HTML = (("content-type", "text/html; charset=utf-8"),)


def read_rows(path: Path) -> list[Row]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def read_row(row: Row) -> tuple[Row, str | None]:
    """Returns the prediction for a page, in the scorers' keys, and why it was rejected (or None)."""
    page = Page(row.get("url") or "", row["html"].encode(errors="replace"), headers=HTML)
    article = reading.read(page)
    if isinstance(article, Rejected):
        return {"id": row["id"], "text": ""}, article.reason
    day = clock.in_claimed_zone(article.published or "", article.published_offset)
    metadata_fields = {"title": article.title, "authors": article.authors, "published": day}
    return {"id": row["id"], "text": article.text, **metadata_fields}, None


def load_scorer(folder: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, folder / f"{name}.py")
    if spec is None or spec.loader is None:
        sys.exit(f"{folder}: no {name}.py; pass the folder of the scorers with --score")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run_scorer(module: ModuleType, truth: Path, predictions: Path) -> str:
    output = StringIO()
    with redirect_stdout(output):
        module.main(str(truth), str(predictions))
    return output.getvalue().strip()


FIGURES = {
    "f1": r"F1 ([\d.]+)",
    "exact": r"exact ([\d.]+)",
    "kept": r"must_have kept (\d+)",
    "leaked": r"must_not_have leaked (\d+)",
    "title": r"title \S+ = ([\d.]+)",
    "authors": r"authors \S+ = ([\d.]+)",
    "date": r"date \S+ = ([\d.]+)",
}


def measure_quality(pages: Path, scorers: Path, out: Path) -> dict[str, float]:
    """Print and return the scores of one set."""
    step_counts: Counter[str] = Counter()
    results = []
    for row in read_rows(pages):
        with record_steps() as steps:
            results.append(read_row(row))
        step_counts.update(steps or ["first result"])
    predictions = out / pages.name.replace(".jsonl.xz", ".read.jsonl")
    predictions.write_text("".join(json.dumps(row) + "\n" for row, _ in results), encoding="utf-8")
    text = run_scorer(load_scorer(scorers, "score_text"), pages, predictions)
    text += "\n" + run_scorer(load_scorer(scorers, "score_meta"), pages, predictions)
    print(f"{pages.name}\n{text}")
    print(f"rejected {dict(Counter(why for _, why in results if why))}")
    print(
        "steps " + "  ".join(f"{steps} {n / len(results):.1%}" for steps, n in step_counts.items())
    )
    print_unspaced_scores(pages, scorers, predictions, out)
    matches = {name: re.search(pattern, text) for name, pattern in FIGURES.items()}
    return {name: float(match.group(1)) for name, match in matches.items() if match}


@contextmanager
def record_steps() -> Iterator[set[str]]:
    """Records the optional steps that the engine takes while the context is open."""
    steps_taken: set[str] = set()
    originals = [getattr(module, name) for module, name, _, _ in STEPS]
    for (module, name, step, is_taken), original in zip(STEPS, originals, strict=True):
        setattr(module, name, _record_step(original, steps_taken, step, is_taken))
    yield steps_taken
    for (module, name, _, _), original in zip(STEPS, originals, strict=True):
        setattr(module, name, original)


def _record_step(
    task: Callable[..., Any], steps_taken: set[str], step: str, is_taken: Callable[..., bool]
) -> Callable[..., Any]:
    def recorded(*arguments: Any, **keywords: Any) -> Any:
        result = task(*arguments, **keywords)
        steps_taken.update([step] if is_taken(result, **keywords) else [])
        return result

    return recorded


def _always(*_: Any, **__: Any) -> bool:
    return True


STEPS: tuple[tuple[ModuleType, str, str, Callable[..., bool]], ...] = (
    (trafilatura_engine, "extract_content", "whole page searched", _always),
    (trafilatura_engine, "compare_extraction", "compared with a second extractor", _always),
    (trafilatura_engine, "baseline", "whole page taken", _always),
    (trafilatura_engine, "_is_too_little", "later stages run", bool),
    (justext_extractor, "extract_paragraphs", "third extractor run", _always),
    (body, "_extract_with_trafilatura", "searched widely", lambda _, wide: bool(wide)),
    (body, "_is_declared_body_fuller", "declared body used", bool),
)


def print_unspaced_scores(pages: Path, scorers: Path, predictions: Path, out: Path) -> None:
    """Print the scores of pages in scripts without spaces, whose words the scorer cannot count well."""
    chosen = [row for row in read_rows(pages) if is_script_without_spaces(row["text"] or "")]
    if chosen:
        truth = out / "unspaced.jsonl"
        truth.write_text("".join(json.dumps(row) + "\n" for row in chosen), encoding="utf-8")
        print(
            "CJK and Thai: "
            + run_scorer(load_scorer(scorers, "score_text"), truth, predictions).replace("\n", "  ")
        )


def is_script_without_spaces(text: str) -> bool:
    return len(LETTERS_WITHOUT_SPACES.findall(text)) * 3 > len(text)


def digest(pages: Path) -> str:
    return hashlib.sha256(pages.read_bytes()).hexdigest()


def list_misses(name: str, pages: Path, figures: dict[str, float]) -> list[str]:
    """Returns a message for each figure of a set that is worse than its floor."""
    floors = json.loads(BASELINE.read_text(encoding="utf-8"))["reading"][name]
    if floors["digest"] != digest(pages):
        return [
            f"{name}: the data are not those that the floors in {BASELINE.name} were measured on"
        ]
    return [
        f"{name} {figure} {figures[figure]} is worse than {floor}"
        for figure, floor in floors["floors"].items()
        if is_worse(figure, figures[figure], floor)
    ]


def is_worse(figure: str, value: float, floor: float) -> bool:
    return value > floor if figure == "leaked" else value < floor


def write_floors(name: str, pages: Path, figures: dict[str, float], *, lower: bool) -> None:
    """Write floors a little below the figures; lower ones than before only with `lower`."""
    baseline = json.loads(BASELINE.read_text(encoding="utf-8")) if BASELINE.exists() else {}
    before = baseline.get("reading", {}).get(name, {}).get("floors", {})
    floors = {}
    for figure, value in figures.items():
        margin = 2 if figure == "leaked" else -2 if figure == "kept" else -MARGIN
        floor = round(value + margin, 4)
        worse = figure in before and is_worse(figure, floor, before[figure])
        floors[figure] = before[figure] if worse and not lower else floor
    baseline.setdefault("reading", {})[name] = {"digest": digest(pages), "floors": floors}
    BASELINE.write_text(json.dumps(baseline, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def measure_cpu(task: Callable[[Row], object], pages: Sequence[Row]) -> float:
    """CPU milliseconds of a task over some pages."""
    start = process_time()
    for row in pages:
        task(row)
    return 1000 * (process_time() - start)


def _read_dom_only(row: Row) -> None:
    html = html_cleanup.strip_scripts(
        charset.decode_page(row["html"].encode(errors="replace"), HTML[0][1])[0]
    )
    tree = LexborHTMLParser(html)
    declared = metadata.read_metadata(tree, row.get("url") or "", {})
    url = row.get("url") or declared.canonical
    linked_page = source_links.list_links_and_paragraphs(tree, source_traces.site_or_empty(url))
    source_traces.find_in_page(tree, declared, url, None, linked_page)


def compare_with_peers(pages: Path, scorers: Path, out: Path, python: str) -> float:
    """Print a table of reading and its peers, measured in turns, so that other load slows all of them.

    Returns the CPU of reading over that of trafilatura.
    """
    import reading_peers

    listed = read_rows(pages)
    spent = dict.fromkeys(["read", "dom pass", *reading_peers.PEERS], 0.0)
    for row in listed[: reading_peers.WARM]:
        read_row(row)
    with ExitStack() as stack:
        peers = {
            name: stack.enter_context(
                reading_peers.Peer(
                    sys.executable if name == "trafilatura" else python,
                    name,
                    pages,
                    out / f"{name}.jsonl",
                    ROUNDS,
                )
            )
            for name in reading_peers.PEERS
        }
        for number in range(ROUNDS):
            spent["read"] += measure_cpu(read_row, listed[number::ROUNDS])
            spent["dom pass"] += measure_cpu(_read_dom_only, listed[number::ROUNDS])
            for name, peer in peers.items():
                spent[name] += peer.round(number) or 0
    module = load_scorer(scorers, "score_text")
    for name, ms in spent.items():
        predictions = out / f"{name}.jsonl"
        text = (
            run_scorer(module, pages, predictions).replace("\n", "  ")
            if predictions.exists()
            else ""
        )
        share = f"{ms / len(listed):6.1f} ms a page, {ms / spent['trafilatura']:5.2f}"
        print(f"{name:17} {share if ms else 'not installed'}  {text}")
    return spent["read"] / spent["trafilatura"]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--score", type=Path)
    parser.add_argument(
        "--peers", default=sys.executable, help="a Python that has the other extractors"
    )
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
    ratios: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        for name, path in paths.items():
            figures = measure_quality(path, scorers, arguments.out or Path(folder))
            if arguments.higher or arguments.lower:
                write_floors(name, path, figures, lower=arguments.lower)
            missed += list_misses(name, path, figures)
            ratios.append(compare_with_peers(path, scorers, Path(folder), arguments.peers))
    ratio = max(ratios)
    missed += [f"CPU ratio {ratio:.2f} > {MAX_RATIO}"] * (ratio > MAX_RATIO)
    print("missed: " + ", ".join(missed) if missed else "all figures reached")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
