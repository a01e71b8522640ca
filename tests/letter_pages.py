"""Letters as pages: turned into PDF by LibreOffice, many in one call, and read back line by line in millimetres."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import docx
import pytest
from letter_samples import NOTICE, figures, office

from xltools.letters import make_letters
from xltools.letters.manuscript import Style

MM = 25.4 / 72
_BODY = (Style.BODY, Style.PLAIN, Style.LEVEL1, Style.LEVEL2, Style.LEVEL3, Style.LEVEL4)
_ORGANS = (
    "示例区经济和信息化局",
    "示例区发展和改革局",
    "示例区财政局",
    "示例区市场监督管理局",
    "示例区科学技术和信息化局",
    "示例区政府国有资产监督管理委员会",
)
"""Names from six to sixteen 字: in two columns, in one, and longer than a column."""
_ITEMS = tuple(
    (
        "示范工厂" if place < 5 else "优秀场景",
        f"武汉示例{name}有限公司",
        f"{name}智能制造{'示范工厂' if place < 5 else '质量精准追溯和能耗数据监测'}",
        f"示例{'一二三'[place % 3]}区",
    )
    for place, name in enumerate(
        ("装备股份", "光电子科技", "汽车零部件", "生物医药", "新材料", "食品", "纺织", "船舶配套", "激光", "家电", "仪表", "化工设备")
    )
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A line of the PDF: page from 1, edges in mm from the paper's upper left corner."""

    page: int
    left: float
    top: float
    right: float
    bottom: float
    text: str

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True)
class LayoutCase:
    """One layout of the sweep: how much text, who signs and how, under which head."""

    items: int
    organs: int
    sealed: bool
    head: str

    @property
    def name(self) -> str:
        return f"{self.items:02d}-{self.organs}-{'章' if self.sealed else '签'}-{self.head}"


def every_layout() -> list[LayoutCase]:
    """1–12 items × 1–6 organs × sealed or not × heads."""
    return [
        LayoutCase(items, organs, sealed, head)
        for items in range(1, 13)
        for organs in range(1, 7)
        for sealed in (True, False)
        for head in ("正文稿", "文件", "信函")
    ]


def layout_letter(case: LayoutCase) -> bytes:
    """The letter of a case; odd ones with 版记, every third with a section on the review."""
    shift = (case.items * 7 + case.organs) % len(_ORGANS)
    settings = {
        "发文机关": "、".join((_ORGANS[shift:] + _ORGANS)[: case.organs]),
        "签发人": "、".join(("张三", "李思源", "王五", "赵六", "钱七七", "孙八")[: case.organs]),
        "盖章": "是" if case.sealed else "否",
        "版头": case.head,
    }
    if (case.items + case.organs) % 2:
        settings |= {"抄送": "示例市财政局、示例市市场监督管理局", "印发机关": "示例区经济和信息化局办公室"}
    if (case.items + case.organs) % 3 == 0:
        settings["审核情况"] = "组织专家对申报材料逐项评审，评审结果在门户网站公示五个工作日。|公示期内没有收到异议。"
    kind = "submission" if case.head == "信函" else "report"
    (letter,) = make_letters(NOTICE, "district", figures(_ITEMS[: case.items]), office(**settings), kind=kind)
    return letter.data


def measure(pdf: Path) -> list[Line]:
    """Every line of a PDF, by `pdftotext -bbox-layout`."""
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("not installed: pdftotext")
    box = subprocess.run([program, "-bbox-layout", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    found: list[Line] = []
    page = 0
    pattern = r'<page |<line xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</line>'
    for match in re.finditer(pattern, box, re.S):
        if match.group(0).startswith("<page"):
            page += 1
            continue
        edges = [float(value) * MM for value in match.groups()[:4]]
        text = html.unescape("".join(re.findall(r">([^<]+)</word>", match.group(5))))
        found.append(Line(page, *edges, text))
    return found


def page_count(pdf: Path) -> int:
    """Pages by the PDF's own word: an empty page has no line."""
    program = shutil.which("pdfinfo")
    if program is None:
        pytest.skip("not installed: pdfinfo")
    said = subprocess.run([program, str(pdf)], capture_output=True, text=True, check=True).stdout
    return int(re.findall(r"Pages:\s+(\d+)", said)[0])


@dataclass(frozen=True)
class _Letter:
    """What a letter says, part by part, without blanks."""

    body: str
    closing: str
    organs: tuple[str, ...]
    date: str
    cells: tuple[str, ...]
    """Telephones, codes and numbers of its tables: what must not break."""

    def is_body(self, text: str) -> bool:
        return len(text) > 1 and text in self.body and text not in (self.closing, self.date, *self.organs)


def _read(data: bytes) -> _Letter:
    document = docx.Document(BytesIO(data))
    paragraphs = [(one.style.name, re.sub(r"\s", "", one.text)) for one in document.paragraphs]
    label = next((place for place, (style, _) in enumerate(paragraphs) if style == Style.ANNEX_LABEL), len(paragraphs))
    body = [text for style, text in paragraphs[:label] if style in _BODY]
    organs = [one.text for one in document.paragraphs if one.style.name == Style.ORGAN]
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    return _Letter(
        body="\n".join(body),
        closing=body[-1],
        organs=tuple(name for line in organs for name in line.split()),
        date=next(text for style, text in reversed(paragraphs) if style == Style.DATE),
        cells=tuple(sorted(text for text in cells if re.fullmatch(r"[\dA-Z.,-]{4,}", text))),
    )


def layout_faults(data: bytes, pdf: Path) -> list[str]:
    """What a reader of the pages would send back: blank or lonely pages, a signature in two parts, broken numbers."""
    said = _read(data)
    lines = [line for line in measure(pdf) if not re.fullmatch(r"[—\-]*\d*[—\-]*", line.text)]
    pages = [[line.text for line in lines if line.page == page] for page in range(1, page_count(pdf) + 1)]
    annex = next(
        (place for place, page in enumerate(pages) if any(re.fullmatch(r"附件\d?", t) for t in page[:2])), len(pages)
    )
    faults = [f"第{place}页是空页" for place, page in enumerate(pages, 1) if not page]
    faults += [
        f"第{place}页没有正文，只有{page[0]}"
        for place, page in enumerate(pages[:annex], 1)
        if page and not any(map(said.is_body, page))
    ]
    signed = [place for place, page in enumerate(pages[:annex]) if any(text.endswith(said.date) for text in page)]
    if not signed:
        return [*faults, "找不到成文日期"]
    around = "\n".join(pages[signed[-1]])
    faults += [f"署名“{organ}”断开或不与日期同页" for organ in said.organs if organ not in around]
    whole = "\n".join(line.text for line in lines)
    return faults + [f"附表里“{cell}”断成两行" for cell in said.cells if cell not in whole]
