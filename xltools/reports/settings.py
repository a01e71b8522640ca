"""The settings, each with where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .. import __version__
from ..settings import Origin, Value
from .json import Document
from .terminal import Line, width


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


def settings_json(values: Sequence[Value]) -> Document:
    """`xltools config show --format json`."""
    rows = [
        {
            "name": value.name,
            "value": value.text,
            "origin": value.origin.name.lower(),
            "where": value.where,
            "meaning": value.meaning,
        }
        for value in values
    ]
    return {"tool": "xltools", "version": __version__, "settings": rows}
