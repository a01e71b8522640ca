"""merge: the receipt. trace: the way of a merged row. inspect: all that was read of one file. repair: what was put right."""

from __future__ import annotations

from typing import Annotated, NotRequired, TypedDict

from ..formats.grid import SheetState
from ..repairs.suggesting import RepairKind
from ..summary.proving import SourceProof, SourceState
from ..summary.since import SinceKind
from . import Envelope
from .findings import PlacedFinding, RefusalDocument
from .handin import HandinAddDocument
from .scalars import Amount, CellName, Code, Letters, Sha256


class ReceiptFile(TypedDict):
    path: Annotated[str, "文件"]
    status: Annotated[str, ("merged", "refused", "skipped"), "并入、没有读、略过"]
    code: NotRequired[Annotated[Code, "没有读或略过的代码"]]
    message: NotRequired[Annotated[str, "没有读或略过的原因"]]
    sha256: Annotated[Sha256, "文件内容的 SHA-256"]
    office: Annotated[str, "报送单位"]
    office_from: Annotated[str, "单位是从哪里认出的"]
    rows_read: Annotated[int, "读到的数据行"]
    rows_merged: Annotated[int, "并入的行"]
    rows_rejected: Annotated[int, "没有并入的行"]
    furniture: Annotated[dict[str, int], "表头之下不是数据的行，按种类"]
    sums: Annotated[dict[str, Amount], "各列合计，金额为元"]


class RejectedDocument(TypedDict):
    file: Annotated[str, "文件"]
    sheet: Annotated[str, "工作表"]
    row: Annotated[int, "行号"]
    reason: Annotated[str, "为什么没有并入"]


class SinceDocument(TypedDict):
    kind: Annotated[str, SinceKind, "增、删、改、换序、沿用本级改动"]
    office: Annotated[str, "单位"]
    about: Annotated[str, "哪一行：企业、项目"]
    block: Annotated[str, "类别"]
    column: Annotated[str, "栏名；整行的为空"]
    before: Annotated[str, "原为：内容、序号或单位"]
    after: Annotated[str, "现为"]
    rows: Annotated[int, "几行；整份没有了的为其行数"]
    message: Annotated[str, "给人看的话"]


class MergeDocument(Envelope):
    """`xltools merge`."""

    output: Annotated[str, "写出的汇总表"]
    notice: Annotated[str, "通知包"]
    packs: Annotated[list[str], "所用的不是随程序发布的通知包，各一句话"]
    attachment: Annotated[str, "附件"]
    level: Annotated[str, "由哪一级汇总"]
    files: Annotated[list[ReceiptFile], "每个文件的下落"]
    rows_in: Annotated[int, "读到的数据行"]
    rows_out: Annotated[int, "汇总表的行"]
    rows_rejected: Annotated[int, "没有并入的行"]
    rejected: Annotated[list[RejectedDocument], "没有并入的每一行和原因"]
    sums_in: Annotated[dict[str, Amount], "各列输入合计"]
    sums_out: Annotated[dict[str, Amount], "从写出的文件读回的各列合计"]
    sums_rejected: Annotated[dict[str, Amount], "没有并入的各列合计"]
    balanced: Annotated[bool, "行数和合计是否平衡"]
    missing: Annotated[list[str], "应报未报的单位"]
    order: Annotated[str, "按什么排序"]
    since_last: Annotated[list[SinceDocument] | None, "与上次汇总相比；原处没有汇总表的为 null"]
    findings: Annotated[list[PlacedFinding], "汇总时看到的问题"]
    handin: NotRequired[Annotated[HandinAddDocument, "报送台账登记了什么；只在用 --handin 时有"]]


class HopChange(TypedDict):
    """A cell that a person changed after it was written."""

    column: Annotated[str, "列的代号"]
    cell: Annotated[CellName, "单元格"]
    written: Annotated[str, "原写入的"]
    now: Annotated[str, "现为"]


class DiffersDocument(TypedDict):
    column: Annotated[str, "列的代号"]
    cell: Annotated[CellName, "来源的单元格"]
    found: Annotated[str, "来源中现为"]


class HopDocument(TypedDict):
    """One step back to a source file."""

    path: Annotated[str, "来源文件"]
    sha256: Annotated[Sha256, "汇总时它的 SHA-256"]
    sheet: Annotated[str, "工作表"]
    row: Annotated[int, "行号"]
    level: Annotated[str, "哪一级的文件"]
    office: Annotated[str, "单位"]
    cell: Annotated[CellName | None, "所问的单元格在那里的位置"]
    value: Annotated[str | None, "那里的原文"]
    proof: Annotated[str, SourceProof, "打开来源核对的结果"]
    differs: Annotated[list[DiffersDocument], "与来源不同的格"]
    changed: Annotated[list[HopChange], "汇总后在那里被改动的格"]


class TraceRow(TypedDict):
    key: Annotated[str, "行的键"]
    row: Annotated[int | None, "汇总表中的行号；行已删除的为 null"]
    office: Annotated[str, "单位"]
    column: Annotated[str | None, "所问的列；问整行的为 null"]
    path: Annotated[str, "最近一步的文件"]
    sheet: Annotated[str, "最近一步的工作表"]
    source_row: Annotated[int, "最近一步的行号"]
    source_cell: Annotated[CellName | None, "最近一步的单元格"]
    value: Annotated[str | None, "原文"]
    origin: Annotated[HopDocument | None, "最早的一步；没有问到一格的为 null"]
    hops: Annotated[list[HopDocument], "每一步，由最早到最近"]
    proof: Annotated[str, SourceProof, "各步合起来的结果"]
    changed: Annotated[list[HopChange], "汇总表中被改动的格"]


class SourceFile(TypedDict):
    path: Annotated[str, "来源文件"]
    sha256: Annotated[Sha256, "汇总时它的 SHA-256"]
    state: Annotated[str, SourceState, "现在：相同、已改动、不在、不在允许打开的文件夹"]
    found_as: Annotated[str | None, "改了名或移了位：现在的路径；没有改的为 null"]


class TraceDocument(Envelope):
    """`xltools trace`."""

    path: Annotated[str, "汇总表"]
    notice: Annotated[str, "通知包"]
    attachment: Annotated[str, "附件"]
    level: Annotated[str, "由哪一级汇总"]
    sheet: Annotated[str, "工作表"]
    cell: Annotated[str | None, "所问的单元格；问全表的为 null"]
    rows: Annotated[list[TraceRow], "所问的行"]
    added_rows: Annotated[list[int], "汇总后添加、没有来源的行"]
    files: Annotated[list[SourceFile], "来源文件"]
    proved: Annotated[bool, "所问的值是否都在来源中找到"]
    changed: Annotated[bool, "来源或汇总表是否有改动或不符"]


class LeftOutDocument(TypedDict):
    row: Annotated[int, "行号"]
    kind: Annotated[str, "种类"]
    why: Annotated[str, "为什么不是数据"]


class InspectedSheet(TypedDict):
    """A sheet as stored, and what was bound to it where it is a form."""

    name: Annotated[str, "工作表名"]
    state: Annotated[str, SheetState, "显示、隐藏、深度隐藏"]
    used_range: Annotated[str | None, "有内容的区域；空表为 null"]
    cells: Annotated[dict[str, str | bool | None], "每个非空单元格：数为十进制文本，日期为 ISO，没有结果的公式为 null"]
    candidates: NotRequired[Annotated[list[str], "可能属于的几个通知"]]
    notice: NotRequired[Annotated[str, "认作哪个通知包"]]
    attachment: NotRequired[Annotated[str, "认作哪个附件"]]
    header_rows: NotRequired[Annotated[list[int], "表头的首行和末行"]]
    columns: NotRequired[Annotated[dict[str, Letters], "列的代号和列标"]]
    headings: NotRequired[Annotated[dict[str, str], "列的代号和栏名"]]
    units: NotRequired[Annotated[dict[str, str], "列的代号和单位"]]
    unbound: NotRequired[Annotated[dict[str, str], "没有认出的列：列标和栏名"]]
    fields: NotRequired[Annotated[dict[str, str], "表外的栏目和内容"]]
    data_rows: NotRequired[Annotated[list[int], "数据行的行号"]]
    left_out: NotRequired[Annotated[list[LeftOutDocument], "不是数据的行"]]
    kinds: NotRequired[Annotated[dict[str, int], "表头之下的行，按种类"]]


class ReadingNote(TypedDict):
    code: Annotated[Code, "提示代码"]
    sheet: Annotated[str, "工作表"]
    cells: Annotated[list[CellName], "单元格"]
    message: Annotated[str, "给人看的话"]


class InspectDocument(Envelope):
    """`xltools inspect`."""

    path: Annotated[str, "文件"]
    sha256: Annotated[Sha256, "文件内容的 SHA-256"]
    status: Annotated[str, ("read", "refused"), "读了，或没有读"]
    format: NotRequired[Annotated[str, "文件的真实格式，不看文件名"]]
    refusal: NotRequired[Annotated[RefusalDocument, "为什么没有读"]]
    sheets: Annotated[list[InspectedSheet], "每张工作表"]
    warnings: NotRequired[Annotated[list[ReadingNote], "读取时的提示"]]


class RepairDocument(TypedDict):
    path: Annotated[str, "文件"]
    sheet: Annotated[str, "工作表"]
    cell: Annotated[CellName, "单元格"]
    column: Annotated[str, "栏名"]
    kind: Annotated[str, RepairKind, "种类"]
    before: Annotated[str, "原为"]
    after: Annotated[str, "改为"]


class RepairsDocument(Envelope):
    """`xltools repair`."""

    repairs: Annotated[list[RepairDocument], "改了什么"]
    written: Annotated[list[str], "写出的副本"]
    passed_over: Annotated[list[str], "不能无损修改、没有动的文件"]
    left: Annotated[int, "没有采纳的建议数"]
