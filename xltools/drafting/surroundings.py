"""What stands around a table: its title, labels to be filled in, notes and signatures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ..formats.grid import Grid
from ..forms.values import plain, squeeze
from ..notice.model import ColumnType, Label

_INLINE = re.compile(r"([^\s:：（(]{2,16})\s*+(?:[（(][^（）()]*+[)）]\s*+)?[:：]")
_UNIT_LABELS: Final = ("单位", "金额单位", "计量单位")


def furniture(grid: Grid, notes: Sequence[int], signatures: Sequence[int]) -> tuple[list[str], list[str]]:
    def texts(rows: Sequence[int]) -> list[str]:
        return [v.strip() for row in rows for v in grid.rows[row].values if isinstance(v, str)]

    said = [text for text in texts(notes) if squeeze(text).rstrip(":") not in ("填表说明", "填报说明", "说明", "注")]
    return said, [plain(text).rstrip(":") for text in texts(signatures)]


def title_of(above: Sequence[str]) -> str:
    """The longest line above the table that is no label and no number of an attachment."""
    lines = [
        squeeze(text)
        for text in above
        if ":" not in plain(text) and len(text) <= 60 and not re.fullmatch(r"附[件表].{0,6}", squeeze(text))
    ]
    return max(lines, key=lambda line: (bool(re.search(r"[表书单]$|[表书单]\(", line)), len(line)), default="")


def labels_of(texts: Sequence[str]) -> tuple[Label, ...]:
    """Labels around the table; the first that names an office or enterprise says who hands the form in."""
    found: dict[str, None] = {}
    for text in texts:
        for match in _INLINE.finditer(plain(text)):
            said = match[0].rstrip(":").strip()
            if (
                match[1] not in _UNIT_LABELS
                and not re.match(r"填[表报写]?说明|注|备注|说明|\d", said)
                and len(text) <= 80
            ):
                found.setdefault(said)
    made: list[Label] = []
    for number, said in enumerate(found, start=1):
        keys = {label.key for label in made}
        if "submitter" not in keys and re.search(r"企业|单位|主体|部门|机构", said) and not re.search("人|电话", said):
            made.append(Label(key="submitter", text=said))
        elif re.search(r"日期|时间", said) and "date" not in keys:
            made.append(Label(key="date", text=said, type=ColumnType.DATE))
        else:
            made.append(Label(key=f"label{number}", text=said))
    return tuple(made)


def submitter_of(labels: Sequence[Label]) -> str:
    return "submitter" if any(label.key == "submitter" for label in labels) else ""
