"""A merge run as its command runs it, and districts that hand in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from summary.forms import form, rows_for, write

from xltools.app.merge import MergeOptions, MergeOutcome, merge
from xltools.forms.inputs import Request
from xltools.notice.load import load_notice


def run(paths: list[Path] | Path, out: Path, level: str = "", **options: object) -> MergeOutcome:
    given = paths if isinstance(paths, list) else [paths]
    notice, attachment = str(options.pop("notice", "")), str(options.pop("attachment", ""))
    request = Request(paths=tuple(map(str, given)), notice=notice, attachment=attachment)
    return merge(request, MergeOptions(out=str(out), level=level, **options))  # type: ignore[arg-type]


def hubei(folder: Path, *, counts: tuple[int, int] = (2, 2)) -> tuple[Path, Path]:
    """Two districts' tables in the wrong order of names; the list says 江岸区 first."""
    attachment = load_notice("hubei-2022").attachment("附件5")
    paths = []
    for number, (district, count) in enumerate(zip(("洪山区", "江岸区"), counts, strict=True)):
        rows = rows_for(attachment, district, count, seed=number, category="示范工厂")
        paths.append(write(folder / "hubei-2022" / f"{number}-{district}.xlsx", form(attachment, rows, district)))
    return paths[0], paths[1]


def offices(outcome: MergeOutcome) -> list[str]:
    return [row.office for row in outcome.merged.rows]


@dataclass(frozen=True)
class Chain:
    notice: str
    attachment: str
    levels: tuple[str, ...]
    """Who merges, from the bottom up."""
    offices: tuple[str, ...]
    """Who hands in at the bottom."""
    category: str = ""


CHAINS = (
    Chain("hubei-2022", "附件5", ("city", "province"), ("洪山区", "江岸区", "东湖高新区"), "示范工厂"),
    Chain("miit-2023", "附件4", ("ministry",), ("湖北省", "北京市", "宁波市"), "优秀场景"),
    Chain("xiangjiang-2022", "附件5", ("district",), ("湘江示例一", "湘江示例二"), "示范工厂"),
    Chain("tianjin-2025", "附件4", ("city",), ("和平区", "滨海新区")),
    Chain("tianjin-2025", "附件6", ("city",), ("和平区", "滨海新区")),
    Chain("tianjin-2025", "附件8", ("city",), ("和平区", "滨海新区")),
    Chain("tianjin-2025", "附件9", ("city",), ("和平区", "滨海新区")),
    Chain("wuhan-2025", "附件6", ("district", "city"), ("武汉示例甲有限公司", "武汉示例乙有限公司")),
    Chain("wuhan-2025", "附件7", ("district", "city"), ("武汉示例甲有限公司", "武汉示例乙有限公司")),
)


def hand_in(chain: Chain, folder: Path) -> list[Path]:
    """Two or three rows of each office at the bottom."""
    attachment = load_notice(chain.notice).attachment(chain.attachment)
    made = []
    for number, office in enumerate(chain.offices):
        rows = rows_for(attachment, office, 2 + number % 2, seed=number, category=chain.category)
        if chain.notice == "xiangjiang-2022":
            rows = rows[:1]
        path = folder / chain.notice / f"{office}-{chain.attachment}.xlsx"
        made.append(write(path, form(attachment, rows, office)))
    return made
