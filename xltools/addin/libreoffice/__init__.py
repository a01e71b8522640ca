"""An xlwings engine over LibreOffice's UNO, built on the BSD base classes of xlwings.

`open_app` starts a LibreOffice of our own, `attach_app` joins the one the user works in; both return an `xlwings.App`
whose books, sheets and ranges behave like Excel's. Used by the buttons on Linux desktops, and in CI, where every
button runs against a real spreadsheet program.
"""

from __future__ import annotations

from pathlib import Path

import xlwings

from . import runtime
from .engine import Engine

__all__ = ["attach_app", "engine", "open_app"]

_ENGINE: list[xlwings.Engine] = []


def engine() -> xlwings.Engine:
    """The engine, made known to xlwings on first use."""
    if not _ENGINE:
        made = xlwings.Engine(impl=Engine())
        xlwings.engines.add(made)
        if xlwings.engines.active is None:
            made.activate()
        _ENGINE.append(made)
    return _ENGINE[0]


class open_app:  # noqa: N801 - used like a function: ``with open_app() as app``
    """A LibreOffice of our own for the length of a ``with``. `profile`: a folder that keeps its settings apart.

    A class, since UNO's exceptions refuse the traceback that a generator's context manager hands back to them.
    """

    def __init__(self, profile: Path | None = None, *, headless: bool = True) -> None:
        self._profile = profile
        self._headless = headless

    def __enter__(self) -> xlwings.App:
        office = runtime.start(self._profile, headless=self._headless)
        self._app = engine().apps.add(xl=office, visible=not self._headless)
        return self._app

    def __exit__(self, *_: object) -> None:
        self._app.quit()


def attach_app(pipe: str | None = None, *, profile: str = "", headless: bool = False) -> xlwings.App:
    """The LibreOffice the user works in. Raises OutputFault ``no_libreoffice`` where none can be reached."""
    return engine().apps.add(xl=runtime.attach(pipe, profile), visible=not headless)
