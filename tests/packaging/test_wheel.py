"""The built wheel works in an environment that has never seen the checkout; both products are whole and the same each time."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from xltools import __version__

ROOT = Path(__file__).resolve().parents[2]


def sh(*command: str | Path, cwd: Path) -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(command, cwd=cwd, env=clean, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def build(source: Path, out: Path) -> list[Path]:
    """Wheel and sdist of a checkout, at a fixed date."""
    code = "import sys; from hatchling.cli import hatchling; sys.exit(hatchling())"
    env = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000"}
    done = subprocess.run(
        [sys.executable, "-c", code, "build", "-t", "sdist", "-t", "wheel", "-d", str(out)],
        cwd=source,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return sorted(out.iterdir())


def tracked() -> list[str]:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("no git checkout to compare with")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]


@pytest.fixture(scope="module")
def products(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return build(ROOT, tmp_path_factory.mktemp("products"))


@pytest.fixture(scope="module")
def wheel(products: list[Path]) -> Path:
    return next(path for path in products if path.suffix == ".whl")


@pytest.mark.slow
def test_the_same_sources_give_the_same_bytes(products: list[Path], tmp_path: Path) -> None:
    """Another folder, other times of files: nothing of where and when goes in."""
    copy = tmp_path / "elsewhere"
    for name in tracked():
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, copy / name)
        shutil.copymode(ROOT / name, copy / name)
        os.utime(copy / name, (1_000_000_000, 1_000_000_000))
    shutil.copyfile(ROOT / ".gitignore", copy / ".gitignore")
    again = build(copy, tmp_path / "again")
    assert [path.name for path in again] == [path.name for path in products]
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in products]


@pytest.mark.slow
def test_the_source_distribution_is_the_whole_project(products: list[Path]) -> None:
    """Who has it can test, build, measure: nothing that git keeps is missing."""
    with tarfile.open(next(path for path in products if path.suffix == ".gz")) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    assert set(tracked()) - held == set()
    assert held - set(tracked()) == {"PKG-INFO"}


@pytest.mark.slow
def test_wheel_holds_workbooks_templates_and_macros(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    for wanted in (
        "xltools/data/workbooks/wuhan-2025/notice.toml",
        "xltools/data/NOTICE",
        "xltools/reports/pages/base.html",
        "xltools/cli/news.md",
        "xltools/py.typed",
        f"xltools-{__version__}.data/data/share/man/man1/xltools.1",
        f"xltools-{__version__}.dist-info/licenses/NOTICE",
    ):
        assert wanted in names
    for folder in ("templates", "macros"):
        assert any(name.startswith(f"xltools/data/{folder}/") for name in names), folder
    assert not any(name.startswith(("tests/", "bench/")) for name in names)


@pytest.mark.slow
def test_wheel_runs_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=True)
    scripts = tmp_path / "env" / ("Scripts" if os.name == "nt" else "bin")
    sh(scripts / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel, cwd=tmp_path)
    xltools = scripts / "xltools"
    assert __version__ in sh(xltools, "--version", cwd=tmp_path)
    assert "validate" in sh(xltools, "--help", cwd=tmp_path)
    assert "wuhan-2025" in sh(xltools, "notices", cwd=tmp_path)
    sh(xltools, "new", "wuhan-2025", "-o", tmp_path / "blanks", cwd=tmp_path)
    assert any("附件6" in path.name for path in (tmp_path / "blanks").rglob("*.xlsx"))
    assert json.loads(sh(xltools, "doctor", "--format", "json", cwd=tmp_path))["summary"]["missing"] == 0
    assert "wuhan-2025" in sh(scripts / "python", "-m", "xltools", "notices", cwd=tmp_path)
