"""The blanks in workbooks/ are exactly what the packs render: one source for blank and checks."""

from __future__ import annotations

from pathlib import Path

import pytest

from xltools.app.new import blank_of, chosen
from xltools.notice.load import load_all
from xltools.notice.model import Attachment, Notice
from xltools.notice.places import data_folder
from xltools.office.opc import unpack

FORMS = [(notice, attachment) for notice in load_all() for attachment in chosen(notice, ())]


@pytest.mark.parametrize(("notice", "attachment"), FORMS, ids=[f"{n.id}-{a.key}" for n, a in FORMS])
def test_a_committed_blank_is_what_the_pack_renders(
    notice: Notice, attachment: Attachment, request: pytest.FixtureRequest
) -> None:
    name, data = blank_of(notice, attachment)
    path = data_folder("workbooks") / notice.id / name
    if request.config.getoption("--update-golden"):
        path.write_bytes(data)
    assert path.is_file(), "missing: python -m pytest tests/notice/test_committed_blanks.py --update-golden"
    assert unpack(path.read_bytes()) == unpack(data), "rendered anew it differs: look at it, then --update-golden"


def test_no_blank_lies_there_that_no_pack_renders() -> None:
    rendered = {(notice.id, blank_of(notice, attachment)[0]) for notice, attachment in FORMS}
    folder = data_folder("workbooks")
    lying = {
        (path.parent.name, path.name) for ending in ("xlsx", "docx") for path in Path(folder).glob(f"*/*.{ending}")
    }
    assert lying <= rendered
