"""Plain data (from TOML) into frozen dataclasses, collecting every mistake with its path instead of stopping at one."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, NamedTuple, NewType, TypeVar, Union, get_args, get_origin, get_type_hints


class Mistake(NamedTuple):
    """One mistake of a pack: where (file and path inside it) and what."""

    path: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}：{self.text}"


Mistakes = list[Mistake]
Converter = Callable[[Any, str, Mistakes], Any]
T = TypeVar("T")

_converters: dict[Any, Converter] = {}

_NAMES = {str: "文字", int: "整数", bool: "true 或 false", date: "日期（如 2025-09-30）", Decimal: "数", float: "数"}


def structure(kind: type[T], data: Any, path: str, mistakes: Mistakes) -> T | None:
    """`data` as a `kind`; None where it cannot be made at all. Every mistake is appended to `mistakes`."""
    result: T | None = converter(kind)(data, path, mistakes)
    return result


def converter(kind: Any) -> Converter:
    """The function that turns plain data into `kind` (made once per type)."""
    found = _converters.get(kind)
    if found is None:
        found = _make(kind)
        _converters[kind] = found
    return found


def _make(kind: Any) -> Converter:
    origin, arguments = get_origin(kind), get_args(kind)
    if isinstance(kind, NewType):
        return converter(kind.__supertype__)
    if kind is Any:
        return lambda value, _path, _mistakes: value
    if origin in (Union, types.UnionType):
        return converter(next(part for part in arguments if part is not type(None)))
    if origin is tuple:
        return _tuple_of(converter(arguments[0]))
    if origin is Mapping or kind is Mapping or origin is dict:
        return _mapping_of(converter(arguments[1]) if arguments else converter(Any))
    if is_dataclass(kind):
        return _dataclass(kind)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return _enum(kind)
    return _scalar(kind)


def _scalar(kind: type) -> Converter:
    def convert(value: Any, path: str, mistakes: Mistakes) -> Any:
        if kind is Decimal and isinstance(value, (int, str, float)) and not isinstance(value, bool):
            try:
                return Decimal(str(value))
            except InvalidOperation:
                pass
        elif kind is date and isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        elif type(value) is kind or (kind is float and type(value) is int):
            return value
        mistakes.append(Mistake(path, f"应为{_NAMES.get(kind, kind.__name__)}，现为 {value!r}"))
        return None

    return convert


def _enum(kind: type[StrEnum]) -> Converter:
    members = {member.value: member for member in kind}

    def convert(value: Any, path: str, mistakes: Mistakes) -> Any:
        if isinstance(value, str) and value in members:
            return members[value]
        mistakes.append(Mistake(path, f"{value!r} 不在可用值之内：{'、'.join(members)}"))
        return next(iter(members.values()))

    return convert


def _tuple_of(item: Converter) -> Converter:
    def convert(value: Any, path: str, mistakes: Mistakes) -> Any:
        if not isinstance(value, (list, tuple)):
            mistakes.append(Mistake(path, f"应为列表，现为 {value!r}"))
            return ()
        made = [item(part, f"{path}[{number}]", mistakes) for number, part in enumerate(value, 1)]
        return tuple(part for part in made if part is not None)

    return convert


def _mapping_of(item: Converter) -> Converter:
    def convert(value: Any, path: str, mistakes: Mistakes) -> Any:
        if not isinstance(value, Mapping):
            mistakes.append(Mistake(path, f"应为表，现为 {value!r}"))
            return {}
        return {key: item(part, f"{path}.{key}", mistakes) for key, part in value.items()}

    return convert


def _dataclass(kind: Any) -> Converter:
    shape = _Fields(kind)
    shorthand = "value" if shape.needed == ["value"] else ""

    def convert(value: Any, path: str, mistakes: Mistakes) -> Any:
        if isinstance(value, kind):
            return value
        if shorthand and isinstance(value, str):
            value = {shorthand: value}
        if not isinstance(value, Mapping):
            mistakes.append(Mistake(path, f"应为表，现为 {value!r}"))
            return None
        before = len(mistakes)
        made = shape.read(value, path, mistakes)
        missing = [name for name in shape.needed if made.get(name) is None]
        mistakes.extend(Mistake(path, f"缺少必填的键 {name}") for name in missing if name not in made)
        if missing:
            if len(mistakes) == before:
                mistakes.append(Mistake(path, "必填的键为空"))
            return None
        return kind(**{key: part for key, part in made.items() if part is not None})

    return convert


class _Fields:
    """A dataclass's fields: how each is read, which are needed, and what takes keys that are none."""

    def __init__(self, kind: Any) -> None:
        hints = get_type_hints(kind)
        self.known = {field.name: converter(hints[field.name]) for field in fields(kind)}
        self.needed = [f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING]
        self._takes_options = "options" in self.known
        self._takes_path = "path" in self.known

    def read(self, value: Mapping[str, Any], path: str, mistakes: Mistakes) -> dict[str, Any]:
        """Field -> value; unknown keys go into `options` where the class has such a field. `path` is never read."""
        made: dict[str, Any] = {}
        options: dict[str, Any] = {}
        for key, part in value.items():
            if key in self.known and not (self._takes_path and key == "path"):
                made[key] = self.known[key](part, f"{path}.{key}", mistakes)
            elif self._takes_options:
                options[key] = part
            else:
                mistakes.append(Mistake(f"{path}.{key}", f"不认识的键；可用的键：{'、'.join(self.known)}"))
        if options:
            made["options"] = {**made.get("options", {}), **options}
        if self._takes_path:
            made["path"] = path
        return made
