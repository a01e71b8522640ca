"""total: the investment window, row by row. pivot: the same or a form counted across two columns."""

from __future__ import annotations

from typing import Annotated, TypedDict

from ..ledger import Verdict
from ..words import DATE_BASIS, TAX_BASIS
from . import Envelope
from .findings import AssumedDocument, PlacedFinding
from .scalars import Amount, CellName, Code, Day, Period


class WindowDocument(TypedDict):
    start: Annotated[Day, "首日，计入"]
    end: Annotated[Day, "末日，计入"]


class EnterpriseDocument(TypedDict):
    name: Annotated[str, "企业"]
    files: Annotated[list[str], "它的文件"]
    counted: Annotated[Amount, "计入，元"]
    undecided: Annotated[Amount, "待定，元"]
    not_counted: Annotated[Amount, "不计入，元"]
    unreadable: Annotated[int, "金额读不出的行数"]
    meets_floor: Annotated[bool | None, "是否达到最低投资额；null：定不下来"]
    at_least: Annotated[Amount | None, "最少，元"]
    at_most: Annotated[Amount | None, "最多，元；有金额读不出时为 null"]
    decides: Annotated[list[str], "定不下来时，弄清什么就能定"]
    by_category: Annotated[dict[str, Amount], "计入的，按类别"]


class BasisDocument(TypedDict):
    date_basis: Annotated[str, tuple(DATE_BASIS), "以哪个日期为准"]
    tax_basis: Annotated[str, tuple(TAX_BASIS), "含税或不含税"]
    counted: Annotated[Amount, "按这一口径计入，元"]
    undecided: Annotated[Amount, "按这一口径待定，元"]
    meets_floor: Annotated[bool | None, "按这一口径是否达到最低投资额"]


class LedgerRowDocument(TypedDict):
    file: Annotated[str, "文件"]
    sheet: Annotated[str, "工作表"]
    row: Annotated[int, "行号"]
    amount: Annotated[Amount | None, "金额，元；读不出的为 null"]
    date: Annotated[Period | None, "日期；只写到月或年的，为首末两日；读不出的为 null"]
    verdict: Annotated[str, Verdict, "判定"]
    reason: Annotated[str, "为什么"]
    enterprise: Annotated[str, "企业"]
    name: Annotated[str, "设备或费用名称"]
    category: Annotated[str, "类别"]
    cell: Annotated[CellName, "金额的单元格"]


class RefusedFile(TypedDict):
    path: Annotated[str, "没有读的文件"]
    code: Annotated[Code, "为什么：稳定的代码"]
    message: Annotated[str, "给人看的话"]


class LedgerDocument(Envelope):
    """`xltools total`."""

    window: Annotated[WindowDocument, "投资窗口"]
    unit: Annotated[str, ("元",), "金额的单位"]
    date_basis: Annotated[str, tuple(DATE_BASIS), "以哪个日期为准"]
    tax_basis: Annotated[str, tuple(TAX_BASIS), "含税或不含税"]
    counted: Annotated[Amount, "计入合计，元"]
    undecided: Annotated[Amount, "待定合计，元"]
    not_counted: Annotated[Amount, "不计入合计，元（窗口外、重复、不属投资）"]
    unreadable: Annotated[int, "金额读不出的行数"]
    floor: Annotated[Amount, "最低投资额，元"]
    floor_basis: Annotated[str, "最低投资额的条款"]
    meets_floor: Annotated[bool | None, "是否都达到；null：定不下来"]
    at_least: Annotated[Amount, "最少，元"]
    at_most: Annotated[Amount | None, "最多，元；有金额读不出时为 null"]
    decides: Annotated[list[str], "定不下来时，弄清什么就能定"]
    enterprises: Annotated[list[EnterpriseDocument], "每家企业"]
    by_category: Annotated[dict[str, Amount], "计入的，按类别"]
    bases: Annotated[list[BasisDocument], "换一个口径会是多少"]
    rows: Annotated[list[LedgerRowDocument], "逐行的判定"]
    refused: Annotated[list[RefusedFile], "没有读的文件"]
    packs: Annotated[list[str], "所用的不是随程序发布的通知包，各一句话"]
    assumed: Annotated[list[AssumedDocument], "通知没有写明、按假定处理的口径"]
    findings: Annotated[list[PlacedFinding], "这些表的问题"]


class PivotRow(TypedDict):
    row: Annotated[str, "行名；最后一行是合计"]
    cells: Annotated[dict[str, Amount], "列名和数字"]


class PivotDocument(Envelope):
    """`xltools pivot`."""

    rows: Annotated[str, "行是什么"]
    columns: Annotated[str | None, "列是什么；没有的为 null"]
    value: Annotated[str, "数字是什么，金额注明元"]
    table: Annotated[list[PivotRow], "逐行的数字"]
