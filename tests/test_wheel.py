"""The wheel works by itself in an empty environment, outside the checkout."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from aggregator import __version__
from tests.conftest import clean_environment, require

ROOT = Path(__file__).parent.parent
UV = Path(sys.executable).with_name("uv")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    require(UV.exists(), "uv builds the wheel: make sets it up")
    folder = tmp_path_factory.mktemp("dist")
    done = subprocess.run(
        [UV, "build", "--quiet", "--wheel", "--out-dir", folder],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    [built] = folder.glob("*.whl")
    return built


@pytest.mark.slow
def test_the_wheel_holds_the_three_packages_and_their_data(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {
        "aggregator",
        "spiders",
        "storage",
    }
    for needed in (
        "aggregator/py.typed",
        "aggregator/web/static/style.css",
        "aggregator/web/templates/front.html",
        "aggregator/seeds/ke.toml",
    ):
        assert needed in names
    assert (
        len([name for name in names if re.fullmatch(r"aggregator/seeds/\w\w\.toml", name)]) >= 150
    )
    assert not [name for name in names if name.startswith("tests/") or "__pycache__" in name]
    assert any(name.endswith("licenses/LICENSE") for name in names)


@pytest.mark.slow
def test_the_demo_runs_from_the_wheel_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    environment = {**clean_environment(), "PYTHONDONTWRITEBYTECODE": ""}
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv"], check=True)
    python = tmp_path / "venv" / "bin" / "python"
    install = [UV, "pip", "install", "--quiet", "--compile-bytecode", "--python", python]
    locked = re.sub(
        r" *\\$|^ *--hash=.*$", "", (ROOT / "requirements.lock").read_text(), flags=re.MULTILINE
    )
    (tmp_path / "versions.txt").write_text(locked)
    done = subprocess.run(
        [*install, "--constraints", tmp_path / "versions.txt", wheel],
        cwd=tmp_path, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    require(done.returncode == 0, f"the packages cannot be installed here: {done.stderr[-300:]}")

    def aggregator(*arguments: str) -> str:
        done = subprocess.run(
            [python.with_name("aggregator"), *arguments],
            cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    assert __version__ in aggregator("--version")
    where = subprocess.run(
        [python, "-c", "import aggregator, spiders, storage; print(aggregator.__file__, storage.__file__)"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert str(ROOT) + os.sep not in where.stdout
    aggregator("demo")
    assert (tmp_path / "demo.db").exists()
    assert "TD-" in aggregator("--db", "demo.db", "takedown", "list")
    aggregator("--db", "seeded.db", "init", "--country", "KE")
    assert "nation.africa" in aggregator("--db", "seeded.db", "source", "list")
