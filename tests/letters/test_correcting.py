"""`check-letter --fix`: what is mechanical is mended and listed, nothing else is touched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from docx.document import Document
from docx.shared import Mm
from letter_samples import NOTICE, figures, texts
from letters.bases import base
from letters.spoiling import footer_text, line_pitch, no_grid, retext, run_font, section, spoil, style_size, words

from xltools.cli import run
from xltools.letters import check_letter
from xltools.letters.correcting import correct_letter
from xltools.letters.manuscript import Style

MENDED: tuple[tuple[Callable[[Document], object], str], ...] = (
    (section(top_margin=Mm(25), gutter=Mm(5)), "页边距改为"),
    (section(right_margin=Mm(20)), "页边距改为"),
    (run_font(Style.BODY, "微软雅黑"), "字体“微软雅黑”改为“仿宋_GB2312”"),
    (style_size(Style.BODY, 14), "字号 14 磅改为 16 磅"),
    (style_size(Style.TITLE, 16), "字号 16 磅改为 22 磅"),
    (line_pitch(line="360", lineRule="auto"), "行距改为固定值"),
    (no_grid, "文档网格改为"),
    (retext(Style.BODY, "，", ","), "的 , 改为 ，"),
    (retext(Style.BODY, "（详见附件1）", "(详见附件1)", 2), "的 ( 改为 （"),
    (retext(Style.BODY, "组织", '"组织"'), '的 " 改为 ”'),
    (retext(Style.LEVEL1, "一、", "一."), "的 一. 改为 一、"),
    (retext(Style.LEVEL2, "（一）", "（一）、"), "改为 （一）"),
    (retext(Style.LEVEL3, "1.", "1、"), "的 1、 改为 1."),
    (footer_text, "页码改为"),
    (words("2022年10月28日", "2022.10.28"), "改为 2022年10月28日"),
    (words("2022年10月28日", "二〇二二年十月二十八日"), "改为 2022年10月28日"),
)


@pytest.mark.parametrize(("mutate", "change"), MENDED, ids=range(len(MENDED)))
def test_what_is_mechanical_is_mended_and_listed(mutate: Callable[[Document], object], change: str):
    corrected = correct_letter(spoil(base("plain"), mutate))
    assert any(change in one for one in corrected.changes), corrected.changes
    found = check_letter(corrected.data, against=figures(), notice=NOTICE, level="district")
    assert [finding.message for finding in found] == []


def test_a_letter_without_faults_stays_byte_for_byte():
    assert correct_letter(base("plain")) == correct_letter(base("plain"))
    assert correct_letter(base("plain")).data == base("plain")


def test_words_figures_and_names_stay_as_they_were_written():
    wrong = spoil(base("plain"), retext(Style.BODY, "项目5个", "项目9个", 1))
    corrected = correct_letter(spoil(wrong, run_font(Style.BODY, "微软雅黑")), figures=figures())
    assert texts(corrected.data) == texts(wrong)


def test_an_enterprise_keeps_the_marks_of_its_name():
    items = (("示范工厂", "武汉示例(江汉)有限公司", "车间,产线智能工厂", "示例一区"),)
    named = spoil(
        base("plain"),
        retext(
            Style.LEVEL3,
            "武汉示例装备股份有限公司——重型装备智能制造示范工厂",
            "武汉示例(江汉)有限公司——车间,产线智能工厂",
        ),
    )
    assert texts(correct_letter(named, figures=figures(items)).data) == texts(named)
    assert texts(correct_letter(named).data) != texts(named)


def test_several_letters_are_mended_into_a_folder_and_checked_again(tmp_path: Path):
    for name in ("甲", "乙"):
        (tmp_path / f"{name}.docx").write_bytes(spoil(base("plain"), section(top_margin=Mm(25))))
    (tmp_path / "~$甲.docx").write_bytes(b"lock")
    assert run(["check-letter", str(tmp_path), "--fix", "-o", str(tmp_path / "改好")]) == 0
    assert sorted(path.name for path in (tmp_path / "改好").iterdir()) == ["乙.docx", "甲.docx"]
    assert check_letter((tmp_path / "改好" / "甲.docx").read_bytes()) == []
    assert run(["check-letter", str(tmp_path / "甲.docx"), "--fix"]) == 2


def test_several_files_and_folders_are_checked_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "函").mkdir()
    (tmp_path / "函" / "甲.docx").write_bytes(base("plain"))
    (tmp_path / "函" / "旧.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    (tmp_path / "乙.docx").write_bytes(base("head"))
    assert run(["check-letter", str(tmp_path / "函"), str(tmp_path / "乙.docx"), "--format", "json"]) == 1
    said = capsys.readouterr().out
    assert said.count('"status": "refused"') == 1
    assert all(name in said for name in ("甲.docx", "乙.docx", "旧.doc"))
