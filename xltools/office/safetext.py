"""Strangers' text made harmless for the place it goes to."""

from __future__ import annotations

import re

from ..files.names import visible

_SHEET_NAME_LENGTH = 31
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9][0-9,]*(\.[0-9]+)?%?\Z")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x0d\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def sheet_title(text: str) -> str:
    """A sheet name that Excel accepts."""
    name = re.sub(r"[\\/:*?\[\]\x00-\x1f]", "_", text).strip().strip("'")[:_SHEET_NAME_LENGTH].strip("' ")
    return name or "Sheet1"


def guard_csv(text: str) -> str:
    """A CSV field that a spreadsheet will not take for a formula: an apostrophe before it. Plain numbers stay."""
    if text.startswith(_FORMULA_STARTS) and not _PLAIN_NUMBER.match(text):
        return f"'{visible(text)}"
    return visible(text)


def xml_text(text: str) -> str:
    """Text for an OOXML text node: markup escaped, what XML forbids as Excel's `_x0001_`."""
    if "_x" in text:
        text = _LOOKS_ESCAPED.sub("_x005F_", text)
    text = _NOT_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def xml_attribute(text: str) -> str:
    """Text for an attribute in double quotes."""
    return xml_text(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
