"""Every regular expression of the program, and texts made to keep it busy.

The texts come from the pattern itself: for each repetition a run of what it repeats, alone, behind what stands before it,
and that as a whole over and over. A pattern that is more than linear on one of them shows in how its time grows.
"""

from __future__ import annotations

import ast
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from xltools.forms.patterns import Lazy

ROOT = Path(__file__).resolve().parent.parent.parent
SKIPPED = ("addin", "demo", "page")
"""Rooms that meet no stranger's text."""
ANCHORED = {"match", "fullmatch"}
METHODS = ANCHORED | {"search", "sub", "subn", "split", "findall", "finditer"}
SLOW = 0.0007
_SAMPLE = " 0a中A.-_@年月日(（<\n　:：=\"'/[{"
_PARSER = re._parser  # type: ignore[attr-defined]  # the only way to a pattern's own parts


@dataclass(frozen=True)
class Found:
    where: str
    pattern: re.Pattern[Any]
    anchored: bool
    """Only ever asked whether a text matches from its beginning."""


def all_patterns() -> list[Found]:
    """Patterns kept in modules, and literal ones in calls of `re`; each once."""
    made: dict[tuple[str, int], Found] = {}
    paths = sorted((ROOT / "xltools").rglob("*.py"))
    everywhere: dict[str, set[str]] = {}
    for path in paths:
        for name, methods in _calls(path).items():
            everywhere.setdefault(name, set()).update(methods)
    for path in paths:
        room = path.relative_to(ROOT / "xltools").parts[0]
        if room in SKIPPED or path.name == "__main__.py":
            continue
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        module = import_module(name.removesuffix(".__init__"))
        own = _calls(path)
        # A public pattern is asked by other modules, too.
        calls = {
            name: own[name] if name.startswith("_") else everywhere[name]
            for name in everywhere
            if name in own or not name.startswith("_")
        }
        for key, value in list(vars(module).items()):
            for one in _kept(value):
                made.setdefault(
                    (str(one.pattern), one.flags),
                    Found(f"{name}.{key}", one, calls.get(key, set()) <= ANCHORED and key in calls),
                )
        for line, one, call in _literal(path):
            if call != "compile":
                made.setdefault((str(one.pattern), one.flags), Found(f"{name}:{line}", one, call in ANCHORED))
    return list(made.values())


def _kept(value: Any, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Lazy):
        yield value._made()
    elif depth < 3 and isinstance(value, (tuple, list, set, frozenset, dict)):
        for one in [*value, *value.values()] if isinstance(value, dict) else value:
            yield from _kept(one, depth + 1)


def _calls(path: Path) -> dict[str, set[str]]:
    """Name of a pattern -> the methods that its module calls on it."""
    made: dict[str, set[str]] = {}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in METHODS:
            made.setdefault(node.value.id, set()).add(node.attr)
    return made


def _literal(path: Path) -> Iterator[tuple[int, re.Pattern[Any], str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args
        if not called or not isinstance(node.func.value, ast.Name) or node.func.value.id != "re":
            continue
        if isinstance(node.args[0], ast.Constant) and node.func.attr != "escape":
            names = {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute) and one.attr.isupper()}
            flags = 0
            for name in names & {"DOTALL", "S", "I", "IGNORECASE", "M", "MULTILINE", "ASCII"}:
                flags |= getattr(re, name)
            yield node.lineno, re.compile(node.args[0].value, flags), node.func.attr


def _matching(items: Any) -> str:
    """A character that a set takes."""
    text = "".join(_SAMPLE)
    for operation, value in items:
        name = str(operation)
        if name == "LITERAL":
            return chr(value)
        if name == "RANGE":
            return chr(value[0])
        if name == "CATEGORY":
            return {"CATEGORY_DIGIT": "0", "CATEGORY_SPACE": " ", "CATEGORY_WORD": "a"}.get(str(value), "中")
        if name == "NEGATE":
            taken = {chr(v) for o, v in items if str(o) == "LITERAL"}
            ranges = [v for o, v in items if str(o) == "RANGE"]
            return next((c for c in "a0中 -.!" if c not in taken and not any(a <= ord(c) <= b for a, b in ranges)), "~")
    return text[0]


def _sample(items: Any) -> str:
    """A short text that a sequence of parts takes."""
    made = ""
    for operation, value in items:
        name = str(operation)
        if name == "LITERAL":
            made += chr(value)
        elif name == "NOT_LITERAL":
            made += "a" if value != ord("a") else "b"
        elif name == "ANY":
            made += "a"
        elif name == "IN":
            made += _matching(value)
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            made += _sample(value[2]) * max(value[0], 0)
        elif name == "SUBPATTERN":
            made += _sample(value[3])
        elif name == "ATOMIC_GROUP":
            made += _sample(value)
        elif name == "BRANCH":
            made += _sample(value[1][0])
    return made


def _repeats(items: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """(what stands before, what is repeated) of every long repetition."""
    for operation, value in items:
        name = str(operation)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            unit = _sample(value[2]) or "a"
            if int(value[1]) > 100:
                yield before, unit
            yield from _repeats(value[2], before)
        elif name == "SUBPATTERN":
            yield from _repeats(value[3], before)
        elif name == "ATOMIC_GROUP":
            yield from _repeats(value, before)
        elif name == "BRANCH":
            for branch in value[1]:
                yield from _repeats(branch, before)
        elif name in ("ASSERT", "ASSERT_NOT"):
            yield from _repeats(value[1], before)
        before += _sample([(operation, value)])


def crafted(found: Found) -> set[tuple[str, str]]:
    """(beginning, unit) of texts: the unit is repeated to whatever length is wanted."""
    pattern = found.pattern
    text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    pairs = list(_repeats(_PARSER.parse(text, pattern.flags & ~re.LOCALE if isinstance(pattern.pattern, str) else 0)))
    made = {("", unit) for _, unit in pairs} | {(before, unit) for before, unit in pairs}
    made |= {("", before + unit) for before, unit in pairs} | {("", before) for before, _ in pairs if before}
    return made


def seconds(found: Found, begin: str, unit: str, length: int) -> float:
    """The least of three runs over a text of about that length, with a sign behind it that nothing takes."""
    said: Any = (begin + unit * (length // len(unit) + 1))[:length] + "\x01"
    if isinstance(found.pattern.pattern, bytes):
        said = said.encode("utf-8")
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        if found.anchored:
            found.pattern.fullmatch(said)
        else:
            for _ in found.pattern.finditer(said):
                pass
        best = min(best, time.process_time() - start)
    return best


def growing(found: Found, length: int) -> list[str]:
    """The texts on which four times the length takes more than eight times as long, in words."""
    made = []
    for begin, unit in sorted(crafted(found)):
        first = seconds(found, begin, unit, length)
        if first > SLOW:  # what is linear takes microseconds here, whatever else the machine does
            last = seconds(found, begin, unit, 4 * length)
            if last > 8 * first:
                made.append(
                    f"{found.where}: {found.pattern.pattern!r:.120} on {begin!r} + {unit!r} * n: {first:.4f} -> {last:.4f}"
                )
    return made
