"""Check 49 c: places: 全区, 全市, 全省 by the organ; no other district's name left over from a letter copied."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .base import WARNING, Case, Check, LetterFault
from .body import without_names
from .classify import LetterPart
from .opened import Para
from .terms import is_group

_RUNNING = (LetterPart.BODY, LetterPart.LEVEL1, LetterPart.LEVEL2, LetterPart.LEVEL3, LetterPart.LEVEL4)

_AREAS = {"区": "全区", "县": "全县", "市": "全市", "省": "全省", "州": "全州", "旗": "全旗"}
_HIGHER = {"区": "市省", "县": "市省", "旗": "市省", "市": "省", "州": "省", "省": ""}
_AREA = re.compile(
    r"(?<![在居列占为])(?<![走推迈]向)全(市|省)(?!前列|率先|领先|首|第|平均|推广)(?=[^，。；]{0,8}?(?:企业(?!服务|家)|项目|单位|本次|共|\d))"
)


def area(case: Case) -> Iterator[LetterFault]:
    """全区, 全市, 全省: a letter speaks of what its own office looks after."""
    own = _own_area(case)
    if not own:
        return
    for para in case.parts.of(*_RUNNING):
        found = _AREA.search(re.sub(r"《[^《》]{0,200}》", "", para.text))
        if found and found.group(1) in _HIGHER[own]:
            message = f"写的是“全{found.group(1)}”，发文机关的辖区是“{_AREAS[own]}”。"
            yield LetterFault(message, f"改为“{_AREAS[own]}”。", para, value=found.group()[:2], expected=_AREAS[own])


def _own_area(case: Case) -> str:
    """The last word of place in the first organ's name: 武汉市江汉区经济和信息化局 → 区."""
    organs = case.parts.organs or case.parts.heading_organs
    if not organs or is_group(case):
        return ""
    name = re.sub(r"市场|省份|区域|自治区", "", organs[0])
    found = re.match(r".{1,20}(省|市|区|县|州|旗)", name)
    return found.group(1) if found else ""


_ELSEWHERE = re.compile(
    r"(?P<before>[^，。；]{0,6}?)(?P<place>[一-龥]{2}(?P<kind>[省市区县]))"
    r"(?:(?P<own>(?:经信|经济和信息化|发改|发展和改革|工信|工业和信息化)[一-龥]{0,3}[局委]|\d{1,4}[家户](?=规|企业|工业))"
    r"|(?:境|辖区)?内?(?:依法)?(?:注册|登记))"
)
"""A place that acts, counts its enterprises or registers them, in two characters and its kind: 江岸区经信局, 洪山区46家."""
_ANY_PLACE = re.compile(r"[全各本我该辖其多经由向与和同请对及]|开发|高新|经开|示范|园|新区|城区")
_VISITED = re.compile(r"学习|借鉴|考察|调研|赴|迁|与|对接|落户|来自")
_BY_PLACE = re.compile(r"([一-龥]{2,4}[区县市])[（(]?(\d{1,4})[个家]")


def elsewhere(case: Case) -> Iterator[LetterFault]:
    """Another district's name left over from its letter: registered in it, its bureau, its enterprises."""
    organs = case.parts.organs or case.parts.heading_organs
    if not organs or is_group(case):
        return
    known = "、".join((*organs, *case.parts.addressees, *(case.notice.places if case.notice else ())))
    known += "、".join(case.figures.by_district()) if case.figures else ""
    own = _own_area(case)
    for para in case.parts.of(*_RUNNING):
        text = re.sub(r"《[^《》]{0,200}》", "", without_names(case, para.text))
        for found in _ELSEWHERE.finditer(text):
            place = found.group("place")
            upper = found.group("kind") in "省市"
            # What lies below an office acts in its letters, and so do the bureaus of the city above it.
            fine = (found.group("own") and upper) or (own in ("省", "市", "州", "") and not upper)
            if fine or place in known or _ANY_PLACE.search(place) or _VISITED.search(found.group("before")):
                continue
            message = f"写了“{place}”，发文机关是{organs[0]}。"
            yield LetterFault(message, "核对是不是抄自别处的公函；说的是别的事不用改。", para, value=place)
        yield from _places_of_none(case, para, text)


def _places_of_none(case: Case, para: Para, text: str) -> Iterator[LetterFault]:
    """What is recommended, place by place, with a place that has no row."""
    if case.figures is None:
        return
    known = case.figures.by_district()
    for sentence in re.split(r"[。；]", text):
        told = _BY_PLACE.findall(sentence)
        strange = [place for place, _ in told if not any(place.endswith(one) for one in known)]
        if strange and len(strange) < len(told) and sum(int(n) for _, n in told) == case.figures.recommended.total:
            message = f"汇总表里没有“{strange[0]}”的项目。"
            yield LetterFault(message, "核对所在地。", para, value=strange[0], expected="、".join(known))


_BUREAU = re.compile(
    r"(?:(?<![一-龥])|(?<=[同合由经与和及请商向报送求按对将]))(?P<level>[省市区县州旗])(?P<name>(?:(?![局厅])[一-龥]){1,12}?(?:局|委员会|委|厅|办公室|办|部门))"
    r"(?![一-龥]{0,4}(?:分局|支队|大队|区|直属))"
)
"""A bureau named by its level alone: 区统计局. 市生态环境局江汉分局 is a district's."""
_TOGETHER = re.compile(r"(?:会同|联合|商请|协同|会商|征求|函询|请)(?P<whom>[^，。；：]{2,80})")
_UPWARDS = re.compile(r"报请?|上报|转报|呈|逐级|审定|指导|督导|通知|要求|下发|印发|部署|授权|委托|转来|反馈")
"""Words of a way between levels: 区统计局报市统计局审定."""


def bureaus(case: Case) -> Iterator[LetterFault]:
    """区统计局, 市统计局: who works with an office is of its level, and one bureau is not now of one level, now of another."""
    own = _own_area(case)
    if not own:
        return
    named: dict[str, tuple[str, Para]] = {}
    for para in case.parts.of(*_RUNNING):
        text = re.sub(r"《[^《》]{0,200}》", "", para.text)
        mixed = [found for match in _TOGETHER.finditer(text) for found in _higher_beside_own(match.group("whom"), own)]
        for name, level in mixed:
            message = f"与本级部门并列写了“{level}{name}”，发文机关是{own}级。"
            yield LetterFault(message, f"核对是不是“{own}{name}”。", para, f"{level}{name}", f"{own}{name}")
        for clause in re.split(r"[，。；：]", text):
            for level, name in () if _UPWARDS.search(clause) else _one_level_each(clause):
                before, _ = named.setdefault(name, (level, para))
                if {before, level} <= {own, *_HIGHER[own]} and before != level and (name, level) not in mixed:
                    message = f"前面写“{before}{name}”，这里写“{level}{name}”。"
                    yield LetterFault(
                        message,
                        "核对是哪一级；确是两级的，写明各自做了什么。",
                        para,
                        f"{level}{name}",
                        f"{before}{name}",
                    )


def _higher_beside_own(whom: str, own: str) -> list[tuple[str, str]]:
    """Bureaus of a higher level in a list that holds the office's own: 区应急管理局、市税务局."""
    found = [(one.group("name"), one.group("level")) for one in _BUREAU.finditer(whom)]
    beside = any(level == own for _, level in found)
    return [(name, level) for name, level in found if beside and level in _HIGHER[own]]


def _one_level_each(clause: str) -> list[tuple[str, str]]:
    """The bureaus of a clause; both levels in one clause are both meant."""
    found = list(dict.fromkeys((one.group("level"), one.group("name")) for one in _BUREAU.finditer(clause)))
    names = [name for _, name in found]
    return [(level, name) for level, name in found if names.count(name) == 1 and not _OWN_LINE.match(name)]


_OWN_LINE = re.compile(r"经信|经济和信息化|发改|发展和改革|工信|工业和信息化")
"""The line of the calls themselves: the office, and to whom it reports."""


CHECKS = (
    Check(
        id="letter.bureaus",
        clause="与汇总表、通知核对",
        severity=WARNING,
        title="所称部门的层级前后一致",
        run=bureaus,
    ),
    Check(
        id="letter.area",
        clause="与汇总表、通知核对",
        severity=WARNING,
        title="全区、全市、全省与发文机关相符",
        run=area,
    ),
    Check(
        id="letter.elsewhere",
        clause="与汇总表、通知核对",
        severity=WARNING,
        title="没有从别处公函抄来的地名",
        run=elsewhere,
    ),
)
