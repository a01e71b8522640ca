"""The built wheel works in an environment that has never seen the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
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


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    sh(
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        folder,
        ROOT,
        cwd=folder,
    )
    return next(folder.glob("xltools-*.whl"))


@pytest.mark.slow
def test_wheel_holds_workbooks_templates_and_macros(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    for wanted in ("xltools/data/workbooks/wuhan-2025/notice.toml", "xltools/reports/pages/base.html", "xltools/py.typed"):
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
    assert "wuhan-2025" in sh(scripts / "python", "-m", "xltools", "notices", cwd=tmp_path)
