"""Where a stranger's template is filled: a process of its own, with limits on time, memory and output.

Jinja's sandbox keeps a template from reaching Python; it does not keep it from running for ever (nine to the ninth to the ninth is
worked out before anything is printed). A process can be ended. What can be seen beforehand is refused in words, with the
place, by `user_templates`; this is the bound for what cannot.

Run as `python -m xltools.letters.sandbox`: template and values come pickled on stdin, from our own process; what goes back is
bytes with one letter before them (D a document, E a fault in JSON), because the child is not to be trusted.
"""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from ..errors import LetterError

SECONDS = 15
"""A letter of a hundred rows takes one; a person waits no longer than this for a refusal."""
MEMORY = 1 << 30
"""Bytes of address space of the child, where the system can limit it."""
OUTPUT = 32 << 20
"""Bytes of a filled document: a thousand rows make less than one megabyte."""
_DOCUMENT, _FAULT = b"D", b"E"
_ENDLESS = f"模板没有止境：{SECONDS}秒、{MEMORY >> 20}MB之内排不完，没有写出。请去掉模板里成倍增长的循环或算式，用 --check-template 检查。"


Fill = Callable[[bytes, Mapping[str, object], bool], bytes]
"""A function at the top of a module, which is how the child finds it: template, values, sealed → document."""


def fill_apart(fill: Fill, template: bytes, values: Mapping[str, object], *, sealed: bool) -> bytes:
    """`fill` in a process of its own. Raises LetterError: its own, bad_template or endless_template."""
    command = _command()
    if command is None:
        # Inside an office program's own Python there is no interpreter to start; the template's language is bounded still.
        return _filled(fill, template, values, sealed)
    try:
        done = subprocess.run(  # noqa: S603  # this very Python, arguments of our own
            command,
            input=pickle.dumps((fill, template, dict(values), sealed)),
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
    if kind == _FAULT:
        code, message = json.loads(body)
        raise LetterError(str(code), str(message))
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


def _filled(fill: Fill, template: bytes, values: Mapping[str, object], sealed: bool) -> bytes:
    try:
        return fill(template, values, sealed)
    except LetterError:
        raise
    except (MemoryError, RecursionError, OverflowError) as fault:
        raise LetterError("endless_template", _ENDLESS) from fault
    except Exception as fault:
        # Whatever a template makes docxtpl or jinja2 stumble over is its writer's mistake, said without a traceback.
        message = f"模板排不出来（{type(fault).__name__}：{fault}）。请用 --check-template 检查模板，表格里的 {{%tr … %}} 要单独成行。"
        raise LetterError("bad_template", message) from fault


def _limit_this_process() -> None:
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_FSIZE, 0)):
            resource.setrlimit(what, (most, most))


def main() -> None:
    """Fill what stdin holds and answer on stdout."""
    fill, template, values, sealed = pickle.loads(sys.stdin.buffer.read())  # noqa: S301  # from the process that started this one
    _limit_this_process()
    try:
        answer = _DOCUMENT + _filled(fill, template, values, sealed)
    except LetterError as fault:
        answer = _FAULT + json.dumps([fault.code, fault.message]).encode()
    except MemoryError:
        answer = _FAULT + json.dumps(["endless_template", _ENDLESS]).encode()
    sys.stdout.buffer.write(answer)


if __name__ == "__main__":
    main()
