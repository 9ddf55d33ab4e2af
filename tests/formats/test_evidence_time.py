"""Time stamps of evidence files: made by an authority on loopback, checked offline."""

import base64
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Ask, require
from tests.formats.time_stamping import Authority, make_certificates, serving_time_stamps

require(shutil.which("openssl"), "openssl")


@pytest.fixture
def authority(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    """An authority that the settings of the small corpus name and trust."""
    with serving_time_stamps(tmp_path_factory.mktemp("authority")) as running:
        write_settings(filled.parent, running)
        yield running


def write_settings(
    folder: Path, authority: Authority, *, roots: Path | None = None, allow: bool = True
) -> None:
    hosts = f'["{authority.host}"]' if allow else "[]"
    (folder / "aggregator.toml").write_text(
        f'[crawl]\nallow_hosts = {hosts}\n[evidence]\ntimestamp_url = "{authority.url}"\n'
        f'timestamp_roots = "{roots or authority.roots}"\n'
    )


def test_a_file_is_stamped_and_its_time_is_proven_offline(ask: Ask, authority: Authority) -> None:
    for name in ("a.html", "a.json"):
        made = ask("export", "evidence", "1", "-o", name)
        assert made.exit_code == 0, made.output
    assert authority.asked == 2
    authority.answer = (500, b"")
    for name in ("a.html", "a.json"):
        checked = ask("verify-evidence", name, "--json")
        result = json.loads(checked.stdout)
        assert checked.exit_code == 0
        assert result["time_authority"] == "CN=Time stamps of the test"
        assert result["time_proven"] >= result["as_of"]
    assert authority.asked == 2


def test_openssl_agrees_with_what_the_documentation_says(
    ask: Ask, authority: Authority, tmp_path: Path
) -> None:
    ask("export", "evidence", "1", "-o", "a.json")
    data = json.loads((tmp_path / "a.json").read_text())
    (tmp_path / "response.der").write_bytes(base64.b64decode(data["time_stamp"]["response"]))
    (tmp_path / "signed-bytes").write_bytes(f"{data['format']}\n{data['head']}\n".encode())
    command = [
        "openssl",
        "ts",
        "-verify",
        "-in",
        "response.der",
        "-data",
        "signed-bytes",
        "-CAfile",
    ]
    done = subprocess.run([*command, authority.roots], cwd=tmp_path, capture_output=True)
    assert b"Verification: OK" in done.stdout + done.stderr


def test_without_trusted_certificates_no_time_is_proven(
    ask: Ask, authority: Authority, tmp_path: Path
) -> None:
    ask("export", "evidence", "1", "-o", "a.html")
    (tmp_path / "aggregator.toml").unlink()
    result = json.loads(ask("verify-evidence", "a.html", "--json").stdout)
    assert result["time_proven"] is None
    assert "set timestamp_roots" in result["time_note"]


def test_a_time_stamp_of_an_authority_that_is_not_trusted_fails(
    ask: Ask, authority: Authority, tmp_path: Path
) -> None:
    ask("export", "evidence", "1", "-o", "a.html")
    other = tmp_path / "other"
    other.mkdir()
    make_certificates(other)
    write_settings(tmp_path, authority, roots=other / "roots.pem")
    failed = ask("verify-evidence", "a.html")
    assert failed.exit_code == 1
    assert "the time stamp does not hold" in failed.stderr


def test_the_time_stamp_of_another_file_fails(
    ask: Ask, authority: Authority, tmp_path: Path
) -> None:
    ask("export", "evidence", "1", "-o", "a.json")
    ask("export", "evidence", "2", "-o", "b.json")
    first, second = (json.loads((tmp_path / name).read_text()) for name in ("a.json", "b.json"))
    for stamp in (
        second["time_stamp"],
        {"kind": "x", "response": ""},
        {**first["time_stamp"], "response": "AAAA"},
    ):
        (tmp_path / "c.json").write_text(json.dumps({**first, "time_stamp": stamp}))
        assert ask("verify-evidence", "c.json").exit_code == 1


@pytest.mark.parametrize(
    "answer", [(500, b""), (200, b""), (200, b"no time stamp"), (302, b""), (200, b"\0" * 100_000)]
)
def test_an_authority_that_fails_leaves_a_file_without_time_stamp(
    ask: Ask, authority: Authority, answer: tuple[int, bytes]
) -> None:
    authority.answer = answer
    made = ask("export", "evidence", "1", "-o", "a.html")
    assert made.exit_code == 0
    assert "the file has no time stamp" in made.stderr
    assert authority.asked == 1
    result = json.loads(ask("verify-evidence", "a.html", "--json").stdout)
    assert (result["time_proven"], result["time_note"]) == (None, "it has no time stamp")


def test_a_private_address_is_refused(ask: Ask, authority: Authority, tmp_path: Path) -> None:
    write_settings(tmp_path, authority, allow=False)
    for url in (authority.url, authority.url.replace("127.0.0.1", "localhost")):
        settings = (tmp_path / "aggregator.toml").read_text()
        (tmp_path / "aggregator.toml").write_text(settings.replace(authority.url, url))
        made = ask("export", "evidence", "1", "-o", "a.html")
        assert made.exit_code == 0
        assert "private or loopback address" in made.stderr
    assert authority.asked == 0


def test_roots_that_are_no_certificates_are_an_error_of_the_settings(
    ask: Ask, authority: Authority, tmp_path: Path
) -> None:
    ask("export", "evidence", "1", "-o", "a.html")
    for roots in (tmp_path / "a.html", tmp_path / "missing.pem"):
        write_settings(tmp_path, authority, roots=roots)
        failed = ask("verify-evidence", "a.html")
        assert failed.exit_code == 2
        assert "timestamp_roots" in failed.stderr


def test_the_setting_must_be_an_address(ask: Ask, filled: Path) -> None:
    (filled.parent / "aggregator.toml").write_text('[evidence]\ntimestamp_url = "ftp://x"\n')
    assert ask("config", "show").exit_code == 2
