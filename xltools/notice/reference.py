"""Lists that notices share (districts, maturity levels, industry codes, scenario guides) and registers of awards."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..errors import NoticeError
from .model import Choice
from .places import is_plain_name, pack_folders
from .tomlcache import read_toml


@dataclass(frozen=True, slots=True)
class ListItem:
    """One entry. `facts` holds the further columns (code, edition, link …) as the file has them."""

    value: str
    aliases: tuple[str, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict, compare=False, hash=False)


@dataclass(frozen=True, slots=True)
class ReferenceList:
    """A named list. The order is the ranking (lowest maturity first, districts in official order)."""

    name: str
    title: str
    source: str
    items: tuple[ListItem, ...]

    @property
    def choices(self) -> tuple[Choice, ...]:
        return tuple(Choice(value=item.value, aliases=item.aliases) for item in self.items)


def find_reference(name: str) -> Path | None:
    """The file of list `name`: the office's own folders first, .toml before .csv."""
    for folder in pack_folders() if is_plain_name(name) else ():
        for ending in (".toml", ".csv"):
            path = folder / "reference" / f"{name}{ending}"
            if path.is_file():
                return path
    return None


@lru_cache(maxsize=64)
def reference(name: str) -> ReferenceList:
    """The list `name`. Raises NoticeError where there is none or it cannot be read."""
    path = find_reference(name)
    if path is None:
        raise NoticeError(
            "no_reference", f"找不到参考清单“{name}”（workbooks/reference/{name}.toml 或 .csv）。", name=name
        )
    try:
        if path.suffix == ".csv":
            return _from_csv(name, path)
        data = read_toml(path)
        items = tuple(
            ListItem(
                str(entry["value"]),
                tuple(entry.get("aliases", ())),
                {key: part for key, part in entry.items() if key not in ("value", "aliases")},
            )
            for entry in data["items"]
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise NoticeError("bad_reference", f"参考清单 {path.name} 读不出：{fault}。请按其他清单的写法修改。") from fault
    return ReferenceList(name, str(data.get("title", name)), str(data.get("source", "")), items)


def _from_csv(name: str, path: Path) -> ReferenceList:
    """A csv list has a column `value` or `name`; `aliases` are parted by |."""
    import csv

    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    column = "value" if rows and "value" in rows[0] else "name"
    items = tuple(
        ListItem(
            row[column],
            tuple(part for part in (row.get("aliases") or "").split("|") if part),
            {key: part for key, part in row.items() if key not in (column, "aliases")},
        )
        for row in rows
    )
    return ReferenceList(name, name, "", items)


def register_places(folder: str) -> list[Path]:
    """Where the registers of the pack in `folder` may lie, the pack's own first."""
    return [Path(folder) / "registers", *(base / "reference" / "registers" for base in pack_folders())]


@lru_cache(maxsize=64)
def register_rows(folder: str, file: str) -> tuple[dict[str, str], ...]:
    """The rows of a register file, looked up beside the pack, then among the shared registers."""
    for place in register_places(folder) if is_plain_name(file) else ():
        path = place / file
        if path.is_file():
            import csv

            with path.open(encoding="utf-8-sig", newline="") as lines:
                return tuple(csv.DictReader(lines))
    raise NoticeError(
        "no_register", f"找不到名单文件 {file}（应在 {folder}/registers 或 reference/registers）。", file=file
    )
