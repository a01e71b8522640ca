"""What a rule means where its pack says nothing: the options of every kind, kept in tests/golden/rule-defaults.txt.

A default is a promise to every pack that was ever written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, fields

from xltools.rules import KINDS


def test_what_a_rule_means_where_its_pack_says_nothing(golden: Callable[[str, str], None]) -> None:
    lines = []
    for name, kind in sorted(KINDS.items()):
        lines.append(f"{name} reach={kind.reach} stage={kind.stage} casts_doubt={kind.casts_doubt}")
        for option in fields(kind):
            made = option.default_factory() if option.default_factory is not MISSING else option.default
            if option.name != "spec":
                lines.append(f"  {option.name}: {'asked for' if made is MISSING else repr(made)}")
    golden("rule-defaults.txt", "\n".join(lines) + "\n")
