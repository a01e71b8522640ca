"""One group of attachments, and no file of another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from ..findings import Finding
from .base import Home, Reach, Rule, View, title_place


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Exclusive(Rule):
    """An enterprise hands in exactly one of several groups of attachments, the one its form names.

    Why
        Discrete and process factories are compared by different indicators; a mixture can be compared with nobody.
    Declared as
        kind = "exclusive", groups (lists of attachment keys), field (`附件1.factory_type`: holds the `factory_type` of
        the attachments in the right group). At the notice.
    Passes over
        A missing attachment of the right group: that is the package check's matter.
    """

    kind: ClassVar[str] = "exclusive"
    reach: ClassVar[Reach] = Reach.SUBMISSION
    groups: tuple[tuple[str, ...], ...]
    field: str = ""

    def check_submission(self, views: Sequence[View]) -> Iterator[Finding]:
        handed = [[view for view in views if view.table.attachment.key in group] for group in self.groups]
        filled = [group for group in handed if group]
        if not filled:
            return
        source, asked = self._declared(views)
        right = next((group for group in filled if _type_of(group) == asked), None) if asked else None
        if right is None and len(filled) == 1 and asked and _type_of(filled[0]):
            yield self._contradiction(source[0], asked, filled[0])
            return
        # Without a word from the form the first group stands, as the earlier file does elsewhere.
        right = right or filled[0]
        for wrong in filled:
            if wrong is not right:
                yield self._mixture(wrong, right)

    def _declared(self, views: Sequence[View]) -> tuple[list[View], str]:
        """The form that says it, and the factory type it says; empty where there is none or it is in doubt."""
        key, _, column = self.field.partition(".")
        forms = [view for view in views if view.table.attachment.key == key and len(view.table)]
        if len(forms) != 1 or not forms[0].sound(0, column):
            return [], ""
        value = forms[0].table.columns[column][0]
        return forms, value if isinstance(value, str) else ""

    def _mixture(self, wrong: Sequence[View], right: Sequence[View]) -> Finding:
        first = title_place(wrong[0])
        return self.at(
            wrong[0],
            (first.cell,),
            value=_keys(wrong),
            expected=f"只交一组：{_keys(right)}",
            message=f"{_named(right)}与{_named(wrong)}混交，只能二选一",
            fix="请只保留与工厂类型一致的一组附件。",
            related=[title_place(view) for view in (*wrong[1:], *right)],
        )

    def _contradiction(self, form: View, asked: str, handed: Sequence[View]) -> Finding:
        column = self.field.partition(".")[2]
        return self.found(
            form,
            0,
            column,
            expected=_type_of(handed),
            message=f"“{form.table.heading(column)}”填的是{asked}，交来的却是{_named(handed)}",
            fix="请核对工厂类型，或换交对应的一组附件。",
            related=[title_place(view) for view in handed],
        )

    def faults(self, home: Home) -> Iterator[tuple[str, str]]:
        known = {form.key: form for form in home.notice.attachments}
        for key in (key for group in self.groups for key in group):
            if key not in known:
                yield "groups", f"没有附件 {key}"
        form, _, column = self.field.partition(".")
        if self.field and (form not in known or not known[form].has(column)):
            yield "field", f"没有栏目 {self.field}"


def _type_of(views: Sequence[View]) -> str:
    return next((view.table.attachment.factory_type for view in views if view.table.attachment.factory_type), "")


def _keys(views: Sequence[View]) -> str:
    return "、".join(dict.fromkeys(view.table.attachment.key for view in views))


def _named(views: Sequence[View]) -> str:
    kind = _type_of(views)
    return f"{kind}的{_keys(views)}" if kind else _keys(views)
