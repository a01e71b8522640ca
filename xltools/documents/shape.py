"""JSON Schema (2020-12) from a TypedDict. Every object is closed: a key that the shape does not have is a fault."""

from __future__ import annotations

import types
from enum import StrEnum
from functools import reduce
from typing import Annotated, Any, Final, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

from .scalars import Text

JsonSchema = dict[str, Any]
_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_SIMPLE: Final = {str: "string", int: "integer", bool: "boolean", types.NoneType: "null"}


def schema_of(shape: type[Any], identity: str, title: str) -> JsonSchema:
    """The schema of a whole document; `identity` is what its `schema` key says."""
    parts: dict[str, JsonSchema] = {}
    top = _object(shape, parts)
    top["properties"]["schema"] = {"const": identity, "description": "文档的种类和版本"}
    return {
        "$schema": _DRAFT,
        "$id": f"urn:{identity.replace('/', ':')}",
        "title": title,
        **top,
        "$defs": dict(sorted(parts.items())),
    }


def _object(shape: type[Any], parts: dict[str, JsonSchema]) -> JsonSchema:
    hints = get_type_hints(shape, include_extras=True)
    # `__required_keys__` knows nothing of NotRequired where annotations are strings.
    needed = [key for key, kind in hints.items() if get_origin(kind) is not NotRequired]
    return {
        "type": "object",
        "properties": {key: _of(kind, parts) for key, kind in hints.items()},
        "required": needed,
        "additionalProperties": False,
    }


def _of(kind: Any, parts: dict[str, JsonSchema]) -> JsonSchema:
    if get_origin(kind) is NotRequired:
        return _of(get_args(kind)[0], parts)
    if get_origin(kind) is Annotated:
        inner, *told = get_args(kind)
        return reduce(_told, told, _of(inner, parts))
    if is_typeddict(kind):
        if kind.__name__ not in parts:
            parts[kind.__name__] = {}
            parts[kind.__name__] = _object(kind, parts)
        return {"$ref": f"#/$defs/{kind.__name__}"}
    return _compound(kind, parts)


def _compound(kind: Any, parts: dict[str, JsonSchema]) -> JsonSchema:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return {"anyOf": [_of(one, parts) for one in arguments]}
    if origin is list:
        return {"type": "array", "items": _of(arguments[0], parts)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _of(arguments[1], parts)}
    return {"type": _SIMPLE[kind]} if kind is not object else {}


def _told(made: JsonSchema, said: object) -> JsonSchema:
    """What `Annotated` adds: how a text is written, which words there are, what the key means."""
    if isinstance(said, Text):
        return {**made, "pattern": said.pattern}
    if isinstance(said, str):
        return {**made, "description": said}
    words = [one.value for one in said] if isinstance(said, type) and issubclass(said, StrEnum) else said
    assert isinstance(words, list | tuple)
    # Where null is allowed beside a word, it is one of the values.
    return {"enum": [*words, None] if {"type": "null"} in made.get("anyOf", ()) else list(words)}
