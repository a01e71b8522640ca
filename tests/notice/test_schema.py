"""The JSON Schema of packs: every shipped pack fits it, and it tells every key in Chinese."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from xltools.notice.schema import pack_schema

PACKS = Path(__file__).resolve().parents[2] / "workbooks"
FILES = sorted(PACKS.glob("*-20*/*.toml"))
KINDS = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}


def faults(value: Any, schema: dict[str, Any], parts: dict[str, Any], where: str) -> list[str]:
    """What of a value does not fit: as much of JSON Schema as packs need."""
    if "$ref" in schema:
        return faults(value, parts[schema["$ref"].rsplit("/", 1)[1]], parts, where)
    value = value.isoformat() if isinstance(value, date) else value
    for word in ("anyOf", "oneOf"):
        if word in schema and all(faults(value, one, parts, where) for one in schema[word]):
            return [f"{where}: {value!r}"]
    if "enum" in schema:
        return [] if value in schema["enum"] else [f"{where}: {value!r}"]
    if "pattern" in schema and not re.search(schema["pattern"], str(value)):
        return [f"{where}: {value!r}"]
    said = schema.get("type", [])
    wanted = [said] if isinstance(said, str) else said
    if wanted and not any(_is(value, kind) for kind in wanted):
        return [f"{where}: {value!r} is no {wanted}"]
    made = []
    if isinstance(value, dict):
        known = schema.get("properties", {})
        rest = schema.get("additionalProperties", True)
        made += [f"{where}: no {key}" for key in schema.get("required", ()) if key not in value]
        for key, part in value.items():
            if key in known:
                made += faults(part, known[key], parts, f"{where}.{key}")
            elif rest is False:
                made.append(f"{where}.{key}: unknown")
            elif isinstance(rest, dict):
                made += faults(part, rest, parts, f"{where}.{key}")
    if isinstance(value, list):
        for number, part in enumerate(value):
            made += faults(part, schema.get("items", {}), parts, f"{where}[{number}]")
    return made


def _is(value: Any, kind: str) -> bool:
    if kind == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, KINDS[kind]) and (kind != "integer" or not isinstance(value, bool))


@pytest.mark.parametrize("file", FILES, ids=[f"{file.parent.name}/{file.stem}" for file in FILES])
def test_shipped_packs_fit_the_schema(file: Path) -> None:
    schema = pack_schema("notice" if file.name == "notice.toml" else "attachment")
    assert faults(tomllib.loads(file.read_text(encoding="utf-8")), schema, schema["$defs"], file.stem) == []


def test_a_slip_of_the_pen_does_not() -> None:
    schema = pack_schema("attachment")
    wrong = {"key": "附件1", "role": "sumary", "columns": [{"key": "a", "heading": "甲", "tpye": "text"}]}
    assert faults(wrong, schema, schema["$defs"], "附件1") == ["附件1.role: 'sumary'", "附件1.columns[0].tpye: unknown"]


@pytest.mark.parametrize("kind", ["notice", "attachment"])
def test_every_key_of_a_main_table_is_told_in_chinese(kind: str) -> None:
    schema = pack_schema(kind)
    told = ("Column", "RuleSpec", "Level", "LedgerSpec", "Label", "Parameter", "Window", "Basis")
    tables = {"top": schema, **{name: schema["$defs"][name] for name in told if name in schema["$defs"]}}
    silent = [
        f"{name}.{key}"
        for name, table in tables.items()
        for key, one in table["properties"].items()
        if "description" not in one
    ]
    assert silent == []
