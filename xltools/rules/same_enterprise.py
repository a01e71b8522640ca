"""One name and one credit code in all files of an application."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from ..findings import Finding, Place
from ..formats.grid import a1
from ..notice.model import Shape
from .base import Home, Reach, Rule, View, place, title_place
from .format import credit_code_fault
from .submissions import company, credit_code


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class SameEnterprise(Rule):
    """All attachments of an application bear the same enterprise's name and credit code.

    Why
        A missing 股份 makes it another company on paper, and the award is made out to the name on the form.
    Declared as
        kind = "same-enterprise", attachments. At the notice. The form's name counts, unless two other files or more
        agree on another.
    Passes over
        Attachments that state no name; a seal's mark behind it; credit codes that are wrong in themselves.
    """

    kind: ClassVar[str] = "same-enterprise"
    reach: ClassVar[Reach] = Reach.SUBMISSION
    attachments: tuple[str, ...]

    def check_submission(self, views: Sequence[View]) -> Iterator[Finding]:
        asked = [view for view in views if view.table.attachment.key in self.attachments]
        named = [view for view in asked if company(view.table)]
        if named:
            yield from self._names(named)
        coded = [view for view in asked if (code := credit_code(view.table)) and not credit_code_fault(code)]
        for view in coded[1:]:
            if credit_code(view.table) != credit_code(coded[0].table):
                yield self._code(view, coded[0])

    def _names(self, views: Sequence[View]) -> Iterator[Finding]:
        model = self._model(views)
        right = company(model.table)
        for view in views:
            name = company(view.table)
            if name != right:
                where = name_place(view)
                yield self.at(
                    view,
                    (where.cell,) if where.cell else (),
                    value=view.table.submitter,
                    expected=model.table.submitter,
                    message=f"企业名称“{view.table.submitter}”与{model.table.attachment.key}的“{model.table.submitter}”不一致",
                    fix="请以营业执照为准，统一各附件的企业名称。",
                    related=[name_place(model)],
                )

    @staticmethod
    def _model(views: Sequence[View]) -> View:
        """The table whose name is right: the form's, unless two others or more agree on another one. A slip in the form
        is one mistake, and stands there."""
        count = Counter(company(view.table) for view in views)
        most, often = count.most_common(1)[0]
        form = next((view for view in views if view.table.attachment.shape is Shape.FORM), None)
        if form is not None and (often < 2 or count[company(form.table)] >= often):
            return form
        return next(view for view in views if company(view.table) == most)

    def _code(self, view: View, model: View) -> Finding:
        return self.found(
            view,
            0,
            "credit_code",
            expected=credit_code(model.table),
            message=f"统一社会信用代码与{model.table.attachment.key}的 {credit_code(model.table)} 不一致",
            fix="请对照营业执照核对。",
            related=[place(model, 0, "credit_code")],
        )

    def faults(self, home: Home) -> Iterator[tuple[str, str]]:
        known = {form.key for form in home.notice.attachments}
        return (("attachments", f"没有附件 {key}") for key in self.attachments if key not in known)


def name_place(view: View) -> Place:
    """Where a table states its name."""
    key = view.table.attachment.submitter
    field = view.table.fields.get(key)
    if field is not None:
        cell = a1(field.row, field.column) if field.row and field.column else ""
        return Place(view.table.path, view.table.sheet, cell)
    return place(view, 0, key) if view.table.has(key) else title_place(view)
