"""One settings file: its values, where each comes from, and what -v, -q and --log make of a run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sheets

from xltools.cli import run
from xltools.letters import load_profile
from xltools.notice.places import pack_folders

FILE = """# 我的设置
"通知" = "miit-2023"  # 今年的
office_note = 1
"""
BOOK = """
# 附件6
| 生产性设备购置与改造投资以及项目相关的研发投入明细表 | < | < | < |
| 序号 | 投资类别 | 设备名称 | 含税金额 |
| 1 | 设备改造 | 机密机床 | 12.5 |
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "设置" / "office.toml"
    monkeypatch.setenv("XLTOOLS_CONFIG", str(path))
    return path


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "企业.xlsx"
    path.write_bytes(sheets.xlsx(BOOK))
    return path


def shown(capsys: pytest.CaptureFixture[str], *before: str) -> dict[str, tuple[str, str, str]]:
    capsys.readouterr()
    assert run([*before, "config", "show", "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    return {row["name"]: (row["value"], row["origin"], row["where"]) for row in document["settings"]}


def test_each_value_says_where_it_comes_from(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["config", "set", "level=区级", "通知=miit-2023", "发文机关=示例局"]) == 0
    monkeypatch.setenv("XLTOOLS_NOTICE", "wuhan-2025")
    found = shown(capsys, "-q")
    assert found["进程数"] == ("0", "default", "")
    assert found["层级"] == ("区级", "file", str(file))
    assert found["通知"] == ("wuhan-2025", "environment", "XLTOOLS_NOTICE")
    assert found["详略"] == ("安静", "option", "")
    assert found["发文机关"] == ("示例局", "file", str(file))
    assert found["抄送"] == ("", "default", "")


def test_what_a_person_wrote_stays_when_a_value_is_set(file: Path) -> None:
    file.parent.mkdir()
    file.write_text('# 我的设置\nnotice = "miit-2023"  # 今年的\n"联系人" = "甲"\n', encoding="utf-8")
    assert run(["config", "set", "通知=wuhan-2025", "联系人=", "层级=区级"]) == 0
    text = file.read_text(encoding="utf-8")
    assert text.startswith('# 我的设置\nnotice = "wuhan-2025"  # 今年的\n"层级" = "区级"')
    assert "联系人" not in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("通知编号=x", "没有名为“通知编号”"),
        ("详略=大声", "只能是一般、详细、安静"),
        ("通知", "名称=内容"),
    ],
)
def test_what_cannot_be_set_is_said_and_nothing_is_written(
    words: str, said: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["config", "set", words]) != 0
    assert said in capsys.readouterr().err
    assert not file.exists()


def test_a_settings_file_that_cannot_be_read_stops_the_work_but_not_the_help(
    file: Path, book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.parent.mkdir()
    file.write_text("通知 = miit", encoding="utf-8")
    for words in (["validate", str(book)], ["config", "set", "通知=x"], ["config", "show"]):
        assert run(words) == 4
        assert "不是合格的 TOML" in capsys.readouterr().err
    assert run(["validate", "--help"]) == 0
    assert run(["config", "path"]) == 0
    assert file.read_text(encoding="utf-8") == "通知 = miit"


def test_a_setting_stands_for_the_option_and_the_option_goes_before_it(
    file: Path, book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["config", "set", "通知=no-such-notice"])
    assert run(["validate", str(book)]) == 2
    assert "no-such-notice" in capsys.readouterr().err
    assert run(["validate", str(book), "--notice", "wuhan-2025", "--format", "json"]) in (0, 1)
    assert json.loads(capsys.readouterr().out)["files"][0]["notice"] == "wuhan-2025"


def test_folders_in_the_file_are_meant_from_its_folder(file: Path) -> None:
    run(["config", "set", "通知包文件夹=通知包"])
    own = file.parent / "通知包"
    own.mkdir()
    assert pack_folders()[0] == own


def test_settings_and_the_offices_particulars_share_the_file(file: Path) -> None:
    run(["config", "set", "联系人=王五", "通知=miit-2023"])
    profile = load_profile()
    assert (profile.get("联系人"), profile.sources["联系人"]) == ("王五", "办公信息文件 office.toml")
    assert "通知" not in profile.values


def test_the_log_tells_the_course_of_a_run_and_nothing_of_the_cells(
    file: Path, book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "a.log"
    for _ in range(2):
        run(
            [
                "validate",
                str(book),
                "--password",
                "s3cret",
                "--map",
                "含税金额=D",
                "--log",
                str(log),
                "--format",
                "json",
            ]
        )
    text = log.read_text(encoding="utf-8")
    assert text.count("命令 xltools validate") == 2
    assert f"参数 {book}" in text
    assert "选项 --format=json" in text
    assert "选项 --password（略）" in text
    assert "sha256=" in text
    assert "退出码 1" in text
    assert "×" in text
    for secret in ("s3cret", "机密机床", "12.5"):
        assert secret not in text
    assert "命令" not in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    ["package 收件 -o 清单.json", pytest.param("receive 收件 -o 结果 --no-letters", marks=pytest.mark.slow)],
)
def test_the_log_names_the_files_of_a_folder_and_counts_what_was_found(
    words: str, tmp_path: Path, book: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "收件" / "企业").mkdir(parents=True)
    book.rename(tmp_path / "收件" / "企业" / "附件6.xlsx")
    run([*words.split(), "--notice", "wuhan-2025", "--log", "a.log"])
    text = (tmp_path / "a.log").read_text(encoding="utf-8")
    assert "附件6.xlsx" in text
    assert "选项 --notice=wuhan-2025" in text
    assert "问题" in text
    assert "机密机床" not in text


def test_a_log_is_never_written_into_somebody_elses_file(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = book.read_bytes()
    assert run(["validate", str(book), "--log", str(book)]) == 4
    assert "不是 xltools 的日志" in capsys.readouterr().err
    assert book.read_bytes() == before


def test_a_bug_is_noted_by_its_place_not_by_its_words(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("机密机床")

    monkeypatch.setattr("xltools.app.validate.validate", broken)
    with pytest.raises(ValueError, match="机密"):
        run(["--log", str(tmp_path / "a.log"), "validate", str(book)])
    text = (tmp_path / "a.log").read_text(encoding="utf-8")
    assert "程序错误 ValueError" in text
    assert "test_config.py" in text
    assert "机密" not in text


def test_loud_and_quiet_change_only_what_stands_beside_the_result(
    file: Path, book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def ran(*words: str) -> tuple[str, str]:
        run([*words, "-o", str(tmp_path / "结果.json"), "--force"])
        said = capsys.readouterr()
        return said.out, said.err

    out, err = ran("validate", str(book))
    assert "已写出" in err
    assert ran("validate", "-q", str(book)) == (out, "")
    loud = ran("-v", "validate", str(book))
    assert loud[0] == out
    assert f"文件 {book}" in loud[1]
    run(["config", "set", "详略=安静"])
    capsys.readouterr()
    assert ran("validate", str(book)) == (out, "")
