"""--redact: what was planted is in no output. Summaries and marked copies carry nothing of the machine they were made on."""

from __future__ import annotations

import html
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from attack.districts import DISTRICT
from sheets import xlsx

from xltools.cli import run as xltools
from xltools.findings import FileReport, Finding, Place, Refused, Report, Severity
from xltools.office.opc import unpack
from xltools.reports import render
from xltools.reports.redact import redact_report

PERSON = "欧阳示例"
PLANTED = {
    "联系人": PERSON,
    "联系电话": "1380013800",
    "手机": "138 0013 80012",
    "座机": "027-8531600",
    "传真": "8531-60",
    "统一社会信用代码": "91420100ma1wapc1jx",
    "代码": "91420100MA1WAPCOIX7",
    "身份证号": "42010119900101123x",
    "发票号码": "25536066",
    "邮箱": "ouyang.shili@example.cn",
}


def planted_report() -> Report:
    findings = tuple(
        Finding(
            rule="format", severity=Severity.ERROR, sheet="表", cells=("B5",), column=column, value=value,
            expected=value, message=f"“{column}”的“{value}”不对，{PERSON}填", fix=f"改“{value}”",
            path=f"收件/{PERSON}-13800138000.xlsx",
            related=(Place(f"{PERSON}/91420100MA1WAPC1JX.xlsx", "表", "B5"),),
        )
        for column, value in PLANTED.items()
    )  # fmt: skip
    path = f"收件/{PERSON}-42010119900101123X.xlsx"
    return Report(
        (
            FileReport(path, "0" * 64, "hubei-2022", "附件5", "read", findings=findings, submitter=PERSON),
            FileReport(
                f"{PERSON}13800138000.xlsx", "", None, None, "refused", Refused("corrupt", f"文件“{PERSON}.xlsx”坏了")
            ),
        )
    )


def texts(data: bytes) -> str:
    if not data.startswith(b"PK"):
        return html.unescape(data.decode())
    with zipfile.ZipFile(BytesIO(data)) as package:
        return html.unescape("".join(package.read(name).decode("utf-8", "replace") for name in package.namelist()))


@pytest.mark.parametrize("form", ["text", "json", "html", "xlsx"])
def test_nothing_planted_is_in_any_output(form: str) -> None:
    said = texts(render("validate", form, redact_report(planted_report())))
    for column, value in PLANTED.items():
        assert value not in said, column
    for other in ("13800138000", "91420100MA1WAPC1JX", "42010119900101123X"):
        assert other not in said
    assert "欧**" in said


def test_an_enterprise_keeps_its_name() -> None:
    report = Report((FileReport("a.xlsx", "", None, None, "read", submitter="武汉示例甲有限公司"),))
    assert redact_report(report).files[0].submitter == "武汉示例甲有限公司"


def test_a_summary_carries_no_absolute_path(tmp_path: Path) -> None:
    home = tmp_path / "收件"
    home.mkdir()
    (home / "蔡甸区-推荐汇总表.xlsx").write_bytes(xlsx(DISTRICT))
    out = tmp_path / "汇总.xlsx"
    xltools(["merge", str(home), "-o", str(out), "--notice", "hubei-2022", "--level", "city"])
    parts = unpack(out.read_bytes())
    assert not [name for name, data in parts.items() if str(tmp_path).encode() in data]


def test_a_marked_copy_with_foreign_links_is_told(tmp_path: Path, capsys: Any) -> None:
    from office.foreign import table_book

    from xltools.office.opc import pack

    parts = unpack(table_book())
    name = "xl/_rels/workbook.xml.rels"
    link = b'<Relationship Id="rId99" Type="http://x/externalLink" Target="file://host/a.xlsx" TargetMode="External"/>'
    parts[name] = parts[name].replace(b"</Relationships>", link + b"</Relationships>")
    path = tmp_path / "a.xlsx"
    path.write_bytes(pack(parts, keep_order=True))
    xltools(["validate", str(path), "--mark", str(tmp_path / "标注")])
    assert "指向其他计算机或文件的链接" in capsys.readouterr().err
