"""A second instance of trafilatura and justext, private to reading, in which parts may be replaced.

The driver (`trafilatura_engine`) replaces functions, XPaths and attributes of these libraries. In the
modules that everyone imports, that would change trafilatura for the whole process. So the source files
are loaded once more under names of our own. The imports inside each library are relative: they reach
the private modules, and the public ones keep every object. Copies of single functions with globals of
their own would be more code: the replaced parts are called from six modules. The private modules are
entries of `sys.modules` like any other: a process loads them once, they use the same cached byte code,
and a fork server that preloads `aggregator.reading.body` shares them with its workers.
"""

import sys
from importlib import import_module
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from types import ModuleType

PREFIX = "_aggregator_"


def _load_private_copy(name: str) -> None:
    """Execute an installed package again as `PREFIX` + name. Raises ImportError without it."""
    public = find_spec(name)
    if public is None or public.origin is None:
        raise ImportError(f"{name} is not installed", name=name)
    spec = spec_from_file_location(
        PREFIX + name,
        public.origin,
        submodule_search_locations=public.submodule_search_locations,
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"{public.origin} cannot be loaded", name=name)
    module = module_from_spec(spec)
    sys.modules[spec.name] = module  # before it runs: its relative imports look for it
    spec.loader.exec_module(module)


def _import_private(name: str) -> ModuleType:
    return import_module(PREFIX + name)


_load_private_copy("justext")
_load_private_copy("trafilatura")
baseline = _import_private("trafilatura.baseline")
core = _import_private("trafilatura.core")
external = _import_private("trafilatura.external")
htmlprocessing = _import_private("trafilatura.htmlprocessing")
justext_core = _import_private("justext.core")
main_extractor = _import_private("trafilatura.main_extractor")
settings = _import_private("trafilatura.settings")
utils = _import_private("trafilatura.utils")
xml = _import_private("trafilatura.xml")
xpaths = _import_private("trafilatura.xpaths")
