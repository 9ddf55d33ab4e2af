"""The public modules of trafilatura and justext do not change, whatever reading replaces."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from aggregator import reading
from aggregator.model import Page
from aggregator.reading.extraction import private_trafilatura, trafilatura_engine

PAGES = sorted((Path(__file__).parents[2] / "pages").glob("*.html"))[::9]
MODULES = [
    "baseline",
    "core",
    "deduplication",
    "external",
    "feeds",
    "htmlprocessing",
    "json_metadata",
    "main_extractor",
    "meta",
    "metadata",
    "readability_lxml",
    "settings",
    "utils",
    "xml",
    "xpaths",
]
JUSTEXT = ["justext", "justext.core", "justext.paragraph", "justext.utils"]
# Runs in this process, and in a fresh one that never imports the product.
PROBE = """
import json, logging, sys
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
import trafilatura

logging.disable(logging.CRITICAL)

def describe_code(code):
    constants = [describe_code(each) if isinstance(each, CodeType) else repr(each) for each in code.co_consts
                 if not isinstance(each, frozenset)]
    return [code.co_filename, code.co_firstlineno, code.co_code.hex(), code.co_names, constants]

def describe(value, depth=0):
    value = getattr(value, "__wrapped__", value)
    if isinstance(value, FunctionType):
        return [value.__module__, value.__qualname__, describe_code(value.__code__)]
    if isinstance(value, ModuleType):
        return value.__name__
    if isinstance(value, property):
        return ["property", describe(value.fget)]
    if isinstance(value, type):
        own = value.__module__.split(".")[0] in ("trafilatura", "justext") and depth < 2
        parts = {k: describe(v, depth + 1) for k, v in vars(value).items()} if own else {}
        return [value.__module__, value.__qualname__, {k: v for k, v in parts.items() if not k.startswith("__")}]
    if isinstance(value, (list, tuple)) and depth < 3:
        return [describe(each, depth + 1) for each in value]
    if isinstance(value, (set, frozenset)):
        return sorted(map(str, value))
    if isinstance(value, (str, bytes, int, float, bool, type(None))):
        return repr(value)
    return [type(value).__module__, type(value).__name__, str(getattr(value, "path", getattr(value, "pattern", "")))]

def public(name):
    # not its submodules, which depend on what was imported
    return {key: value for key, value in sorted(vars(import_module(name)).items())
            if not key.startswith("__") and not isinstance(value, ModuleType)}

def describe_modules(names):
    return {name: {key: describe(value) for key, value in public(name).items()} for name in names}

def answers(paths):
    found = []
    for path in paths:
        html = Path(path).read_text("utf-8", "replace")
        documents = [trafilatura.bare_extraction(html, with_metadata=True), trafilatura.extract_with_metadata(html)]
        body, text, size = trafilatura.baseline(html)
        metadata = trafilatura.extract_metadata(html)
        found.append({
            "extract": trafilatura.extract(html),
            "recall": trafilatura.extract(html, favor_recall=True, include_comments=True),
            "precision": trafilatura.extract(html, favor_precision=True, output_format="xml"),
            "documents": [each and [each.title, each.author, each.date, each.text] for each in documents],
            "baseline": [len(body), text, size],
            "html2txt": trafilatura.html2txt(html),
            "extract_metadata": metadata and [metadata.title, metadata.author, metadata.sitename],
        })
    return found
"""
FRESH = """
names, paths = json.loads(sys.argv[1])
print(json.dumps({"answers": answers(paths), "modules": describe_modules(names),
                  "product": [name for name in sys.modules if "aggregator" in name]}))
"""
NAMES = [*JUSTEXT, "trafilatura", *(f"trafilatura.{name}" for name in MODULES)]
# Whether every public object is the very same one after the product was imported and has read.
SAME_OBJECTS = """
names, paths = json.loads(sys.argv[1])

def contents(value):
    return [value, *value] if isinstance(value, list) else [value]

def objects():
    return {(name, key): contents(value) for name in names
            for key, value in public(name).items()}

before = objects()
classes = {each: dict(vars(each)) for listed in before.values() for each in listed if isinstance(each, type)}
from aggregator import reading
from aggregator.model import Page
for path in paths:
    reading.read(Page("https://paper.example/a", Path(path).read_bytes()))
after = objects()
changed = [key for key in before
           if len(before[key]) != len(after[key]) or any(a is not b for a, b in zip(before[key], after[key]))]
changed += [[each.__name__, key] for each, parts in classes.items()
            for key in {*parts, *vars(each)} if parts.get(key) is not vars(each).get(key)]
print(json.dumps({"changed": changed, "added": [key for key in after if key not in before]}))
"""


def _run(script: str, pages: list[Path]) -> Any:
    command = [sys.executable, "-c", PROBE + script, json.dumps([NAMES, list(map(str, pages))])]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(run.stdout)


@pytest.fixture(scope="module")
def fresh() -> Any:
    return _run(FRESH, PAGES)


@pytest.fixture(scope="module")
def here() -> dict[str, Any]:
    """The probe's functions in this process, which has read the pages with the product before."""
    for path in PAGES:
        reading.read(Page("https://paper.example/a", path.read_bytes()))
    probe: dict[str, Any] = {}
    exec(PROBE, probe)
    return probe


def test_the_fresh_process_knows_nothing_of_the_product(fresh: Any) -> None:
    assert fresh["product"] == []
    assert len(fresh["answers"]) == len(PAGES) > 5


def test_the_public_functions_answer_as_in_a_fresh_process(fresh: Any, here: Any) -> None:
    answers = json.loads(json.dumps(here["answers"](map(str, PAGES))))
    for path, expected, answer in zip(PAGES, fresh["answers"], answers, strict=True):
        assert answer == expected, path.stem


@pytest.mark.parametrize("name", NAMES)
def test_every_attribute_of_the_public_modules_is_defined_as_in_a_fresh_process(
    fresh: Any, here: Any, name: str
) -> None:
    described = json.loads(json.dumps(here["describe_modules"]([name])[name]))
    expected = fresh["modules"][name]
    variable = {"JT_STOPLIST", "LRU_TEST"}  # caches of the library itself
    for key in expected.keys() - variable:
        assert described[key] == expected[key], key


def test_importing_and_using_the_product_leaves_every_public_object_the_same() -> None:
    assert _run(SAME_OBJECTS, PAGES[:3]) == {"changed": [], "added": []}


def test_the_replaced_parts_are_those_of_the_private_modules() -> None:
    import justext.core
    from trafilatura import htmlprocessing, xpaths

    assert trafilatura_engine  # its import replaces them
    private = private_trafilatura
    assert private.xpaths.BODY_XPATH[0] is not xpaths.BODY_XPATH[0]
    assert private.htmlprocessing.link_density_test is not htmlprocessing.link_density_test
    assert private.justext_core.Paragraph.text is not justext.core.Paragraph.text
    assert private.external.ParagraphMaker is private.justext_core.ParagraphMaker


def test_an_absent_package_is_an_import_error() -> None:
    with pytest.raises(ImportError, match="no_such_package"):
        private_trafilatura._load_private_copy("no_such_package")
