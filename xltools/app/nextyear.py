"""notices next: the next year's pack from last year's. Texts are kept as they are written, comments and all; what a year moves is
moved and listed, so that a person holds each against the new notice."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from ..errors import UsageError
from ..files.atomic import write_atomically
from ..notice.load import NOTICE_FILE, load_notice
from ..notice.model import BLANKS_FOLDER

_DAY = re.compile(r"(?<![\d-])(20\d\d)-(\d\d)-(\d\d)(?![\d-])")
_YEAR_WORD = re.compile(r"(20\d\d)(?=年(?!版))")
"""A year in words; 2025年版 of a guide is an edition, which no new year changes."""
_HISTORY = frozenset({"source", "layout_note", "example"})
"""Keys that tell what was, not what is asked."""
_IN_NEW_ID = re.compile(r"20\d\d")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


@dataclass(slots=True)
class NextPack:
    """The new folder, and every place that was moved with the year."""

    folder: Path
    files: int = 0
    said: list[str] = field(default_factory=list)


def next_pack(notice_id: str, new_id: str, out: Path, *, force: bool = False) -> NextPack:
    """Write the pack `new_id` below `out`, from the pack `notice_id`. Raises UsageError, OutputFault (something stands there)."""
    notice = load_notice(notice_id)
    if not _ID.fullmatch(new_id) or new_id == notice_id:
        raise UsageError(
            "bad_id",
            f"编号“{new_id}”不行：用字母、数字和连字符，与上年的（{notice_id}）不同，如 {notice_id[:-4]}2026。",
        )
    years = _years(notice.year, new_id)
    source = Path(notice.folder)
    made = NextPack(out / new_id)
    for path in sorted(source.rglob("*")):
        name = path.relative_to(source)
        if (
            not path.is_file()
            or name.suffix.lower() == ".md"
            or (name.suffix != ".toml" and name.parts[0] != BLANKS_FOLDER and name.parts[0] != "registers")
        ):
            continue
        data = path.read_bytes()
        if name.suffix == ".toml":
            data = _moved(data.decode(), name.as_posix(), notice_id, new_id, years, made.said).encode()
        elif name.parts[0] == BLANKS_FOLDER:
            made.said.append(f"{name.as_posix()}：上年的空表，新一年的空表到了请换掉")
        write_atomically(made.folder / name, data, force=force, may_replace=data.__eq__)
        made.files += 1
    return made


def _years(year: int, new_id: str) -> int:
    """By how many years the pack moves: to the year in the new id, else by one."""
    found = _IN_NEW_ID.search(new_id)
    return int(found[0]) - year if found and year and int(found[0]) > year else 1


def _moved(text: str, name: str, old_id: str, new_id: str, years: int, said: list[str]) -> str:
    lines = text.split("\n")
    table = ""
    for number, line in enumerate(lines):
        table = line.strip() if line.startswith("[") else table
        new = re.sub(rf"(?<![\w-]){re.escape(old_id)}(?![\w-])", new_id, line)
        key = line.partition("=")[0].strip()
        if key not in _HISTORY and not table.startswith("[[registers]]") and not line.lstrip().startswith("#"):
            new = _in_head(new, key, years) if name == NOTICE_FILE and not table else _later_year(new, years)
        if new != line:
            lines[number] = new
            if line.replace(old_id, new_id) != new:
                said.append(f"{name} 第 {number + 1} 行：{line.strip()} → {new.strip()}")
    return "\n".join(lines)


def _in_head(line: str, key: str, years: int) -> str:
    """A line before the first table of notice.toml: what the notice is."""
    if key == "document":
        number = line.partition("=")[2].strip()
        return line if number in ("", '""') else f'document = ""  # 上年：{number}'
    if key == "version":
        return 'version = "1"'
    if key == "year":
        return re.sub(r"20\d\d", lambda found: str(int(found[0]) + years), line)
    return _later_year(line, years)


def _later_year(line: str, years: int) -> str:
    line = _DAY.sub(lambda found: _later(found, years), line)
    return _YEAR_WORD.sub(lambda found: str(int(found[1]) + years), line)


def _later(found: re.Match[str], years: int) -> str:
    """The same day `years` later; 29 February becomes the 28th."""
    year, month, day = map(int, found.groups())
    try:
        return date(year + years, month, day).isoformat()
    except ValueError:
        return (
            date(year + years, month, 28) if month == 2 else date(year, month, day) + timedelta(days=365 * years)
        ).isoformat()
