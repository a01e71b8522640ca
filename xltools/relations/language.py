"""The language of relations, taken apart into a tree.

    MV3030 = MV3130 + MV3230            codes of indicators
    表1.合计 >= 表2.合计                 a column's sum, table by table
    附件2.营业收入.本年 <= 500万元        table, row, column
    若 MV1 > 0 且 MV2 > 0 则 MV3 > 0      only where the conditions hold

Signs may be full-width or ≥ ≤ ≠ × ÷; names with signs in them stand in “” or []. Functions: 绝对值, 最大, 最小 (ABS, MAX, MIN).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple, TypeAlias

from ..forms.values import UNITS, plain

LONGEST: Final = 1000
_DEEPEST: Final = 30


class RelationFault(ValueError):
    """What is wrong with a relation, in words."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A number as written. `factor`: of its unit of money (0: none was written); `percent`: 60%."""

    value: Decimal
    text: str
    factor: Decimal = Decimal(0)
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """A name with its parts: (表1, 合计), (MV3030)."""

    parts: tuple[str, ...]

    @property
    def text(self) -> str:
        return ".".join(self.parts)


@dataclass(frozen=True, slots=True)
class Worked:
    """An operation or a function on its operands."""

    sign: str
    operands: tuple[Term, ...]


Term: TypeAlias = Constant | Named | Worked


@dataclass(frozen=True, slots=True)
class Comparison:
    left: Term
    sign: str
    """=, !=, <, <=, >, >=."""
    right: Term


@dataclass(frozen=True, slots=True)
class Relation:
    """A claim that holds wherever all conditions do."""

    text: str
    claim: Comparison
    conditions: tuple[Comparison, ...] = ()

    def names(self) -> Iterator[Named]:
        for comparison in (self.claim, *self.conditions):
            yield from names_in(comparison.left)
            yield from names_in(comparison.right)


def names_in(term: Term) -> Iterator[Named]:
    """Every name of a term, from left to right."""
    if isinstance(term, Named):
        yield term
    elif isinstance(term, Worked):
        for operand in term.operands:
            yield from names_in(operand)


class _Token(NamedTuple):
    kind: str
    text: str


_UNIT: Final = "亿元|千万元|百万元|万元|千元|元"
_TOKEN: Final = re.compile(
    rf"""\s*(?:
    (?P<quoted>“[^”]*”|「[^」]*」|\[[^\]]*\]|"[^"]*")
    |(?P<number>\d+(?:\.\d+)?(?:{_UNIT}|%)?(?![\w\u4e00-\u9fff]))
    |(?P<word>附[件表]\d+(?:-\d+)?|表\d+(?:-\d+)?|[^\W\d]\w*)
    |(?P<sign><=|>=|!=|<>|==|[-+*/()<>=,;.])
    )""",
    re.VERBOSE,
)
_SIGNS: Final = str.maketrans(
    {
        "≥": ">=",
        "≧": ">=",
        "≤": "<=",
        "≦": "<=",
        "≠": "!=",
        "×": "*",
        "÷": "/",
        "−": "-",
        "–": "-",
        "－": "-",
        "、": ",",
        "。": " ",
        "!": ".",
    }
)
_SAME: Final = {"==": "=", "<>": "!="}
_COMPARE: Final = frozenset({"=", "!=", "<", "<=", ">", ">="})
_IF, _THEN, _AND = (
    frozenset({"若", "如果", "如", "当", "IF", "if"}),
    frozenset({"则", "那么", "THEN", "then"}),
    frozenset({"且", "并且", "AND", "and"}),
)
_FUNCTIONS: Final = {
    "绝对值": "abs",
    "ABS": "abs",
    "abs": "abs",
    "最大": "max",
    "MAX": "max",
    "max": "max",
    "最小": "min",
    "MIN": "min",
    "min": "min",
}


def parse(text: str) -> Relation:
    """The relation as a tree. Raises RelationFault with what is wrong and where."""
    if len(text) > LONGEST:
        raise RelationFault(f"关系式太长（{len(text)} 字，最多 {LONGEST} 字）")
    return _Parser(list(_tokens(text)), text.strip()).relation()


def _tokens(text: str) -> Iterator[_Token]:
    # ≠ would lose its stroke in NFKC, so signs are translated first.
    flat = _spaced(plain(text.translate(_SIGNS)))
    at = 0
    while at < len(flat):
        match = _TOKEN.match(flat, at)
        if match is None or match.end() == at:
            if not flat[at:].strip():
                return
            raise RelationFault(f"“{flat[at:].strip()[:12]}”看不懂；名称中有符号的，放在“”里")
        at = match.end()
        kind = str(match.lastgroup)
        found = match[kind]
        yield _Token("word", found[1:-1].strip()) if kind == "quoted" else _Token(kind, _SAME.get(found, found))


def _spaced(text: str) -> str:
    """The small words 若, 且, 则 set apart from the names they touch."""
    return re.sub(
        r"^(如果|若|当)(?=\S)",
        r"\1 ",
        re.sub(r"(?:[,;]\s*+|(?<![\s,;])\s*+)(则|那么)(?=[\s\w(“\[])", r" \1 ", re.sub(r"(?<=[\d\s)”\]])(且|并且)(?=\S)", r" \1 ", text)),
    )


class _Parser:
    """Recursive descent: comparison > sum > product > factor."""

    def __init__(self, tokens: list[_Token], text: str) -> None:
        self.tokens, self.text = tokens, text
        self.at = 0
        self.depth = 0

    def relation(self) -> Relation:
        conditions: list[Comparison] = []
        if self._takes(_IF):
            conditions.append(self._comparison())
            while self._takes(_AND):
                conditions.append(self._comparison())
            if not self._takes(_THEN):
                raise RelationFault("“若”之后没有“则”")
        claim = self._comparison()
        if self.at < len(self.tokens):
            raise RelationFault(f"“{self.tokens[self.at].text}”之后看不懂；一条关系只写一个比较")
        return Relation(self.text, claim, tuple(conditions))

    def _peek(self) -> str:
        return self.tokens[self.at].text if self.at < len(self.tokens) else ""

    def _takes(self, words: frozenset[str]) -> bool:
        """Step over one of these words or signs."""
        if self._peek() in words:
            self.at += 1
            return True
        return False

    def _comparison(self) -> Comparison:
        left = self._sum()
        sign = self._peek()
        if sign not in _COMPARE:
            raise RelationFault(f"“{self._peek() or '末尾'}”处应为 = ≠ > ≥ < ≤ 之一")
        self.at += 1
        return Comparison(left, sign, self._sum())

    def _sum(self) -> Term:
        return self._chain(frozenset("+-"), self._product)

    def _product(self) -> Term:
        return self._chain(frozenset("*/"), self._factor)

    def _chain(self, signs: frozenset[str], part: Callable[[], Term]) -> Term:
        made = part()
        while (sign := self._peek()) in signs and sign:
            self.at += 1
            operand = part()
            if sign == "/" and isinstance(operand, Constant) and not operand.value:
                raise RelationFault("不能除以 0")
            made = Worked(sign, (made, operand))
        return made

    def _factor(self) -> Term:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise RelationFault("括号嵌套太深")
        try:
            return self._simple()
        finally:
            self.depth -= 1

    def _simple(self) -> Term:
        if self.at >= len(self.tokens):
            raise RelationFault("关系式没有写完")
        token = self.tokens[self.at]
        self.at += 1
        if token.kind == "number":
            return _constant(token.text)
        if token.kind == "word":
            return (
                self._function(token.text)
                if self._peek() == "(" and token.text in _FUNCTIONS
                else self._named(token.text)
            )
        if token.text == "-":
            return Worked("-", (Constant(Decimal(0), "0"), self._factor()))
        if token.text == "(":
            made = self._sum()
            self._close()
            return made
        raise RelationFault(f"“{token.text}”处应为代码、栏目名或数")

    def _function(self, name: str) -> Term:
        self.at += 1
        operands = [self._sum()]
        while self._takes(frozenset(",;")):
            operands.append(self._sum())
        self._close()
        return Worked(_FUNCTIONS[name], tuple(operands))

    def _named(self, first: str) -> Named:
        parts = [first]
        while self._peek() == "." and self.at + 1 < len(self.tokens):
            parts.append(self.tokens[self.at + 1].text)
            self.at += 2
        return Named(tuple(parts))

    def _close(self) -> None:
        if not self._takes(frozenset(")")):
            raise RelationFault("括号没有配对")


def _constant(text: str) -> Constant:
    digits = re.match(r"[\d.]+", text)
    number, unit = (digits[0], text[digits.end() :]) if digits else ("0", "")
    return Constant(Decimal(number), text, UNITS.get(unit, Decimal(0)), unit == "%")
