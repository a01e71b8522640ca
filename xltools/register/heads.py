"""The last head of every register that this user has seen: a register that lost its end is told from one that never had it.

Whoever can write the register can write it anew from the beginning, checksums and all. Against that helps only a head that
is kept elsewhere: here, beside every summary that was merged by the register, and on paper (the head is printed each time).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from ..files.records import Malformed, read_json, texts
from ..settings import user_folder

_MOST = 1 << 20
_MOST_REGISTERS = 500


def _file() -> Path | None:
    folder = user_folder("cache")
    return folder / "register-heads.json" if folder is not None else None


def _known() -> dict[str, str]:
    file = _file()
    try:
        return texts(read_json(file.read_bytes(), longest=_MOST)) if file is not None else {}
    except (OSError, Malformed):
        return {}


def remember_head(path: Path, head: str) -> None:
    """Keep the register's head; a convenience only, where there is no folder for it nothing is kept."""
    file = _file()
    if file is None:
        return
    heads = {
        **{one: said for one, said in _known().items() if one != os.path.realpath(path)},
        os.path.realpath(path): head,
    }
    heads = dict(list(heads.items())[-_MOST_REGISTERS:])
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary = file.with_name(f"{file.name}.{os.getpid()}.tmp")
        temporary.write_text(json.dumps(heads, ensure_ascii=False), encoding="utf-8")
        temporary.replace(file)


def missing_since(path: Path, heads: Sequence[str]) -> Iterator[str]:
    """What is said where the head that was seen last is not in the register any more."""
    seen = _known().get(os.path.realpath(path))
    if seen is not None and seen not in heads:
        yield f"没有上次见到的台账头 {seen[:12]}：末尾可能被截去，或整个文件被换过。请与存档的台账头核对"
