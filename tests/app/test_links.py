"""A summary in a folder of its own: its links lead to the sources, its receipt prints on two pages without paths and hashes."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import openpyxl
from summary.forms import form, rows_for, write

from xltools.cli import run
from xltools.notice.load import load_notice


def test_links_resolve_from_where_the_summary_lies_and_the_receipt_is_fit_to_print(tmp_path: Path) -> None:
    sheet = load_notice("hubei-2022").attachment("附件5")
    for seed, office in enumerate(("江岸区", "江汉区")):
        rows = rows_for(sheet, office, 2, seed=seed, category="示范工厂")
        write(tmp_path / "收件 #1" / office / f"{office}-推荐汇总表 100%.xlsx", form(sheet, rows, office))
    out = tmp_path / "上报" / "市级" / "汇总.xlsx"
    out.parent.mkdir(parents=True)
    run(["merge", str(tmp_path / "收件 #1"), "--notice", "hubei-2022", "-o", str(out)])
    book = openpyxl.load_workbook(out)
    targets = [
        c.hyperlink.target for ws in book for row in ws.iter_rows() for c in row if c.hyperlink and c.hyperlink.target
    ]
    assert len(targets) >= 4
    assert all((out.parent / unquote(target)).is_file() for target in targets)
    receipt = book["汇总回执"]
    said = "\n".join(
        str(c.value) for row in receipt[receipt.print_area.partition("!")[2]] for c in row if isinstance(c.value, str)
    )
    assert not re.search(r"[0-9a-f]{16}", said)
    assert str(tmp_path) not in said
    assert (receipt.page_setup.fitToWidth, receipt.page_setup.fitToHeight) == (1, 2)
    assert receipt.sheet_properties.pageSetUpPr.fitToPage
