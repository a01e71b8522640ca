"""Where the package meets other programs: a mistake of the caller's points at the caller's own line."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import wraps
from typing import ParamSpec, TypeAlias, TypeVar

from ..errors import UsageError, XltoolsError

P = ParamSpec("P")
R = TypeVar("R")
PathLike: TypeAlias = "str | os.PathLike[str]"
Paths: TypeAlias = "PathLike | Iterable[PathLike]"
"""One path or several; folders are walked."""


def public(function: Callable[P, R]) -> Callable[P, R]:
    """A function that raises its faults as its own: bad input gives no traceback through twelve of our modules.

    Anything but an XltoolsError is a bug of ours, and keeps its traceback.
    """

    @wraps(function)
    def called(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except XltoolsError as fault:
            raise fault.with_traceback(None) from None

    return called


def texts_of(paths: Paths) -> tuple[str, ...]:
    """The paths as texts. Raises UsageError where there is none, or an empty one: that would be the folder one stands in."""
    given = (paths,) if isinstance(paths, (str, os.PathLike)) else tuple(paths)
    texts = tuple(os.fspath(path) for path in given)
    if not texts or "" in texts:
        raise UsageError("no_paths", "没有给出文件或文件夹，或有一个是空的。当前文件夹请写作“.”。")
    return texts
