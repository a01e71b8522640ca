"""What goes into the page is enough for a check, and nothing else is needed: no site-packages, no ssl."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import msoffcrypto
import pytest
import sheets

from xltools.demo.generate import generate
from xltools.page import runner
from xltools.page.build import _asset
from xltools.page.contents import LIBRARIES, OWN_PACKS, archive, library_credits

CHECK = """
import json, sys
sys.path.insert(0, sys.argv[1])
sys.modules["ssl"] = None  # the browser's Python has none
from xltools.page import runner
runner.start()
runner.read_packs()
verdict = json.loads(runner.check(sys.argv[3], "", sys.argv[2]))
lists, repairs = json.loads(runner.checklist()), json.loads(runner.suggest())
made = json.loads(runner.repair(json.dumps(list(range(len(repairs)))), sys.argv[4])) if repairs else None
saved = [runner.save(what, 0, sys.argv[4]) for what in json.loads(sys.argv[5])]
strange = [m.__file__ for m in sys.modules.values() if "site-packages" in (getattr(m, "__file__", "") or "")]
print(json.dumps([verdict, lists, repairs, strange]))
"""
EVERYTHING = ("report", "findings", "ledger", "ledger-page", "marked", "checklist", "receipt")


def taken_apart() -> tarfile.TarFile:
    return tarfile.open(fileobj=io.BytesIO(archive()), mode="r:bz2")


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("app")
    with taken_apart() as made:
        made.extractall(folder, filter="data")
    return folder


def apart(unpacked: Path, folder: Path, *names: str, saves: tuple[str, ...] = ()) -> list:
    """What an isolated Python says that has nothing but the page's archive: verdict, checklists, repairs."""
    given = (str(unpacked), str(folder), json.dumps(names), str(unpacked.parent / "out"), json.dumps(saves))
    command = [sys.executable, "-X", "utf8", "-I", "-S", "-c", CHECK, *given]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert not done.returncode, done.stderr
    *said, strange = json.loads(done.stdout)
    assert strange == []
    return said


@pytest.mark.slow
def test_the_archive_alone_gives_the_same_verdict_and_saves_everything(
    unpacked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generate(tmp_path / "demo")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "寅辛").mkdir()
    for path in (tmp_path / "demo").rglob("*寅辛*.xlsx"):
        shutil.copy(path, tmp_path / "寅辛")
    said = apart(unpacked, tmp_path, "寅辛", saves=EVERYTHING)
    verdict = runner.check('["寅辛"]', "", str(tmp_path))
    assert said == [json.loads(one) for one in (verdict, runner.checklist(), runner.suggest())]
    assert said[0]["validate"]["summary"]["errors"] > 0
    assert said[0]["total"]["rows"]
    assert said[2]


@pytest.mark.slow
def test_an_encrypted_file_is_refused_where_nothing_can_decrypt(unpacked: Path, tmp_path: Path) -> None:
    book = msoffcrypto.OfficeFile(io.BytesIO(sheets.xlsx("| 序号 | 名称 |")))
    with (tmp_path / "附件6.xlsx").open("wb") as out:
        book.encrypt("示例口令", out)
    verdict, *_ = apart(unpacked, tmp_path, "附件6.xlsx")
    refusal = verdict["validate"]["files"][0]["refusal"]
    assert refusal["code"] == "encrypted"
    assert "附件6.xlsx" in refusal["message"]
    assert "另存" in refusal["message"]
    assert "--password" not in refusal["message"]


def test_sources_and_packs_but_no_blanks() -> None:
    with taken_apart() as made:
        names = made.getnames()
        assert {(entry.mtime, entry.uid, entry.gid) for entry in made} == {(0, 0, 0)}
    assert "xltools/data/workbooks/wuhan-2025/notice.toml" in names
    assert "xltools/data/workbooks/reference/maturity.toml" in names
    assert {Path(name).suffix for name in names if name.startswith("xltools/data/")} == {".toml", ".csv"}
    assert not any("cli" in name or "openpyxl" in name or "letters" in name for name in names)


def test_the_office_packs_travel_apart_and_go_before_ours(
    unpacked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A verdict by an office's own rules says so, in the page as on the command line."""
    shutil.copytree(unpacked / "xltools/data/workbooks/wuhan-2025", tmp_path / "own" / "wuhan-2025")
    (tmp_path / "own" / "reference").mkdir()
    (tmp_path / "own" / "reference" / "示例清单.csv").write_text("value", encoding="utf-8")
    monkeypatch.setenv("XLTOOLS_WORKBOOKS", str(tmp_path / "own"))
    with taken_apart() as made:
        names = set(made.getnames())
    assert {f"{OWN_PACKS}/wuhan-2025/notice.toml", f"{OWN_PACKS}/reference/示例清单.csv"} <= names
    assert "xltools/data/workbooks/reference/maturity.toml" in names
    assert not any(name.startswith("xltools/data/workbooks/wuhan-2025/") for name in names)
    assert f"/app/{OWN_PACKS}" in _asset("worker.js")


def test_every_library_travels_with_its_licence() -> None:
    with taken_apart() as made:
        names = made.getnames()
    for library in LIBRARIES:
        assert any(name.startswith(f"licenses/{library.name}/") for name in names), library.name
    assert [name for name, version, license_ in library_credits() if version and license_] == [
        library.name for library in LIBRARIES
    ]
