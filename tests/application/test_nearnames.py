"""Names that may be one unit's."""

from __future__ import annotations

import pytest

from xltools.application.nearnames import one_slip_apart


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("武汉示例光电有限公司", "武汉示例光申有限公司", True),
        ("武汉示例光电有限公司", "武汉示例光电有限公", True),
        ("武汉示例光电有限公司", "武汉示例电光有限公司", True),
        ("武汉示例光电有限公司", "武汉示例光电股份有限公司", True),
        ("武汉示例光电有限公司", "武汉示例光电 有限公司", True),
        ("武汉示例光电有限公司", "武汉示例机床有限公司", False),
        ("武汉示例光电有限公司", "武汉示例光电科技有限公司", False),
        ("武汉示例光电有限公司", "示例光电科技有限公司", False),
        ("武汉示例光电有限公司", "示例光电有限公司", True),
        ("武汉示例光电有限公司", "宜昌示例光电有限公司", False),
        ("甲厂", "乙厂", False),
    ],
)
def test_one_slip_apart(one: str, other: str, near: bool) -> None:
    assert bool(list(one_slip_apart([one, other]))) is near


def test_a_series_is_no_slip() -> None:
    names = [f"示例第{number}机床厂" for number in "一二三四五六七八九十"]
    assert list(one_slip_apart(names)) == []
    assert list(one_slip_apart([*names, "示例第二机床广"])) == [("示例第二机床厂", "示例第二机床广")]
