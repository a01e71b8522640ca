"""The three colours of marks: as set by the user, else our own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from ..errors import SettingsFault
from ..findings import Severity
from ..settings import Value, value_of

_SETTING: Final = {
    Severity.ERROR: "error_fill",
    Severity.WARNING: "warning_fill",
    Severity.INFO: "info_fill",
}
_COLOUR: Final = re.compile("#[0-9A-Fa-f]{6}")


def fills() -> Mapping[Severity, str]:
    """Severity -> ``#RRGGBB``. Raises SettingsFault for what is no colour."""
    return {severity: _colour(value_of(name)) for severity, name in _SETTING.items()}


def _colour(value: Value) -> str:
    if _COLOUR.fullmatch(value.text) is None:
        raise SettingsFault("bad_setting", f"“{value.name}”应写成 #FFC9C4 的样子，现为“{value.text}”。")
    return value.text.upper()
