"""Fill the slots of a letter from the pack, the summary and the profile. What each is called is the vocabulary of the
prose and of users' own templates (docs/公函.md lists it)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..notice.model import Addressee, LetterSpec, Level, Notice
from .citing import true_title
from .context import Context
from .figures import FigureRow, FigureTable, SummaryFigures
from .manuscript import FILL_IN_PATTERN, fill_in
from .profile import Profile
from .senders import area_of, is_company, pronoun, sender_kind
from .statements import applied, paragraphs, review_paragraphs
from .wording import clean, copies_text, date_text, numeral, organs_count, short_name, together, typed_date

_BARE_DEPARTMENTS = (
    "经济",
    "经信",
    "工业",
    "工信",
    "发展",
    "发改",
    "财政",
    "市场",
    "科技",
    "科学",
    "国资",
    "国有",
    "数据",
)
"""A department that begins so has no place before it yet (经济和信息化局)."""
_ORGAN_ENDINGS = ("局", "委", "厅", "委员会", "公司", "集团", "部", "办公室")
LIST_LIMIT = 12
"""More items than this are not listed in the text, only in the annex."""


def build_context(
    notice: Notice,
    level: Level,
    figures: SummaryFigures,
    profile: Profile,
    spec: LetterSpec,
    addressee: Addressee | None,
) -> Context:
    """All slots that every kind shares. Kinds add their own."""
    context = Context()
    _notice_slots(context, notice, level, spec, figures)
    _sender_slots(context, notice, level, figures, profile, spec)
    _figure_slots(context, figures.recommended, level, profile)
    _order_slot(context, notice, level, spec, figures.recommended)
    _addressee_slots(context, profile, addressee)
    _statement_slots(context, profile)
    return context


def _statement_slots(context: Context, profile: Profile) -> None:
    """What a person said: lists of paragraphs, empty where nobody said anything."""
    who = str(context["我单位"])
    context.put("审核情况", review_paragraphs(profile, who), profile.sources.get("审核情况", "函件信息"))
    context.put("其他说明", paragraphs(profile.get("其他说明")), profile.sources.get("其他说明", ""))
    if profile.get("依据"):
        context.put("依据", profile.get("依据"), profile.sources["依据"])
        context.put("依据首引", profile.get("依据"), profile.sources["依据"])
        if f"简称{SHORT_TITLE}" not in profile.get("依据"):
            context.put("通知简称", SHORT_TITLE.strip("《》"), "推算")
    said = applied(profile, int(context["项目数"]))
    if said is not None:
        context.put("申报数", said.count, profile.sources["申报数"])
        context.put("申报单位", said.unit, profile.sources["申报数"])
        if said.failed is not None:
            context.put("初审未通过数", said.failed, profile.sources["初审未通过数"])
    context.put("申报时间", clean(profile.get("申报时间")), profile.sources.get("申报时间", ""))


def _notice_slots(context: Context, notice: Notice, level: Level, spec: LetterSpec, figures: SummaryFigures) -> None:
    pack = f"通知 {notice.id}"
    cites = [cite for cite in spec.options.get("cites", ()) if cite["title"]] or [_own_cite(notice)]
    context.put("通知名称", cites[0]["title"], pack)
    context.put("通知文号", cites[0].get("document", ""), pack)
    context.put("依据", basis_text(cites), pack)
    context.put("依据首引", basis_text(cites, short=True), pack)
    context.put("通知首引", _cited(cites[0], short=True), pack)
    context.put("通知简称", SHORT_TITLE, "推算")
    context.put("依据文件", tuple((str(cite["title"]), str(cite.get("document", ""))) for cite in cites), pack)
    year = notice.year or (notice.issued.year if notice.issued else 0)
    context.put("项目名称", _subject(notice, level, spec, figures, year), pack)
    if year:
        context.put("年度", str(year), pack)
    if level.deadline:
        context.put("截止日期", date_text(level.deadline), pack)
    if level.online_deadline:
        context.put("网上截止日期", date_text(level.online_deadline), pack)
    context.put("份数", {key: int(count) for key, count in level.copies.items()}, pack)


def _own_cite(notice: Notice) -> dict[str, str]:
    title, document = true_title(notice)
    return {"title": title or fill_in("所依据通知的标题"), "document": document}


def _subject(notice: Notice, level: Level, spec: LetterSpec, figures: SummaryFigures, year: int) -> str:
    """What is handed in, with the year. `{类别}` in a pack's subject is what the summaries given hold: a letter about
    领航级 alone does not speak of 卓越级. A paper for which the pack has no words is called as the letter beside it."""
    beside = (str(one.options.get("subject", "")) for each in (level, *notice.levels) for one in each.letters)
    shared = next((subject for subject in beside if subject and "{" not in subject), "")
    subject = str(spec.options.get("subject", "")) or shared or notice.programme or notice.short or notice.title
    if "{类别}" in subject:
        named = [name for name in figures.by_category() if name]
        subject = subject.replace("{类别}", together(named) or notice.programme)
    return subject if not year or str(year) in subject else f"{year}年度{subject}"


def _order_slot(context: Context, notice: Notice, level: Level, spec: LetterSpec, figures: SummaryFigures) -> None:
    """优先顺序 is said where the notice asks for it, the summaries rank their rows, and there is something to rank."""
    asked = level.priority_order and bool(spec.options.get("priority_order", True))
    ranked = all(_ranks_given(notice, table) for table in figures.tables)
    several = any(count > 1 for table in figures.tables for count in table.by_category().values())
    context.put("优先顺序", asked and ranked and several, f"通知 {notice.id}与汇总表")


def _ranks_given(notice: Notice, table: FigureTable) -> bool:
    """Whether a person filled the column of ranks (a rank that we count ourselves is no order anybody decided)."""
    order = next((one.order for one in notice.attachments if one.key == table.attachment), "")
    return table.ordered and all(row.cells.get(order, "").strip() for row in table.rows)


SHORT_TITLE = "《通知》"
"""What a letter calls the notice after it cited it in full once."""


def basis_text(cites: Sequence[Mapping[str, Any]], *, short: bool = False) -> str:
    """《标题》（文号）和《标题》（文号）要求; `short`: the first, which the letter answers, is 以下简称《通知》."""
    return "和".join(_cited(cite, short=short and not place) for place, cite in enumerate(cites)) + "要求"


def _cited(cite: Mapping[str, Any], *, short: bool) -> str:
    beside = [str(cite["document"])] if cite.get("document") else []
    beside += [f"以下简称{SHORT_TITLE}"] if short else []
    number = f"（{'，'.join(beside)}）" if beside else ""
    title = cite["title"]
    # A title that waits for a person brings its own 《》 along.
    return f"{title}{number}" if FILL_IN_PATTERN.search(str(title)) else f"《{title}》{number}"


def _sender_slots(
    context: Context, notice: Notice, level: Level, figures: SummaryFigures, profile: Profile, spec: LetterSpec
) -> None:
    organs, source = organs_of(notice, level, figures, profile, spec)
    if not organs:
        organs, source = (fill_in("发文机关"),), "待填"
    shorts = profile.items("机关简称")
    if len(shorts) != len(organs):
        shorts = tuple(short_name(organ) for organ in organs)
    context.put("发文机关", organs, source)
    context.put("机关简称", shorts, source)
    context.put("主办机关", organs[0], source)
    context.put("联合行文", len(organs) > 1, source)
    context.put("标题机关", title_organs(organs, shorts), source)
    context.put("我单位", pronoun(organs), "推算")
    kind = sender_kind(notice, level, profile, figures)
    context.put("报送主体", kind, profile.sources.get("报送主体", "推算"))
    context.put("辖区", profile.get("辖区") or area_of(level, kind, organs[0]), "推算")
    for name, key in (("联系人", "联系人"), ("联系电话", "联系电话")):
        value = profile.get(key)
        context.put(name, value or fill_in(name), profile.sources.get(key, "待填"))
    _date_slot(context, profile)
    if profile.get("地址"):
        context.put("地址", profile.get("地址"), profile.sources["地址"])


def _date_slot(context: Context, profile: Profile) -> None:
    given = profile.get("成文日期")
    if not given:
        context.put("成文日期", fill_in("成文日期"), "待填")
        return
    day = typed_date(given)
    # A text that is no date goes in as it is: the checker names it, with the clause.
    context.put("成文日期", date_text(day) if day else given, profile.sources["成文日期"])


def organs_of(
    notice: Notice, level: Level, figures: SummaryFigures, profile: Profile, spec: LetterSpec
) -> tuple[tuple[str, ...], str]:
    """Who signs: the profile, else the pack (`organs`, departments under the place), else 推荐单位 of the summary."""
    if profile.get("发文机关"):
        return profile.items("发文机关"), profile.sources["发文机关"]
    named = tuple(str(organ) for organ in spec.options.get("organs", ()))
    if named:
        return named, f"通知 {notice.id}"
    if level.departments and not any(map(_is_bare, level.departments)):
        return level.departments, f"通知 {notice.id}"
    sender = figures.sender
    if any("部门" in name for name in level.departments) and not sender.endswith(_ORGAN_ENDINGS):
        # 工业和信息化主管部门 is no organ: every place calls its own differently.
        return tuple(fill_in(f"发文机关（{name}）") for name in level.departments), "待填"
    if sender and sender.endswith(_ORGAN_ENDINGS):
        return tuple(part for part in sender.replace("，", "、").split("、") if part), "汇总表的推荐单位"
    if sender and level.departments:
        return tuple(f"{sender}{name}" for name in level.departments), "汇总表的推荐单位与通知"
    return (), ""


def _is_bare(department: str) -> bool:
    """Whether a department has no place before it yet; a ministry (工业和信息化部) needs none."""
    return department.startswith(_BARE_DEPARTMENTS) and not department.endswith("部")


def title_organs(organs: tuple[str, ...], shorts: tuple[str, ...]) -> str:
    if any(FILL_IN_PATTERN.search(organ) for organ in organs):
        return fill_in("发文机关")
    if len(organs) == 1:
        return organs[0]
    if len(organs) <= 3:
        return "　".join(shorts)
    # 等四部门: organs of state are 部门, others are 单位.
    count = organs_count(len(organs)) if not any(map(is_company, organs)) else f"{numeral(len(organs))}单位"
    return f"{shorts[0]}等{count}"


def _figure_slots(context: Context, figures: SummaryFigures, level: Level, profile: Profile) -> None:
    source = "汇总表"
    counts = figures.by_category()
    context.put("项目数", figures.total, source)
    context.put("企业数", len(figures.companies), source)
    context.put("企业", figures.companies, source)
    named = [{"类别": name, "数量": count} for name, count in counts.items() if name]
    context.put("类别统计", tuple(named), source)
    context.put("单位统计", tuple({"单位": k, "数量": v} for k, v in figures.by_district().items()), source)
    context.put("表", tuple(_table_slot(table) for table in figures.tables), source)
    context.put("汇总表名称", "、".join(table.title for table in figures.tables), source)
    context.put("项目", tuple(item_slot(row) for row in figures.rows), source)
    limit = profile.get("名单上限")
    context.put("列名单", figures.total <= (int(limit) if limit.isdecimal() else LIST_LIMIT), "推算")
    applications = int(level.copies.get("application", 0))
    context.put("申报书份数", copies_text(applications) if applications else "", f"{level.name}的份数")
    context.put("申报书本数", figures.total * applications, "推算")


def _table_slot(table: FigureTable) -> dict[str, Any]:
    groups = [
        {"类别": name, "项目": tuple(item_slot(row) for row in table.rows if row.category == name), "数量": count}
        for name, count in table.by_category().items()
    ]
    return {"附件": table.attachment, "名称": table.title, "数量": len(table.rows), "分类": tuple(groups)}


def item_slot(row: FigureRow) -> dict[str, str]:
    """One row under Chinese names."""
    return {
        "序号": row.rank,
        "类别": row.category,
        "企业": row.company,
        "信用代码": row.credit_code,
        "名称": row.project,
        "行业": row.industry,
        "所在地": row.district,
        "成熟度": row.maturity,
        "环节": row.links,
    }


def _addressee_slots(context: Context, profile: Profile, addressee: Addressee | None) -> None:
    if profile.get("主送机关"):
        context.put("主送机关", join_addressees(profile.items("主送机关")), profile.sources["主送机关"])
        context.put("收件处室", "", "")
    elif addressee is not None:
        context.put("主送机关", addressee.name, "通知")
        context.put("收件处室", addressee.delivery, "通知")


def join_addressees(names: tuple[str, ...]) -> str:
    """Several addressees of one letter: 甲、乙."""
    return "、".join(names)
