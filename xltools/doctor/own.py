"""What is the user's own: the settings file and the notice packs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..app.config import entries
from ..errors import XltoolsError
from ..notice.load import load_folder
from ..notice.places import is_shipped, pack_folders
from ..settings import settings_path, stored, values
from ..surroundings import Condition, Presence


def settings_file() -> Iterator[Condition]:
    """Whether it can be read, and what it says that nobody knows."""
    path = settings_path()
    where = str(path) if path is not None else ""
    try:
        entries(values().values())
        found = f"{where}（{len(stored())} 项）" if path is not None and path.is_file() else f"{where}（还没有）"
        yield Condition(area="设置", name="设置文件", standing=Presence.GOOD, found=found)
    except XltoolsError as fault:
        yield Condition(
            area="设置", name="设置文件", standing=Presence.MISSING, found=where, advice=fault.message.strip()
        )


def packs() -> Iterator[Condition]:
    """Every pack that a command would find; one of one's own that is wrong hides nothing, but is said."""
    found = [folder for root in pack_folders() for folder in sorted(root.iterdir()) if _is_pack(folder)]
    shipped = 0
    for folder in found:
        try:
            load_folder(folder)
        except XltoolsError as fault:
            advice = f"{fault.message.splitlines()[0]} 详见 xltools notices check {folder}"
            yield Condition(
                area="通知包", name=folder.name, standing=Presence.MISSING, found=str(folder), advice=advice
            )
            continue
        if is_shipped(folder):
            shipped += 1
        else:
            yield Condition(area="通知包", name=folder.name, standing=Presence.GOOD, found=str(folder))
    advice = "" if shipped else "随程序带的通知包不见了。请重新安装 xltools。"
    standing = Presence.GOOD if shipped else Presence.MISSING
    yield Condition(area="通知包", name="随程序带的", standing=standing, found=f"{shipped} 个", advice=advice)


def _is_pack(folder: Path) -> bool:
    return (folder / "notice.toml").is_file()
