"""The JSON Schema of packs, made from the model: editors complete and check the TOML by it."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from .fieldwords import WORDS
from .model import Attachment, Notice

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_FOUND_OUT: Final = frozenset({"folder", "readers", "path"})
"""Fields that the loader fills in itself."""
_IN_FILES_ONLY: Final[Mapping[str, dict[str, dict[str, Any]]]] = {
    "Notice": {"remove": {"type": "array", "items": {"type": "string"}}, "abstract": {"type": "boolean"}},
    "Attachment": {"inherits": {"type": "string"}},
    "Column": {"after": {"type": "string"}},
}
"""Keys that say how a pack is laid over the one it builds on; the model no longer has them."""

JsonSchema = dict[str, Any]


def pack_schema(kind: str) -> JsonSchema:
    """The schema of `notice` (notice.toml) or `attachment` (附件N.toml)."""
    root = {"notice": Notice, "attachment": Attachment}[kind]
    parts: dict[str, JsonSchema] = {}
    _object(root, parts)
    top = parts.pop(root.__name__)
    return {
        "$schema": DRAFT,
        "title": f"xltools {'notice.toml' if kind == 'notice' else '附件.toml'}",
        **top,
        "$defs": parts,
    }


def _object(kind: Any, parts: dict[str, JsonSchema]) -> None:
    name = kind.__name__
    if name in parts:
        return
    parts[name] = {}
    hints = get_type_hints(kind)
    words = WORDS.get(name, {})
    own = {one.name: _of(hints[one.name], parts) for one in fields(kind) if one.name not in _FOUND_OUT}
    properties = {
        key: _told(schema, words.get(key, "")) for key, schema in (own | _IN_FILES_ONLY.get(name, {})).items()
    }
    needed = [f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING]
    made: JsonSchema = {"type": "object", "properties": properties}
    # A pack that builds on another says only what differs: nothing is required of its tables.
    if name not in ("Notice", "Attachment", "Column", "RuleSpec", "Parameter", "LedgerSpec"):
        made["required"] = needed
    if "options" not in own:
        made["additionalProperties"] = False
    parts[name] = made if needed != ["value"] else {"oneOf": [{"type": "string"}, made]}


def _told(schema: JsonSchema, words: str) -> JsonSchema:
    return {**schema, "description": words} if words else schema


def _of(kind: Any, parts: dict[str, JsonSchema]) -> JsonSchema:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _of(next(part for part in arguments if part is not type(None)), parts)
    if origin is tuple:
        made: JsonSchema = {"type": "array", "items": _of(arguments[0], parts)}
        # A list of tables never is a reference; said plainly, editors name the very key that is wrong.
        return made if is_dataclass(arguments[0]) else {"anyOf": [made, _REFERENCE]}
    if kind is Mapping or origin is Mapping or (isinstance(origin, type) and issubclass(origin, Mapping)):
        return {"type": "object", "additionalProperties": _of(arguments[1], parts) if arguments else {}}
    if is_dataclass(kind):
        _object(kind, parts)
        return {"$ref": f"#/$defs/{kind.__name__}"}  # type: ignore[union-attr]  # a class, not an instance
    return _simple(kind)


_REFERENCE: Final[JsonSchema] = {"type": "string", "pattern": "^@"}


def _simple(kind: Any) -> JsonSchema:
    """Any number, date or truth value may be a reference to a parameter: "@floor"."""
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return {"enum": [member.value for member in kind]}
    said: dict[Any, list[str]] = {
        int: ["integer"],
        float: ["number"],
        bool: ["boolean"],
        Decimal: ["number", "string"],
        str: ["string"],
    }
    if kind is date:
        # TOML's own dates are handed over as texts.
        return {"type": "string", "anyOf": [{"format": "date"}, _REFERENCE]}
    types_ = said.get(kind)
    if types_ is None:
        return {}
    return (
        {"type": types_[0] if len(types_) == 1 else types_}
        if "string" in types_
        else {"anyOf": [{"type": types_[0]}, _REFERENCE]}
    )
