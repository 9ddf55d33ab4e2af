"""Settings. A flag wins over the environment, the environment over the file, the file over the default.

The file is `aggregator.toml`; each setting is also an environment variable (`[crawl] contact` is
AGGREGATOR_CRAWL_CONTACT). An unknown name or a value that cannot be used is an error.
"""

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from aggregator.config.checks import CHECKS
from aggregator.config.settings import (
    DATABASE,
    DEFAULT_RIGHTS,
    DEFAULT_TAKEDOWN,
    AlertsConfig,
    Config,
    CrawlConfig,
    EvidenceConfig,
    MailConfig,
    ProvenanceConfig,
    RetentionConfig,
    RightsConfig,
    ServeConfig,
    TakedownConfig,
    TraceConfig,
)
from aggregator.errors import ConfigError

__all__ = [
    "DATABASE",
    "DEFAULT_RIGHTS",
    "DEFAULT_TAKEDOWN",
    "AlertsConfig",
    "Config",
    "CrawlConfig",
    "EvidenceConfig",
    "MailConfig",
    "ProvenanceConfig",
    "RetentionConfig",
    "RightsConfig",
    "ServeConfig",
    "TakedownConfig",
    "TraceConfig",
]

FILE = "aggregator.toml"
NO_CONTACT = "sites want to know who crawls: aggregator init --contact ops@example.org"
PREFIX = "AGGREGATOR_"

Value = str | int | float | bool | tuple[str, ...]


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
    "takedown": TakedownConfig,
    "mail": MailConfig,
    "alerts": AlertsConfig,
    "rights": RightsConfig,
    "retention": RetentionConfig,
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


def is_secret(name: str) -> bool:
    """Is a setting a secret, which is never shown?"""
    return name.endswith(("_key", "_password"))


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
        raise ConfigError(f"{where}: {name} must be {KINDS[kind]}, not {_show(name, value)}")
    complaint = CHECKS[name](value) if name in CHECKS else ""
    if complaint:
        raise ConfigError(f"{where}: {name} {complaint}, not {_show(name, value)}")
    return value


def _show(name: str, value: Any) -> str:
    """A value as an error names it; a secret is in no terminal and no log."""
    return "what is set" if is_secret(name) else repr(value)


def _build_config(values: Mapping[str, Any]) -> Config:
    parts: dict[str, Any] = {
        section: kind(**{f.name: values[f"{section}.{f.name}"] for f in fields(kind)})
        for section, kind in SECTIONS.items()
    }
    return Config(**parts, db=values["db"], archive=values["archive"])
