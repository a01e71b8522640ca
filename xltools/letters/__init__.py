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
- `commitments`: items of the 真实性承诺书, where the notice prescribes its own
- `subject`: the words after 关于报送, with the year

What was decided, and why:

- The section declares the grid of 5.2.3 (22 × 28), but paragraphs do not snap to it: exact pitches of 28.95 pt and 0.3 pt
  tighter characters give the same page in Word, WPS and LibreOffice 7.4, which lays a negative charSpace out as two cells a
  character. tests/letters/test_measures.py measures it in the PDF.
- Positions of name and date count from the left edge; signatures are lines with tab stops, never tables: programs differ on
  right indents and on keeping tables together.
- Numbers of headings and annexes are text: automatic numbers are lost when a letter is pasted into an office system.
- A draft may wait for a person (【待填：…】, a warning); under a red head nothing may. Figures may never wait.
- The digest of the figures lies in a document variable: a summary changed afterwards is told from one saved again.
- `check_letter` takes `today` from its caller: no check asks the clock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .checker import check_letter
    from .figures import FigureRow, FigureTable, SummaryFigures, figures_from_rows, join_figures
    from .making import correction_notice, letter_kinds, make_letters, make_paper, reminder
    from .matters import OverduePapers, ReturnedPapers, Shortcoming, WrittenText
    from .model import KindInfo, Letter
    from .profile import Profile, load_profile, with_settings
    from .template_check import check_template
    from .user_templates import starter_template

_HOMES = {
    "FigureRow": "figures",
    "FigureTable": "figures",
    "KindInfo": "model",
    "OverduePapers": "matters",
    "ReturnedPapers": "matters",
    "Shortcoming": "matters",
    "WrittenText": "matters",
    "correction_notice": "making",
    "make_paper": "making",
    "reminder": "making",
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
    "starter_template": "user_templates",
    "with_settings": "profile",
}

__all__ = [
    "FigureRow",
    "FigureTable",
    "KindInfo",
    "Letter",
    "OverduePapers",
    "Profile",
    "ReturnedPapers",
    "Shortcoming",
    "SummaryFigures",
    "WrittenText",
    "check_letter",
    "check_template",
    "correction_notice",
    "figures_from_rows",
    "join_figures",
    "letter_kinds",
    "load_profile",
    "make_letters",
    "make_paper",
    "reminder",
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
