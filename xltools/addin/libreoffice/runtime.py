"""LibreOffice as a program: finding it, starting it without a window, attaching to one that is already open.

Everything that is peculiar to the UNO bridge lives here, so that the engine's other modules speak of sheets and cells.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from ...errors import OutputFault
from ...settings import value_of

PROGRAM_FOLDERS: Final = (
    "/usr/lib/libreoffice/program",
    "/usr/lib64/libreoffice/program",
    "/opt/libreoffice/program",
    "/snap/libreoffice/current/lib/libreoffice/program",
    "C:\\Program Files\\LibreOffice\\program",
)
UNO_FOLDERS: Final = ("/usr/lib/python3/dist-packages", "/usr/lib/python3/site-packages", *PROGRAM_FOLDERS)
"""Where distributions keep ``uno.py``. The setting UNO文件夹 (XLTOOLS_UNO_PATH) comes before them."""

START_SECONDS: Final = 60
STOP_SECONDS: Final = 20


def soffice() -> str:
    """The program that starts LibreOffice. Raises OutputFault ``no_libreoffice``."""
    found = value_of("soffice").text or shutil.which("soffice") or shutil.which("libreoffice")
    if found:
        return found
    for folder in PROGRAM_FOLDERS:
        for name in ("soffice", "soffice.exe"):
            if (Path(folder) / name).exists():
                return str(Path(folder) / name)
    raise OutputFault(
        "no_libreoffice",
        "没有找到 LibreOffice。请先安装 LibreOffice Calc，或用环境变量 XLTOOLS_SOFFICE 指明 soffice 的位置。",
    )


def uno() -> Any:
    """The ``uno`` module, also from a virtual environment. Raises OutputFault ``no_uno``."""
    return _module("uno")


def unohelper() -> Any:
    """The module with the base class of listeners. Raises OutputFault ``no_uno``."""
    return _module("unohelper")


def _module(name: str) -> Any:
    """One of LibreOffice's Python modules.

    It belongs to the system's Python; its folder is put at the end of the path only while it is imported, so that no
    other package of the system shadows one of ours.
    """
    if name in sys.modules:
        return sys.modules[name]
    folders = [folder for folder in (value_of("uno_path").text, *UNO_FOLDERS) if folder and Path(folder).is_dir()]
    before = list(sys.path)
    sys.path.extend(folders)
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise OutputFault(
            "no_uno",
            "找不到 LibreOffice 的 Python 接口（python3-uno）。请安装 python3-uno，并用同一版本号的 Python 运行本工具"
            f"（当前 {sys.version_info.major}.{sys.version_info.minor}）；也可用环境变量 XLTOOLS_UNO_PATH 指明 uno.py 所在文件夹。",
            cause=str(error),
        ) from error
    finally:
        sys.path[:] = before


def struct(name: str, **fields: Any) -> Any:
    """A UNO struct, ``struct("table.CellAddress", Sheet=0, Column=2, Row=6)``."""
    made = uno().createUnoStruct("com.sun.star." + name)
    for key, value in fields.items():
        setattr(made, key, value)
    return made


def constant(name: str) -> Any:
    return uno().getConstantByName("com.sun.star." + name)


def enum(kind: str, name: str) -> Any:
    return uno().Enum("com.sun.star." + kind, name)


def arguments(**values: Any) -> tuple[Any, ...]:
    """Named arguments as UNO wants them."""
    return tuple(struct("beans.PropertyValue", Name=key, Value=value) for key, value in values.items())


def file_url(path: str | Path) -> str:
    return str(uno().systemPathToFileUrl(os.path.abspath(path)))


def path_of(url: str) -> str:
    """The path behind a ``file:`` URL, empty for a document that was never saved."""
    return str(uno().fileUrlToSystemPath(url)) if url.startswith("file:") else ""


class LibreOffice:
    """One running LibreOffice: `desktop` holds its documents, `create` makes its services.

    `process` is None where we attached to a program that somebody else started: such a one is never ended by us.
    """

    def __init__(self, context: Any, process: subprocess.Popen[bytes] | None = None) -> None:
        self.context = context
        self.process = process
        self.desktop = self.create("frame.Desktop")

    def create(self, service: str) -> Any:
        return self.context.ServiceManager.createInstanceWithContext("com.sun.star." + service, self.context)

    def documents(self) -> Iterator[Any]:
        """The open spreadsheets, in the order LibreOffice names them."""
        components = self.desktop.Components.createEnumeration()
        while components.hasMoreElements():
            document = components.nextElement()
            if getattr(document, "supportsService", None) and document.supportsService(
                "com.sun.star.sheet.SpreadsheetDocument"
            ):
                yield document

    def close(self) -> None:
        """End the program we started; its own question whether to save is not asked."""
        if self.process is None:
            return
        # The bridge breaks while LibreOffice ends: any UNO error here only says that it is going.
        with contextlib.suppress(Exception):
            self.desktop.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            _kill(self.process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """soffice is a script that starts a child: end the whole group we made for it."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait(STOP_SECONDS)


def start(profile: Path | None = None, *, headless: bool = True, pipe: str | None = None) -> LibreOffice:
    """Start a LibreOffice of our own and connect. `profile` keeps it apart from the user's."""
    name = pipe or f"xltools-{os.getpid()}-{time.monotonic_ns() % 1_000_000}"
    command = [soffice(), "--norestore", "--nologo", "--nodefault", f"--accept=pipe,name={name};urp;"]
    if headless:
        command += ["--headless", "--invisible"]
    if profile is not None:
        command.append(f"-env:UserInstallation={profile.absolute().as_uri()}")
    process = subprocess.Popen(  # noqa: S603 - the program is LibreOffice, found above
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        return LibreOffice(_connect(name, START_SECONDS, process), process)
    except BaseException:  # also an interrupt: nobody else would end the program we have started
        _kill(process)
        raise


def attach(pipe: str | None = None, profile: str = "") -> LibreOffice:
    """Connect to the LibreOffice the user works in.

    Starting ``soffice --accept=…`` beside a running one hands the wish over to it: no setting needs to be changed
    beforehand. `profile` is the URL of its settings where they are not the usual ones. With `pipe` the program listens
    already. Raises OutputFault ``no_libreoffice`` where none answers.
    """
    if pipe is None:
        pipe = f"xltools-{os.getpid()}"
        command = [soffice(), "--norestore", "--nologo", "--nodefault", f"--accept=pipe,name={pipe};urp;"]
        if profile:
            command.append(f"-env:UserInstallation={profile}")
        subprocess.Popen(  # noqa: S603 - as above
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
    return LibreOffice(_connect(pipe, START_SECONDS, None))


def _connect(pipe: str, seconds: float, process: subprocess.Popen[bytes] | None) -> Any:
    local = uno().getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    deadline = time.monotonic() + seconds
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception as error:  # boundary: pyuno raises NoConnectException, a class made at run time
            gone = process is not None and process.poll() is not None
            if gone or time.monotonic() > deadline:
                raise OutputFault(
                    "no_libreoffice", "LibreOffice 没有应答。请关闭所有 LibreOffice 窗口后再试。", cause=str(error)
                ) from error
        time.sleep(0.1)
