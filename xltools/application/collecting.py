"""Which file belongs to which item: forms by their content, everything else by the names of files and folders."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from ..errors import InputRefused
from ..findings import Finding, Severity
from ..notice.model import Material
from .model import PackedFile

_SYSTEM = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})
_FOLDER_WEIGHT = 0.5
"""A folder's name says less of a file than the file's own."""
_SCAN_WEIGHT = 0.5
"""A file that is no table belongs to a form's item only where no other item wants it: the sealed scan of the form."""
_ENDING_SCORE = 0.25
"""A pattern of endings only (*.jpg) takes what no name claims."""


def walk_package(folder: str, *, without: str = "") -> tuple[list[PackedFile], list[Finding]]:
    """Every file below the folder (or .zip), sorted; links are not followed but named. Raises InputRefused.

    `without`: a folder of our own that is passed over.
    """
    root = Path(folder)
    if root.is_file() and root.suffix.casefold() == ".zip":
        return [PackedFile(path=root, shown=root.name, size=_size(root))], []
    if not root.exists():
        raise InputRefused("not_found", f"找不到文件夹“{folder}”。请检查路径。", path=folder)
    if not root.is_dir():
        raise InputRefused(
            "not_a_file", f"“{folder}”不是文件夹。请给出申报材料所在的文件夹或 .zip 压缩包。", path=folder
        )
    files: list[PackedFile] = []
    links: list[Finding] = []
    for path in sorted(_below(root, without), key=lambda path: path.relative_to(root).as_posix()):
        shown = path.relative_to(root).as_posix()
        if path.is_symlink():
            links.append(_link(shown))
        else:
            files.append(PackedFile(path=path, shown=shown, size=_size(path)))
    return files, links


def _below(root: Path, without: str) -> list[Path]:
    found: list[Path] = []
    kept_out = os.path.abspath(without) if without else ""
    for place, folders, names in os.walk(root):
        if kept_out and os.path.abspath(place) == kept_out:
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "__MACOSX")
        here = Path(place)
        found.extend(here / name for name in folders if (here / name).is_symlink())
        found.extend(here / name for name in names if not is_litter(name))
    return found


def is_litter(name: str) -> bool:
    """What systems and open programs leave behind."""
    return name.startswith((".", "~$")) or name.casefold() in _SYSTEM


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0


def _link(shown: str) -> Finding:
    return Finding(
        rule="material.link",
        severity=Severity.WARNING,
        message="这是链接（快捷方式），没有跟随",
        fix="请把原文件复制到材料文件夹中。",
        kind="material",
        path=shown,
    )


def assign(
    files: Sequence[PackedFile],
    materials: Sequence[Material],
    forms: Mapping[str, Sequence[str]],
    title_of: Callable[[PackedFile], str] = lambda _: "",
) -> tuple[dict[str, list[PackedFile]], list[PackedFile]]:
    """(material key -> its files, files of no item). `forms`: shown path -> attachments recognised in the file; `title_of`:
    how a paper begins, asked for where no name says what it is (扫描0001, 新建 Word 文档)."""
    found: dict[str, list[PackedFile]] = {material.key: [] for material in materials}
    rest: list[PackedFile] = []
    for file in files:
        keys = forms.get(file.shown, ())
        own = [material for material in materials if set(keys) & set(material.attachments)]
        if not own:
            best = max(materials, key=lambda material: _score(file, material), default=None)
            own = [best] if best is not None and _score(file, best) > 0 else _by_title(title_of(file), materials)
        for material in own:
            found[material.key].append(file)
        if not own:
            rest.append(file)
    return found, rest


def _by_title(title: str, materials: Sequence[Material]) -> list[Material]:
    """The item of words whose names stand in a paper's first lines, the longest first; none where two fit alike."""
    fits = {
        material.key: max((len(words) for words in _titles_of(material) if words in title), default=0)
        for material in materials
        if title and material.kind in _WORDS
    }
    best = max(fits.values(), default=0)
    found = [material for material in materials if best and fits.get(material.key) == best]
    return found if len(found) == 1 else []


_WORDS = ("text", "document")


def _titles_of(material: Material) -> Iterator[str]:
    yield from (pattern.strip("*") for pattern in material.files if not pattern.startswith("*."))


_NO_TEXTS = frozenset(
    [
        ".jpg",
        ".jpeg",
        ".png",
        ".bmp",
        ".gif",
        ".tif",
        ".tiff",
        ".webp",
        ".heic",
        ".mp4",
        ".mov",
        ".avi",
        ".mkv",
        ".wmv",
        ".m4v",
        ".flv",
        ".mpg",
        ".ppt",
        ".pptx",
        ".dps",
        ".zip",
        ".rar",
        ".7z",
    ]
)
"""Endings that no item of words takes, whatever the name says: 简介视频.mp4 is the film."""


def _score(file: PackedFile, material: Material) -> float:
    """How well an item's name patterns speak for a file; 0 where they do not."""
    name = PurePosixPath(file.shown).name
    if material.kind == "text" and PurePosixPath(name).suffix.casefold() in _NO_TEXTS:
        return 0
    folders = PurePosixPath(file.shown).parts[:-1]
    best = 0.0
    for pattern in material.files:
        words = len(pattern.replace("*", ""))
        if pattern.startswith("*."):
            if _fits(name, pattern):
                best = max(best, _ENDING_SCORE)
        elif _fits(name, pattern):
            best = max(best, words)
        elif any(_fits(folder, pattern) for folder in folders):
            best = max(best, words * _FOLDER_WEIGHT)
    return best * _SCAN_WEIGHT if material.attachments else best


def _fits(name: str, pattern: str) -> bool:
    return fnmatch(name.casefold(), pattern.casefold())


def says(file: PackedFile, word: str) -> bool:
    """Whether the path speaks of `word`; of 银行流水 the last two signs are enough."""
    return word in file.shown or (len(word) > 2 and word[-2:] in file.shown)
