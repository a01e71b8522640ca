"""Where packs, templates and macros lie: in the wheel, in the checkout, and in folders the office adds."""

from __future__ import annotations

import os
import re
from pathlib import Path

from ..errors import NoticeError
from ..settings import user_folder, value_of

_PACKAGE = Path(__file__).resolve().parent.parent


def data_folder(name: str) -> Path:
    """`workbooks`, `templates`, `macros` or the file `NOTICE` as shipped: in the wheel, else the checkout's top level."""
    shipped = _PACKAGE / "data" / name
    return shipped if shipped.exists() else _PACKAGE.parent / name


def pack_folders() -> list[Path]:
    """Folders that hold packs, the office's own first: the setting 通知包文件夹, the user's folder, the shipped ones."""
    found = [Path(part) for part in value_of("workbooks").text.split(os.pathsep) if part]
    own = user_folder()
    if own is not None:
        found.append(own / "workbooks")
    found.append(data_folder("workbooks"))
    return [folder for folder in found if folder.is_dir()]


_PLAIN_NAME = re.compile(r"\w[\w.-]{0,79}")


def is_plain_name(name: str) -> bool:
    """Whether a pack, a list or a register may be called so: a name and no path, inside its folder whatever it says."""
    return _PLAIN_NAME.fullmatch(name) is not None and ".." not in name


_MOST_BLANK = 64 << 20


def kept_bytes(path: Path) -> bytes:
    """An office's own blank that a pack keeps. Raises NoticeError for a link out of the pack, a pipe, nothing at all."""
    if path.is_symlink() or not path.is_file() or path.stat().st_size > _MOST_BLANK:
        raise NoticeError("bad_blank", f"通知包里的空表“{path}”不在，或不是普通文件。请把空表文件本身放进通知包。")
    return path.read_bytes()


def is_shipped(path: str | Path) -> bool:
    """Whether a file or folder of packs is one that came with the program."""
    return Path(path).resolve().is_relative_to(data_folder("workbooks").resolve())
