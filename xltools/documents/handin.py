"""handin add, status, diff: the hand-in register. receive: what lies in a receiving office's folder."""

from __future__ import annotations

from typing import Annotated, TypedDict

from ..register.batch import FileState
from ..register.model import Arrival, Matter, Medium, State
from . import Envelope
from .findings import PlacedFinding
from .scalars import Amount, CellName, Day, Moment, Sha256


class ChangeDocument(TypedDict):
    kind: Annotated[
        str,
        ("changed", "added", "removed", "renumbered", "reordered"),
        "改动、增加一行、删去一行、只是重编序号、推荐次序改变",
    ]
    column: Annotated[str, "栏名"]
    row: Annotated[str, "哪一行：企业、项目"]
    before: Annotated[str, "原为"]
    after: Annotated[str, "现为"]
    before_cell: Annotated[CellName, "原来的单元格"]
    after_cell: Annotated[CellName, "现在的单元格"]
    other: Annotated[str, "增加、删去的一行由哪个单位转来、转至哪个单位；不是的为空"]


class DifferenceDocument(TypedDict):
    unit: Annotated[str, "单位"]
    attachment: Annotated[str, "附件"]
    round: Annotated[int, "第几次报送"]
    earlier: Annotated[str, "前一次的文件"]
    later: Annotated[str, "这一次的文件"]
    changes: Annotated[list[ChangeDocument], "逐格的改动"]


class DifferencesDocument(Envelope):
    """`xltools handin diff`."""

    register: Annotated[str, "台账"]
    differences: Annotated[list[DifferenceDocument], "各附件的改动"]


class ArrivedDocument(TypedDict):
    path: Annotated[str, "文件"]
    unit: Annotated[str | None, "单位；没有登记的为 null"]
    unit_from: Annotated[str | None, "单位是从哪里认出的"]
    attachment: Annotated[str | None, "附件"]
    arrival: Annotated[str | None, Arrival, "首次、重报、内容未变、同一文件……"]
    round: Annotated[int | None, "第几次报送"]
    late_days: Annotated[int, "逾期几天"]
    errors: Annotated[int, "错误处数"]
    message: Annotated[str, "给人看的话"]
    known: Annotated[bool, "台账已有，没有重复登记"]
    asks: Annotated[bool, "要人指明是哪个单位的"]
    difference: Annotated[DifferenceDocument | None, "与前一次相比"]


class HandinAddDocument(Envelope):
    """`xltools handin add`."""

    register: Annotated[str, "台账"]
    opened: Annotated[bool, "是否新建"]
    arrived: Annotated[list[ArrivedDocument], "每个文件"]
    counts: Annotated[dict[str, int], "各状态的单位数"]


class RegisteredArrival(TypedDict):
    received: Annotated[Moment, "收到的时间"]
    path: Annotated[str, "文件"]
    sha256: Annotated[Sha256, "文件内容的 SHA-256"]
    arrival: Annotated[str, Arrival, "首次、重报、内容未变、同一文件……"]
    round: Annotated[int, "第几次报送"]
    note: Annotated[str, "另外注意到的"]


class StandingDocument(TypedDict):
    state: Annotated[str, State, "状态"]
    round: Annotated[int, "报了几次"]
    path: Annotated[str, "现在有效的文件"]
    sha256: Annotated[Sha256, "它的 SHA-256"]
    file: Annotated[str, ("same", "changed", "missing"), "它还在不在原处、有没有改动"]
    received: Annotated[Moment, "收到的时间"]
    late_days: Annotated[int, "逾期几天"]
    rows: Annotated[int, "数据行数"]
    errors: Annotated[int, "错误处数"]
    warnings: Annotated[int, "提醒处数"]
    refusal: Annotated[str | None, "没有读的原因"]
    note: Annotated[str, "人写的说明"]
    arrivals: Annotated[list[RegisteredArrival], "每一次收到的文件"]


class PaperDocument(TypedDict):
    received: Annotated[Moment, "收到的时间"]
    medium: Annotated[str, Medium, "扫描件、纸质件"]
    path: Annotated[str, "扫描件文件；纸质件为空"]
    sha256: Annotated[str, "它的 SHA-256；纸质件为空"]
    number: Annotated[str, "来文文号"]
    copies: Annotated[int, "份数；0：没有说"]
    sealed: Annotated[bool, "是否盖章件"]
    note: Annotated[str, "说明"]


class NoteDocument(TypedDict):
    at: Annotated[Moment, "什么时候"]
    matter: Annotated[str, Matter, "催报、退回、撤回、备注"]
    attachment: Annotated[str, "关于哪个附件；空为全部"]
    by: Annotated[str, "何人"]
    how: Annotated[str, "什么方式"]
    until: Annotated[Day | None, "要求哪一天前重报"]
    note: Annotated[str, "说明"]


class AskedDocument(TypedDict):
    entry: Annotated[int, "台账第几条"]
    path: Annotated[str, "文件"]
    unit: Annotated[str, "表内的单位"]
    note: Annotated[str, "要确认什么"]


class StandingUnit(TypedDict):
    unit: Annotated[str, "单位"]
    expected: Annotated[bool, "是否在应报名单里"]
    state: Annotated[str, State, "状态"]
    lacking: Annotated[list[str], "还缺的附件"]
    deadline: Annotated[Day | None, "下一次报送（首次或更正）的截止日；不在等的为 null"]
    unread: Annotated[str | None, "有效的一份之后又报来、但没有读出的文件"]
    papers: Annotated[list[PaperDocument], "收到的扫描件和纸质件"]
    notes: Annotated[list[NoteDocument], "往来：催报、退回、撤回、备注"]
    attachments: Annotated[dict[str, StandingDocument], "各附件；没有读的文件键为空"]


class HandinStatusDocument(Envelope):
    """`xltools handin status`."""

    register: Annotated[str, "台账"]
    notice: Annotated[str, "通知包"]
    level: Annotated[str, "由哪一级受理"]
    deadline: Annotated[Day | None, "截止日"]
    expected: Annotated[list[list[str]], "应报的附件，每组报其一"]
    counts: Annotated[dict[str, int], "各状态的单位数"]
    units: Annotated[list[StandingUnit], "每个单位"]
    asked: Annotated[list[AskedDocument], "要人指明是哪个单位的文件"]
    head: Annotated[str, "台账末行的指纹"]
    faults: Annotated[list[str], "台账的毛病（被改动、接不上）"]


class MendedDocument(TypedDict):
    rule: Annotated[str, "规则编号"]
    file: Annotated[str, "文件"]
    cell: Annotated[str, "单元格"]
    message: Annotated[str, "原来的问题"]


class RoundChange(TypedDict):
    mended: Annotated[list[MendedDocument], "已改的"]
    new: Annotated[int, "新增的处数"]
    still: Annotated[int, "仍有的处数"]


class BatchFileDocument(TypedDict):
    path: Annotated[str, "收件文件夹之下的路径"]
    what: Annotated[str, "是什么：附件6、扫描件……"]
    how: Annotated[str, "凭什么知道是谁的"]
    state: Annotated[str, FileState, "认出的表、别的表、没有读、不是表"]
    twin: Annotated[str, "内容相同的另一个文件"]


class NobodysFile(TypedDict):
    path: Annotated[str, "看不出是谁的文件"]
    what: Annotated[str, "是什么"]


class InvestmentDocument(TypedDict):
    counted: Annotated[Amount, "计入，元"]
    undecided: Annotated[Amount, "待定，元"]
    not_counted: Annotated[Amount, "不计入，元"]
    meets_floor: Annotated[bool | None, "是否达到最低投资额；null：定不下来"]


class BatchUnitDocument(TypedDict):
    name: Annotated[str, "企业或单位"]
    district: Annotated[str, "所在区"]
    office: Annotated[bool, "是报汇总表的单位，不是企业"]
    state: Annotated[str, State, "状态"]
    opinion: Annotated[str, "人写的意见"]
    round: Annotated[int, "报了几次"]
    late_days: Annotated[int, "逾期几天"]
    missing: Annotated[list[str], "缺的材料"]
    errors: Annotated[int, "错误处数"]
    warnings: Annotated[int, "提醒处数"]
    explained: Annotated[int, "已说明的处数"]
    waived: Annotated[int, "已豁免的处数"]
    duplicates: Annotated[int, "内容重复的文件数"]
    versions: Annotated[int, "同一张表的其他版本数"]
    investment: Annotated[InvestmentDocument | None, "投资；没有投资明细的为 null"]
    change: Annotated[RoundChange, "与上一轮相比"]
    files: Annotated[list[BatchFileDocument], "它的文件"]
    findings: Annotated[list[PlacedFinding], "它的问题"]


class ReceiveSummary(TypedDict):
    files: Annotated[int, "文件数"]
    units: Annotated[int, "企业或单位数"]
    passed: Annotated[int, "没有错误的家数"]
    errors: Annotated[int, "错误处数"]
    warnings: Annotated[int, "提醒处数"]
    explained: Annotated[int, "已说明的处数"]
    waived: Annotated[int, "已豁免的处数"]


class NearUnits(TypedDict):
    """Two names that may be one unit's."""

    name: Annotated[str, "可能写错的名称"]
    other: Annotated[str, "像哪一家"]
    why: Annotated[str, "依据"]


class ReceiveDocument(Envelope):
    """`xltools receive`."""

    folder: Annotated[str, "收件文件夹"]
    notice: Annotated[str, "通知包"]
    level: Annotated[str, "由哪一级收件"]
    at: Annotated[Moment, "检查的时间"]
    deadline: Annotated[Day | None, "截止日"]
    before: Annotated[Moment | None, "与哪一轮相比；第一轮为 null"]
    units: Annotated[list[BatchUnitDocument], "每家"]
    missing: Annotated[list[str], "尚未报送的单位"]
    near: Annotated[list[NearUnits], "可能是同一家的单位"]
    nobodys: Annotated[list[NobodysFile], "看不出是谁的文件"]
    summary: Annotated[ReceiveSummary, "合计"]
    written: Annotated[list[str], "写出的文件"]
