"""How many cases stand behind the promises: files of strangers, rules, notices, tests.

python bench/counts.py [--without-tests]
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]


def of_strangers() -> Counter[str]:
    """The corpus of strangers' files by outcome."""
    from formats.corpus import all_cases

    return Counter("refused" if hasattr(case.expect, "code") else "read" for case in all_cases())


def of_rules() -> Counter[str]:
    """The cases of the kinds of rules: sheets that pass and that fail."""
    found: Counter[str] = Counter()
    for path in (ROOT / "tests" / "rules" / "cases").glob("*.md"):
        found["kinds"] += 1
        found.update(re.findall(r"^## (pass|fail)", path.read_text(encoding="utf-8"), re.MULTILINE))
    return found


def of_packs() -> Counter[str]:
    found: Counter[str] = Counter()
    for path in (ROOT / "workbooks").glob("*/*.toml"):
        found["notices"] += path.name == "notice.toml"
        found["rules"] += len(tomllib.loads(path.read_text(encoding="utf-8")).get("rules", ()))
    return found


def of_tests() -> str:
    """What pytest collects, all marks."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return next((line for line in reversed(done.stdout.splitlines()) if "collected" in line), "?")


def main() -> None:
    strangers, rules, packs = of_strangers(), of_rules(), of_packs()
    print(f"files of strangers: {strangers.total()} ({strangers['read']} read, {strangers['refused']} refused)")
    print(f"kinds of rules: {rules['kinds']}, cases that pass {rules['pass']}, that fail {rules['fail']}")
    print(f"notices: {packs['notices']}, rules written in them: {packs['rules']}")
    if "--without-tests" not in sys.argv:
        print(f"tests: {of_tests()}")


if __name__ == "__main__":
    main()
