"""The settings, each with where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..documents import envelope
from ..settings import Origin, Value
from .terminal import Line, width

if TYPE_CHECKING:
    from ..documents.settings import SettingDocument, SettingsDocument


def settings_lines(values: Sequence[Value]) -> Iterator[Line]:
    """`xltools config show`: name, value, origin; below what it means."""
    longest = max(width(value.name) for value in values)
    for value in values:
        name = value.name + " " * (longest - width(value.name))
        style = "dim" if value.origin is Origin.DEFAULT else "good"
        yield [("head", f"{name}  "), ("", value.text or "—"), (style, f"  （{origin_words(value)}）")]
        yield [("dim", f"{' ' * longest}  {value.meaning}")]


def origin_words(value: Value) -> str:
    """``文件 /home/…/office.toml``"""
    return f"{value.origin.value} {value.where}".rstrip()


def settings_json(values: Sequence[Value]) -> SettingsDocument:
    """`xltools config show --format json`."""
    rows: list[SettingDocument] = [
        {
            "name": value.name,
            "value": value.text,
            "origin": value.origin.name.lower(),
            "where": value.where,
            "meaning": value.meaning,
        }
        for value in values
    ]
    return {**envelope("config show"), "settings": rows}
