"""Letters of ours that the checker passes, each made once, and what it says of a file."""

from __future__ import annotations

from letter_samples import NOTICE, figures, office

from xltools.letters import check_letter, make_letters

BASES: dict[str, dict[str, str]] = {
    "plain": {},
    "head": {"版头": "文件", "抄送": "示例市发展和改革委员会、示例市财政局", "印发机关": "示例区经济和信息化局办公室"},
    "letter": {"版头": "信函", "抄送": "示例市发展和改革委员会"},
    "single": {"发文机关": "示例区经济和信息化局", "签发人": "张三"},
}
KIND = {"plain": "report", "head": "report", "letter": "submission", "single": "submission"}
_MADE: dict[str, bytes] = {}


def base(name: str) -> bytes:
    if name not in _MADE:
        (letter,) = make_letters(NOTICE, "district", figures(), office(**BASES[name]), kind=KIND[name])
        _MADE[name] = letter.data
    return _MADE[name]


def rules(data: bytes, **options: object) -> set[str]:
    found = check_letter(data, **{"against": figures(), "notice": NOTICE, "level": "district", **options})
    return {finding.rule for finding in found}
