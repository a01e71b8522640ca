"""validate, check-letter, letter: files, their sheets, findings. error: why there is no document of the command asked for."""

from __future__ import annotations

from typing import Annotated, NotRequired, TypedDict

from ..findings import AnswerKind, Severity
from ..formats.grid import SheetState
from . import Envelope
from .scalars import CellName, Code, Sha256


class RefusalDocument(TypedDict):
    code: Annotated[Code, "为什么没有读：稳定的代码"]
    message: Annotated[str, "给人看的话：哪个文件、为什么、怎么办"]
    sheet: Annotated[str, "哪张工作表读不下去；不知道的为空"]
    cell: Annotated[CellName, "哪个单元格；不知道的为空"]


class PlaceDocument(TypedDict):
    """A cell of another file."""

    path: Annotated[str, "文件"]
    sheet: Annotated[str, "工作表"]
    cell: Annotated[CellName, "单元格"]


class AnswerDocument(TypedDict):
    kind: Annotated[str, AnswerKind, "说明（explained）或豁免（waived）"]
    text: Annotated[str, "理由"]
    who: Annotated[str, "谁说明的，或谁批准的豁免"]
    when: Annotated[str, "说明的日期；豁免的有效期，空为不限"]


class FindingDocument(TypedDict):
    """One problem."""

    rule: Annotated[str, "规则编号，或读取时的提示代码"]
    severity: Annotated[str, Severity, "级别：错误、提醒、说明"]
    sheet: Annotated[str, "工作表；与某张表无关的为空"]
    cell: Annotated[CellName, "要改的单元格"]
    cells: Annotated[list[CellName], "涉及的全部单元格，第一个是要改的"]
    related: Annotated[list[PlaceDocument], "别的文件里有关的单元格"]
    column: Annotated[str, "列的代号或栏名"]
    value: Annotated[str, "现值"]
    expected: Annotated[str, "应为"]
    message: Annotated[str, "问题"]
    fix: Annotated[str, "怎样改"]
    basis: Annotated[str, "依据的条款"]
    answer: NotRequired[Annotated[AnswerDocument, "对这一处的说明或豁免；没有的不写"]]


class PlacedFinding(FindingDocument):
    """A finding outside a file's list."""

    path: Annotated[str, "所在的文件"]


class SheetDocument(TypedDict):
    name: Annotated[str, "工作表名"]
    state: Annotated[str, SheetState, "显示、隐藏、深度隐藏"]
    used_range: Annotated[str | None, "有内容的区域，如 A1:Q29；空表为 null"]
    cells: Annotated[int, "读到的非空单元格数"]
    rows: Annotated[int, "数据行数"]
    notice: Annotated[str | None, "认作哪个通知包"]
    attachment: Annotated[str | None, "认作哪个附件"]
    left_out: Annotated[int, "表头之下不是数据的行数"]


class FileDocument(TypedDict):
    path: Annotated[str, "给出的路径连同其下的路径"]
    sha256: Annotated[Sha256, "文件内容的 SHA-256，小写十六进制"]
    notice: Annotated[str | None, "认作哪个通知包"]
    attachment: Annotated[str | None, "认作哪个附件；没有认出的为 null"]
    status: Annotated[str, ("read", "refused"), "读了，或没有读（见 refusal）"]
    refusal: NotRequired[Annotated[RefusalDocument, "为什么没有读；只在 status 为 refused 时有"]]
    submitter: NotRequired[Annotated[str, "谁报来的；看不出的不写"]]
    sheets: Annotated[list[SheetDocument], "每张工作表读到了多少"]
    findings: Annotated[list[FindingDocument], "这个文件的问题"]


class AssumedDocument(TypedDict):
    """A parameter that the notice leaves open."""

    title: Annotated[str, "通知没有写明的口径"]
    value: Annotated[str, "按什么计"]


class BesideDocument(TypedDict):
    path: Annotated[str, "不是表格、没有读的文件"]
    kind: Annotated[str, "是什么（图片、文字材料……）"]


class ReportSummary(TypedDict):
    files: Annotated[int, "文件数"]
    refused: Annotated[int, "没有读的文件数"]
    errors: Annotated[int, "错误处数（已豁免的不计）"]
    warnings: Annotated[int, "提醒处数（已说明、已豁免的不计）"]
    infos: Annotated[int, "说明处数"]


class ReportDocument(Envelope):
    """`xltools validate`, `xltools check-letter`."""

    files: Annotated[list[FileDocument], "每个文件的结论"]
    packs: Annotated[list[str], "所用的不是随程序发布的通知包，各一句话"]
    assumed: Annotated[list[AssumedDocument], "通知没有写明、按假定处理的口径"]
    beside: Annotated[list[BesideDocument], "文件夹里不是表格、没有读的文件"]
    summary: Annotated[ReportSummary, "合计"]


class LetterDocument(Envelope):
    """`xltools letter`."""

    written: Annotated[list[str], "写出的公函"]
    lines: Annotated[list[str], "给人看的话：写了什么、有什么要注意"]
    findings: Annotated[list[PlacedFinding], "公函里还要人填写、核对的"]


class FaultDocument(TypedDict):
    code: Annotated[Code, "稳定的代码"]
    message: Annotated[str, "给人看的话，与 stderr 上的相同"]


class ErrorDocument(Envelope):
    """Instead of a command's own document, where the command could not be carried out."""

    error: Annotated[FaultDocument, "为什么没有做成（用法不对、没有可读的输入、写不出结果）"]
