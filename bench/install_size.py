"""What an install of xltools weighs, library by library, and what each is for.

    python bench/install_size.py [--python PATH]      # of the environment that this (or that) Python belongs to

Counted are the files that the package manager wrote for xltools and all that it needs, without .pyc and without pip.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import re
import subprocess
import sys
from dataclasses import dataclass

WHAT_FOR = {
    "xltools": "程序、通知包、模板、加载项",
    "pandas": "透视（pivot）",
    "openpyxl": "写工作簿",
    "cryptography": "自检回执的签名；加密工作簿",
    "python-docx": "写公函",
    "xlwings": "Excel 和 LibreOffice 里的按钮",
    "rich": "屏幕上的颜色",
    "jinja2": "HTML 报告、公函的文字",
    "click": "命令行",
    "msoffcrypto-tool": "打开加密的工作簿",
    "olefile": "旧格式、加密文件的外壳",
    "xlrd": ".xls、.et",
    "tomlkit": "改设置文件而不动其余",
}


@dataclass(frozen=True)
class Weight:
    """A distribution and its files in bytes; `wanted_by` the one that brought it along."""

    name: str
    version: str
    size: int
    wanted_by: str


def weights() -> list[Weight]:
    """xltools and what it needs, the heaviest first."""
    seen: dict[str, Weight] = {}
    waiting = [("xltools", "")]
    while waiting:
        name, wanted_by = waiting.pop(0)
        try:
            found = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:  # for another system
            continue
        key = str(found.metadata["Name"]).lower()
        if key in seen:
            continue
        paths = [file.locate() for file in found.files or () if not file.name.endswith(".pyc")]
        sizes = [path.stat().st_size for path in paths if path.is_file()]
        seen[key] = Weight(key, found.version, sum(sizes), wanted_by)
        lines = [line for line in found.requires or () if "extra ==" not in line]
        waiting += [(re.split(r"[\s<>=!~;\[(]", line, maxsplit=1)[0], key) for line in lines]
    return sorted(seen.values(), key=lambda one: -one.size)


def table(found: list[Weight]) -> str:
    """As Markdown."""
    rows = [f"| {one.name} {one.version} | {one.size / 1e6:.1f} | {purpose(one)} |" for one in found]
    total = sum(one.size for one in found)
    return "\n".join(["| 程序库 | MB | 用来 |", "|---|--:|---|", *rows, f"| **合计** | **{total / 1e6:.0f}** | |"])


def purpose(one: Weight) -> str:
    return WHAT_FOR.get(one.name) or f"{one.wanted_by} 带来"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default="", help="a Python whose environment is measured")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.python:
        command = [options.python, __file__, *(["--json"] if options.json else [])]
        sys.exit(subprocess.run(command, check=False).returncode)
    found = weights()
    print(json.dumps([vars(one) for one in found]) if options.json else table(found))


if __name__ == "__main__":
    main()
