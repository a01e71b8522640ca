"""Pictures of seals that an office may have printed over its name and date (7.3.5). Only what it names itself; nothing is drawn."""

from __future__ import annotations

from pathlib import Path

from ..errors import LetterError
from .manuscript import SealPicture
from .profile import Profile

KEY = "印章图片"
_PNG = b"\x89PNG\r\n\x1a\n"
_MAXIMUM_BYTES = 5 * 2**20
_WITH_ALPHA = (4, 6)
"""Colour types of a PNG whose points may be see-through (PNG specification, 11.2.2)."""


def seals_of(profile: Profile, organs: tuple[str, ...]) -> tuple[SealPicture, ...]:
    """The seals of a sealed letter, one for each organ in their order; empty where the office names none.

    Raises LetterError: not as many as organs, a file that is no PNG or cannot be read."""
    paths = profile.items(KEY)
    if not paths or not profile.sealed:
        return ()
    if len(paths) != len(organs):
        message = (
            f"发文机关{len(organs)}个，印章图片{len(paths)}个。请用 --set 印章图片=… 按机关顺序逐一给出，用顿号隔开。"
        )
        raise LetterError("seal_pictures", message, organs=organs)
    return tuple(read_seal(Path(path)) for path in paths)


def read_seal(path: Path) -> SealPicture:
    """A PNG with its size in points of the picture."""
    try:
        if path.exists() and not path.is_file():
            raise _refused(path, "不是文件")
        data = path.read_bytes()
    except OSError as fault:
        raise _refused(path, "读不出，请检查路径") from fault
    if len(data) > _MAXIMUM_BYTES:
        raise _refused(path, f"有{len(data) // 2**20} MB，超过{_MAXIMUM_BYTES // 2**20} MB，请缩小后再用")
    if not data.startswith(_PNG) or data[12:16] != b"IHDR" or len(data) < 33:
        raise _refused(path, "不是 PNG 图片，请另存为 PNG（背景透明）")
    wide, high = (int.from_bytes(data[start : start + 4], "big") for start in (16, 20))
    if not wide or not high:
        raise _refused(path, "没有内容")
    return SealPicture(data=data, wide=wide, high=high, see_through=data[25] in _WITH_ALPHA or b"tRNS" in data[:4096])


def _refused(path: Path, why: str) -> LetterError:
    return LetterError("seal_picture", f"印章图片“{path}”{why}。", path=str(path))
