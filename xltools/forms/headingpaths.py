"""What a heading of several rows may mean: it reads as its whole path, group by group, or with groups left out that name no
other group of the form. Likeness may suggest a name, it never binds one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from ..notice.model import Attachment, ColumnType
from .headingnames import COUNTED_IN, UNIT_WORDS, column_names, heading_name, path_name
from .patterns import Lazy
from .values import UNITS, squeeze

HEADER_DEPTH = 4

_GROUP_BEHIND = Lazy(r"(?:情况|信息|凭证|部分|内容|资料|明细|要素|相关)$")
_TAX_WORDS = {"含税": ("(含税)", "含税金额"), "不含税": ("(不含税)", "不含税金额"), "未税": ("(不含税)", "不含税金额")}


class HeadingReading(NamedTuple):
    """One way to read a heading of several rows: a name, and the parts of the path that it leaves out."""

    name: str
    without: tuple[str, ...] = ()


@lru_cache(maxsize=16384)
def readings(texts: tuple[str, ...]) -> tuple[HeadingReading, ...]:
    """The names a stack of heading texts may mean, the fullest first."""
    parts = [name for text in texts if (name := heading_name(text)[0])]
    if len(parts) > 1 and parts[-1] in UNIT_PARTS:
        parts.pop()  # 数量 above 台/套
    whole = squeeze("".join(texts))
    made = [HeadingReading(path_name(texts)), HeadingReading(whole)]
    for length in range(min(len(parts), HEADER_DEPTH), 0, -1):
        for kept in combinations(range(len(parts) - 1), length - 1):
            groups = [parts[at] for at in kept]
            without = tuple(part for at, part in enumerate(parts[:-1]) if at not in kept)
            made.extend(HeadingReading(name, without) for name in _joined(groups, parts[-1]))
    if len(texts) > 1:
        made.append(HeadingReading(squeeze(texts[-1]), tuple(parts[:-1])))
    return tuple(dict.fromkeys(made))


def _joined(groups: Sequence[str], own: str) -> Iterator[str]:
    """合同 + 编号; 发票情况 + 号码; 发票 + 含税 is 发票金额（含税）."""
    above = "".join(groups)
    bare = "".join(_GROUP_BEHIND.sub("", group) or group for group in groups)
    for group in dict.fromkeys((above, bare)):
        yield group + own
        for word in _TAX_WORDS.get(own, ()) if group else ():
            yield group + word
            if "金额" not in group and word.startswith("("):
                yield group + "金额" + word


UNIT_PARTS = frozenset({*UNITS, *COUNTED_IN.split("|")})
_UNIT_ENDS = frozenset(unit[-1] for unit in (*UNIT_PARTS, *UNIT_WORDS.split("|"), *_TAX_WORDS))


@dataclass(frozen=True, slots=True)
class NameEnds:
    """Every ending of every name that a heading may have: most cells below a heading end like none of them."""

    names: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()
    """The last characters of these names, and of units."""

    @classmethod
    def of(cls, names: Iterable[str]) -> NameEnds:
        made = frozenset(name[at:] for name in names for at in range(len(name)))
        return cls(made, frozenset(name[-1] for name in made) | _UNIT_ENDS)

    def may_close(self, text: str) -> bool:
        """Whether the text, as a heading or as it stands, can be the end of a name."""
        mark = text[-1:]
        # Such a last character stays the last one however the text is read; brackets, blanks and marks may go.
        if mark not in self.marks and ("一" <= mark <= "龥" or (mark.isascii() and mark.isalnum())):
            return False
        name, bare = _endings(text)
        return name in self.names or name in _TAX_WORDS or bare in self.names


def may_end(texts: tuple[str, ...], ends: NameEnds) -> bool:
    """Whether any reading of the stack can be one of the names: it ends as its last text does, or the one above a unit."""
    for text in reversed(texts):
        if ends.may_close(text):
            return True
        name, _ = _endings(text)
        if name and name not in UNIT_PARTS:
            return False
    return False


@lru_cache(maxsize=16384)
def _endings(text: str) -> tuple[str, str]:
    """How a name ends that this text closes: with the text as a heading, or as it stands."""
    return heading_name(text)[0], squeeze(text)


_STACKS = 4096
"""So many readings a form remembers: far more than its own headings, bounded against strangers' sheets."""


@dataclass(frozen=True, slots=True)
class HeadingNames:
    """What the headings of one form may be, and to which group its columns belong."""

    keys: Mapping[str, str]
    group_of: Mapping[str, str]
    groups: tuple[str, ...]
    types: Mapping[str, ColumnType]
    trio: tuple[str, str, str] | None
    """Keys of amount with tax, amount without, tax, where the form has the three."""
    ends: NameEnds
    said: Mapping[str, str]
    """Key -> the heading as the form has it."""
    twins: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Key -> the keys of all columns headed like it, itself first; only where there are several."""
    read: dict[tuple[str, ...], str | None] = field(default_factory=dict)
    """What stacks were read as: the next workbook of the form has the same ones."""

    def group_in(self, text: str) -> str:
        """The form's group that a heading text begins with; empty for none."""
        return next((group for group in self.groups if text.startswith(group)), "")

    def key(self, texts: tuple[str, ...]) -> str | None:
        """The column that the whole path names. A part is left out only where it names no other group of the form."""
        try:
            return self.read[texts]
        except KeyError:
            if len(self.read) >= _STACKS:
                self.read.clear()
            return self.read.setdefault(texts, self._key(texts))

    def _key(self, texts: tuple[str, ...]) -> str | None:
        if not may_end(texts, self.ends):
            return None
        for name, without in readings(texts):
            key = self.keys.get(name)
            if key is not None and not any(self._another_group(part, key, name) for part in without):
                return key
        return None

    def _another_group(self, part: str, key: str, name: str) -> bool:
        group, own = self.group_in(part), self.group_of.get(key, "")
        return bool(group) and group != own and (bool(own) or group + name in self.keys)


@lru_cache(maxsize=256)
def names_of(attachment: Attachment) -> HeadingNames:
    groups = {column.key: heading_name(column.group)[0] for column in attachment.columns}
    equal = next((rule.options for rule in attachment.rules if rule.kind == "tax-equality"), None)
    trio = (
        (str(equal["gross"]), str(equal["net"]), str(equal["tax"]))
        if equal and {"gross", "net", "tax"} <= equal.keys()
        else None
    )
    named = tuple(sorted({group for group in groups.values() if group}, key=len, reverse=True))
    types = {column.key: column.type for column in attachment.columns}
    names = column_names(attachment)
    said = {column.key: column.heading for column in attachment.columns}
    return HeadingNames(names, groups, named, types, trio, NameEnds.of(names), said, _twins(attachment))


def _twins(attachment: Attachment) -> dict[str, tuple[str, ...]]:
    alike: dict[str, list[str]] = {}
    for column in attachment.columns:
        alike.setdefault(path_name(column.path), []).append(column.key)
    return {keys[0]: tuple(keys) for keys in alike.values() if len(keys) > 1}


@lru_cache(maxsize=64)
def ends_of(forms: tuple[Attachment, ...]) -> NameEnds:
    return NameEnds.of(name for form in forms for name in column_names(form))
