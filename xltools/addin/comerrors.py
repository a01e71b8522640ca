"""What a call into Excel may raise: one place for a class that exists only where COM does."""

from __future__ import annotations

import importlib


def com_errors() -> tuple[type[Exception], ...]:
    """pywin32's com_error; AttributeError, by which late binding says that this Excel has no such member; OSError."""
    try:
        return AttributeError, OSError, importlib.import_module("pywintypes").com_error
    except ImportError:
        return AttributeError, OSError
