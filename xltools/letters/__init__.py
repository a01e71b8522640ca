"""Letters that are official and cannot lie: Word documents in GB/T 9704—2012, every figure proved.

Public functions are imported on use, so that `import xltools.letters` costs nothing.

`[[levels.letters]]` in a pack (LetterSpec): `kind` is a key of `kinds.KINDS`; `options` are the kind's own:

- `cites`: list of {title, document}: what the letter builds on, nearest first (default: the notice itself)
- `organs`: full names of who signs, 主办 first, where the pack knows them (an office's profile goes before)
- `together`: true puts all addressees into one letter; else each gets one of its own
- `enclosures`: list of {name, copies}: what goes beside the letter; `copies` is a key of the level's copies
- `prose`: another text in templates/letters
- `checks`: review items of the 核查推荐报告 and the 推荐意见表
- `offices`: departments whose opinion the 推荐意见表 has a box for
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .checker import check_letter
    from .figures import FigureRow, FigureTable, SummaryFigures, figures_from_rows, join_figures
    from .making import letter_kinds, make_letters
    from .model import KindInfo, Letter
    from .profile import Profile, load_profile, profile_toml, with_settings
    from .template_check import check_template
    from .user_templates import starter_template

_HOMES = {
    "FigureRow": "figures",
    "FigureTable": "figures",
    "KindInfo": "model",
    "Letter": "model",
    "Profile": "profile",
    "SummaryFigures": "figures",
    "check_letter": "checker",
    "check_template": "template_check",
    "figures_from_rows": "figures",
    "join_figures": "figures",
    "letter_kinds": "making",
    "load_profile": "profile",
    "make_letters": "making",
    "profile_toml": "profile",
    "starter_template": "user_templates",
    "with_settings": "profile",
}

__all__ = [
    "FigureRow",
    "FigureTable",
    "KindInfo",
    "Letter",
    "Profile",
    "SummaryFigures",
    "check_letter",
    "check_template",
    "figures_from_rows",
    "join_figures",
    "letter_kinds",
    "load_profile",
    "make_letters",
    "profile_toml",
    "starter_template",
    "with_settings",
]


def __getattr__(name: str) -> Any:
    """Import a public name from its module when it is asked for."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f".{home}", __name__), name)
