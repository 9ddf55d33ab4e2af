"""Settings: precedence, origin of each value, refused values."""

import tomllib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import config
from aggregator.errors import ConfigError


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(text: str, name: str = "aggregator.toml") -> Path:
    path = Path(name)
    path.write_text(text, encoding="utf-8")
    return path


def test_without_settings_every_value_is_the_default() -> None:
    loaded = config.load_config(env={})
    assert loaded.config == config.Config()
    assert set(loaded.origin.values()) == {"default"}


def test_a_flag_overrides_the_environment_the_environment_the_file_the_file_the_default() -> None:
    written('[crawl]\ncontact = "file@a.example"\ndelay = 2\ntimeout = 5.5\n')
    env = {"AGGREGATOR_CRAWL_CONTACT": "env@a.example", "AGGREGATOR_CRAWL_DELAY": "3"}
    loaded = config.load_config(env=env, flags={"crawl.contact": "flag@a.example", "db": None})
    crawl = loaded.config.crawl
    assert (crawl.contact, crawl.delay, crawl.timeout) == ("flag@a.example", 3.0, 5.5)
    assert loaded.origin["crawl.contact"] == "flag"
    assert loaded.origin["crawl.delay"] == "environment AGGREGATOR_CRAWL_DELAY"
    assert loaded.origin["crawl.timeout"] == "file aggregator.toml"
    assert loaded.origin["crawl.workers"] == "default"


def test_lists_and_switches_come_from_the_environment_too() -> None:
    env = {
        "AGGREGATOR_CRAWL_ALLOW_HOSTS": "localhost:1, [::1]:2",
        "AGGREGATOR_SERVE_COMMENTS": "yes",
        "AGGREGATOR_DB": "other.db",
    }
    loaded = config.load_config(env=env).config
    assert loaded.crawl.allow_hosts == ("localhost:1", "[::1]:2")
    assert loaded.serve.comments is True
    assert loaded.db == "other.db"


def test_a_relative_database_is_beside_the_settings_file(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    named = written('db = "news.db"\n', "etc/our.toml")
    assert config.load_config(named, env={}).config.db == "etc/news.db"
    assert config.load_config(env={"AGGREGATOR_CONFIG": str(named)}).config.db == "etc/news.db"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[crawl]\ncontakt = "a@b.example"\n', "did you mean crawl.contact"),
        ("[craw]\ndelay = 1\n", "unknown setting craw"),
        ("crawl = 3\n", r"write \[crawl\]"),
        ('[crawl]\ndelay = "fast"\n', "crawl.delay must be a number"),
        ("[crawl]\nworkers = true\n", "crawl.workers must be a whole number"),
        ("[crawl]\nworkers = -1\n", "between 0 and 256"),
        ("[crawl]\nallow_hosts = [1]\n", "must be a list of texts"),
        ('[crawl]\nallow_hosts = ["localhost"]\n', "must list HOST:PORT"),
        ('[crawl]\nresolve = ["a.example"]\n', "must list HOST"),
        ('[crawl]\ncontact = "me"\n', "mail address"),
        ('[crawl]\ncontact = "a@b.example\\r\\nX: y"\n', "mail address"),
        ('[crawl]\ncontact = "http://a.example"\n', "https"),
        ("[serve]\nport = 70000\n", "between 0 and 65535"),
        ('[serve]\nbase_url = "javascript:1"\n', "http"),
        ('db = ""\n', "path of a file"),
        ("[crawl\n", "is not TOML"),
    ],
)
def test_a_wrong_setting_is_one_clear_line(text: str, message: str) -> None:
    written(text)
    with pytest.raises(ConfigError, match=message) as raised:
        config.load_config(env={})
    assert "\n" not in str(raised.value)


def test_an_unknown_name_in_the_environment_is_refused_too() -> None:
    with pytest.raises(ConfigError, match="AGGREGATOR_CRAWL_CONTACT"):
        config.load_config(env={"AGGREGATOR_CRAWL_CONTAKT": "x"})
    with pytest.raises(ConfigError, match="whole number"):
        config.load_config(env={"AGGREGATOR_SERVE_PORT": "http"})


def test_environment_variables_of_others_are_ignored() -> None:
    env = {"AGGREGATOR_REQUIRE_ALL": "1", "AGGREGATOR_BENCH_DATA": "/x"}
    assert config.load_config(env=env).config == config.Config()


def test_a_named_file_must_exist() -> None:
    with pytest.raises(ConfigError, match="no configuration file"):
        config.load_config(Path("none.toml"), env={})


def test_good_contacts_and_hosts() -> None:
    written(
        '[crawl]\ncontact = "https://a.example/bot"\n'
        'allow_hosts = ["127.0.0.1:80"]\nresolve = ["*=127.0.0.1:9", "a.example:81=[::1]:9"]\n'
    )
    loaded = config.load_config(env={}).config.crawl
    assert loaded.contact == "https://a.example/bot"
    assert loaded.resolve == ("*=127.0.0.1:9", "a.example:81=[::1]:9")


def test_a_contact_is_written_without_changing_the_rest() -> None:
    before = '# ours\ndb = "x.db"\n\n[crawl] # how\ndelay = 2.0\n\n[serve]\nport = 1\n'
    path = written(before)
    changed = config.add_contact_to_settings(path, "ops@a.example")
    assert changed == before.replace("# how\n", '# how\ncontact = "ops@a.example"\n')
    path.write_text(changed)
    again = config.add_contact_to_settings(path, "new@a.example")
    assert again == changed.replace("ops@", "new@")


def test_a_contact_creates_a_settings_file_if_there_is_none() -> None:
    changed = config.add_contact_to_settings(Path("new.toml"), "ops@a.example")
    assert tomllib.loads(changed) == {"crawl": {"contact": "ops@a.example"}}
    assert not Path("new.toml").exists()


@pytest.mark.parametrize("text", ['crawl.contact = "a@b.example"\n', "crawl = {delay = 1.0}\n"])
def test_a_settings_file_of_unusual_form_is_not_changed(text: str) -> None:
    path = written(text)
    with pytest.raises(ConfigError, match="cannot be changed safely"):
        config.add_contact_to_settings(path, "ops@a.example")
    assert path.read_text() == text


values = st.one_of(
    st.text(), st.integers(), st.booleans(), st.floats(allow_nan=False), st.lists(st.text())
)


@given(name=st.sampled_from(sorted(config.DEFAULTS)), value=values)
def test_any_value_is_converted_or_refused_with_one_line(name: str, value: object) -> None:
    with suppress(ConfigError):
        loaded = config.load_config(env={}, flags={name: value})
        found = config.get_value(loaded.config, name)
        assert type(found) is type(config.DEFAULTS[name])
        assert loaded.origin[name] == "flag"


@given(text=st.text(max_size=200))
def test_any_settings_file_is_read_or_refused(text: str) -> None:
    path = written(text)
    try:
        changed = config.add_contact_to_settings(path, "ops@a.example")
    except (ConfigError, UnicodeEncodeError):
        return
    assert tomllib.loads(changed)["crawl"]["contact"] == "ops@a.example"
