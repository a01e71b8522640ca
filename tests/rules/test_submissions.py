"""Which tables are one enterprise's."""

from __future__ import annotations

from pathlib import Path

import pytest
from sheets import xlsx

from xltools.formats.opening import open_book
from xltools.forms.reading import read_table
from xltools.notice.model import Attachment, Column, ColumnType, Label, Notice, Provenance, Role, Shape
from xltools.rules import View, submissions


def _form(key: str) -> Attachment:
    columns = (
        Column(key="enterprise", heading="企业名称"),
        Column(key="credit_code", heading="信用代码", type=ColumnType.CODE),
    )
    return Attachment(
        key=key, title=key, role=Role.FORM, layout=Provenance.INFERRED, shape=Shape.FORM, columns=columns, submitter="enterprise"
    )  # fmt: skip


def _listing(key: str, role: Role = Role.SOFTWARE) -> Attachment:
    return Attachment(
        key=key,
        title=key,
        role=role,
        layout=Provenance.INFERRED,
        columns=(Column(key="seq", heading="序号", type=ColumnType.INTEGER), Column(key="name", heading="名称")),
        labels=(Label(key="enterprise", text="申报企业"),),
        submitter="enterprise",
    )


NOTICE = Notice(
    id="示例",
    title="示例",
    version="1",
    attachments=(_form("附件1"), _listing("附件6"), _listing("附件7"), _listing("汇总", Role.SUMMARY)),
)


@pytest.fixture
def groups(tmp_path: Path):  # type: ignore[no-untyped-def]
    """{path: enterprise} -> the groups, as lists of paths. The attachment is the start of the file's name."""

    def run(files: dict[str, str]) -> list[list[str]]:
        views = []
        for number, (name, enterprise) in enumerate(files.items()):
            key = Path(name).name.split("-")[0].removesuffix(".xlsx")
            company, _, code = enterprise.partition("#")
            sheet = (
                f"| 企业名称 | {company} |\n| 信用代码 | {code} |"
                if key == "附件1"
                else f"| 申报企业：{company} |\n| 序号 | 名称 |\n| 1 | 甲 |"
            )
            path = tmp_path / f"{number}.xlsx"
            path.write_bytes(xlsx(sheet))
            book = open_book(path, shown=name)
            table = read_table(NOTICE, NOTICE.attachment(key), book, book.grids[0])
            assert table is not None
            views.append(View(table))
        return [[view.table.path for view in group] for group in submissions(views)]

    return run


def test_a_name_binds_across_folders(groups) -> None:  # type: ignore[no-untyped-def]
    files = {"一/附件6.xlsx": "示例（甲）公司", "二/附件7.xlsx": "示例(甲) 公司（盖章）", "三/附件6.xlsx": "示例乙公司"}
    assert groups(files) == [["一/附件6.xlsx", "二/附件7.xlsx"], ["三/附件6.xlsx"]]


def test_a_credit_code_binds_two_names(groups) -> None:  # type: ignore[no-untyped-def]
    files = {"一/附件1.xlsx": "甲公司#91420100MA4KXXXX0D", "二/附件1.xlsx": "甲股份公司#91420100MA4KXXXX0D"}
    assert len(groups(files)) == 1


def test_a_folder_binds_a_slip_and_a_file_without_name(groups) -> None:  # type: ignore[no-untyped-def]
    files = {"甲/附件1.xlsx": "武汉示例股份有限公司", "甲/附件6.xlsx": "武汉示例有限公司", "甲/附件7.xlsx": ""}
    assert len(groups(files)) == 1


def test_the_wrong_company_among_right_ones_is_found(groups) -> None:  # type: ignore[no-untyped-def]
    files = {"甲/附件1.xlsx": "武汉示例公司", "甲/附件6.xlsx": "武汉示例公司", "甲/附件7.xlsx": "天津别家厂"}
    assert len(groups(files)) == 1


def test_a_folder_below_the_enterprises_belongs_to_it(groups) -> None:  # type: ignore[no-untyped-def]
    files = {
        "区/甲/附件1.xlsx": "武汉示例公司",
        "区/甲/4-投资/附件6.xlsx": "武汉示例公司",
        "区/甲/5-软件/附件7.xlsx": "",
    }
    assert len(groups(files)) == 1


@pytest.mark.parametrize(
    "files",
    [
        # One form from each enterprise: the folder is the district's.
        {"区/附件6.xlsx": "武汉示例甲有限公司", "区/附件7.xlsx": "天津乙厂"},
        {
            "区/附件6-武汉示例甲有限公司.xlsx": "武汉示例甲有限公司",
            "区/附件7-武汉示例乙有限公司.xlsx": "武汉示例乙有限公司",
        },
        # The same form twice, whatever the names.
        {"区/附件6-1.xlsx": "武汉示例股份有限公司", "区/附件6-2.xlsx": "武汉示例有限公司"},
        # Enterprises' own folders side by side.
        {"区/甲/附件6.xlsx": "武汉示例甲有限公司", "区/乙/附件7.xlsx": "武汉示例乙有限公司"},
        # Files without a name in different folders.
        {"区/甲/附件6.xlsx": "", "区/乙/附件7.xlsx": ""},
    ],
)
def test_what_an_office_collected_stays_apart(groups, files: dict[str, str]) -> None:  # type: ignore[no-untyped-def]
    assert len(groups(files)) == len(files)


def test_a_folder_named_after_its_enterprise(groups) -> None:  # type: ignore[no-untyped-def]
    files = {
        "武汉示例股份/附件6-武汉示例有限公司.xlsx": "武汉示例有限公司",
        "武汉示例股份/附件7-武汉示例股份有限公司.xlsx": "武汉示例股份有限公司",
    }
    assert len(groups(files)) == 1


def test_summaries_of_offices_are_no_application(groups) -> None:  # type: ignore[no-untyped-def]
    assert groups({"汇总.xlsx": "江岸区经信局"}) == []


def test_one_enterprises_folder_beside_a_file_of_its_own(groups) -> None:  # type: ignore[no-untyped-def]
    files = {"区/武汉示例公司材料/附件6.xlsx": "", "区/附件7.xlsx": "武汉示例公司", "乙/附件7.xlsx": "天津乙厂"}
    assert [len(group) for group in groups(files)] == [2, 1]
    two = {**files, "区/天津丙公司/附件1.xlsx": ""}
    assert [len(group) for group in groups(two)] == [1, 1, 1, 1], "folders of two companies are nobody's in particular"


def test_a_folders_name_and_how_many_files_bear_one_name(groups) -> None:  # type: ignore[no-untyped-def]
    short = {"示例/附件6-1.xlsx": "武汉示例甲有限公司", "示例/附件7-1.xlsx": "天津别家厂"}
    assert len(groups(short)) == 2, "two characters name nobody"
    half = {f"区/附件{n}.xlsx": name for n, name in (("1", "武汉示例公司"), ("6", "武汉示例公司"), ("7", "天津别家厂"))}
    assert len(groups(half)) == 1, "two of three are most"
    deep = {"甲/一/二/三/四/附件1.xlsx": "武汉示例公司", "甲/一/二/三/四/五/附件6.xlsx": ""}
    assert len(groups(deep)) == 1


def test_a_credit_code_whose_digits_are_lost_binds_nobody(groups) -> None:  # type: ignore[no-untyped-def]
    files = {"一/附件1.xlsx": "甲公司#914201001234567000", "二/附件1.xlsx": "乙公司#914201001234567000"}
    assert len(groups(files)) == 2


def test_half_of_an_enterprises_files_in_anothers_folder_are_put_there_by_mistake(groups) -> None:  # type: ignore[no-untyped-def]
    own = {"一/附件1.xlsx": "示例甲有限公司", "一/附件6.xlsx": "示例甲有限公司"}
    half = {**own, "一/附件7.xlsx": "示例乙有限公司", "二/附件1.xlsx": "示例乙有限公司"}
    assert groups(half) == [[*own], ["一/附件7.xlsx", "二/附件1.xlsx"]]
