"""The use cases, one function each. Faces (command line, ribbon, page) translate; they decide nothing.

Names are imported on use: a check of one small workbook must not pay for merging and letters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .checking import Checked, check, validate
    from .inputs import Request
    from .joining import MergeOptions, MergeOutcome, merge
    from .lettering import LetterOptions, check_letter_file, write_letters
    from .totalling import total
    from .tracing import trace

_HOMES = {
    "Checked": "checking",
    "LetterOptions": "lettering",
    "MergeOptions": "joining",
    "MergeOutcome": "joining",
    "Request": "inputs",
    "check": "checking",
    "check_letter_file": "lettering",
    "merge": "joining",
    "total": "totalling",
    "trace": "tracing",
    "validate": "checking",
    "write_letters": "lettering",
}

__all__ = [
    "Checked",
    "LetterOptions",
    "MergeOptions",
    "MergeOutcome",
    "Request",
    "check",
    "check_letter_file",
    "merge",
    "total",
    "trace",
    "validate",
    "write_letters",
]


def __getattr__(name: str) -> Any:
    """Import a public name from its module when it is asked for."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f".{home}", __name__), name)
