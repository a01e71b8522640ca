"""`xltools page build`: the page from its parts. Same parts, same bytes."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from pathlib import Path
from typing import Final

from .. import __version__, words
from ..app.notices import list_packs
from ..files.tables import ADVISED, TABLES
from .bytecode import bytecode
from .contents import archive, library_credits
from .distribution import packed, pinned

FILE: Final = "申报材料自检.html"
_ASSETS: Final = Path(__file__).parent / "assets"
_SCRIPTS: Final = (
    "dom", "engine", "held", "index", "findings", "ledger", "checklist", "repairs", "saving", "main",
)  # fmt: skip
"""The page's script, noun by noun; `main` runs them."""
_LINE: Final = 8192
"""Characters of base64 per line: a multiple of 4, and short enough for editors and mail gateways."""
_SLOT: Final = re.compile(r"\{\{ (\w+) \}\}")


def build_page(pyodide: Path | None = None, more: str = "") -> bytes:
    """The page as UTF-8 HTML. `pyodide`: see `distribution.packed`; `more`: a script behind ours. Raises OutputFault."""
    distribution, code = packed(pyodide), archive()
    compiled = bytecode(distribution)
    style, gate, program = _asset("page.css"), _asset("gate.js"), _program() + more
    parts = {
        "policy": _policy(style, (gate, program)),
        "version": html.escape(__version__),
        "style": style,
        "gate": gate,
        "program": program,
        "notices": _notices(),
        "words": _words(),
        "endings": html.escape(" ".join(sorted({*TABLES, *ADVISED, ".zip"}))),
        "worker": _asset("worker.js"),
        "credits": _credits(),
        "pyodide_length": str(len(distribution)),
        "pyodide": _base64(distribution),
        "code_length": str(len(code)),
        "code": _base64(code),
        "bytecode_length": str(len(compiled)),
        "bytecode": _base64(compiled),
    }
    text = _SLOT.sub(lambda slot: parts[slot[1]], _asset("page.html"))
    return text.encode()


def starts_soon(page: bytes) -> bool:
    """Whether a page carries `bytecode`."""
    return b'id="bytecode" data-length="0"' not in page


def _notices() -> str:
    """The packs to choose from, as the page is to name them."""
    said = ((pack["id"], f"{pack['title']}（{pack['document']}）" if pack["document"] else pack["title"]) for pack in list_packs()["notices"])
    return "".join(f'<option value="{html.escape(name)}">{html.escape(word)}</option>' for name, word in said)


def _words() -> str:
    """What the script says of the table of words."""
    return json.dumps({"severity": words.SEVERITY, "answer": words.ANSWER}, ensure_ascii=False).replace("<", "\\u003c")


def _program() -> str:
    """The page's script: the parts share one scope, and none of them is seen from outside."""
    parts = "\n".join(_asset(f"script/{name}.js") for name in _SCRIPTS)
    return f'(function () {{\n"use strict";\n{parts}}})();\n'


def _asset(name: str) -> str:
    text = (_ASSETS / name).read_text(encoding="utf-8")
    assert name.endswith(".html") or "</s" not in text.casefold(), name
    return text


def _policy(style: str, scripts: tuple[str, ...]) -> str:
    """Content-Security-Policy: our own scripts by their hash, WebAssembly, the worker; no request to anywhere."""
    allowed = " ".join(_hash(script) for script in scripts)
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {allowed} 'wasm-unsafe-eval'",
            f"style-src {_hash(style)}",
            "worker-src blob:",
            "img-src data:",
            "connect-src 'none'",
            "form-action 'none'",
            "base-uri 'none'",
            "webrtc 'block'",  # not in every browser yet; the worker has no peer connections in any
        )
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _base64(data: bytes) -> str:
    text = base64.b64encode(data).decode()
    return "\n".join(text[start : start + _LINE] for start in range(0, len(text), _LINE))


def _credits() -> str:
    rows = [
        ("xltools", __version__, "MIT"),
        (pinned().name, pinned().version, pinned().license),
        ("CPython", pinned().python, "PSF-2.0"),
        *library_credits(),
    ]
    return "".join(f"<li>{' '.join(html.escape(word) for word in row)}</li>" for row in rows)
