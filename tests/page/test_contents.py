"""What goes into the page is enough for a check, and nothing else is needed: no site-packages, no ssl."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import msoffcrypto
import pytest
import sheets

from xltools.demo.generate import generate
from xltools.page import runner
from xltools.page.contents import LIBRARIES, archive, library_credits

CHECK = """
import json, sys
sys.path.insert(0, sys.argv[1])
sys.modules["ssl"] = None  # the browser's Python has none
from xltools.page import runner
runner.start()
verdict = json.loads(runner.check(sys.argv[3], "", sys.argv[2]))
csv, page = runner.findings_csv(), runner.report_page()
strange = [m.__file__ for m in sys.modules.values() if "site-packages" in (getattr(m, "__file__", "") or "")]
print(json.dumps([verdict, csv, page, strange]))
"""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("app")
    with zipfile.ZipFile(io.BytesIO(archive())) as made:
        made.extractall(folder)
    return folder


def apart(unpacked: Path, folder: Path, *names: str) -> tuple[dict, str, str]:
    """The verdict of an isolated Python that has nothing but the page's archive."""
    command = [sys.executable, "-X", "utf8", "-I", "-S", "-c", CHECK, str(unpacked), str(folder), json.dumps(names)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert not done.returncode, done.stderr
    verdict, csv, page, strange = json.loads(done.stdout)
    assert strange == []
    return verdict, csv, page


def test_the_archive_alone_gives_the_same_verdict(
    unpacked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generate(tmp_path)
    monkeypatch.chdir(tmp_path)
    verdict, csv, page = apart(unpacked, tmp_path, "wuhan-2025", "hubei-2022")
    assert verdict == json.loads(runner.check('["wuhan-2025", "hubei-2022"]', "", str(tmp_path)))
    assert (csv, page) == (runner.findings_csv(), runner.report_page())
    assert verdict["validate"]["summary"]["errors"] > 0
    assert verdict["total"]["rows"]


def test_an_encrypted_file_is_refused_where_nothing_can_decrypt(unpacked: Path, tmp_path: Path) -> None:
    book = msoffcrypto.OfficeFile(io.BytesIO(sheets.xlsx("| 序号 | 名称 |")))
    with (tmp_path / "附件6.xlsx").open("wb") as out:
        book.encrypt("示例口令", out)
    verdict, _, _ = apart(unpacked, tmp_path, "附件6.xlsx")
    refusal = verdict["validate"]["files"][0]["refusal"]
    assert refusal["code"] == "encrypted"
    assert "附件6.xlsx" in refusal["message"]
    assert "另存" in refusal["message"]
    assert "--password" not in refusal["message"]


def test_same_parts_same_bytes() -> None:
    assert archive() == archive()


def test_sources_and_packs_but_no_blanks() -> None:
    with zipfile.ZipFile(io.BytesIO(archive())) as made:
        names = made.namelist()
        assert all(entry.date_time == (1980, 1, 1, 0, 0, 0) for entry in made.infolist())
    assert "xltools/data/workbooks/wuhan-2025/notice.toml" in names
    assert "xltools/data/workbooks/reference/maturity.toml" in names
    assert {Path(name).suffix for name in names if name.startswith("xltools/data/")} == {".toml", ".csv"}
    assert not any("cli" in name or "openpyxl" in name or "letters" in name for name in names)


def test_the_office_packs_travel_and_go_before_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "wuhan-2025").mkdir()
    (tmp_path / "wuhan-2025" / "notice.toml").write_text("# 示例区的改动", encoding="utf-8")
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "示例清单.csv").write_text("value", encoding="utf-8")
    monkeypatch.setenv("XLTOOLS_WORKBOOKS", str(tmp_path))
    with zipfile.ZipFile(io.BytesIO(archive())) as made:
        ours = [name for name in made.namelist() if name.startswith("xltools/data/workbooks/wuhan-2025/")]
        assert made.read(ours[0]).decode() == "# 示例区的改动"
        names = made.namelist()
    assert len(ours) == 1
    assert {"xltools/data/workbooks/reference/示例清单.csv", "xltools/data/workbooks/reference/maturity.toml"} <= set(
        names
    )


def test_every_library_travels_with_its_licence() -> None:
    with zipfile.ZipFile(io.BytesIO(archive())) as made:
        names = made.namelist()
    for library in LIBRARIES:
        assert any(name.startswith(f"licenses/{library.name}/") for name in names), library.name
    assert [name for name, version, license_ in library_credits() if version and license_] == [
        library.name for library in LIBRARIES
    ]
