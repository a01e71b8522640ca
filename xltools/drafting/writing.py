"""A pack's frozen data as TOML: what differs from the default is written, in the model's own order."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

_NOT_WRITTEN = frozenset({"path", "folder", "readers"})
"""What the loader finds out itself."""

_ALWAYS = frozenset({"type"})
"""What a reader of the pack looks for, the default too."""


def toml_of(data: Any, *, skip: frozenset[str] = frozenset()) -> list[str]:
    """The lines of a file that holds one piece of pack data: simple values first, then its tables."""
    lines = [f"{name} = {value_text(value)}" for name, value in _given(data, skip) if not _is_tables(value)]
    for name, value in _given(data, skip):
        if _is_tables(value):
            for part in value:
                lines += ["", f"[[{name}]]", *toml_of(part)]
    return lines


def _given(data: Any, skip: frozenset[str]) -> Iterator[tuple[str, Any]]:
    for one in fields(data):
        value = getattr(data, one.name)
        if one.name not in skip | _NOT_WRITTEN and (value != _default(one) or one.name in _ALWAYS):
            yield one.name, value


def _default(one: Field[Any]) -> object:
    if one.default_factory is not MISSING:
        return one.default_factory()
    return one.default


def _is_tables(value: object) -> bool:
    """A list of tables; those that are one text alone (a choice without aliases) stand in the line."""
    return isinstance(value, tuple) and any(is_dataclass(part) for part in value) and not _in_line(value)


def _in_line(value: tuple[Any, ...]) -> bool:
    return all(is_dataclass(part) and _inline_names(part) <= {"value", "key", "cells", "aliases"} for part in value)


def _inline_names(part: Any) -> set[str]:
    return {name for name, _ in _given(part, frozenset())}


def value_text(value: object) -> str:
    """A TOML value on one line; JSON strings are TOML strings."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, StrEnum):
        return json.dumps(value.value)
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, Decimal):
        return json.dumps(str(value))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key_text(key)} = {value_text(part)}" for key, part in value.items()) + " }"
    if isinstance(value, (tuple, list)):
        broken = len(value) > 1 and any(is_dataclass(part) and len(_inline_names(part)) > 1 for part in value)
        parts = [value_text(part) for part in value]
        return "[\n" + "".join(f"    {part},\n" for part in parts) + "]" if broken else "[" + ", ".join(parts) + "]"
    if is_dataclass(value):
        given = dict(_given(value, frozenset()))
        return value_text(given["value"]) if set(given) == {"value"} else value_text(given)
    return json.dumps(value, ensure_ascii=False)


def _key_text(key: object) -> str:
    text = str(key)
    return (
        text
        if text.replace("_", "").replace("-", "").isalnum() and text.isascii() and text
        else json.dumps(text, ensure_ascii=False)
    )
