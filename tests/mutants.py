"""Would a test notice? `make mutants`: one small slip at a time in a scratch copy, and the fast tests that pass there.

    python tests/mutants.py --sample 200 --seed 7 --only ledger,rules     a part, at random
    python tests/mutants.py --file xltools/ledger.py --lines 100-180      every slip at one place
    python tests/mutants.py --list --only letters                         what would be tried

A first run of all fast tests notes which test reaches which line; a slip is tried with those only until one fails: first
those that noticed others of its file, then the quickest (of the room's own, then of all others), then those that reach
most of the file. A slip in a function is put into a fork of a process that has collected all tests already; one at import
has a process of its own. A slip that hangs counts as noticed. What is left is printed as `file:line  old → new`. Slips that
change nothing anybody can see stand in `mutants_equivalent.toml`, each with its reason, and are not counted.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import functools
import gc
import hashlib
import json
import math
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
import types
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from queue import Queue
from typing import Any

import coverage
import pytest

ROOT = Path(__file__).resolve().parent.parent
EQUIVALENT = Path(__file__).with_name("mutants_equivalent.toml")
FAST = "not (slow or libreoffice or chromium or wine)"
ROOMS: dict[str, tuple[str, ...]] = {
    "ledger": ("xltools/ledger/*.py",),
    "rules": ("xltools/rules/*.py",),
    "forms": ("xltools/forms/*.py",),
    "summary": ("xltools/summary/*.py",),
    "register": ("xltools/register/*.py",),
    "application": ("xltools/application/*.py",),
    "letters": (
        "xltools/letters/proof.py",
        "xltools/letters/slots.py",
        "xltools/letters/figures.py",
        "xltools/letters/checker/*.py",
    ),
}
"""Room -> what of it is tried. A pattern that finds no file is an error: the house was moved."""
OUTSIDE = frozenset(
    f"xltools/summary/{name}.py" for name in ("filling", "labels", "receipt", "word", "wordfill", "written", "xlsx")
)
"""Files of these rooms that only lay out what others decide."""


# --- slips ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mutant:
    """One slip. `start` and `end` are byte offsets in the file, `first` and `last` the lines of its statement."""

    room: str
    file: str
    line: int
    old: str
    new: str
    start: int
    end: int
    text: str
    first: int
    last: int
    inside: bool
    """Whether it lies in a function: else it works when the module is imported."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}  {self.old} → {self.new}"


_SWAPS: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Is: ("is", "is not"),
    ast.IsNot: (r"is\s+not", "is"),
    ast.In: ("in", "not in"),
    ast.NotIn: (r"not\s+in", "in"),
}
_CALLS = {"min": "max", "max": "min", "any": "all", "all": "any"}
_NO_EFFECT = {"maxsize", "strict", "slots", "frozen", "kw_only", "default"}
"""Arguments that guard or speed up and change no answer."""


class _Slips(ast.NodeVisitor):
    """All slips of one file."""

    def __init__(self, room: str, file: str, source: bytes) -> None:
        self.room, self.file, self.source = room, file, source
        self.starts = [0]
        for line in source.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))
        self.made: list[Mutant] = []
        self.statement: ast.AST | None = None
        self.depth = 0
        self.conditions: set[int] = set()
        """Ids of the expressions that are asked for their truth."""

    def start(self, node: Any) -> int:
        return int(self.starts[node.lineno - 1] + node.col_offset)

    def end(self, node: Any) -> int:
        return int(self.starts[node.end_lineno - 1] + node.end_col_offset)

    def put(self, start: int, end: int, text: str) -> None:
        assert self.statement is not None
        line = self.source.count(b"\n", 0, start) + 1
        stop = self.source.count(b"\n", 0, end) + 1
        before = self.source[self.starts[line - 1] : start].decode()
        after = self.source[end : self.starts[stop]].decode()
        old = self.source[self.starts[line - 1] : self.starts[stop]].decode()
        first = self.statement.lineno  # type: ignore[attr-defined]
        body = getattr(self.statement, "body", None)
        last = body[0].lineno - 1 if isinstance(body, list) and body else self.statement.end_lineno  # type: ignore[attr-defined]
        shown = (" ".join(part.split()) for part in (old, before + text + after))
        self.made.append(
            Mutant(self.room, self.file, line, *shown, start, end, text, first, max(first, last), self.depth > 0)
        )

    def replace(self, node: ast.AST, text: str) -> None:
        self.put(self.start(node), self.end(node), text)

    def swap(self, left: ast.AST, right: ast.AST, old: str, new: str) -> None:
        """Exchange the sign that stands between two operands."""
        gap = self.source[self.end(left) : self.start(right)].decode()
        sign = re.search(old if not old.isalpha() else rf"\b{old}\b", gap)
        if sign is not None:
            begin = self.end(left) + len(gap[: sign.start()].encode())
            self.put(begin, begin + len(sign[0].encode()), new)

    def visit(self, node: ast.AST) -> None:
        if isinstance(node, ast.stmt):
            before, self.statement = self.statement, node
            super().visit(node)
            self.statement = before
        else:
            super().visit(node)

    def skip(self, node: ast.AST) -> None:
        """Nothing to slip in: texts for people, guards for the type checker, imports."""

    visit_JoinedStr = visit_Assert = visit_Import = visit_ImportFrom = visit_Raise = skip  # noqa: N815

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if default is not None:
                self.visit(default)
        self.depth += 1
        for statement in node.body:
            self.visit(statement)
        self.depth -= 1

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        for statement in node.body:
            self.visit(statement)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None and not _is_named(node.target, "stage"):  # rules of one stage may trade places
            self.visit(node.value)

    def visit_keyword(self, node: ast.keyword) -> None:
        if node.arg not in _NO_EFFECT:
            self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        for left, sign, right in zip([node.left, *node.comparators], node.ops, node.comparators, strict=False):
            self.swap(left, right, *_SWAPS[type(sign)])
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        old, new, nothing = ("and", "or", "True") if isinstance(node.op, ast.And) else ("or", "and", "False")
        for left, right in zip(node.values, node.values[1:], strict=False):
            self.swap(left, right, old, new)
        if id(node) in self.conditions or _compares(node):  # elsewhere `x or default` means a value
            for value in node.values:
                self.replace(value, nothing)
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        if isinstance(node.op, ast.Not):
            self.put(self.start(node), self.start(node.operand), "")
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        texts = any(
            isinstance(one, ast.JoinedStr | ast.List | ast.Tuple) or _is_text(one) for one in (node.left, node.right)
        )
        swap = {ast.Add: (r"\+", "-"), ast.Sub: ("-", "+"), ast.Mult: (r"\*", "/"), ast.Div: ("/", "*")}
        if not texts and type(node.op) in swap:
            self.swap(node.left, node.right, *swap[type(node.op)])
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, bool):
            self.replace(node, str(not node.value))
        elif isinstance(node.value, int):
            self.replace(node, str(node.value + 1))
            self.replace(node, str(node.value - 1))

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Name) and node.func.id == "Decimal":
            self.decimal(node)
        if isinstance(node.func, ast.Name) and node.func.id in _CALLS:
            self.replace(node.func, _CALLS[node.func.id])
        if isinstance(node.func, ast.Attribute) and node.func.attr == "get":
            # What `get` falls back to is a value of no effect as often as not.
            node = ast.Call(node.func, node.args[:1], node.keywords)
        self.generic_visit(node)

    def decimal(self, node: ast.Call) -> None:
        """`Decimal("0.01")`: its last digit one up."""
        text = node.args[0] if node.args else None
        if isinstance(text, ast.Constant) and isinstance(text.value, str) and text.value[-1:].isdigit():
            self.replace(text, repr(text.value[:-1] + str((int(text.value[-1]) + 1) % 10)))

    def asked(self, node: ast.expr) -> None:
        """Note the parts of a condition."""
        self.conditions.add(id(node))
        if isinstance(node, ast.BoolOp):
            for value in node.values:
                self.asked(value)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            self.asked(node.operand)

    def visit_While(self, node: ast.While) -> None:
        self.asked(node.test)
        if not isinstance(node.test, ast.Constant):
            self.replace(node.test, "False")
        self.generic_visit(node)

    def visit_match_case(self, node: ast.match_case) -> None:
        if node.guard is not None:
            self.condition(node.guard)
        self.generic_visit(node)

    def visit_Return(self, node: ast.Return) -> None:
        if isinstance(node.value, ast.BoolOp) and _compares(node.value):
            self.asked(node.value)
        self.generic_visit(node)

    def visit_If(self, node: ast.If) -> None:
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return
        self.condition(node.test)
        self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        self.condition(node.test)
        self.generic_visit(node)

    def condition(self, test: ast.expr) -> None:
        self.asked(test)
        if not isinstance(test, ast.NamedExpr):
            self.replace(test, "True")
        self.replace(test, "False")

    def visit_comprehension(self, node: ast.comprehension) -> None:
        for test in node.ifs:
            self.asked(test)
            if not any(isinstance(part, ast.NamedExpr) for part in ast.walk(test)):
                self.replace(test, "True")
        self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        if isinstance(node.value, ast.Call):
            self.replace(node, "pass")
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self.replace(node, "pass")
        self.generic_visit(node)

    def visit_Continue(self, node: ast.Continue) -> None:
        self.replace(node, "pass")

    def visit_Break(self, node: ast.Break) -> None:
        self.replace(node, "pass")


def _compares(node: ast.BoolOp) -> bool:
    """Whether every part is a truth value by its form: `a < b and not c`."""
    truths = (ast.Compare, ast.BoolOp, ast.UnaryOp, ast.Call)
    return all(isinstance(value, truths) for value in node.values) and any(
        isinstance(value, ast.Compare | ast.UnaryOp) for value in node.values
    )


def _is_named(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def mutants_of(room: str, path: Path) -> list[Mutant]:
    """Every slip of one file, in order."""
    source = path.read_bytes()
    slips = _Slips(room, path.relative_to(ROOT).as_posix(), source)
    slips.visit(ast.parse(source))
    return sorted({(m.start, m.end, m.text): m for m in slips.made}.values(), key=lambda m: (m.start, m.end, m.text))


# --- which test reaches which line -----------------------------------------------------------------------------------


class Tracing:
    """A pytest plugin that notes each test's lines and time below the folder MUTANTS_TRACE."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.coverage = coverage.Coverage(
            data_file=str(folder / "lines"),
            data_suffix=str(os.getpid()),
            source=[str(Path.cwd() / "xltools")],
            config_file=False,
        )
        self.seconds: dict[str, float] = defaultdict(float)
        self.coverage.start()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
        _forget()
        self.coverage.switch_context(item.nodeid + "|setup")
        # Of the processor, not of the clock: what else the machine does leaves no test too dear to be tried.
        before = time.process_time()
        try:
            return (yield)
        finally:
            self.seconds[item.nodeid] += time.process_time() - before

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        self.coverage.switch_context(item.nodeid)
        return (yield)

    def pytest_sessionfinish(self) -> None:
        self.coverage.stop()
        self.coverage.save()
        (self.folder / f"seconds-{os.getpid()}.json").write_text(json.dumps(self.seconds))


def _forget() -> None:
    """Empty the caches, so that a test reaches what it relies on by itself."""
    for name, module in list(sys.modules.items()):
        if name.startswith("xltools"):
            for value in list(vars(module).values()):
                if isinstance(value, functools._lru_cache_wrapper):
                    value.cache_clear()


class Choosing:
    """A pytest plugin that runs only the tests named in the file MUTANTS_TESTS, in that order."""

    def __init__(self, path: Path) -> None:
        self.order = {name: place for place, name in enumerate(path.read_text().splitlines())}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted((item for item in items if item.nodeid in self.order), key=lambda i: self.order[i.nodeid])


class Serving:
    """A pytest plugin that collects all tests once and tries each slip asked of it in a fork of the process.

    A line of the pipe is `{"file", "tests": {id: seconds}}`, the slip is written to the file already. The answer is
    `noticed`, `unnoticed` or `unfit` (a slip that does not fit into living functions).
    """

    def __init__(self, asked: int, answers: int) -> None:
        self.asked, self.answers = os.fdopen(asked, "r", encoding="utf-8"), os.fdopen(answers, "w", encoding="utf-8")
        self.functions: dict[str, list[types.FunctionType]] = defaultdict(list)
        self.items: dict[str, pytest.Item] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.items = {item.nodeid: item for item in session.items}
        gc.unfreeze()  # what a worker's start has put aside is not listed
        for one in gc.get_objects():
            if isinstance(one, types.FunctionType):
                self.functions[one.__code__.co_filename].append(one)
        gc.freeze()
        for line in self.asked:
            order = json.loads(line)
            child = os.fork()
            if not child:
                self.tried(session, order["file"], order["tests"])
            self.answers.write(_verdict(child, 30 + 4 * sum(order["tests"].values())) + "\n")
            self.answers.flush()
        return True

    def tried(self, session: pytest.Session, file: str, tests: dict[str, float]) -> None:
        """In the fork, which ends here: by its exit code, or by the alarm of a test that hangs."""
        os.setsid()
        resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
        code = UNFIT
        try:
            if self.swap(file):
                _forget()
                items = [self.items[test] for test in tests]
                for item, after in zip(items, [*items[1:], None], strict=True):
                    signal.alarm(8 + int(8 * tests[item.nodeid]))
                    item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
                    if session.testsfailed:
                        (Path.cwd().parent / NOTICER).write_text(item.nodeid)
                        break
                code = NOTICED if session.testsfailed else UNNOTICED
        except BaseException:
            code = NOTICED
        finally:
            os._exit(code)

    def swap(self, file: str) -> bool:
        """Give every living function of the file the code that the file has now. False where one does not fit."""
        path = str(Path.cwd() / file)
        codes = _codes(compile(Path(path).read_bytes(), path, "exec", dont_inherit=True))
        old: dict[str, list[int]] = defaultdict(list)
        for function in self.functions[path]:
            old[function.__code__.co_qualname].append(function.__code__.co_firstlineno)
        for function in self.functions[path]:
            name = function.__code__.co_qualname
            place = sorted(set(old[name])).index(function.__code__.co_firstlineno)
            if name in codes and len(codes[name]) == len(set(old[name])):
                if len(codes[name][place].co_freevars) != len(function.__code__.co_freevars):
                    return False
                function.__code__ = codes[name][place]
        return True


NOTICER = "noticer.txt"
"""Beside a scratch copy: the test that noticed the slip."""
NOTICED, UNNOTICED, UNFIT = 10, 11, 12
"""Exit codes of a fork."""


def _codes(code: types.CodeType) -> dict[str, list[types.CodeType]]:
    """Qualified name -> the functions of that name, in order (a property and its setter share one)."""
    made: dict[str, list[types.CodeType]] = defaultdict(list)
    waiting = [code]
    while waiting:
        one = waiting.pop()
        made[one.co_qualname].append(one)
        waiting += [part for part in one.co_consts if isinstance(part, types.CodeType)]
    return {name: sorted(found, key=lambda one: one.co_firstlineno) for name, found in made.items()}


def _verdict(child: int, seconds: float) -> str:
    """What the exit of the fork says. One that runs on is ended, with all it started: noticed."""
    end = time.monotonic() + seconds
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            break
        if time.monotonic() > end:
            os.killpg(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
            break
        time.sleep(0.005)
    code = os.waitstatus_to_exitcode(status)
    return {UNNOTICED: "unnoticed", UNFIT: "unfit"}.get(code, "noticed")


def pytest_configure(config: pytest.Config) -> None:
    """This file is a plugin of the runs that it starts (`-p mutants`)."""
    if hasattr(config, "workerinput") or not config.getoption("numprocesses", None):
        if folder := os.environ.get("MUTANTS_TRACE"):
            config.pluginmanager.register(Tracing(Path(folder)))
        if tests := os.environ.get("MUTANTS_TESTS"):
            config.pluginmanager.register(Choosing(Path(tests)))
        if pipes := os.environ.get("MUTANTS_SERVE"):
            config.pluginmanager.register(Serving(*map(int, pipes.split(","))))


@dataclass(slots=True)
class Reach:
    """Which tests reach which lines. `lines` is file -> line (only those in functions) -> tests."""

    lines: dict[str, dict[int, set[str]]]
    seconds: dict[str, float]
    broad: dict[str, Counter[str]] = field(default_factory=dict)

    def tests(self, mutant: Mutant, budget: float = math.inf, first: Iterable[str] = ()) -> dict[str, float]:
        """The tests that reach the slip's statement (one at import: its file), with their seconds, as many as the budget
        has room for, one at least: those of `first`, then half of it the quickest (the room's own before others), then
        those that reach most of the file.
        """
        lines = self.lines.get(mutant.file, {})
        wanted = range(mutant.first, mutant.last + 1) if mutant.inside else lines
        found = {test for line in wanted for test in lines.get(line, ())}
        own = f"tests/{mutant.room}/"
        quick = sorted(found, key=lambda test: (not test.startswith(own), self.seconds.get(test, 0.0), test))
        reach = self._breadth(mutant.file)
        broad = sorted(found, key=lambda test: (-reach[test], test))
        made: dict[str, float] = {}
        spent = 0.0
        for order, share in (([test for test in first if test in found], 1.0), (quick, 0.5), (broad, 1.0)):
            for test in order:
                seconds = self.seconds.get(test, 0.0)
                if made and test not in made and spent + seconds > share * budget:
                    continue
                spent += 0 if test in made else seconds
                made[test] = seconds
        return made

    def _breadth(self, file: str) -> Counter[str]:
        """How many lines of the file each test reaches."""
        if file not in self.broad:
            self.broad[file] = Counter(test for tests in self.lines.get(file, {}).values() for test in tests)
        return self.broad[file]


def reach(cache: Path, jobs: int, *, reuse: bool = False) -> Reach:
    """From the cache; test files that changed, or whose sources did, are run anew. Raises SystemExit where they fail.

    `reuse`: only test files that changed are run, what the others reached is looked for where it stands now.
    """
    cache.mkdir(parents=True, exist_ok=True)
    kept, texts = cache / "reach.json", cache / "sources"
    texts.mkdir(exist_ok=True)
    stamp = {path.relative_to(ROOT).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in _sources()}
    tests = {name for name in stamp if name.startswith("tests/") and "/test_" in name}
    shared = [name for name in stamp if name.startswith("tests/") and name not in tests and name != "tests/mutants.py"]
    known: dict[str, dict[str, Any]] = json.loads(kept.read_text()) if kept.is_file() else {}

    def rests_on(test: str, lines: Iterable[str]) -> dict[str, str | None]:
        return {name: stamp.get(name) for name in (test, *shared, *lines)}

    files = {
        name: noted
        for name, noted in known.items()
        if name in tests
        and (noted["stamps"].get(name) == stamp[name] if reuse else noted["stamps"] == rests_on(name, noted["lines"]))
    }
    if wanted := sorted(tests - set(files)):
        print(f"noting which test of {len(wanted)} files reaches which line …", flush=True)
        for name, content in stamp.items():  # as they are now: whoever goes on editing changes them meanwhile
            shutil.copyfile(ROOT / name, texts / content)
        traced = _trace(wanted, jobs)
        for name in wanted:
            noted = traced.get(name, {"lines": {}, "seconds": {}})
            files[name] = {"stamps": rests_on(name, noted["lines"]), **noted}
        kept.write_text(json.dumps(files, default=sorted))
    made = Reach({}, {})
    moved = functools.cache(lambda file, content: _moved((texts / content).read_text(), (ROOT / file).read_text()))
    for noted in files.values():
        made.seconds |= noted["seconds"]
        for file, lines in noted["lines"].items():
            if (content := noted["stamps"][file]) != stamp.get(file):
                lines = (
                    {moved(file, content).get(int(line), 0): found for line, found in lines.items()}
                    if file in stamp
                    else {}
                )
            place = made.lines.setdefault(file, {})
            for line, found in lines.items():
                place.setdefault(int(line), set()).update(found)
    return made


def _moved(old: str, new: str) -> dict[int, int]:
    """Line number -> the number of the same line now."""
    matcher = difflib.SequenceMatcher(None, old.splitlines(), new.splitlines(), autojunk=False)
    return {block.a + at + 1: block.b + at + 1 for block in matcher.get_matching_blocks() for at in range(block.size)}


def _sources() -> list[Path]:
    return sorted([*(ROOT / "xltools").rglob("*.py"), *(ROOT / "tests").rglob("*.py")])


def _trace(files: list[str], jobs: int) -> dict[str, dict[str, Any]]:
    """Test file -> its `lines` (source -> line -> tests) and its `seconds` (test -> time)."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as name:
        tree = copied(Path(name) / "tree")
        trace = Path(name) / "trace"
        trace.mkdir()
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "mutants",
            "-m",
            FAST,
            "-n",
            str(jobs),
            "-p",
            "no:cacheprovider",
        ]
        done = subprocess.run(
            [*command, *files], cwd=tree, env=_environment(tree, MUTANTS_TRACE=str(trace)), check=False
        )
        if done.returncode not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            raise SystemExit("the tests fail without any slip: mend them first")
        made: dict[str, dict[str, Any]] = {}
        for part in trace.glob("seconds-*.json"):
            for test, seconds in json.loads(part.read_text()).items():
                made.setdefault(test.partition("::")[0], {"lines": {}, "seconds": {}})["seconds"][test] = seconds
        for part in sorted(trace.glob("lines.*")):
            data = coverage.CoverageData(str(part))
            data.read()
            for file in data.measured_files():
                source = Path(file).relative_to(tree).as_posix()
                for line, contexts in data.contexts_by_lineno(file).items():
                    for context in filter(None, contexts):
                        _note(made, source, line, context)
        return made


def _note(made: dict[str, dict[str, Any]], source: str, line: int, context: str) -> None:
    test, setup, _ = context.partition("|setup")
    noted = made[test.partition("::")[0]]
    # What a fixture of a whole file reaches, all tests of that file rely on.
    found = list(noted["seconds"]) if setup else [test]
    noted["lines"].setdefault(source, {}).setdefault(str(line), set()).update(found)


# --- trying ----------------------------------------------------------------------------------------------------------


def copied(tree: Path) -> Path:
    """A scratch copy of the checkout."""
    aside = (".git", ".venv", "__pycache__", ".*_cache", ".hypothesis", "build", "dist", "demo-output", "*.egg-info")
    shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(*aside), symlinks=True)
    return tree


def _environment(tree: Path, **more: str) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(tree), str(tree / "tests"))),
        "PYTHONHASHSEED": "0",
        "XDG_CACHE_HOME": str(tree.parent / "cache"),
        **more,
    }


class Server:
    """A process that has collected all fast tests of a tree (`Serving`)."""

    def __init__(self, tree: Path) -> None:
        asked, self.asks = os.pipe()
        self.answers, answers = os.pipe()
        command = [*_PYTEST, "-m", FAST, "-p", "no:xdist", f"--basetemp={tree.parent / 'tmp'}"]
        self.run = subprocess.Popen(
            command,
            cwd=tree,
            env=_environment(tree, MUTANTS_SERVE=f"{asked},{answers}"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(asked, answers),
        )
        os.close(asked)
        os.close(answers)
        self.lines = os.fdopen(self.answers, "r", encoding="utf-8")

    def noticed(self, file: str, tests: dict[str, float]) -> bool | None:
        """None where the slip does not fit into living functions."""
        os.write(self.asks, (json.dumps({"file": file, "tests": tests}) + "\n").encode())
        answer = self.lines.readline().strip()
        if not answer:
            raise SystemExit("the collected tests ended early: run pytest --collect-only")
        return None if answer == "unfit" else answer == "noticed"

    def close(self) -> None:
        os.close(self.asks)
        self.run.wait()


_PYTEST = [sys.executable, "-m", "pytest", "-p", "mutants", "-x", "-p", "no:cacheprovider", "--no-header", "--tb=no"]


@dataclass(slots=True)
class Place:
    """A scratch copy, and the process that has its tests collected once one was needed."""

    tree: Path
    server: Server | None = None


class Bench:
    """Scratch copies, one per process, and the trying of slips in them."""

    def __init__(self, folder: Path, jobs: int, budget: float) -> None:
        """The copies are made at once: whoever goes on editing does not disturb them."""
        self.reached, self.budget = Reach({}, {}), budget
        self.noticers: dict[str, Counter[str]] = defaultdict(Counter)
        self.sound: set[str] = set()
        self.places: Queue[Place] = Queue()
        for number in range(jobs):
            self.places.put(Place(copied(folder / str(number) / "tree")))
        self.clock = 1_000_000_000

    def noticed(self, mutant: Mutant) -> bool:
        """Whether a test fails (or hangs) with the slip."""
        # What noticed slips of this file before is likeliest to notice the next one.
        tests = self.reached.tests(mutant, self.budget, [test for test, _ in self.noticers[mutant.file].most_common(6)])
        if not tests:
            return False
        place = self.places.get()
        target = place.tree / mutant.file
        source = target.read_bytes()
        try:
            if mutant.inside and place.server is None:  # before the slip is written
                place.server = Server(place.tree)
                place.server.noticed(mutant.file, {})
            self._write(target, source[: mutant.start] + mutant.text.encode() + source[mutant.end :])
            noticer = place.tree.parent / NOTICER
            noticer.unlink(missing_ok=True)
            found = place.server.noticed(mutant.file, tests) if mutant.inside and place.server else None
            if found and noticer.is_file():
                self._write(target, source)
                self._note(place, mutant.file, noticer.read_text())
            return found if found is not None else self._fails(place.tree, tests)
        finally:
            self._write(target, source)
            self.places.put(place)

    def _note(self, place: Place, file: str, test: str) -> None:
        """Who noticed a slip is tried once without any: one that fails all the same would notice everything."""
        assert place.server is not None
        if test not in self.sound and place.server.noticed(file, {test: self.reached.seconds.get(test, 0.0)}):
            raise SystemExit(f"{test} fails without any slip")
        self.sound.add(test)
        self.noticers[file][test] += 1

    def close(self) -> None:
        while not self.places.empty():
            if (server := self.places.get().server) is not None:
                server.close()

    def _write(self, target: Path, source: bytes) -> None:
        """A time of its own for each content: compiled files are told apart by it."""
        target.write_bytes(source)
        self.clock += 10
        os.utime(target, (self.clock, self.clock))

    def _fails(self, tree: Path, tests: dict[str, float]) -> bool:
        """In a process of its own, which imports the slip."""
        wanted = tree.parent / "tests.txt"
        wanted.write_text("\n".join(tests))
        files = sorted({test.partition("::")[0] for test in tests})
        run = subprocess.Popen(
            [*_PYTEST, "-p", "no:xdist", *files],
            cwd=tree,
            env=_environment(tree, MUTANTS_TESTS=str(wanted)),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            code = run.wait(20 + 6 * sum(tests.values()))
        except subprocess.TimeoutExpired:
            os.killpg(run.pid, signal.SIGKILL)
            run.wait()
            return True
        if code == pytest.ExitCode.NO_TESTS_COLLECTED:
            raise SystemExit(f"none of these tests was found: {list(tests)[:3]}")
        return code != 0


# --- the command -----------------------------------------------------------------------------------------------------


def equivalents() -> set[tuple[str, str, str]]:
    """(file, old line, new line) of slips that change nothing; each says why."""
    if not EQUIVALENT.is_file():
        return set()
    entries = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8")).get("mutant", [])
    assert all(entry["why"].strip() for entry in entries), "an equivalent mutant without a reason"
    return {(entry["file"], " ".join(entry["old"].split()), " ".join(entry["new"].split())) for entry in entries}


def all_mutants(rooms: list[str], excused: set[tuple[str, str, str]]) -> list[Mutant]:
    """Every slip of the rooms that is not excused."""
    made: list[Mutant] = []
    for room in rooms:
        for pattern in ROOMS[room]:
            paths = sorted(ROOT.glob(pattern))
            if not paths:
                raise SystemExit(f"{pattern} finds no file: put the room's new place into ROOMS ({__file__})")
            for path in paths:
                if path.relative_to(ROOT).as_posix() not in OUTSIDE:
                    made.extend(mutants_of(room, path))
    present = {(mutant.file, mutant.old, mutant.new) for mutant in made}
    for file, old, new in sorted(excused - present):
        if any(mutant.file == file for mutant in made):
            print(f"{EQUIVALENT.name}: no such slip any more: {file}  {old} → {new}")
    return [mutant for mutant in made if (mutant.file, mutant.old, mutant.new) not in excused]


def chosen(arguments: argparse.Namespace) -> list[Mutant]:
    """The slips asked for, in order of file and line."""
    rooms = arguments.only.split(",") if arguments.only else list(ROOMS)
    if unknown := [room for room in rooms if room not in ROOMS]:
        raise SystemExit(f"no room {', '.join(unknown)}; there are {', '.join(ROOMS)}")
    mutants = all_mutants(rooms, equivalents())
    if arguments.file:
        mutants = [mutant for mutant in mutants if mutant.file in arguments.file]
    if arguments.lines:
        first, _, last = arguments.lines.partition("-")
        mutants = [mutant for mutant in mutants if int(first) <= mutant.line <= int(last or first)]
    if 0 < arguments.sample < len(mutants):
        kept = sorted(random.Random(arguments.seed).sample(range(len(mutants)), arguments.sample))
        mutants = [mutants[place] for place in kept]
    return mutants


def main() -> int:
    """Exit code 0 where enough was noticed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, default=0, help="how many, at random (0: all)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help=f"rooms, parted by commas: {', '.join(ROOMS)}")
    parser.add_argument("--file", action="append", help="only these files")
    parser.add_argument("--lines", default="", help="only these lines: 10-20")
    parser.add_argument("--floor", type=float, default=85, help="percent to be noticed")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--budget", type=float, default=40, help="seconds of tests for one slip")
    parser.add_argument("--list", action="store_true", help="only name the slips")
    parser.add_argument(
        "--reuse", action="store_true", help="note only what changed tests reach; for the others, as last time"
    )
    parser.add_argument("--cache", type=Path, default=ROOT / "build" / "mutants")
    arguments = parser.parse_args()
    mutants = chosen(arguments)
    if arguments.list:
        print(*mutants, sep="\n")
        return 0
    killed: dict[str, list[bool]] = defaultdict(list)
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder, ThreadPoolExecutor(arguments.jobs) as pool:
        bench = Bench(Path(folder), arguments.jobs, arguments.budget)
        reached = bench.reached = reach(arguments.cache, arguments.jobs, reuse=arguments.reuse)
        for mutant, noticed in zip(mutants, pool.map(bench.noticed, mutants), strict=True):
            killed[mutant.room].append(noticed)
            if not noticed:
                print(mutant if reached.tests(mutant) else f"{mutant}  (no test comes here)", flush=True)
        bench.close()
    for room, verdicts in killed.items():
        print(f"{room:12} killed {sum(verdicts)} of {len(verdicts)} ({100 * sum(verdicts) / len(verdicts):.0f} %)")
    count = sum(map(len, killed.values()))
    share = 100 * sum(map(sum, killed.values())) / count if count else 100.0
    print(f"killed {sum(map(sum, killed.values()))} of {count} ({share:.1f} %)")
    return 0 if share >= arguments.floor else 1


if __name__ == "__main__":
    sys.exit(main())
