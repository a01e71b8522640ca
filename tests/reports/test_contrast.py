"""Every text of the HTML reports can be read: contrast of at least 4.5 : 1 (WCAG 2.1, 1.4.3, level AA), from the style sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import xltools.reports

PAGES = Path(xltools.reports.__file__).parent / "pages"
CSS = "\n".join(
    sheet
    for page in sorted(PAGES.glob("*.html"))
    for sheet in re.findall(r"(?s)<style>(.*?)</style>", page.read_text(encoding="utf-8"))
)


def full(found: str) -> str:
    return "#" + "".join(sign * 2 for sign in found[1:]) if len(found) == 4 else found


NAMED = {name: full(value) for name, value in re.findall(r"(--[a-z]+): (#[0-9a-f]+);", CSS)}
OTHERWISE = {":root", ".tag"}
"""Names of colours; a tag's text stands on its state's ground, below."""


def colour(value: str) -> str:
    name = re.search(r"var\((--[a-z]+)\)", value)
    return NAMED[name[1]] if name else full((re.search(r"#[0-9a-f]{3,8}", value) or [""])[0])


def luminance(value: str) -> float:
    parts = [int(value[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def pairs() -> Iterator[tuple[str, str, str]]:
    """(selector, text, ground). A text's colour stands on paper and on tinted cells, a ground bears all common texts."""
    paper, tint, ink, soft = (NAMED[f"--{name}"] for name in ("paper", "tint", "ink", "soft"))
    for selector, body in re.findall(r"([^{}@]+)\{([^{}]*)\}", CSS):
        rules = dict(re.findall(r"(?:^|;)\s*([a-z-]+):\s*([^;]+)", body.strip()))
        if selector.strip() in OTHERWISE:
            continue
        text, ground = colour(rules.get("color", "")), colour(rules.get("background", ""))
        grounds = [ground] if ground else [paper, tint] if text else []
        yield from (
            (selector.strip(), text or ("#ffffff" if selector.strip().startswith(".tag.") else ink), under)
            for under in grounds
        )
        if ground and selector.strip() in ("th", ".note", ".around span", ".around .hit", "tr.sum td", ".filter"):
            yield selector.strip(), soft, ground


@pytest.mark.parametrize(("selector", "text", "ground"), sorted({*pairs()}), ids=lambda part: part[:24])
def test_texts_stand_out_from_their_ground(selector: str, text: str, ground: str) -> None:
    assert contrast(text, ground) >= 4.5, f"{selector}: {text} on {ground} is {contrast(text, ground):.2f} : 1"


def test_no_page_turns_dark_by_itself() -> None:
    """What was measured is what is seen."""
    assert "prefers-color-scheme" not in CSS
    assert "color-scheme" not in CSS
