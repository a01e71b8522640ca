"""Three rounds of a city office, from the first file to the ministry's table: nothing lost, nothing accused wrongly."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from register.clerk import HUBEI, district_rows, enter, table_of, write
from summary.editing import edit
from summary.forms import form, rows_for
from summary.running import run

from xltools.app.handin import mark, move_entry, read_register, write_note
from xltools.app.handin_merge import merge_registered
from xltools.app.merge import MergeOptions, MergeOutcome
from xltools.app.trace import trace
from xltools.errors import UsageError
from xltools.forms.inputs import Request
from xltools.notice.load import load_notice
from xltools.register.journal import read_journal
from xltools.register.model import Matter, Noted, State
from xltools.reports.register import status_text
from xltools.summary.levels import choose_level
from xltools.summary.since import since_words

FIRST, SECOND, THIRD = datetime(2022, 10, 28), datetime(2022, 10, 31), datetime(2022, 11, 2)


class Office:
    """A city office with its folder, register and summary."""

    def __init__(self, folder: Path) -> None:
        self.inbox, self.register, self.out = folder / "收件", str(folder / "报送台账.jsonl"), folder / "汇总.xlsx"

    def receive(self, at: datetime, name: str, data: bytes) -> None:
        enter(self.register, write(self.inbox / f"{at:%m%d}" / name, data), at=at)

    def merge(self) -> MergeOutcome:
        request = Request(paths=(str(self.inbox),), notice="hubei-2022", attachment="附件5")
        return merge_registered(self.register, request, MergeOptions(out=str(self.out)), clock=THIRD)[0]

    def entries(self) -> int:
        return len(read_journal(Path(self.register)).events)


def test_from_the_first_file_to_the_province(tmp_path: Path) -> None:
    office = Office(tmp_path)
    lake, river = district_rows("东湖高新区", 3), district_rows("江夏区", 2)
    office.receive(FIRST, "东湖高新区.xlsx", table_of(lake, "东湖高新区"))
    office.receive(FIRST, "江夏区.xlsx", table_of(river, "江夏区"))
    office.receive(FIRST, "硚口区扫描件.pdf", b"%PDF-1.4")
    office.receive(FIRST, "青山区.xlsx", table_of(district_rows("洪山区", 2), "洪山区"))
    assert office.merge().merged.rows_out == 5, "what nobody answered for is not merged"
    mark(office.register, "江夏区", State.PASSED, note="已核", clock=FIRST)
    write_note(
        office.register,
        Noted(at=FIRST, unit="东湖高新区", attachment="", matter=Matter.RETURNED, until=date(2022, 11, 1), note="次序"),
    )
    edit(office.out, K5="13811112222")

    office.receive(SECOND, "东湖高新区.xlsx", table_of([lake[2], lake[0]], "东湖高新区"))
    office.receive(SECOND, "江夏区.xlsx", table_of([*river, {**lake[1], "district": "江夏区"}], "江夏区"))
    office.receive(SECOND, "硚口区.xlsx", table_of(district_rows("硚口区", 2), "硚口区"))
    entries = office.entries()
    second = office.merge().merged
    assert office.entries() == entries, "a merge enters nothing twice"
    assert second.rows_out == 7
    assert not [one for one in second.findings if one.rule == "project-once"], "no file is held against its newest"
    said = "\n".join(since_words(one) for one in second.since or ())
    assert "由东湖新技术开发区转至江夏区" in said
    assert "本级改为“13811112222”" in said
    assert "次序前移（原第 5，现第 6，其间有增删）" in said

    write_note(office.register, Noted(at=THIRD, unit="硚口区", attachment="", matter=Matter.WITHDRAWN, note="重新研究"))
    third = office.merge().merged
    assert any(one.whole == 2 and one.office == "硚口区" for one in third.since or ())
    text = status_text(read_register(office.register), THIRD.date())
    for words in ("已撤回", "待确认　第", "已逾期 2 天", "退回：次序"):
        assert words in text, words
    province = tmp_path / "省" / "汇总.xlsx"
    top = run(office.out, province, "province").merged
    assert "13811112222" in [one.value for one in top.findings if one.rule == "changed-after-merge"]
    assert "宜昌市" in top.missing
    way = trace(str(province), str(river[0]["enterprise"]), [str(tmp_path)])
    assert way["proved"]
    assert len(way["rows"][0]["hops"]) == 2


def test_provinces_into_the_ministry_with_quotas_and_who_is_missing(tmp_path: Path) -> None:
    summary = load_notice("miit-2023").attachment("附件4")
    for number, (province, count) in enumerate((("湖北省", 2), ("宁波市", 3))):
        rows = rows_for(summary, province, count, seed=number, category="优秀场景")
        write(tmp_path / "部" / f"{province}.xlsx", form(summary, rows, province))
    merged = run(tmp_path / "部", tmp_path / "全国.xlsx", "ministry", notice="miit-2023", attachment="附件4").merged
    assert merged.rows_out == 5
    assert "北京市" in merged.missing
    assert "湖北省" not in merged.missing


def test_who_has_no_row_though_it_handed_in_is_said_as_it_stands(tmp_path: Path) -> None:
    """Only of whom nothing came is said 尚未报送; what a person answered is not asked again, and decides whose rows they are."""
    office = Office(tmp_path)
    for name in ("江岸区", "硚口区"):
        office.receive(FIRST, f"{name}.xlsx", table_of(district_rows(name, 1), name))
    office.receive(FIRST, "汉阳区扫描件.pdf", b"%PDF-1.4")
    office.receive(FIRST, "江汉区.xlsx", b"PK\x03\x04 torn")
    office.receive(FIRST, "武昌区.xlsx", table_of(district_rows("青山区", 2), "青山区"))
    write_note(office.register, Noted(at=SECOND, unit="硚口区", attachment="", matter=Matter.WITHDRAWN))
    (asked,) = read_register(office.register).asked
    move_entry(office.register, asked.number, "武昌区", "推荐单位抄错，已电话核实")
    merged = office.merge().merged
    assert [way.office for way in merged.rows.ways] == ["江岸区", "武昌区", "武昌区"]
    assert not {"硚口区", "汉阳区", "江汉区", "武昌区", "江岸区"} & set(merged.missing)
    assert {"青山区", "洪山区"} <= set(merged.missing)
    said = {one.rule: one.message for one in merged.findings}
    assert "office-differs" not in said
    assert said["registered-withdrawn"] == "硚口区已于 2022-10-31 撤回附件5，汇总表中没有它的行"
    assert said["registered-scan"] == "汉阳区已收扫描件，缺电子表，没有汇入"
    assert said["registered-unread"].startswith("江汉区报来的文件读不出（")


def test_who_handed_in_one_of_several_summaries_owes_none_of_the_others(tmp_path: Path) -> None:
    """Tianjin's districts hand in those grades for which they recommend somebody; what was taken back is one of them."""
    tianjin = load_notice("tianjin-2025")
    for district, key in (("和平区", "附件6"), ("和平区", "附件8"), ("河东区", "附件8")):
        summary = tianjin.attachment(key)
        write(tmp_path / "收" / f"{district}-{key}.xlsx", form(summary, rows_for(summary, district, 1, seed=len(key)), district))
    register, out = str(tmp_path / "台账.jsonl"), MergeOptions(out=str(tmp_path / "汇总.xlsx"))
    request = Request(paths=(str(tmp_path / "收"),), notice="tianjin-2025", attachment="附件6")
    merged = merge_registered(register, request, out, clock=FIRST)[0].merged
    assert [way.office for way in merged.rows.ways] == ["和平区"]
    assert "河西区" in merged.missing
    assert "河东区" not in merged.missing
    write_note(register, Noted(at=SECOND, unit="和平区", attachment="附件8", matter=Matter.WITHDRAWN))
    again = merge_registered(register, request, out, clock=THIRD)[0].merged
    assert not [one for one in again.findings if one.rule.startswith("registered-")], "附件8 is another table"
    assert "撤回附件8" in status_text(read_register(register))


PLANTS, CHAINS = "示范工厂", "智慧供应链"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"宁波市.xlsx": ("宁波市工业和信息化局", {PLANTS: 6})}, ["error 宁波市工业和信息化局推荐“示范工厂”6 个，超过名额 5 个"]),
        ({"重工.xlsx": ("宁波市示例重工集团有限公司", {PLANTS: 6})}, ["error 宁波市示例重工集团有限公司推荐“示范工厂”6 个，超过名额 5 个"]),
        ({"江苏省.xlsx": ("江苏省工业和信息化厅", {PLANTS: 14, CHAINS: 1})}, []),
        ({"江苏省.xlsx": ("江苏省工业和信息化厅", {PLANTS: 14, CHAINS: 2})}, ["warning 江苏省工业和信息化厅推荐“示范工厂”（连同智慧供应链）16 个，超过名额 15 个"]),
        # Nothing in the table says whose it is, as in what a province merged: the file's name does.
        ({"湖北省.xlsx": ("", {PLANTS: 12})}, []),
        ({"湖北省.xlsx": ("湖北省经信厅", {PLANTS: 14}), "湖北省-补.xlsx": ("", {PLANTS: 2})}, ["warning 湖北省经信厅推荐“示范工厂”16 个，超过名额 15 个"]),
    ],
)  # fmt: skip
def test_each_kind_of_unit_has_its_own_quota_at_the_ministry(
    tmp_path: Path, files: dict[str, tuple[str, dict[str, int]]], said: list[str]
) -> None:
    summary = load_notice("miit-2023").attachment("附件4")
    for name, (unit, counts) in files.items():
        rows = [row for block, count in counts.items() for row in rows_for(summary, name[:3], count, seed=count + len(name), category=block)]  # fmt: skip
        write(tmp_path / "部" / name, form(summary, rows, unit))
    merged = run(tmp_path / "部", tmp_path / "全国.xlsx", "ministry", notice="miit-2023", attachment="附件4").merged
    found = [f"{one.severity.value} {one.message.partition('（名额依')[0]}" for one in merged.findings if one.kind == "quota"]  # fmt: skip
    assert found == said


def test_two_notices_of_one_call_are_joined_under_the_one_they_build_on(tmp_path: Path) -> None:
    """The message names the option, and with it both provinces' rows stand in one table, each proved back to its district."""
    for notice, place in (("hubei-2022", "武汉市"), ("xiangjiang-2022", "湘江示例一")):
        summary = load_notice(notice).attachment("附件5")
        rows = rows_for(summary, place, 1, seed=1, category="示范工厂")
        path = write(tmp_path / "下" / f"{place}.xlsx", form(summary, rows, place))
        run(path, tmp_path / "部" / f"{notice}.xlsx", notice=notice)
    with pytest.raises(UsageError) as fault:
        run(tmp_path / "部", tmp_path / "全国.xlsx")
    assert "汇成一份的，请加 --notice national-2022" in fault.value.message
    assert "--notice hubei-2022、--notice xiangjiang-2022" in fault.value.message
    assert "--attachment" not in fault.value.message
    country = tmp_path / "全国.xlsx"
    merged = run(tmp_path / "部", country, notice="national-2022").merged
    assert (merged.level, merged.rows_in, merged.rows_out) == ("ministry", 2, 2)
    assert "宁波市" in merged.missing
    ways = [trace(str(country), cell, [str(tmp_path)]) for cell in ("C5", "C6")]
    assert [Path(way["rows"][0]["origin"]["path"]).name for way in ways] == ["武汉市.xlsx", "湘江示例一.xlsx"]
    assert all(way["proved"] for way in ways)
    alone = run(tmp_path / "部" / "xiangjiang-2022.xlsx", tmp_path / "湘江.xlsx", notice="national-2022").merged
    assert alone.level == "ministry", "a district of that notice is no level of this one"
    bare = load_notice("national-2025")
    with pytest.raises(UsageError, match="没有写层级"):
        choose_level(bare, bare.attachment("附件3"), "")


def test_a_city_in_time_for_the_province_is_not_late(tmp_path: Path) -> None:
    """The district's day is 10-31, the city's 11-03: each office has its own."""
    data = form(
        HUBEI,
        rows_for(HUBEI, "宜昌市", 2, seed=3, category="示范工厂"),
        "宜昌市经济和信息化局",
        extra="填报日期：2022年11月2日",
    )
    outcome = enter(str(tmp_path / "台账.jsonl"), write(tmp_path / "宜昌市.xlsx", data), at=THIRD, level="province")
    assert outcome.arrived[0].event is not None
    assert outcome.arrived[0].event.late_days == 0
    merged = run(tmp_path / "宜昌市.xlsx", tmp_path / "省.xlsx", "province").merged
    assert not [one for one in merged.findings if one.rule == "filed-in-time"]
