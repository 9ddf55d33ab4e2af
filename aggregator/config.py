"""Settings. A flag wins over the environment, the environment over the file, the file over the default.

The file is `aggregator.toml`; each setting is also an environment variable (`[crawl] contact` is
AGGREGATOR_CRAWL_CONTACT). An unknown name or a value that cannot be used is an error.
"""

import difflib
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from aggregator.errors import ConfigError

FILE = "aggregator.toml"
DATABASE = "aggregator.db"
NO_CONTACT = "sites want to know who crawls: aggregator init --contact ops@example.org"
PREFIX = "AGGREGATOR_"
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")  # of Python's logging

Value = str | int | float | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CrawlConfig:
    """How pages are fetched. Times in seconds, sizes in bytes."""

    contact: str = ""  # mail or https address, sent in the user agent
    allow_hosts: tuple[str, ...] = ()  # HOST:PORT that may be private or loopback
    resolve: tuple[str, ...] = ()  # HOST[:PORT]=ADDRESS:PORT, asked before DNS
    workers: int = 0  # processes that read pages; 0: one per core
    delay: float = 1.0  # between two requests to one host
    timeout: float = 30.0  # for one answer
    max_bytes: int = 10 * 1024 * 1024  # of one answer
    log_level: str = "ERROR"  # of the log on standard error: DEBUG, INFO, WARNING, ERROR, CRITICAL


@dataclass(frozen=True, slots=True)
class ServeConfig:
    """How pages are shown."""

    host: str = "127.0.0.1"
    port: int = 8080
    comments: bool = False
    base_url: str = ""  # the public address, when a proxy is in front
    contact: str = ""  # shown at the foot of each page


@dataclass(frozen=True, slots=True)
class ProvenanceConfig:
    """Whose signatures under texts and pages (C2PA) are trusted."""

    trust_list: str = ""  # path of a file of certificates in PEM; empty: nobody is trusted


@dataclass(frozen=True, slots=True)
class TraceConfig:
    """What is asked of others about an address."""

    memento: bool = False  # whether `captures` asks a web archive
    memento_timemap: str = "https://web.archive.org/web/timemap/link/"  # the address follows


@dataclass(frozen=True, slots=True)
class EvidenceConfig:
    """How evidence files are time-stamped (RFC 3161), and whose time stamps are trusted."""

    timestamp_url: str = ""  # of an authority that stamps new files; empty: none does
    timestamp_roots: str = ""  # a file of certificates (PEM) that are trusted


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that can be set."""

    crawl: CrawlConfig = field(default_factory=CrawlConfig)
    serve: ServeConfig = field(default_factory=ServeConfig)
    provenance: ProvenanceConfig = field(default_factory=ProvenanceConfig)
    trace: TraceConfig = field(default_factory=TraceConfig)
    evidence: EvidenceConfig = field(default_factory=EvidenceConfig)
    db: str = DATABASE
    archive: bool = True  # whether linking asks the archive of older articles and adds to it


@dataclass(frozen=True, slots=True)
class LoadedConfig:
    """A configuration, and for each setting (`crawl.contact`) where its value came from."""

    config: Config
    origin: Mapping[str, str]


SECTIONS: dict[str, type[Any]] = {
    "crawl": CrawlConfig,
    "serve": ServeConfig,
    "provenance": ProvenanceConfig,
    "trace": TraceConfig,
    "evidence": EvidenceConfig,
}
# Settings that are paths: relative to their file
PATHS = ("db", "provenance.trust_list", "evidence.timestamp_roots")

DEFAULTS: dict[str, Value] = {
    "db": DATABASE,
    "archive": True,
    **{
        f"{section}.{setting.name}": getattr(kind(), setting.name)
        for section, kind in SECTIONS.items()
        for setting in fields(kind)
    },
}
KINDS = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "text in quotes",
    tuple: "a list of texts",
}


def load_config(
    path: Path | None = None,
    *,
    env: Mapping[str, str] = os.environ,
    flags: Mapping[str, Any] | None = None,
) -> LoadedConfig:
    """Read the settings. `flags` are those of the command line, None where not given.

    Raises ConfigError for a file that is named and missing, an unknown setting or a bad value.
    """
    values, origin = dict(DEFAULTS), dict.fromkeys(DEFAULTS, "default")
    file = choose_settings_path(path, env)
    layers = [
        (_read_settings_if_present(file), f"file {file}"),
        (_read_environment(env), "environment"),
        ({name: value for name, value in (flags or {}).items() if value is not None}, "flag"),
    ]
    for layer, where in layers:
        for name, value in layer.items():
            values[name] = _check_value(name, value, where)
            origin[name] = (
                f"{where} {make_variable_name(name)}" if where == "environment" else where
            )
    return LoadedConfig(_build_config(values), origin)


def choose_settings_path(path: Path | None, env: Mapping[str, str] = os.environ) -> Path:
    """Return the path of the settings file: as named, by AGGREGATOR_CONFIG, or `aggregator.toml` here."""
    named = path or (Path(env["AGGREGATOR_CONFIG"]) if env.get("AGGREGATOR_CONFIG") else None)
    if named is not None and not named.is_file():
        raise ConfigError(f"no configuration file {named}: check --config and AGGREGATOR_CONFIG")
    return named or Path(FILE)


def make_variable_name(name: str) -> str:
    """Return the environment variable of a setting: `crawl.contact` is AGGREGATOR_CRAWL_CONTACT."""
    return PREFIX + name.replace(".", "_").upper()


def get_value(config: Config, name: str) -> Value:
    """Return the value of a setting by its name, for example `crawl.contact`."""
    value: Any = config
    for part in name.split("."):
        value = getattr(value, part)
    return value  # type: ignore[no-any-return]  # fields of frozen types, all of them Values


def add_contact_to_settings(path: Path, contact: str) -> str:
    """Return the text of the settings file with this contact; the rest of it is unchanged.

    Raises ConfigError for an invalid contact, or a file that cannot be changed safely.
    """
    _check_value("crawl.contact", contact, "flag")
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    before = _parse_toml(text, path)
    changed = _insert_contact(text, f'contact = "{contact}"')
    wanted = {**before, "crawl": {**before.get("crawl", {}), "contact": contact}}
    try:
        if tomllib.loads(changed) == wanted:
            return changed
    except tomllib.TOMLDecodeError:
        pass
    raise ConfigError(f'{path} cannot be changed safely: set contact = "{contact}" under [crawl]')


def _insert_contact(text: str, line: str) -> str:
    lines = text.splitlines()
    head = next((n for n, old in enumerate(lines) if re.match(r"\s*\[crawl\]", old)), None)
    if head is None:
        return text.rstrip("\n") + ("\n\n" if text.strip() else "") + f"[crawl]\n{line}\n"
    for number in range(head + 1, len(lines)):
        if re.match(r"\s*\[", lines[number]):
            break
        if re.match(r"\s*contact\s*=", lines[number]):
            lines[number] = line
            return "\n".join(lines) + "\n"
    return "\n".join([*lines[: head + 1], line, *lines[head + 1 :]]) + "\n"


def _read_settings_if_present(path: Path) -> dict[str, Any]:
    """The file's settings by full name. A relative path starts at the folder of the file."""
    if not path.is_file():
        return {}
    settings: dict[str, Any] = {}
    for key, value in _parse_toml(path.read_text(encoding="utf-8", errors="replace"), path).items():
        if key in SECTIONS and isinstance(value, dict):
            settings.update({f"{key}.{name}": inner for name, inner in value.items()})
        elif key in SECTIONS:
            raise ConfigError(f"{path}: {key} is a section: write [{key}]")
        else:
            settings[key] = value
    _reject_unknown_settings(settings, DEFAULTS, str(path))
    for name in PATHS:
        if settings.get(name) and isinstance(settings[name], str):
            settings[name] = str(path.parent / settings[name])
    return settings


def _parse_toml(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not TOML: {error}") from error


def _read_environment(env: Mapping[str, str]) -> dict[str, Any]:
    names = {make_variable_name(name): name for name in DEFAULTS}
    sections = tuple(f"{PREFIX}{section.upper()}_" for section in SECTIONS)
    ours = [key for key in env if key in names or key.startswith(sections)]
    _reject_unknown_settings(ours, names, "the environment")
    return {names[key]: _convert_text(names[key], env[key]) for key in ours}


def _reject_unknown_settings(given: Any, known: Mapping[str, Any], where: str) -> None:
    for name in given:
        if name not in known:
            close = difflib.get_close_matches(name, known, 1, 0.6)
            hint = f"did you mean {close[0]}?" if close else "`aggregator config show` lists all"
            raise ConfigError(f"{where}: unknown setting {name}: {hint}")


def _convert_text(name: str, text: str) -> Any:
    """Convert a text from the environment to the type of its setting, or return it unchanged."""
    default = DEFAULTS[name]
    if isinstance(default, bool):
        words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
        return words.get(text.lower(), text)
    if isinstance(default, tuple):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    try:
        return type(default)(text)
    except ValueError:
        return text


def _check_value(name: str, value: Any, where: str) -> Value:
    """Return the value in the type of its setting. Raises ConfigError."""
    kind = type(DEFAULTS[name])
    if kind is tuple and isinstance(value, (list, tuple)) and all(type(v) is str for v in value):
        value = tuple(value)
    if kind is float and type(value) is int:
        value = float(value)
    if type(value) is not kind:
        raise ConfigError(f"{where}: {name} must be {KINDS[kind]}, not {value!r}")
    complaint = CHECKS.get(name, _accept_anything)(value)
    if complaint:
        raise ConfigError(f"{where}: {name} {complaint}, not {value!r}")
    return value


def _build_config(values: Mapping[str, Any]) -> Config:
    parts: dict[str, Any] = {
        section: kind(**{f.name: values[f"{section}.{f.name}"] for f in fields(kind)})
        for section, kind in SECTIONS.items()
    }
    return Config(**parts, db=values["db"], archive=values["archive"])


# What a value must be beyond its type: each returns the complaint, or "" for a good value.

_MAIL = re.compile(r"[^\s@<>()\"\\,;]+@[^\s@<>()\"\\,;]+\.[^\s@<>()\"\\,;.]+")
_HTTPS = re.compile(r"https://[^\s<>()\"\\/]+\.[^\s<>()\"\\]+")
_HTTP = re.compile(r"https?://[^\s<>()\"\\/?#]+(/[^\s<>\"\\?#]*)?")
_HOST = r"(?:[\w.\-]+|\[[0-9a-fA-F:.]+\])"
_EXCEPTION = re.compile(rf"{_HOST}:\d{{1,5}}")
_RESOLUTION = re.compile(rf"(?:\*|{_HOST})(?::\d{{1,5}})?={_HOST}:\d{{1,5}}")


def _accept_anything(_: Any) -> str:
    return ""


def _check_contact(value: str) -> str:
    good = not value or _MAIL.fullmatch(value) or _HTTPS.fullmatch(value)
    return "" if good and value.isprintable() else "must be a mail address or an https:// address"


def _check_each(pattern: re.Pattern[str], shape: str) -> Callable[[tuple[str, ...]], str]:
    return lambda value: (
        "" if all(pattern.fullmatch(item) for item in value) else f"must list {shape}"
    )


def _check_range(low: float, high: float) -> Callable[[float], str]:
    return lambda value: "" if low <= value <= high else f"must lie between {low:g} and {high:g}"


CHECKS: dict[str, Callable[[Any], str]] = {
    "crawl.allow_hosts": _check_each(_EXCEPTION, "HOST:PORT"),
    "crawl.contact": _check_contact,
    "crawl.delay": _check_range(0, 3600),
    "crawl.log_level": lambda value: (
        "" if value in LOG_LEVELS else f"must be one of {', '.join(LOG_LEVELS)}"
    ),
    "crawl.max_bytes": _check_range(1024, 1 << 30),
    "crawl.resolve": _check_each(_RESOLUTION, "HOST[:PORT]=ADDRESS:PORT"),
    "crawl.timeout": _check_range(0.1, 3600),
    "crawl.workers": _check_range(0, 256),
    "db": lambda value: "" if value and "\0" not in value else "must be the path of a file",
    "evidence.timestamp_url": lambda value: (
        "" if not value or _HTTP.fullmatch(value) else "must be an http(s):// address"
    ),
    "serve.base_url": lambda value: (
        "" if not value or _HTTP.fullmatch(value) else "must be an http(s):// address"
    ),
    "provenance.trust_list": lambda value: (
        "" if "\0" not in value else "must be the path of a file"
    ),
    "serve.contact": _check_contact,
    "serve.port": _check_range(0, 65535),
    "trace.memento_timemap": lambda value: (
        "" if _HTTP.fullmatch(value) else "must be an http(s):// address"
    ),
}
