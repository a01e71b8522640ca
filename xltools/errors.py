"""What can go wrong with the program's surroundings, as one family of exceptions.

A submitter's mistake is a Finding (data); an operator's mistake is one of these; a bug keeps its traceback.
Each carries a stable `code`, the facts, and writes its own Chinese message that says what to do.
"""

from __future__ import annotations

import errno
from collections.abc import Mapping
from typing import Final

_SYSTEM_WORDS: Final[Mapping[str, str]] = {
    "ENOENT": "没有这个文件或文件夹",
    "EACCES": "没有权限",
    "EPERM": "没有权限",
    "EROFS": "所在磁盘是只读的",
    "EEXIST": "同名的文件已存在",
    "ENOTDIR": "路径中有一段是文件而不是文件夹",
    "EISDIR": "这是文件夹",
    "ENOTEMPTY": "文件夹不是空的",
    "ENOSPC": "磁盘空间不足",
    "EFBIG": "文件太大",
    "ENAMETOOLONG": "文件名或路径过长",
    "ELOOP": "链接互相指向",
    "EINVAL": "名称或参数不可用",
    "EBUSY": "正被占用",
    "ETXTBSY": "正被占用",
    "EAGAIN": "暂时不可用，可能正被占用",
    "EMFILE": "同时打开的文件太多",
    "ENFILE": "同时打开的文件太多",
    "ENOMEM": "内存不足",
    "EIO": "磁盘或网络读写出错",
    "ENXIO": "设备不可用",
    "ENODEV": "设备不可用",
    "EXDEV": "不在同一磁盘上",
    "ETIMEDOUT": "网络没有回应",
    "EHOSTUNREACH": "连不上网络上的计算机",
    "ENETUNREACH": "网络不通",
    "ESTALE": "网络文件夹已断开",
    "EDQUOT": "磁盘配额已用完",
}
_SYSTEM: Final = {getattr(errno, name): words for name, words in _SYSTEM_WORDS.items() if hasattr(errno, name)}
"""Not every system knows every number."""


def system_words(fault: OSError | UnicodeError) -> str:
    """Why a file could not be had, in the reader's language: the system's own words are English."""
    if isinstance(fault, UnicodeError):
        return "不是 UTF-8 编码"
    return _SYSTEM.get(fault.errno or 0, f"系统错误 {fault.errno}" if fault.errno else type(fault).__name__)


class XltoolsError(Exception):
    """Base of all faults a person can mend; `code` is stable, `str()` is a message for people."""

    def __init__(self, code: str, message: str, **facts: object) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.facts = facts

    def __reduce__(self) -> tuple[object, ...]:
        """For whoever calls from several processes: the way back needs the code too."""
        return _again, (type(self), self.code, self.message, self.facts)

    @property
    def file(self) -> str:
        """The file or folder that is spoken of; empty where there is none."""
        return str(self.facts.get("path", ""))

    @property
    def sheet(self) -> str:
        return str(self.facts.get("sheet", ""))

    @property
    def cell(self) -> str:
        return str(self.facts.get("cell", ""))


def _again(kind: type[XltoolsError], code: str, message: str, facts: Mapping[str, object]) -> XltoolsError:
    return kind(code, message, **facts)


class NoticeError(XltoolsError):
    """A notice pack cannot be used. `facts["mistakes"]` lists every mistake with its path."""


class InputRefused(XltoolsError):
    """An input file cannot be read. `code` is one of the refusal codes of the contract."""


class OutputFault(XltoolsError):
    """Nothing was written: disk full, file in use, no permission, output would overwrite an input."""


class ClusterFault(XltoolsError):
    """The machines that were to help cannot be reached, or would give other results."""


class LetterError(XltoolsError):
    """A letter cannot be made: a slot without a value, an unknown name, a summary that does not balance."""


class SettingsFault(XltoolsError):
    """The user's settings cannot be read or kept."""


class UsageError(XltoolsError):
    """The call contradicts itself or names something that does not exist (exit code 2)."""
