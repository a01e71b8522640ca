"""与上次汇总相比：增、删、改、换序; edits of contacts and remarks that a new run keeps row by row."""

from __future__ import annotations

from pathlib import Path

import pytest
from summary.editing import edit
from summary.forms import form, rows_for, write
from summary.running import run

from xltools.app.merge import MergeOutcome
from xltools.app.trace import trace
from xltools.errors import OutputFault
from xltools.notice.load import load_notice
from xltools.reports.json import merge_json
from xltools.reports.text import merge_text
from xltools.summary.since import since_counts

HUBEI = load_notice("hubei-2022").attachment("附件5")
Changes = dict[int, dict[str, object]]


def district(folder: Path, name: str, order: tuple[int, ...] = (0, 1, 2), changes: Changes | None = None) -> Path:
    """A district's table: its rows in this order, some of them changed."""
    rows = [dict(row) for row in rows_for(HUBEI, name, 4, seed=sum(map(ord, name)), category="示范工厂")]
    for at, change in (changes or {}).items():
        rows[at] |= change
    chosen = [{**rows[at], "rank": number} for number, at in enumerate(order, start=1)]
    return write(folder / f"{name}.xlsx", form(HUBEI, chosen, f"{name}经济和信息化局"))


def enterprise(name: str, at: int) -> str:
    return str(rows_for(HUBEI, name, 4, seed=sum(map(ord, name)), category="示范工厂")[at]["enterprise"])


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    folder = tmp_path / "收件"
    for name in ("江岸区", "江汉区", "洪山区"):
        district(folder, name)
    return folder


def again(inputs: Path, **options: object) -> MergeOutcome:
    return run([inputs], inputs.parent / "汇总.xlsx", "city", **options)


def lines(outcome: MergeOutcome) -> list[str]:
    text = merge_text(outcome.merged, "汇总.xlsx").splitlines()
    start = next(at for at, line in enumerate(text) if line.startswith("与上次汇总相比"))
    return [line.strip() for line in text[start : text.index("", start)]]


def test_rows_added_removed_changed_and_moved_each_in_its_words(inputs: Path) -> None:
    assert again(inputs).merged.since is None
    unchanged = again(inputs).merged.since
    assert unchanged == ()
    district(inputs, "江岸区", (2, 0, 1), {0: {"phone": "13811110000"}})
    district(inputs, "江汉区", (0, 1, 2, 3))
    (inputs / "洪山区.xlsx").unlink()
    outcome = again(inputs)
    gone = "、".join(f"{enterprise('洪山区', at)}“" for at in range(3))
    said = lines(outcome)
    assert said[0] == "与上次汇总相比：增 1 行、删 3 行、改 1 处、换序 1 行"
    assert said[1].startswith("删  洪山区整份没有了（3 行）：")
    assert all(part in said[1] for part in gone.split("、"))
    assert said[2].startswith(f"增  江汉区　{enterprise('江汉区', 3)}")
    assert said[2].endswith("（示范工厂第 7）")
    assert said[3].endswith("联系电话：027-88888888 → 13811110000")
    assert enterprise("江岸区", 2) in said[4]
    assert said[4].endswith("示范工厂由第 3 升至第 1")
    document = merge_json(outcome.merged, "汇总.xlsx")["since_last"]
    assert document is not None
    assert [(one["kind"], one["rows"]) for one in document] == [
        ("removed", 3), ("added", 1), ("changed", 1), ("moved", 1),
    ]  # fmt: skip


def test_a_row_that_another_office_hands_in_changed_hands(inputs: Path) -> None:
    again(inputs)
    rows = [dict(row) for row in rows_for(HUBEI, "江岸区", 3, seed=sum(map(ord, "江岸区")), category="示范工厂")]
    district(inputs, "江岸区", (0, 1))
    own = [dict(row) for row in rows_for(HUBEI, "洪山区", 3, seed=sum(map(ord, "洪山区")), category="示范工厂")]
    moved = [{**row, "rank": number} for number, row in enumerate([*own, {**rows[2], "district": "洪山区"}], start=1)]
    write(inputs / "洪山区.xlsx", form(HUBEI, moved, "洪山区经济和信息化局"))
    said = lines(again(inputs))
    assert said[0] == "与上次汇总相比：改 2 处"
    assert said[1].endswith("由江岸区转至洪山区")


def test_a_renamed_project_of_an_enterprise_is_changed_not_gone(inputs: Path) -> None:
    again(inputs)
    district(inputs, "江岸区", changes={1: {"project": "全新项目名称（二期）"}})
    assert since_counts(again(inputs).merged.since or ()) == "与上次汇总相比：改 1 处"


def test_edited_contacts_and_remarks_are_carried_row_by_row(inputs: Path, tmp_path: Path) -> None:
    out = tmp_path / "汇总.xlsx"
    again(inputs)
    edit(out, J5="王五", K9="13900000000", L6="处长办公会：优先")
    district(inputs, "江汉区", (1, 0, 2))  # another file, the same rows
    outcome = again(inputs)
    assert {line for line in lines(outcome) if line.startswith("沿用")} == {
        f"沿用本级改动  江岸区　{about('江岸区', 0)}　联系人：来源为“张三”，本级改为“王五”",
        f"沿用本级改动  江汉区　{about('江汉区', 1)}　联系电话：来源为“027-88888888”，本级改为“13900000000”",
        f"沿用本级改动  江岸区　{about('江岸区', 1)}　备注：来源为“空白”，本级改为“处长办公会：优先”",
    }
    told = trace(str(out), "J5")
    assert told["rows"][0]["changed"][0]["written"] == "张三"
    assert told["rows"][0]["changed"][0]["now"] == "王五"
    again(inputs)
    top = run(out, tmp_path / "省.xlsx", "province").merged
    named = {(one.cell, one.expected, one.value) for one in top.findings if one.rule == "changed-after-merge"}
    assert ("J5", "张三", "王五") in named, "the next level is told both values"
    assert len(named) == 3


def test_which_columns_are_carried_is_said_by_the_pack(
    inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new year's notice is a new folder: there the industry may be put right, the phone goes back to the district."""
    pack = tmp_path / "通知包" / "own-2026"
    write(pack / "notice.toml", 'id = "own-2026"\nbased_on = "hubei-2022"\ntitle = "示例"\nversion = "1"\n'.encode())
    columns = "".join(
        f'[[columns]]\nkey = "{key}"\ncarried = {said}\n' for key, said in (("industry", "true"), ("phone", "false"))
    )
    write(pack / "附件5.toml", f'key = "附件5"\n{columns}'.encode())
    monkeypatch.setenv("XLTOOLS_WORKBOOKS", str(pack.parent))
    load_notice.cache_clear()
    out = tmp_path / "汇总.xlsx"
    again(inputs, notice="own-2026")
    edit(out, F5="通用设备制造业")
    said = lines(again(inputs, notice="own-2026"))
    assert said[1].endswith("所属行业：来源为“专用设备制造业”，本级改为“通用设备制造业”")
    edit(out, K5="13900000000")
    with pytest.raises(OutputFault) as fault:
        again(inputs, notice="own-2026")
    load_notice.cache_clear()
    assert "K5" in fault.value.message
    assert "F5" not in fault.value.message


def about(name: str, at: int) -> str:
    row = rows_for(HUBEI, name, 4, seed=sum(map(ord, name)), category="示范工厂")[at]
    return f"{row['enterprise']}“{row['project']}”"


def test_an_edit_of_what_the_source_changed_too_is_not_wiped_out_unseen(inputs: Path, tmp_path: Path) -> None:
    again(inputs)
    edit(tmp_path / "汇总.xlsx", K5="13900000000")
    district(inputs, "江岸区", changes={0: {"phone": "13811110000"}})
    with pytest.raises(OutputFault) as fault:
        again(inputs)
    assert fault.value.code == "edited"
    assert "K5" in fault.value.message
