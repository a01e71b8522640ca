"""What a letter claims in figures: counts, sums, listed items, rows of its tables. Shared by the proof and by the checker.

A count is a number before 个, 家, 项 …; its noun is the word before or behind it, its stage the verb that governs it: a letter
may say how many applied, how many were refused and how many are recommended, and only the last is what the summary says.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from . import divisions
from .figures import UNITS, FigureRow, FigureTable, SummaryFigures

_NUMERALS = "零一二三四五六七八九"
COUNT = re.compile(
    r"((?<!\d)(?<!\d[,，])\d[\d,，]{0,11}|[一二两三四五六七八九十]{1,3})\s{0,2}(个|家|项|户)(?![一-龥]{0,2}(?:工作日|月|方面|环节|人))"
)
_SUM = re.compile(r"((?<![\d.])(?<!\d[,，])\d[\d,，]{0,15}(?:\.\d{1,8})?)\s{0,2}(万元|亿元|元)")
_SENTENCE = re.compile(r"[。！？\n]")
_CLAUSE = re.compile(r"[，；：]")


class Stage(StrEnum):
    """At which step of the procedure a count is made."""

    APPLIED = "申报"
    FORWARDED = "下级报送"
    """What the offices below handed up: neither what applied nor what is recommended."""
    REFUSED = "未推荐"
    RECOMMENDED = "推荐"
    LIMIT = "限额"
    OTHER = "其他"
    """Of other years or of other things: not this letter's business."""
    OPEN = "未写明"


class Noun(StrEnum):
    """What is counted."""

    PROJECTS = "项目"
    COMPANIES = "企业"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountClaim:
    """A count, what it counts and at which step. `category` and `place` narrow it."""

    value: int
    noun: Noun
    stage: Stage
    category: str = ""
    place: str = ""
    clause: str = ""

    @property
    def what(self) -> str:
        """What is counted, in the letter's words."""
        return self.category or self.place or self.noun.value


@dataclass(frozen=True, slots=True)
class ListedItem:
    """A listed item: its number, category heading above it, and text (企业——项目)."""

    number: int
    category: str
    text: str
    refused: bool = False
    """Stands under a heading of those who are not recommended."""


# A verb of the procedure, the more particular before the more general: 不予推荐 holds 推荐.
_VERB = re.compile(
    r"(?P<refused>不予推荐|未予推荐|暂不推荐|不推荐|未推荐|未通过|没有通过|不予通过|不通过|未入围|不合格|不符合|淘汰|剔除|落选|撤回)"
    r"|(?P<limit>限额|名额|不超过|至多|上限|不少于|至少|不低于)"
    r"|(?P<other>现有|已有|拥有|建成|培育|新增|增加|减少|增长|力争|获评|入选|获批|认定|上市|规模以上|规上"
    r"|通过|符合|入围|进入|参加|报名|意向|注册|走访|培训|传达|发动|动员|摸排|考察)"
    r"|(?P<applied>收到|受理|报来|提交(?!意向)|征集|参评|填报(?!内容|情况|说明|时间|日期|的)|(?<!推荐)申报(?!书)|(?<!推荐)申请(?!书))"
    r"|(?P<recommended>推荐(?!汇总)|报送|上报|转报|推选|择优)"
)
_STAGES = {
    "refused": Stage.REFUSED,
    "limit": Stage.LIMIT,
    "other": Stage.OTHER,
    "applied": Stage.APPLIED,
    "recommended": Stage.RECOMMENDED,
}
_BELOW = re.compile(
    r"(各区|区级|县级|各县|各市|各地|各州|各旗|各镇|各街道|各园区|区县|所属|下属|二级单位|成员单位|子公司"
    r"|\d个[^，、；\d]{0,4}(?:区|县|市|州|盟|旗|镇|街道|园))[^，]{0,10}$"
)
"""Who stands before a verb of recommending where it is not the writer: 各区共推荐…"""
_NOW = re.compile(r"本次|此次|今年|本年度|本批|(?:现|拟|择优|同意|决定)推荐")
_OTHER_YEARS = re.compile(r"累计|去年|上年|上一年|往年|历年|近年|前年|近[两二三四五]年来|截至20\d\d年(?:底|末)")
ASIDE = re.compile(r"（(?![一二三四五六七八九十\d]{1,4}[个家项户]?）)([^（）]{2,120})）")
"""Words in brackets, but for a bare count or a heading's number: 示范工厂（3个）, （一）."""
MOST_ASIDES = 20
_LOCAL = (Stage.REFUSED, Stage.LIMIT, Stage.OTHER)
"""Stages that do not reach into the next clause: 3家不予推荐，其余8家…"""
_GOES_ON = re.compile(r"^\s*(其中|按|分别|涉及|包括|分)")
"""How a sentence begins that speaks of the counts of the one before."""
_NOUN_BEHIND = re.compile(
    r"^\s*的?(?:符合条件的)?(?:申报|推荐|参评|入围|试点|示范|揭榜|智能制造|智能工厂|工厂|场景){0,3}(项目|企业|申报主体|申报单位)"
)
_NOUN_BEFORE = re.compile(
    # 改造项目14个, 重点项目35个 are other projects than those applied for.
    r"((?<!改造)(?<!技改)(?<!重点)(?<!重大)(?<!建设)(?<!投资)(?<!储备)(?<!在建)(?<!科研)(?<!攻关)项目|企业|申报主体|申报单位)"
    r"(?:共|共计|总数|数|总计|合计|为|有|是|达|[（(])*$"
)
_RECOMMENDED_BEHIND = re.compile(r"\s*(?:均|全部|都)?(?:予以|给予|同意)?推荐")
_REASON_BEHIND = re.compile(r"\s*(?:因|由于|未|不(?!少于|低于))")
_ENDS = re.compile(r"^\s*($|[，。；：、）)（(和及与])")


def counts_claimed(
    text: str, figures: SummaryFigures, *, year: int = 0, categories: Sequence[str] = ()
) -> list[CountClaim]:
    """Every count in a paragraph that can be told what it counts; the rest are left out. `year`: the notice's own, so that
    figures of other years are known as such; `categories`: more names than the figures hold."""
    names = [name for name in dict.fromkeys([*figures.by_category(), *categories]) if name]
    industries = tuple(dict.fromkeys(row.industry for row in figures.rows if row.industry))
    reader = _CountReader(names, [name for name in figures.by_district() if name], industries, year)
    stage = Stage.OPEN
    found: list[CountClaim] = []
    for sentence in _SENTENCE.split(text):
        if not _GOES_ON.match(sentence):
            stage = Stage.OPEN
        claims, stage = reader.sentence(sentence, stage)
        found += claims
    return found


@dataclass(frozen=True, slots=True)
class _CountReader:
    """Reads the counts of one letter's sentences."""

    categories: Sequence[str]
    places: Sequence[str]
    industries: Sequence[str]
    year: int

    def sentence(self, sentence: str, stage: Stage) -> tuple[list[CountClaim], Stage]:
        """The claims of a sentence, and the stage at its end; `stage` is what it begins with."""
        plain = ASIDE.sub("", sentence)
        if plain == sentence:
            return self._plain(sentence, stage)
        claims, end = self._plain(plain, stage)
        for aside in list(ASIDE.finditer(sentence))[:MOST_ASIDES]:
            # What stands in brackets speaks of what stands before them and changes nothing behind: 8个（限额为9个），涉及…
            at = self._plain(ASIDE.sub("", sentence[: aside.start()]), stage)[1]
            claims += self._plain(aside.group(1), at, aside=True)[0]
        return claims, end

    def _plain(self, sentence: str, stage: Stage, *, aside: bool = False) -> tuple[list[CountClaim], Stage]:
        claims: list[CountClaim] = []
        elsewhere = False
        rest = sentence
        for place, clause in enumerate(_CLAUSE.split(sentence)):
            rest = rest[len(clause) + 1 :]
            elsewhere = self._elsewhere(clause, elsewhere)
            if stage in _LOCAL and not clause.startswith("其中") and (place or not aside):
                stage = Stage.OPEN
            found, stage = self._clause(clause, rest, stage)
            claims += [replace(claim, stage=Stage.OTHER) for claim in found] if elsewhere else found
        return claims, stage

    def _clause(self, clause: str, rest: str, stage: Stage) -> tuple[list[CountClaim], Stage]:
        claims: list[CountClaim] = []
        start = 0
        matches = list(COUNT.finditer(clause))
        for place, match in enumerate(matches):
            last = place + 1 == len(matches)
            behind = clause[match.end() : len(clause) if last else matches[place + 1].start()]
            stage = _stage(clause[start : match.start()], behind, rest if last else "", stage)
            claim = self._claim(match, clause[: match.start()], clause[match.end() :], stage, clause)
            if claim is not None:
                claims.append(claim)
                # 13个区共报送: a number that counts nothing of ours is still part of who does it.
                start = match.end()
        if not matches:
            # 我们择优推荐，其中…: a clause without a number still says what the next number is about.
            stage = _last_stage(clause) or stage
        return claims, stage

    def _elsewhere(self, clause: str, before: bool) -> bool:
        """Whether a clause speaks of other years; that holds until the sentence comes back to this one."""
        if _NOW.search(clause):
            return False
        years = {int(year) for year in re.findall(r"20\d\d(?=年)", clause)}
        return before or bool(_OTHER_YEARS.search(clause)) or bool(self.year and years and self.year not in years)

    def _claim(self, match: re.Match[str], before: str, behind: str, stage: Stage, clause: str) -> CountClaim | None:
        value = number(match.group(1))
        if value is None or before.rstrip().endswith(("每", "各", "第", "附件")):
            return None
        near = before[-16:]
        category = _named(near, behind, self.categories)
        # 汽车制造业126家 may be all there are; only of those recommended the summary knows the industries.
        narrowing = (*self.places, *(self.industries if stage is Stage.RECOMMENDED else ()))
        place = next((name for name in narrowing if before.rstrip("（(").endswith(name)), "")
        noun = _noun(match.group(2), near, behind, bool(category or place))
        if noun is None:
            return None
        if noun is Noun.COMPANIES and not category:
            # 推荐甲公司等2家企业申报先进级智能工厂: what they apply for is their category.
            category = next(
                (name for name in self.categories if re.search(f"申报.{{0,8}}{re.escape(name)}", behind)), ""
            )
        return CountClaim(
            value=value, noun=noun, stage=stage, category=category, place=place, clause=clause.strip(" 　")
        )


def _stage(before: str, behind: str, rest: str, stage: Stage) -> Stage:
    """The stage of a count: the nearest verb before it, else one behind it, else what the sentence said before."""
    nearest = _last_stage(before)
    if nearest is not None:
        return nearest
    found = [_STAGES[str(match.lastgroup)] for match in _VERB.finditer(behind)]
    if Stage.REFUSED in found or (not found and _refuses(rest)):
        return Stage.REFUSED
    if found and found[0] is Stage.OTHER and _APPROVED.match(behind) and _RECOMMENDS.match(rest):
        return Stage.RECOMMENDED
    return found[0] if found else stage


_APPROVED = re.compile(r"\s*(?:个|家)?(?:企业|项目)?(?:均|全部|都)?(?:符合|通过)")
_RECOMMENDS = re.compile(r"\s*(?:同意|拟|予以|建议|现|决定)推荐")
"""3家企业符合条件，同意推荐: who passes and is recommended at once is counted once."""


def _refuses(rest: str) -> bool:
    """Whether the sentence goes on to refuse, with no other number before: 3家企业因…等原因，本次不予推荐."""
    own = rest[: match.start()] if (match := COUNT.search(rest)) else rest
    found = _VERB.search(own)
    return found is not None and found.lastgroup == "refused"


def _last_verb(text: str) -> re.Match[str] | None:
    return next(iter(deque(_VERB.finditer(text), maxlen=1)), None)


def _last_stage(text: str) -> Stage | None:
    found = _last_verb(text)
    if found is None:
        return None
    stage = _STAGES[str(found.lastgroup)]
    below = stage is Stage.RECOMMENDED and _BELOW.search(text[: found.start()])
    return Stage.FORWARDED if below else stage


def _named(near: str, behind: str, names: Sequence[str]) -> str:
    """The category that stands directly before or behind a count."""
    for name in names:
        for alias in filter(None, (name, name.removesuffix("智能工厂"))):
            if re.search(re.escape(alias) + r"(?:类|类项目|项目|方向)?[（(]?$", near) or behind.startswith(alias):
                return name
    return ""


def _noun(unit: str, near: str, behind: str, narrowed: bool) -> Noun | None:
    found = _NOUN_BEHIND.match(behind) or (_NOUN_BEFORE.search(near) if _ENDS.match(behind) else None)
    if found is not None and not narrowed and divisions.narrowed(near):
        # 国有企业3家, 专精特新企业5家: some of them, and no summary says how many.
        return None
    if found is not None:
        return Noun.PROJECTS if found.group(1) == "项目" else Noun.COMPANIES
    plain = unit in ("个", "家", "项") and _ENDS.match(behind)
    verb = _last_verb(near)
    governed = (verb is not None and len(near) - verb.end() <= 2) or re.search(r"(?:其余|其他|另外|另有|其中)$", near)
    plain = plain or (
        unit in ("个", "家", "项") and (_RECOMMENDED_BEHIND.match(behind) or _REASON_BEHIND.match(behind))
    )
    if narrowed or (plain and (governed or re.search(r"(共|合计|总计)$", near))):
        return Noun.COMPANIES if unit in ("家", "户") and not narrowed else Noun.PROJECTS
    return None


def expected_counts(claim: CountClaim, figures: SummaryFigures) -> tuple[int, ...]:
    """The figures a claim may mean, the likeliest first; empty where the summary cannot say."""
    recommended, whole = _figure(claim, figures.recommended), _figure(claim, figures)
    found: tuple[int, ...] = ()
    if claim.stage is Stage.RECOMMENDED:
        found = recommended
    elif claim.stage is Stage.OPEN:
        found = (*whole, *recommended)
    elif claim.stage is Stage.APPLIED and figures.reviewed:
        found = whole
    elif claim.stage is Stage.REFUSED and figures.reviewed:
        found = tuple(every - kept for every, kept in zip(whole, recommended, strict=True))
    return tuple(dict.fromkeys(found))


def _figure(claim: CountClaim, figures: SummaryFigures) -> tuple[int, ...]:
    rows = [
        row
        for row in figures.rows
        if claim.category in ("", row.category) and claim.place in ("", row.district, row.industry)
    ]
    companies = len({row.credit_code or row.company for row in rows})
    if claim.noun is Noun.COMPANIES:
        return (companies,)
    return (len(rows), companies) if claim.category or claim.place else (len(rows),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """An amount of money as a letter writes it: 约6.8亿元."""

    digits: Decimal
    unit: str
    words: str
    before: str
    """The sentence up to it, its last characters."""
    about: bool
    """Said to be rounded."""

    @property
    def amount(self) -> Decimal:
        """In 元."""
        return self.digits * UNITS[self.unit]

    @property
    def clause(self) -> str:
        """What stands before it in its own clause."""
        return _CLAUSE.split(self.before)[-1]


_LOOKED_BACK = 80
_ABOUT = re.compile(r"[约近逾超]$|(?:大约|约为|接近|超过)$")


def sums_claimed(text: str) -> Iterator[Sum]:
    """Amounts of money, in order."""
    for found in _SUM.finditer(text):
        try:
            digits = Decimal(found.group(1).replace(",", "").replace("，", ""))
        except InvalidOperation:
            continue
        before = _SENTENCE.split(text[max(0, found.start() - _LOOKED_BACK) : found.start()])[-1]
        about = bool(_ABOUT.search(before)) or text.startswith(("左右", "上下"), found.end())
        yield Sum(digits=digits, unit=found.group(2), words=found.group(), before=before, about=about)


def number(word: str) -> int | None:
    """A count in digits or in Chinese numerals up to 99; 一 alone is no count (一个方面)."""
    word = word.replace(",", "").replace("，", "").replace("两", "二")
    if word.isdecimal():
        return int(word)
    if word == "一":
        return None
    tens, mark, ones = word.rpartition("十")
    if not mark:
        return _NUMERALS.index(word) if word in _NUMERALS else None
    return (_NUMERALS.index(tens) if tens else 1) * 10 + (_NUMERALS.index(ones) if ones else 0)


_HEADING = re.compile(r"(?:[（(][一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+、)(.*)")
_ITEM_LINE = re.compile(r"(\d{1,3})[.．、]\s*(.+?)[；;。]?$")
_NOT_RECOMMENDED = re.compile(r"不予推荐|不推荐|未推荐|未通过|未予推荐|暂不|退回")


def items_claimed(lines: Iterable[str], figures: SummaryFigures) -> list[ListedItem]:
    """Listed items `n.企业——项目；` among the lines, with the category heading they stand under."""
    categories = [name for name in figures.by_category() if name]
    found: list[ListedItem] = []
    category, refused = "", False
    for line in lines:
        text = line.strip(" 　")
        heading = _HEADING.match(text)
        if heading is None and text.endswith("：") and text[:-1] in categories:
            category = text[:-1]
        elif heading:
            category = next((name for name in categories if name in heading.group(1)), "")
            refused = bool(_NOT_RECOMMENDED.search(heading.group(1)))
        elif match := _ITEM_LINE.match(text):
            found.append(ListedItem(int(match.group(1)), category, match.group(2), refused))
        elif text.endswith("："):
            refused = bool(_NOT_RECOMMENDED.search(text))
    return found


def listings(items: Sequence[ListedItem]) -> list[list[ListedItem]]:
    """Items as the lists they stand in: a category heading, or a number that does not go up, begins another."""
    found: list[list[ListedItem]] = []
    for item in items:
        last = found[-1][-1] if found else None
        anew = last is None or (last.category, last.refused) != (item.category, item.refused)
        if anew or (last is not None and item.number == 1 and last.number != 1):
            found.append([])
        found[-1].append(item)
    return found


def item_text(row: FigureRow) -> str:
    """How a row is listed in running text."""
    return f"{row.company}——{row.project}" if row.project else row.company


def bind_columns(grid: Sequence[Sequence[str]], table: FigureTable) -> list[str | None]:
    """For each column of a Word table the summary's column with the same heading, None where there is none. A letter's own
    table may leave out what stands in brackets: 申报主体 for 申报主体（企业名称）."""
    by_heading: dict[str, str] = {}
    for key, heading in table.columns:
        for name in _heading_names(heading):
            by_heading.setdefault(name, key)
    return [by_heading.get(_plain(text)) for text in grid[0]] if grid else []


def _heading_names(heading: str) -> tuple[str, ...]:
    whole = _plain(heading)
    bare = re.sub(r"[（(][^（）()]*[)）]", "", whole)
    inside = re.findall(r"[（(]([^（）()]+)[)）]$", whole)
    return (whole, bare, *inside)


def table_rows(grid: Sequence[Sequence[str]], keys: Sequence[str | None]) -> list[dict[str, str]]:
    """A Word table's rows by column key; empty rows are left out."""
    return [
        {key: text for key, text in zip(keys, row, strict=False) if key is not None}
        for row in grid[1:]
        if any(text.strip() for text in row)
    ]


def _plain(text: str) -> str:
    return re.sub(r"[\s　]", "", text)
