"""The add-in in the registry: whatever stands there of others is there afterwards too, in Excel's order."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltools.addin import registry, worker
from xltools.addin.registry import BINARY, RegistryValue, excel_versions, forget, list_app, register, unlist_app

ADDIN = PureWindowsPath(r"C:\Users\张 三\100%\xltools\addin\xltools.xlam")
EXCEL = r"Software\Microsoft\Office\16.0\Excel"
OPTIONS = rf"{EXCEL}\Options"


class PaperHive:
    """A registry in a dictionary."""

    def __init__(self, **keys: dict[str, RegistryValue]) -> None:
        self.keys: dict[str, dict[str, RegistryValue]] = {EXCEL: {}}

    def values(self, key: str) -> Mapping[str, RegistryValue] | None:
        return self.keys.get(key)

    def put(self, key: str, name: str, entry: RegistryValue) -> None:
        self.keys.setdefault(key, {})[name] = entry

    def drop(self, key: str, name: str) -> None:
        self.keys.get(key, {}).pop(name, None)

    def drop_key(self, key: str) -> None:
        self.keys.pop(key, None)


def hive(**opens: str) -> PaperHive:
    made = PaperHive()
    made.keys[OPTIONS] = {name: RegistryValue(text) for name, text in opens.items()} | {
        "Font": RegistryValue("宋体,11")
    }
    return made


def opens(found: PaperHive) -> dict[str, str]:
    return {name: entry.value for name, entry in found.keys[OPTIONS].items() if name.startswith("OPEN")}


def test_gaps_are_read_past_and_closed() -> None:
    found = hive(OPEN='"a.xlam"', OPEN2='/R "b.xlam"', OPEN7='"c.xla"')
    register(found, "16.0", ADDIN)
    assert opens(found) == {"OPEN": '"a.xlam"', "OPEN1": '/R "b.xlam"', "OPEN2": '"c.xla"', "OPEN3": f'/R "{ADDIN}"'}
    forget(found, "16.0", ADDIN)
    assert opens(found) == {"OPEN": '"a.xlam"', "OPEN1": '/R "b.xlam"', "OPEN2": '"c.xla"'}
    assert found.keys[OPTIONS]["Font"] == RegistryValue("宋体,11")


@given(st.dictionaries(st.integers(0, 40), st.text(min_size=1, max_size=8), max_size=12))
def test_no_other_add_in_is_ever_lost(entries: dict[int, str]) -> None:
    found = hive(**{f"OPEN{number or ''}": f'"{text}.xlam"' for number, text in entries.items()})
    register(found, "16.0", ADDIN)
    register(found, "16.0", ADDIN)
    forget(found, "16.0", ADDIN)
    kept = opens(found)
    assert set(kept) == {f"OPEN{number or ''}" for number in range(len(entries))}
    ordered = [kept[f"OPEN{number or ''}"] for number in range(len(entries))]
    assert ordered == [f'"{entries[number]}.xlam"' for number in sorted(entries)]


def test_an_entry_of_another_type_keeps_it() -> None:
    found = hive()
    found.keys[OPTIONS]["OPEN3"] = RegistryValue("%APPDATA%\\other.xlam", 2)
    register(found, "16.0", ADDIN)
    assert found.keys[OPTIONS]["OPEN"] == RegistryValue("%APPDATA%\\other.xlam", 2)


def test_excels_memory_of_us_goes_and_that_of_others_stays() -> None:
    found = hive()
    disabled = rf"{EXCEL}\Resiliency\DisabledItems"
    ours = bytes(12) + str(ADDIN).upper().encode("utf-16-le") + b"\0\0"
    found.keys[disabled] = {
        "a": RegistryValue(ours, BINARY),
        "b": RegistryValue(bytes(12) + "其他.xlam".encode("utf-16-le"), BINARY),
    }
    found.keys[rf"{EXCEL}\Add-in Manager"] = {str(ADDIN): RegistryValue(""), r"C:\其他.xlam": RegistryValue("")}
    forget(found, "16.0", ADDIN)
    assert list(found.keys[disabled]) == ["b"]
    assert list(found.keys[rf"{EXCEL}\Add-in Manager"]) == [r"C:\其他.xlam"]


def test_the_folder_is_trusted_and_forgotten() -> None:
    found = hive()
    register(found, "16.0", ADDIN)
    trusted = rf"{EXCEL}\Security\Trusted Locations\xltools"
    assert found.keys[trusted]["Path"].value == f"{ADDIN.parent}\\"
    forget(found, "16.0", ADDIN)
    assert trusted not in found.keys
    assert excel_versions(found) == ["16.0"]


def test_forgetting_makes_no_settings_of_an_excel_that_is_not_there() -> None:
    found = PaperHive()
    forget(found, "14.0", ADDIN)
    assert list(found.keys) == [EXCEL]


def test_the_app_is_listed_with_its_uninstaller_in_quotes() -> None:
    found = PaperHive()
    list_app(found, ADDIN.parent, ADDIN.parent / "uninstall.cmd")
    assert found.keys[registry.APPS]["UninstallString"].value == f'"{ADDIN.parent}\\uninstall.cmd"'
    unlist_app(found)
    assert registry.APPS not in found.keys


def test_excel_must_be_closed_before_anything_is_deleted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from xltools.addin import deploy, install
    from xltools.errors import OutputFault

    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.setattr(install, "_excel_runs", lambda: True)
    program = deploy.program_folder() / "python" / "python.exe"
    program.parent.mkdir(parents=True)
    program.touch()
    with pytest.raises(OutputFault, match="关闭所有 Excel"):
        deploy.install_bundle()
    assert program.is_file()


def test_a_python_that_stays_is_sent_away(tmp_path: Path) -> None:
    import threading

    serving = threading.Thread(
        target=worker.serve, args=(tmp_path, lambda _path: None, lambda: True), kwargs={"idle": 20}
    )
    serving.start()
    while not worker.is_there(tmp_path):
        pass
    worker.send_away(tmp_path)
    serving.join(5)
    assert not serving.is_alive()
    assert not (tmp_path / worker.LEAVE).exists()
