"""What an install of xltools weighs, library by library, and what each is for.

    python bench/install_size.py            # of the environment that this Python belongs to
    python bench/install_size.py --fresh    # of an environment made for it, into which this checkout is installed

Counted are the files that the package manager wrote for xltools and all that it needs, without .pyc and without pip.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

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


def fresh() -> int:
    """Install this checkout where nothing else is, and measure there."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
        python = str(Path(folder) / ("Scripts" if sys.platform == "win32" else "bin") / "python")
        pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, str(ROOT)], check=True)
        return subprocess.run([python, "-P", __file__], check=False, cwd=folder, env=_plain()).returncode


def _plain() -> dict[str, str]:
    """No way to this checkout's own package."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fresh", action="store_true")
    if parser.parse_args().fresh:
        sys.exit(fresh())
    print(table(weights()))


if __name__ == "__main__":
    main()
