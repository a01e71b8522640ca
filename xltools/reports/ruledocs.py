"""The references that are generated from packs and kinds: docs/rules.md and docs/clauses.md."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from inspect import getdoc

from ..forms.values import number_text
from ..notice.model import Attachment, Clause, Column, ColumnType, Level, Notice, RuleSpec
from ..notice.selecting import step_words
from ..rules import KINDS
from ..rules.format import STANDARDS
from ..words import SEVERITY

_TYPES = {
    ColumnType.TEXT: "",
    ColumnType.INTEGER: "整数",
    ColumnType.NUMBER: "数字",
    ColumnType.AMOUNT: "金额",
    ColumnType.PERCENT: "百分比",
    ColumnType.DATE: "日期",
    ColumnType.CODE: "号码",
    ColumnType.CHOICE: "选项",
}
_FORMATS = {"credit-code": "信用代码", "phone": "电话", "invoice-number": "发票号码", "email": "邮箱"}
_WRONG_TYPE = {
    ColumnType.INTEGER: "若干",
    ColumnType.NUMBER: "较高",
    ColumnType.AMOUNT: "约120",
    ColumnType.PERCENT: "过半",
    ColumnType.DATE: "不详",
    ColumnType.CODE: "2.4422E+19",
}
_WRONG_FORMAT = {
    "credit-code": "17 位的信用代码",
    "phone": "12345",
    "invoice-number": "7 位的号码",
    "email": "没有 @ 的邮箱",
}
_COPIES = {"application": "申报材料", "summary": "汇总表", "letter": "公文"}
_SHOWN_VALUES = 4
_RULES_INTRO = """本页由通知包和规则种类的说明生成（`make docs`），请勿手改。级别“错误”须改正后再报；“提醒”请核对；“说明”供参考。
标“假定”的，是通知没有写明、由通知包补足的口径。“通知的用语”是条款中定轻重的词：“原则上”“鼓励”只提醒；应、须、不低于等是
错误，表上所写不足以证明的只提醒并写明为什么；“—”是算术、自洽和抄写的检查，不出自哪个词。每一条款的去向见 [clauses.md](clauses.md)。"""
_KINDS_INTRO = """What a rule of each kind looks at, how a pack declares it, and what it passes over. Kinds are code
(`xltools/rules/`), rules are data (`workbooks/`)."""
_CLAUSES_INTRO = """通知的每一条：由哪条规则检查、写成哪个参数，或者为什么不能由程序检查。本页由通知包生成（`make docs`），请勿手改；
规则的全文见 [rules.md](rules.md)。"""


def rules_page(notices: Sequence[Notice]) -> str:
    """docs/rules.md: per notice every rule with clause, severity and a failing example; then every kind's docstring."""
    parts = [
        "# 规则",
        _RULES_INTRO,
        *(part for notice in notices for part in _notice(notice)),
        "## 规则种类",
        _KINDS_INTRO,
        *(_kind(name, notices) for name in KINDS),
    ]
    return "\n\n".join(parts) + "\n"


def clauses_page(notices: Sequence[Notice]) -> str:
    """docs/clauses.md: what became of every clause of every notice."""
    parts = [
        "# 条款去向",
        _CLAUSES_INTRO,
    ]
    for notice in notices:
        parts.append(f"## {notice.title}（`{notice.id}`）")
        rows = [(c.clause, c.subject, _whereabouts(notice, c), c.reason) for c in notice.clauses]
        parts.append(_table(("条款", "内容", "去向", "说明"), rows))
    return "\n\n".join(parts) + "\n"


def _notice(notice: Notice) -> Iterator[str]:
    number = f"，{notice.document}" if notice.document else ""
    yield f"## {notice.title}（`{notice.id}`{number}）"
    if notice.rules:
        yield "### 各附件之间"
        yield _rule_table(notice.rules)
    for attachment in notice.attachments:
        yield f"### {attachment.key} {attachment.title}"
        if attachment.rules:
            yield _rule_table(attachment.rules)
        yield _table(
            ("栏目", "编号", "要求", "级别", "条款", "不通过的例子"),
            (_column(column, attachment) for column in attachment.columns),
        )


def _rule_table(rules: Iterable[RuleSpec]) -> str:
    return _table(
        ("规则", "要求", "级别", "通知的用语", "条款", "不通过的例子", "种类"),
        (
            (
                f"`{rule.id}`",
                rule.title + ("（假定）" if rule.assumed else ""),
                SEVERITY[rule.severity],
                _force(rule),
                rule.basis,
                rule.example,
                f"[{rule.kind}](#{rule.kind})",
            )
            for rule in rules
        ),
    )


def _force(rule: RuleSpec) -> str:
    """The notice's word, and why a rule is weaker than it."""
    if not rule.force:
        return "（假定）" if rule.assumed else "—"
    return f"“{rule.force}”" + (f"；只提醒：{rule.weaker}" if rule.weaker else "")


def _column(column: Column, attachment: Attachment) -> tuple[str, ...]:
    asked = list(_asked(column, attachment))
    heading = f"{column.group}·{column.heading}" if column.group else column.heading
    return (
        heading,
        f"`{column.key}`",
        "；".join(what for what, _ in asked) or "—",
        SEVERITY[column.severity] if asked else "—",
        column.basis or attachment.basis,
        "；".join(wrong for _, wrong in asked) or "—",
    )


def _asked(column: Column, attachment: Attachment) -> Iterator[tuple[str, str]]:
    """(what a column asks, a value that fails)."""
    if column.required:
        yield "必填", "空白"
    for key, values in column.required_when.items():
        yield f"“{attachment.column(key).heading}”为{'、'.join(values)}时必填", "空白"
    if column.type is ColumnType.CHOICE and column.values:
        names = [choice.value for choice in column.values]
        shown = "、".join(names[:_SHOWN_VALUES]) + (f" 等 {len(names)} 项" if len(names) > _SHOWN_VALUES else "")
        yield f"选项：{shown}" + ("" if column.closed else "（可另填）"), "选项以外的写法"
    elif column.type is not ColumnType.TEXT and column.type is not ColumnType.CHOICE:
        unit = f"（{column.unit}）" if column.unit else ""
        yield _TYPES[column.type] + unit, _WRONG_TYPE[column.type]
    if column.format:
        standard = STANDARDS.get(column.format, "")
        only = f"（依 {standard}，只提醒）" if standard else ""
        yield f"{_FORMATS[column.format]}的格式{only}", _WRONG_FORMAT[column.format]
    if column.minimum is not None:
        yield f"不小于 {_bound(column, column.minimum)}", f"小于 {_bound(column, column.minimum)}"
    if column.maximum is not None:
        yield f"不大于 {_bound(column, column.maximum)}", f"大于 {_bound(column, column.maximum)}"
    if column.max_length is not None:
        yield f"不超过 {column.max_length} 字", f"{column.max_length + 1} 字"


def _bound(column: Column, bound: Decimal) -> str:
    return f"{number_text(bound * 100)}%" if column.type is ColumnType.PERCENT else number_text(bound)


def _kind(name: str, notices: Sequence[Notice]) -> str:
    used = [
        f"{notice.id} {place}".strip()
        for notice in notices
        for place, rules in (("", notice.rules), *((a.key, a.rules) for a in notice.attachments))
        if any(rule.kind == name for rule in rules)
    ]
    reach = KINDS[name].reach.value
    uses = f"\n\nUsed by: {'; '.join(used)}." if used else ""
    return f"### {name}\n\nReach: {reach}.\n\n```text\n{getdoc(KINDS[name])}\n```{uses}"


def _whereabouts(notice: Notice, clause: Clause) -> str:
    what, _, key = clause.by.partition(":")
    words: dict[str, Callable[[], str]] = {
        "rule": lambda: f"规则 `{key}`：{rule_title(notice, key)}",
        "parameter": lambda: _parameter(notice, key),
        "level": lambda: _level(notice.level(key)),
        "window": lambda: f"窗口 {notice.window(key).start}～{notice.window(key).end}",
        "material": lambda: f"材料 {_material(notice, key)}",
        "attachment": lambda: f"{key} {notice.attachment(key).title}",
        "quota": lambda: "名额",
        "ledger": lambda: "投资窗口核算",
        "selection": lambda: _selection(notice, key),
        "not-checkable": lambda: "不能由程序检查",
    }
    return words[what]()


def rule_title(notice: Notice, rule_id: str) -> str:
    """The title of the rule `rule_id`, with its attachment; what a column asks, for a rule that a column declares."""
    for place, rules in (("", notice.rules), *((a.key, a.rules) for a in notice.attachments)):
        for rule in rules:
            if rule.id == rule_id:
                return rule.title + (f"（{place}）" if place else "")
    attachment, _, rest = rule_id.partition(".")
    form = notice.attachment(attachment)
    column = form.column(rest.partition(".")[0])
    return f"{attachment}“{column.heading}”：{'；'.join(what for what, _ in _asked(column, form))}"


def _selection(notice: Notice, key: str) -> str:
    spec = notice.selection
    assert spec is not None
    return f"遴选环节 {spec.step(key).name}：{step_words(spec, spec.step(key))}（`xltools select`）"


def _parameter(notice: Notice, key: str) -> str:
    parameter = next(one for one in notice.parameters if one.key == key)
    said = "（假定）" if parameter.assumed else ""
    return f"参数 {parameter.title or key}＝{parameter.value}{said}"


def _level(level: Level) -> str:
    """An office with what it has to do: whom it writes to, by when, how many copies."""
    said = []
    if level.addressees:
        said.append("报" + "、".join(addressee.name + addressee.delivery for addressee in level.addressees))
    if level.online_deadline:
        said.append(f"线上 {level.online_deadline} 截止")
    if level.deadline:
        said.append(f"{level.deadline} 截止")
    said.extend(f"{_COPIES.get(what, what)} {count} 份" for what, count in level.copies.items())
    if level.priority_order:
        said.append("按优先顺序")
    return f"层级 {level.name}" + (f"（{'，'.join(said)}）" if said else "")


def _material(notice: Notice, key: str) -> str:
    return next(one.title for one in notice.materials if one.key == key)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    lines += [f"| {' | '.join(_cell(text) for text in row)} |" for row in rows]
    return "\n".join(lines)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
