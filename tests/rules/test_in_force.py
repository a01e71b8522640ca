"""试行 rules warn until their day and count after it; a rule that holds for some days says nothing on others; a changed pack is
tried on an archive before it counts."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from sheets import xlsx

from xltools import rules
from xltools.app.trypack import try_pack
from xltools.app.validate import validate
from xltools.cli import run
from xltools.errors import UsageError
from xltools.findings import Severity
from xltools.forms.inputs import Request
from xltools.notice.load import load_notice

NOTICE = 'id = "t-2026"\ntitle = "试行示例"\nversion = "1"\nyear = 2026\n'
ATTACHMENT = """
key = "附件1"
title = "示例推荐汇总表"
role = "summary"
layout = "found"
[[columns]]
key = "seq"
heading = "序号"
type = "integer"
[[columns]]
key = "enterprise"
heading = "企业名称"
[[columns]]
key = "amount"
heading = "投资额（万元）"
type = "amount"
[[rules]]
id = "floor"
kind = "at-least"
basis = "t-2026 §一"
column = "amount"
value = "3000000"
"""
FORM = """
# 附件1
| 示例推荐汇总表 | < | < |
| 序号 | 企业名称 | 投资额（万元） |
| 1 | 示例甲公司 | {} |
"""


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "packs" / "t-2026"
    folder.mkdir(parents=True)
    (folder / "notice.toml").write_text(NOTICE, encoding="utf-8")
    (folder / "附件1.toml").write_text(ATTACHMENT, encoding="utf-8")
    monkeypatch.setenv("XLTOOLS_WORKBOOKS", str(folder.parent))
    monkeypatch.setattr(rules, "today", lambda: date(2026, 6, 30))
    for name, amount in (("甲", "250"), ("乙", "500")):
        (tmp_path / "收件" / name).mkdir(parents=True)
        (tmp_path / "收件" / name / "附件1.xlsx").write_bytes(xlsx(FORM.format(amount)))
    load_notice.cache_clear()
    return folder


@pytest.mark.parametrize(
    ("days", "severity"),
    [
        ("", Severity.ERROR),
        ("trial_until = 2026-06-30", Severity.WARNING),
        ("trial_until = 2026-06-29", Severity.ERROR),
        ("holds_from = 2026-07-01", None),
        ("holds_from = 2026-06-30", Severity.ERROR),
        ("holds_to = 2026-06-29", None),
        ("holds_to = 2026-06-30", Severity.ERROR),
    ],
)
def test_a_rule_holds_on_its_days(pack: Path, tmp_path: Path, days: str, severity: Severity | None) -> None:
    (pack / "附件1.toml").write_text(ATTACHMENT + days + "\n", encoding="utf-8")
    report = validate(Request(paths=(str(tmp_path / "收件" / "甲"),), notice="t-2026")).report
    found = [f for file in report.files for f in file.findings if f.rule == "floor"]
    assert [f.severity for f in found] == ([severity] if severity else [])
    assert all(("试行至" in f.fix) == (severity is Severity.WARNING) for f in found)


def test_the_pack_says_which_rules_are_on_trial(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = ATTACHMENT + 'title = "投资额不低于300万元"\ntrial_until = 2026-06-30\n'
    (pack / "附件1.toml").write_text(text, encoding="utf-8")
    assert run(["notices", "show", "t-2026"]) == 0
    assert "投资额不低于300万元（试行至 2026-06-30，之前只提醒）" in capsys.readouterr().out


def test_a_changed_pack_is_tried_on_the_archive(pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed = tmp_path / "改" / "t-2026"
    shutil.copytree(pack, changed)
    (changed / "附件1.toml").write_text(ATTACHMENT.replace("3000000", "2000000"), encoding="utf-8")
    (change,) = try_pack(changed, [str(tmp_path / "收件")]).changes
    assert (Path(change.path).parent.name, change.was_clean, change.is_clean) == ("甲", False, True)
    assert [f.rule for f in change.gone] == ["floor"]
    assert run(["notices", "try", str(changed), str(tmp_path / "收件")]) == 0
    assert "有错误 → 没有错误" in capsys.readouterr().out
    # On trial the rule only warns; who tries it wants to know whom it will hit.
    (changed / "附件1.toml").write_text(ATTACHMENT.replace("3000000", "6000000") + "trial_until = 2026-12-31\n", encoding="utf-8")
    assert [one.was_clean is one.is_clean for one in try_pack(changed, [str(tmp_path / "收件")]).changes] == [True, False]
    assert run(["notices", "try", str(changed), str(tmp_path / "收件")]) == 0
    said = capsys.readouterr().out
    assert "新增    提醒  附件1!C3" in said
    assert "试行至 2026-12-31，之后按错误计" in said
    assert "共 2 个文件，结论改变的 1 个，结论不变、错误或提醒有增减的 1 个" in said
    with pytest.raises(UsageError, match="先复制一份"):
        try_pack(pack, [str(tmp_path / "收件")])
