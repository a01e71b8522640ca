"""How many 字 a text has: by Word's rule, and by characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltools.forms.wordcount import CHARACTERS, WORDS, word_count


@pytest.mark.parametrize(
    ("text", "words", "characters"),
    [
        ("", 0, 0), (" \n\t", 0, 0), ("　", 0, 0), ("　　首行缩进。", 5, 5), ("智能工厂", 4, 4), ("智能，工厂。", 6, 6), ("MES系统", 3, 5),
        ("2024年3月", 4, 7), ("a b  c", 3, 3), ("投入1,200.5万元", 5, 11), ("“示范”——工厂…", 9, 9), ("１２３", 3, 3), ("甲\u200b乙\ufeff", 2, 2),
        ("don't stop", 2, 9), ("𠮷野家", 3, 3),
    ],
)  # fmt: skip
def test_the_length_of_a_text(text: str, words: int, characters: int) -> None:
    assert (word_count(text), word_count(text, WORDS), word_count(text, CHARACTERS)) == (words, words, characters)


def test_a_rule_that_is_none() -> None:
    with pytest.raises(KeyError):
        word_count("字", "lines")


@given(st.text("甲乙，a1 \n　", max_size=20), st.text("甲乙，a1 \n　", max_size=20))
def test_texts_in_lines_of_their_own_add_up(one: str, other: str) -> None:
    for rule in (WORDS, CHARACTERS):
        assert word_count(f"{one}\n{other}", rule) == word_count(one, rule) + word_count(other, rule)
        assert word_count(one, rule) <= len("".join(one.split()))
