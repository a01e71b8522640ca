"""Where a stranger's template is looked at and filled: a process of its own, with limits on time, memory and output.

Jinja's sandbox keeps a template from reaching Python; it does not keep it from running for ever (nine to the ninth to the ninth is
worked out before anything is printed). A process can be ended. What can be seen beforehand is refused in words, with the
place, by `user_templates`; this is the bound for what cannot.

Run as `python -m xltools.letters.sandbox`: function, template and values come pickled on stdin, from our own process; what goes
back is bytes with one letter before them (D what was made, E and R a fault in JSON), because the child is not to be trusted.
"""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from ..errors import InputRefused, LetterError

SECONDS = 15
"""A letter of a hundred rows takes one; a person waits no longer than this for a refusal."""
MEMORY = 1 << 30
"""Bytes of address space of the child, where the system can limit it."""
OUTPUT = 32 << 20
"""Bytes of a filled document: a thousand rows make less than one megabyte."""
_DOCUMENT, _FAULT, _REFUSED = b"D", b"E", b"R"
_FAULTS = {_FAULT: LetterError, _REFUSED: InputRefused}
_ENDLESS = f"模板没有止境：{SECONDS}秒、{MEMORY >> 20}MB之内排不完，没有写出。请去掉模板里成倍增长的循环或算式，用 --check-template 检查。"


Task = Callable[..., bytes]
"""A function at the top of a module, which is how the child finds it."""


def run_apart(task: Task, *given: object) -> bytes:
    """What `task` makes of what is given, in a process of its own. Raises LetterError (its own, bad_template or
    endless_template) and the task's InputRefused.
    """
    command = _command()
    if command is None:
        # Inside an office program's own Python there is no interpreter to start; the template's language is bounded still.
        return done_here(task, given)
    try:
        done = subprocess.run(  # noqa: S603  # this very Python, arguments of our own
            command,
            input=pickle.dumps((task, given)),
            capture_output=True,
            timeout=SECONDS,
            env=_surroundings(),
            check=False,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired:
        raise LetterError("endless_template", _ENDLESS) from None
    kind, body = done.stdout[:1], done.stdout[1:]
    if kind == _DOCUMENT and len(body) <= OUTPUT:
        return body
    if kind in _FAULTS:
        code, message = json.loads(body)
        raise _FAULTS[kind](str(code), str(message))
    # Ended by its limits, or out of memory before it could say so.
    raise LetterError("endless_template", _ENDLESS)


def _command() -> list[str] | None:
    name = Path(sys.executable or "").name.lower()
    return [sys.executable, "-X", "utf8", "-m", __name__] if name.startswith(("python", "pypy")) else None


def _surroundings() -> dict[str, str]:
    """The child finds this very package, wherever it was imported from."""
    own = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(filter(None, (own, os.environ.get("PYTHONPATH", ""))))
    return {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}


def done_here(task: Task, given: Sequence[object]) -> bytes:
    """What `task` makes, in this process. Raises as `run_apart` does."""
    try:
        return task(*given)
    except (LetterError, InputRefused):
        raise
    except (MemoryError, RecursionError, OverflowError) as fault:
        raise LetterError("endless_template", _ENDLESS) from fault
    except Exception as fault:  # boundary: docxtpl and jinja2 run what a stranger wrote
        # Whatever a template makes docxtpl or jinja2 stumble over is its writer's mistake, said without a traceback.
        message = f"模板排不出来（{type(fault).__name__}：{fault}）。请用 --check-template 检查模板，表格里的 {{%tr … %}} 要单独成行。"
        raise LetterError("bad_template", message) from fault


def _limit_this_process() -> None:
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_FSIZE, 0)):
            resource.setrlimit(what, (most, most))


def main() -> None:
    """Do what stdin asks for and answer on stdout."""
    task, given = pickle.loads(sys.stdin.buffer.read())  # noqa: S301  # from the process that started this one
    _limit_this_process()
    try:
        answer = _DOCUMENT + done_here(task, given)
    except (LetterError, InputRefused) as fault:
        kind = _REFUSED if isinstance(fault, InputRefused) else _FAULT
        answer = kind + json.dumps([fault.code, fault.message]).encode()
    except MemoryError:
        answer = _FAULT + json.dumps(["endless_template", _ENDLESS]).encode()
    sys.stdout.buffer.write(answer)


if __name__ == "__main__":
    main()
