"""The list of parts that `make sbom` writes names everything that is installed with xltools, with its licence."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_the_list_of_parts_names_every_dependency_with_its_licence(tmp_path: Path) -> None:
    program = shutil.which("cyclonedx-py", path=str(Path(sys.executable).parent))
    if program is None:
        pytest.skip("cyclonedx-bom is not installed (pip install -e '.[dev]')")
    out = tmp_path / "xltools.cdx.json"
    command = [program, "environment", "--pyproject", str(ROOT / "pyproject.toml"), "--output-reproducible"]
    subprocess.run([*command, "-o", str(out), sys.executable], check=True, capture_output=True)
    document = json.loads(out.read_text(encoding="utf-8"))
    assert document["bomFormat"] == "CycloneDX"
    assert document["metadata"]["component"]["name"] == "xltools"
    parts = {part["name"].lower(): part for part in document["components"]}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for line in project["dependencies"]:
        name = re.split(r"[<>=;]", line)[0].strip().lower()
        assert parts[name]["version"], name
        assert parts[name].get("licenses"), name
