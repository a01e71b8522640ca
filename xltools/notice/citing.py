"""A clause as people cite it: ``wuhan-2025 §二.2`` -> 《市经信局关于…遴选工作的通知》第二条第2项. Programs keep the id."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from ..errors import NoticeError
from .load import load_notice
from .model import Notice

_NUMERAL: Final = "[一二三四五六七八九十]+"
_PACK: Final = re.compile(r"([a-z][a-z0-9]*-\d{4})(?= |$)\s*")
_CLAUSE: Final = re.compile(
    rf"(?P<of>[省市]?)§(?P<article>{_NUMERAL}(?:–{_NUMERAL})?)(?:\((?P<part>{_NUMERAL})\))?\.?(?P<item>\d+(?:–\d+)?)?"
)


@lru_cache(maxsize=1024)
def cited(basis: str) -> str:
    """The basis in words. What names no pack that is known (a standard, another document) stays as it is."""
    pack = _PACK.match(basis)
    if pack is None:
        return basis
    try:
        notice = load_notice(pack[1])
    except NoticeError:
        return basis
    named: set[str] = set()

    def clause(found: re.Match[str]) -> str:
        title = _title(notice, found["of"])
        mark = "" if title in named else title
        named.add(title)
        part = f"第（{found['part']}）款" if found["part"] else ""
        item = f"第{found['item']}项" if found["item"] else ""
        return f"{mark}第{found['article'].replace('–', '至')}条{part}{item}"

    said = _CLAUSE.sub(clause, basis[pack.end() :])
    return said if named else _title(notice, "") + said


def _title(notice: Notice, of: str) -> str:
    """《…》: the notice's own title; `of` tells the documents of a pack apart (省, 市)."""
    titles = notice.cites or {"": notice.title}
    return f"《{titles.get(of) or next(iter(titles.values()))}》"
