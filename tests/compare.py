"""Comparing long texts: a failure shows the differing lines, not both texts."""

from __future__ import annotations

import difflib
import itertools

import pytest


def same_text(name: str, kept: str, fresh: str) -> None:
    """Fail with the differing lines where a kept text is not the fresh one."""
    if kept != fresh:
        lines = difflib.unified_diff(kept.splitlines(), fresh.splitlines(), "kept", "fresh", lineterm="", n=1)
        shown = "\n".join(itertools.islice(lines, 60))
        pytest.fail(f"{name} is old: run pytest --update-golden and read the difference\n{shown}", pytrace=False)
