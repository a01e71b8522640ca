"""xltools news."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import click

from ..errors import UsageError
from .chinese import Command
from .output import say

_FILE: Final = Path(__file__).with_name("news.md")
_VERSION: Final = re.compile(r"^## (?P<version>[0-9.]+)")


@click.command("news", cls=Command, mends=True)
@click.option("--all", "everything", is_flag=True, help="所有版本，不只最近的一版。")
@click.option("--since", default="", metavar="版本", help="比这一版新的各版，如 --since 0.1.0。")
def command(everything: bool, since: str) -> None:
    """更新说明：这一版有哪些变化。"""
    found = versions()
    if since:
        if since not in found:
            raise UsageError("unknown_version", f"没有版本“{since}”的说明。可用：{'、'.join(found)}。")
        found = dict(list(found.items())[: list(found).index(since)])
    elif not everything:
        found = dict(list(found.items())[:1])
    say("\n\n".join(found.values()) + "\n" if found else "没有更新的版本。\n")


def versions() -> dict[str, str]:
    """Version -> what is said of it, the newest first."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        head = _VERSION.match(line)
        if head is not None:
            lines = found[head["version"]] = []
        lines.append(line.removeprefix("## ").replace("`", ""))
    return {version: "\n".join(told).strip() for version, told in found.items()}
