"""Every rule is as grave as the notice's word for it (F11)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from xltools.findings import Severity
from xltools.notice.load import load_all
from xltools.notice.model import Notice, RuleSpec

WISHES = ("原则上", "鼓励", "优先推荐", "可以", "建议")
NOTICES = load_all()


def rules(notice: Notice) -> Iterator[RuleSpec]:
    yield from notice.rules
    for attachment in notice.attachments:
        yield from attachment.rules


@pytest.mark.parametrize("notice", NOTICES, ids=lambda notice: notice.id)
def test_a_wish_is_no_error_and_a_duty_that_only_warns_says_why(notice: Notice) -> None:
    for rule in rules(notice):
        where = (notice.id, rule.id, rule.severity.value)
        wishes = rule.force.startswith(WISHES)
        if not rule.assumed:
            assert wishes == rule.title.startswith("原则上"), where
        if wishes:
            assert rule.severity is not Severity.ERROR, where
            assert not rule.weaker, where
        elif rule.force and not rule.assumed:
            assert (rule.severity is Severity.ERROR) == (not rule.weaker), where


@pytest.mark.parametrize("notice", NOTICES, ids=lambda notice: notice.id)
def test_the_words_are_the_notices_own(notice: Notice, shared_inputs: Path) -> None:
    originals = shared_inputs.parent / "notices" / "originals"
    if not originals.is_dir():
        pytest.skip(f"no texts of the notices in {originals}")
    text = "".join((originals / f"{notice.id}.txt").read_text("utf-8").split())
    for rule in rules(notice):
        for part in rule.force.removesuffix("（例外）").split("…"):
            assert "".join(part.split()).replace("（", "(") in text.replace("（", "("), (notice.id, rule.id, part)
