"""The engine's upper half: programs and books.

Built on the BSD-licensed base classes of xlwings; `xlwings.Book` and everything below it work on LibreOffice as they
work on Excel, as far as the button handlers need it. What LibreOffice cannot do raises NotImplementedError, as the
base classes do.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from xlwings import base_classes

from ...errors import OutputFault
from . import runtime
from .names import Names
from .ranges import CalcRange
from .sheets import Sheets
from .values import ErrorText

FILTERS: Final = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".xls": "MS Excel 97",
    ".et": "MS Excel 97",
    ".ods": "calc8",
    ".csv": "Text - txt - csv (StarCalc)",
    ".pdf": "calc_pdf_Export",
}
"""Export filter by extension. WPS reads and writes .et as an Excel 97 file."""

MACROS_NEVER: Final = 0
LINKS_NEVER: Final = 0


class Engine:
    """What xlwings calls an engine: a name, its programs, and how values look on their way in and out."""

    name = "libreoffice"
    type = "desktop"

    def __init__(self) -> None:
        self.apps = Apps(self)

    @staticmethod
    def prepare_xl_data_element(value: Any, _options: Any = None) -> Any:
        """A Python value as a cell takes it; None and NaN empty a cell."""
        if value is None or value != value:  # only NaN differs from itself
            return ""
        if isinstance(value, dt.datetime):
            return value.replace(tzinfo=None)
        if isinstance(value, dt.date):
            return dt.datetime(value.year, value.month, value.day)
        return value

    @staticmethod
    def clean_value_data(rows: Any, date: Any, empty: Any, number: Any, err_to_str: bool) -> list[list[Any]]:
        """Raw rows as the caller asked for them: `date` builds dates, `empty` stands for no value."""

        def clean(value: Any) -> Any:
            if value is None or value == "":
                return empty
            if isinstance(value, ErrorText):
                return str(value) if err_to_str else None
            if isinstance(value, dt.datetime):
                parts = {"year": value.year, "month": value.month, "day": value.day}
                clock = {"hour": value.hour, "minute": value.minute, "second": value.second}
                return date(**parts, **clock, microsecond=value.microsecond, tzinfo=None)
            if isinstance(value, float) and number is not None:
                return number(value)
            return value

        return [[clean(value) for value in row] for row in rows]


class Apps(base_classes.Apps):
    """The LibreOffice programs this process is connected to."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._apps: list[App] = []

    def keys(self) -> list[int]:
        return [app.pid for app in self._apps]

    def add(self, spec: Any = None, add_book: Any = None, xl: Any = None, visible: Any = None) -> App:
        """`xl` is a connected `runtime.LibreOffice`; without one a LibreOffice is started (`spec`: its profile folder)."""
        office = xl or runtime.start(Path(spec) if spec else None, headless=not visible)
        app = App(self, office, headless=not visible)
        self._apps.append(app)
        if add_book:
            app.books.add()
        return app

    def forget(self, app: App) -> None:
        if app in self._apps:
            self._apps.remove(app)

    @staticmethod
    def cleanup() -> None:
        """Excel's engine ends stray programs here; we start none that we do not end."""

    def __iter__(self) -> Iterator[App]:
        return iter(list(self._apps))

    def __len__(self) -> int:
        return len(self._apps)

    def __getitem__(self, pid: int) -> App:
        for app in self._apps:
            if app.pid == pid:
                return app
        raise KeyError(pid)


class App(base_classes.App):
    """One LibreOffice. `pid` is that of the process we started, or of ourselves where we attached."""

    display_alerts = False
    screen_updating = True
    enable_events = True
    interactive = True

    def __init__(self, apps: Apps, office: runtime.LibreOffice, *, headless: bool) -> None:
        self._apps = apps
        self.office = office
        self.headless = headless
        self._status: Any = None
        self._status_text: str | bool = False
        self._books = Books(self)

    @property
    def books(self) -> Books:
        return self._books

    @property
    def engine(self) -> Engine:
        return self._apps.engine

    @property
    def api(self) -> Any:
        return self.office.desktop

    xl = api

    @property
    def pid(self) -> int:
        return self.office.process.pid if self.office.process else os.getpid()

    @property
    def version(self) -> str:
        """LibreOffice's own number, ``7.4``."""
        reader = self.office.create("configuration.ConfigurationProvider")
        where = runtime.arguments(nodepath="/org.openoffice.Setup/Product")
        access = reader.createInstanceWithArguments("com.sun.star.configuration.ConfigurationAccess", where)
        return str(access.getByName("ooSetupVersion"))

    @property
    def visible(self) -> bool:
        return not self.headless

    @visible.setter
    def visible(self, value: bool) -> None:
        """Windows are shown or not when a document is opened; nothing to do afterwards."""

    @property
    def selection(self) -> CalcRange | None:
        """The first block of what is selected: one range has no several blocks here."""
        document = self.office.desktop.getCurrentComponent()
        blocks = self._books.wrap(document).selected_blocks() if document is not None else []
        return self._books.wrap(document).sheets.of(blocks[0].getSpreadsheet()).wrap(blocks[0]) if blocks else None

    @property
    def calculation(self) -> str:
        book = self.office.desktop.getCurrentComponent()
        return "automatic" if book is None or book.isAutomaticCalculationEnabled() else "manual"

    @calculation.setter
    def calculation(self, value: str) -> None:
        for document in self.office.documents():
            document.enableAutomaticCalculation(value == "automatic")

    @property
    def status_bar(self) -> str | bool:
        return self._status_text

    @status_bar.setter
    def status_bar(self, value: str | bool | None) -> None:
        """Show `value` below the sheet; False or None gives the bar back."""
        if self._status is not None:
            self._status.end()
            self._status = None
        self._status_text = value or False
        document = self.office.desktop.getCurrentComponent()
        controller = document.getCurrentController() if document is not None else None
        if value and controller is not None:
            self._status = controller.Frame.createStatusIndicator()
            self._status.start(str(value), 0)

    def activate(self, steal_focus: bool = False) -> None:
        """The window manager decides who has the focus."""

    def quit(self) -> None:
        for document in list(self.office.documents()) if self.office.process else []:
            # A document that refuses (a dialog is open) is ended with the program.
            with contextlib.suppress(Exception):
                document.close(True)
        self.office.close()
        self._apps.forget(self)

    def kill(self) -> None:
        self.quit()


class Books(base_classes.Books):
    """The spreadsheets open in one program."""

    def __init__(self, app: App) -> None:
        self.app = app

    @property
    def api(self) -> Any:
        return self.app.office.desktop

    def wrap(self, document: Any) -> CalcBook:
        return CalcBook(self.app, document)

    @property
    def active(self) -> CalcBook:
        current = self.app.office.desktop.getCurrentComponent()
        for document in self.app.office.documents():
            if current is None or document.RuntimeUID == getattr(current, "RuntimeUID", None):
                return self.wrap(document)
        for document in self.app.office.documents():
            return self.wrap(document)
        raise KeyError("no book is open")

    def __call__(self, key: int | str) -> CalcBook:
        books = list(self)
        if isinstance(key, int):
            return books[key - 1]
        for book in books:
            if book.name.casefold() == key.casefold() or book.fullname == key:
                return book
        raise KeyError(key)

    def __len__(self) -> int:
        return sum(1 for _ in self.app.office.documents())

    def __iter__(self) -> Iterator[CalcBook]:
        return (self.wrap(document) for document in self.app.office.documents())

    def __contains__(self, key: str) -> bool:
        return any(book.name == key for book in self)

    def add(self) -> CalcBook:
        return self._load("private:factory/scalc", {})

    def open(self, fullname: str, *positional: Any) -> CalcBook:
        """Open a file as data: its macros never run and its links are never followed, whatever is asked."""
        read_only, password = (*positional, *[None] * 4)[1], (*positional, *[None] * 4)[3]
        wishes: dict[str, Any] = {"MacroExecutionMode": MACROS_NEVER, "UpdateDocMode": LINKS_NEVER}
        if read_only:
            wishes["ReadOnly"] = True
        if password:
            wishes["Password"] = password
        return self._load(runtime.file_url(fullname), wishes)

    def _load(self, url: str, wishes: dict[str, Any]) -> CalcBook:
        document = self.app.office.desktop.loadComponentFromURL(
            url, "_blank", 0, runtime.arguments(Hidden=self.app.headless, **wishes)
        )
        if document is None or not document.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
            name = os.path.basename(runtime.path_of(url)) or url
            raise OutputFault("not_opened", f"LibreOffice 打不开“{name}”。请先在 LibreOffice 中打开它看看提示。")
        return self.wrap(document)


class CalcBook(base_classes.Book):
    """One open spreadsheet document."""

    def __init__(self, app: App, document: Any) -> None:
        self._app = app
        self.document = document

    @property
    def api(self) -> Any:
        return self.document

    xl = api

    @property
    def app(self) -> App:
        return self._app

    @property
    def fullname(self) -> str:
        """The path, or the window's title for a book that was never saved."""
        return runtime.path_of(self.document.URL) or str(self.document.Title)

    @property
    def name(self) -> str:
        return os.path.basename(self.fullname)

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    @property
    def names(self) -> Names:
        return Names(self, self.document.NamedRanges)

    @property
    def saved(self) -> bool:
        """False while there are edits the file on disk does not have."""
        return not self.document.isModified()

    def selected_blocks(self) -> list[Any]:
        """The selected com.sun.star.sheet.SheetCellRange, several where Ctrl was held; none where a shape is selected."""
        chosen = self.document.getCurrentSelection()
        if chosen is None or not hasattr(chosen, "supportsService"):
            return []
        if chosen.supportsService("com.sun.star.sheet.SheetCellRange"):
            return [chosen]
        if chosen.supportsService("com.sun.star.sheet.SheetCellRanges"):
            return [chosen.getByIndex(index) for index in range(chosen.getCount())]
        return []

    def activate(self) -> None:
        controller = self.document.getCurrentController()
        if controller is not None:
            controller.Frame.activate()

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Save, or save under another name: the book then is that file, as in Excel."""
        if path is None:
            self.document.store()
            return
        self.document.storeAsURL(runtime.file_url(path), self._filter(path, password))

    def save_copy(self, path: str) -> None:
        """Write a copy with all unsaved edits; the book itself stays as it is, unsaved mark included."""
        self.document.storeToURL(runtime.file_url(path), self._filter(path, None))

    def _filter(self, path: str, password: str | None) -> tuple[Any, ...]:
        chosen = FILTERS.get(Path(path).suffix.lower())
        if chosen is None:
            raise OutputFault("unsupported", f"不能存成 {Path(path).suffix or '没有扩展名的'} 文件，请改用 .xlsx。")
        wishes: dict[str, Any] = {"FilterName": chosen}
        if password:
            wishes["Password"] = password
        return runtime.arguments(**wishes)

    def close(self) -> None:
        self.document.close(True)
