"""Whose a file is, in which order rows stand, how many a level may recommend: case by case."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from summary.forms import form, rows_for, write
from summary.running import hubei, offices, run

from xltools.app.trace import trace
from xltools.errors import OutputFault, UsageError
from xltools.notice.load import load_notice
from xltools.summary.model import Merged

HUBEI = load_notice("hubei-2022").attachment("附件5")
MIIT = load_notice("miit-2023").attachment("附件4")


def district_file(path: Path, submitter: str, place: str = "", count: int = 1, **values: object) -> Path:
    rows = [
        {**row, "district": place or None, **values}
        for row in rows_for(HUBEI, "某", count, seed=3, category="示范工厂")
    ]
    return write(path, form(HUBEI, rows, submitter))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("folder", "name", "submitter", "place", "office", "found"),
    [
        ("甲", "a", "洪山区经济和信息化局", "江岸区", "洪山区", "推荐单位"),
        ("甲", "a", "洪山区科学技术和经济信息化局", "", "洪山区", "推荐单位"),
        ("甲", "a", "", "江岸区", "江岸区", "所在区列"),
        ("青山区报送", "a", "", "", "青山区", "文件夹"),
        ("甲", "黄陂区汇总", "", "", "黄陂区", "文件名"),
        ("青山区报送", "黄陂区汇总", "", "", "青山区", "文件夹"),
        ("甲", "a", "某某协会", "", "某某协会", "推荐单位"),
        ("甲", "无名", "", "", "无名", "文件名"),
        ("甲", "a", "东湖新技术开发区管委会", "", "东湖新技术开发区", "推荐单位"),
    ],
)
def test_whose_a_file_is(
    tmp_path: Path, folder: str, name: str, submitter: str, place: str, office: str, found: str
) -> None:
    path = district_file(tmp_path / folder / f"{name}.xlsx", submitter, place)
    other = district_file(tmp_path / "乙" / "b.xlsx", "江夏区经信局")
    merged = run([path, other], tmp_path / "out" / "市.xlsx", "city", notice="hubei-2022", attachment="附件5").merged
    receipt = next(one for one in merged.files if one.path == str(path))
    assert (receipt.office, receipt.office_from) == (office, found)
    assert {row.office for row in merged.rows} == {office, "江夏区"}
    assert office not in merged.missing
    assert "江夏区" not in merged.missing
    assert "新洲区" in merged.missing


def test_an_order_by_a_column_puts_numbers_before_texts_before_blanks(tmp_path: Path) -> None:
    values = (12, None, 3, "约4", 10, "四")
    rows = [
        {**row, "links": value}
        for row, value in zip(rows_for(HUBEI, "江岸区", 6, seed=1, category="示范工厂"), values, strict=True)
    ]
    path = write(tmp_path / "江岸区.xlsx", form(HUBEI, rows, "江岸区"))  # type: ignore[arg-type]
    merged = run([path], tmp_path / "市.xlsx", "city", notice="hubei-2022", order="column:links").merged
    assert [row.raw["links"] for row in merged.rows] == ["3", "10", "12", "四", "约4", ""] or [
        row.raw["links"] for row in merged.rows
    ] == ["3", "10", "12", "约4", "四", ""]
    assert "覆盖环节" in merged.order


def test_what_became_of_each_file(tmp_path: Path) -> None:
    good, second = hubei(tmp_path)
    torn = write(tmp_path / "hubei-2022" / "坏.xlsx", b"PK\x03\x04 torn")
    blank = {column.key: None for column in HUBEI.columns}
    numbered = [*rows_for(HUBEI, "汉阳区", 2, seed=5, category="示范工厂"), {**blank, "rank": 3}, {**blank, "rank": 4}]
    short = write(tmp_path / "hubei-2022" / "汉阳区.xlsx", form(HUBEI, numbered, "汉阳区"))  # type: ignore[arg-type]
    out = tmp_path / "市.xlsx"
    merged = run([good, second, torn, short], out, "city", notice="hubei-2022", attachment="附件5").merged
    became = {
        Path(one.path).name: (one.status, one.rows_read, one.rows_merged, one.rows_rejected) for one in merged.files
    }
    assert became["0-洪山区.xlsx"] == ("merged", 2, 2, 0)
    assert became["汉阳区.xlsx"] == ("merged", 4, 2, 2)
    assert became["坏.xlsx"] == ("refused", 0, 0, 0)
    assert [(Path(one.file).name, one.row) for one in merged.rejected] == [("汉阳区.xlsx", 6), ("汉阳区.xlsx", 7)]
    assert all(one.reason for one in merged.rejected)
    assert (merged.rows_in, merged.rows_out, merged.rows_rejected, merged.balanced) == (8, 6, 2, True)
    assert all(one.sha256 for one in merged.files if one.status == "merged")


def quota(tmp_path: Path, count: int, category: str = "示范工厂") -> Merged:
    half = count // 2
    paths = []
    for place, number in (("武汉", half), ("黄石", count - half)):
        rows = rows_for(MIIT, place, number, seed=number, category=category)
        paths.append(write(tmp_path / "miit-2023" / f"{place}.xlsx", form(MIIT, rows, f"{place}市经信局")))
    return run(paths, tmp_path / "省.xlsx", "province", notice="miit-2023").merged


@pytest.mark.parametrize(("count", "beyond"), [(19, 0), (20, 0), (21, 1), (23, 3)])
def test_a_quota_is_met_by_its_last_and_broken_by_the_next(tmp_path: Path, count: int, beyond: int) -> None:
    merged = quota(tmp_path, count)
    found = [f for f in merged.findings if f.kind == "quota" and f.severity.value == "error"]
    assert len(found) == bool(beyond)
    if beyond:
        assert (found[0].value, found[0].expected) == (str(count), "不超过 20")
        assert f"超出 {beyond} 项" in found[0].message
        assert found[0].fix == "请按优先顺序保留名额以内的项目。"
        assert len(found[0].related) == beyond - 1
        assert Path(found[0].path).name == "黄石.xlsx"


def test_an_own_quota_is_asked_about_with_all_kinds_and_counts_what_counts_under_it(tmp_path: Path) -> None:
    rows = [*rows_for(MIIT, "武汉", 4, seed=1, category="示范工厂"), *rows_for(MIIT, "武汉", 2, seed=2, category="智慧供应链")]
    source = write(tmp_path / "miit-2023" / "武汉.xlsx", form(MIIT, rows, "武汉市经信局"))
    merged = run([source], tmp_path / "省.xlsx", "province", notice="miit-2023").merged
    (found,) = [one for one in merged.findings if one.kind == "quota"]
    assert found.severity.value == "warning"
    assert found.fix.startswith("请确认本单位适用哪一档名额；够用的不必处理。")
    assert "“示范工厂”（连同智慧供应链）汇总 6 项，超过最少的名额 5 项（名额依本单位的类别：省" in found.message
    assert "20 项；计划单列市 5 项" in found.message


@pytest.mark.parametrize(
    ("kind", "severity", "limit"),
    [("计划单列市", ["error"], "不超过 5"), ("省", [], ""), ("某种单位", ["warning"], "不超过 5")],
)
def test_an_office_whose_settings_say_its_kind_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, severity: list[str], limit: str
) -> None:
    (tmp_path / "office.toml").write_text(f'"报送主体" = "{kind}"\n', encoding="utf-8")
    monkeypatch.setenv("XLTOOLS_CONFIG", str(tmp_path / "office.toml"))
    found = [one for one in quota(tmp_path, 6).findings if one.kind == "quota"]
    assert [one.severity.value for one in found] == severity
    assert [one.expected for one in found] == [limit] * len(severity)


def test_a_number_of_the_top_leads_down_through_every_level(tmp_path: Path) -> None:
    district = [tmp_path / "区" / f"{name}.xlsx" for name in ("洪山区", "江岸区")]
    for source, out in zip(hubei(tmp_path), district, strict=True):
        run([source], out, "district", notice="hubei-2022", attachment="附件5")
    city, province = tmp_path / "市" / "汇总.xlsx", tmp_path / "省" / "汇总.xlsx"
    run(district, city, "city", notice="hubei-2022", attachment="附件5")
    merged = run(city, province, "province").merged
    assert [len(row.hops) for row in merged.rows] == [3] * 4
    assert len({row.key for row in merged.rows}) == 4
    told = trace(str(province), sources=[str(tmp_path)])
    ways = [[Path(hop["path"]).name for hop in entry["hops"]] for entry in told["rows"]]
    assert (
        ways
        == [["1-江岸区.xlsx", "江岸区.xlsx", "汇总.xlsx"]] * 2 + [["0-洪山区.xlsx", "洪山区.xlsx", "汇总.xlsx"]] * 2
    )
    assert {file["state"] for file in told["files"]} == {"same"}
    book = openpyxl.load_workbook(district[0])
    book.worksheets[0]["D5"].value = "改"
    book.save(district[0])
    assert sorted(file["state"] for file in trace(str(province), sources=[str(tmp_path)])["files"]).count("same") == 4
    district[1].unlink()
    assert len({file["state"] for file in trace(str(province), sources=[str(tmp_path)])["files"]}) == 3


def test_wrong_usage_is_named(tmp_path: Path) -> None:
    paths = list(hubei(tmp_path))
    with pytest.raises(UsageError, match="没有层级"):
        run(paths, tmp_path / "市.xlsx", "村", notice="hubei-2022")
    alien = write(tmp_path / "市.xlsx", b"something of somebody else")
    with pytest.raises(OutputFault):
        run(paths, alien, "city")
    assert alien.read_bytes() == b"something of somebody else"
    torn = write(tmp_path / "hubei-2022" / "坏.xlsx", b"PK\x03\x04 torn")
    outcome = run([*paths, torn], tmp_path / "新.xlsx", "city", strict=True)
    assert (outcome.written, (tmp_path / "新.xlsx").exists()) == (False, False)
    assert run([*paths, torn], tmp_path / "新.xlsx", "city").written


def test_own_order_without_a_summary_is_the_usual_one(tmp_path: Path) -> None:
    outcome = run(list(hubei(tmp_path)), tmp_path / "市.xlsx", "city", order="own")
    assert offices(outcome) == ["江岸区", "江岸区", "洪山区", "洪山区"]


def test_amounts_of_unreadable_cells_add_nothing(tmp_path: Path) -> None:
    attachment = load_notice("wuhan-2025").attachment("附件6")
    rows = rows_for(attachment, "甲", 3, seed=1)
    rows[1]["gross"], rows[2]["gross"] = "约12", None
    path = write(tmp_path / "甲.xlsx", form(attachment, rows, "武汉示例甲有限公司"))
    merged = run([path], tmp_path / "汇总.xlsx", "district", notice="wuhan-2025", attachment="附件6").merged
    assert merged.sums_in["gross"] == merged.sums_out["gross"] == Decimal(125_000)
    assert merged.balanced
