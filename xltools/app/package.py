"""An enterprise's whole application folder against the notice's list of materials; the receipt, and its verification.

The forms are read and checked as `validate` does; only what no form shows is checked in `package/`. The clock is read
here and nowhere else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from .. import __version__
from ..answers.answering import Answers, answered
from ..answers.waivers import Waiver
from ..application.checking import Checker, Form, across
from ..application.collecting import assign, walk_package
from ..application.model import ItemFile, ItemState, PackageReport, PackedFile
from ..application.papers import title_of_paper
from ..application.receipt import (
    Document,
    Verification,
    is_ours,
    make_receipt,
    read_receipt,
    verify,
)
from ..application.signing import SignatureReport, Signed, checked_signature, sign
from ..application.unpacking import unpacked
from ..errors import NoticeError, UsageError
from ..files.tables import TABLES
from ..findings import FileReport, Finding, Severity
from ..forms.inputs import Inputs, Request, notices_for, read_inputs
from ..forms.table import Table
from ..notice.citing import cited
from ..notice.load import load_notice
from ..notice.model import Notice, Role, Shape
from ..notice.provenance import rules_fingerprint
from ..rules.checking import Checked, check, in_words
from ..rules.submissions import company, credit_code

_CROSS = frozenset({"exclusive", "same-enterprise", "same-across", "found-in"})
"""Kinds of rules that hold several forms against each other: they stand apart from the items."""
_ARCHIVES = frozenset({".rar", ".7z"})


def check_package(
    folder: str, notice_id: str = "", *, password: str | None = None, waivers: Sequence[Waiver] = ()
) -> PackageReport:
    """Every item of the list, of one enterprise. Raises UsageError (which notice? several enterprises), InputRefused (no
    such folder).
    """
    everything, links = walk_package(folder)
    files = [file for file in everything if not is_ours(file.path)]
    with unpacked(files) as found:
        tables = tuple(str(file.path) for file in found.files if file.path.suffix.casefold() in TABLES)
        request = Request(paths=tables, notice=notice_id, password=password)
        inputs = read_inputs(request) if tables else Inputs([], notices_for(request))
        checked = check(inputs, one_submission=True)
        _refuse_several(folder, checked)
        application = EnterpriseFiles(
            folder=folder, by_path={str(file.path): file for file in found.files}, refused=(*links, *found.faults)
        )
        made = application_report(application, checked, _notice(checked, notice_id))
    made = replace(made, files=tuple(files))
    return _waived(made, waivers) if waivers else made


def _waived(report: PackageReport, waivers: Sequence[Waiver]) -> PackageReport:
    """The report with the office's waivers beside its findings; an item whose errors are all lifted is none that is wrong."""
    answers = Answers(waivers=tuple(waivers), today=date.today())

    def settled(findings: Iterable[Finding]) -> tuple[Finding, ...]:
        return answered(findings, answers, report.folder, report.enterprise)

    items = []
    for item in report.items:
        found = settled(item.findings)
        wrong = item.state is ItemState.WRONG and any(f.severity is Severity.ERROR and not f.settled for f in found)
        state = ItemState.WARNED if item.state is ItemState.WRONG and not wrong else item.state
        items.append(replace(item, findings=found, state=state))
    return replace(report, items=tuple(items), cross=settled(report.cross))


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterpriseFiles:
    """One enterprise's files, by the paths under which the checks speak of them."""

    folder: str
    by_path: Mapping[str, PackedFile]
    refused: tuple[Finding, ...] = ()


def application_report(application: EnterpriseFiles, checked: Checked, notice: Notice) -> PackageReport:
    """Every item of the list of one enterprise, among everything that was checked together."""
    by_path = application.by_path
    files = list(by_path.values())
    own = [table for table in checked.inputs.tables if table.notice is notice and table.path in by_path]
    reports = {report.path: report for report in checked.report.files if report.path in by_path}
    cross: list[Finding] = []
    forms = [form for path in by_path for form in _forms(path, by_path, own, reports.get(path), cross)]
    checker = Checker(
        forms=forms,
        refused={by_path[f.path].shown: f.refusal for f in checked.inputs.files if f.refusal and f.path in by_path},
        factory_type=_factory_type(own),
        wanted={form.key: form.factory_type for form in notice.attachments},
        added=notice.ledger.attachment if notice.ledger is not None else "",
    )
    found, rest = assign(files, notice.materials, _recognised(forms), title_of_paper)
    items = tuple(checker.item(material, found[material.key]) for material in notice.materials)
    enterprise, code = enterprise_name(own), next((one for table in own if (one := credit_code(table))), "")
    basis = notice.materials[0].basis.partition("§")[0].strip() if notice.materials else notice.id
    cross.extend(across(checker.texts, checker.short, enterprise, code, basis))
    return PackageReport(
        folder=application.folder,
        notice=notice,
        enterprise=enterprise,
        credit_code=code,
        factory_type=checker.factory_type,
        items=items,
        cross=tuple(cross),
        unassigned=tuple(ItemFile(shown=file.shown, size=file.size) for file in rest),
        refused=(*application.refused, *_archives(files)),
        assumed=in_words((notice, one) for one in notice.parameters if one.assumed),
        reminders=tuple(_reminders(notice)),
        version=__version__,
        files=tuple(files),
    )


def _refuse_several(folder: str, checked: Checked) -> None:
    """A district's folder: several enterprises, each with an application form of its own; where nobody has one, each
    with a table of the same attachment."""
    named = [table for table in checked.inputs.tables if company(table)]
    own = [table for table in named if table.attachment.role is Role.FORM]
    codes = {credit_code(table) for table in own} - {""}
    names = dict.fromkeys(table.submitter for table in own or named)
    same = {(table.attachment.key, table.submitter) for table in named}
    several = len(codes) > 1 if own else len(same) > len({attachment for attachment, _ in same})
    if several and len(names) > 1:
        said = "、".join(list(names)[:4]) + (f" 等 {len(names)} 家" if len(names) > 4 else "")
        raise UsageError(
            "several_applications",
            f"“{folder}”里有几家企业的材料（{said}）。整批核对请用 xltools receive {folder}；只核一家的，给出它的文件夹。",
        )


def _notice(checked: Checked, asked: str) -> Notice:
    """The asked one, else the one that the forms belong to."""
    if asked:
        return checked.inputs.notices[0]
    found = Counter(table.notice.id for table in checked.inputs.tables if table.notice.materials)
    if len(found) == 1:
        return load_notice(next(iter(found)))
    known = "、".join(notice.id for notice in checked.inputs.notices if notice.materials)
    which = f"材料分属几个通知：{'、'.join(found)}" if found else "从材料中认不出是哪个通知"
    raise UsageError("which_notice", f"{which}。请用 --notice 指明（{known}）。")


def _forms(
    path: str, files: Mapping[str, PackedFile], tables: Sequence[Table], report: FileReport | None, cross: list[Finding]
) -> Iterable[Form]:
    """The forms in one file with their findings; what holds forms against each other goes to `cross`."""
    own = [table for table in tables if table.path == path]
    if not own or report is None:
        return []
    findings = [_shown(finding, files) for finding in report.findings]
    cross.extend(finding for finding in findings if finding.kind in _CROSS)
    alone = [finding for finding in findings if finding.kind not in _CROSS]
    return [_form(files[path], table, alone, first=table is own[0]) for table in own]


def _form(file: PackedFile, table: Table, findings: Sequence[Finding], *, first: bool) -> Form:
    attachment = table.attachment
    rows = "" if attachment.shape is Shape.FORM else f" {len(table)} 行"
    return Form(
        file=file,
        attachment=attachment.key,
        factory_type=attachment.factory_type,
        what=f"{attachment.key}{rows}",
        findings=tuple(f for f in findings if f.sheet == table.sheet or (first and not f.sheet)),
    )


def _shown(finding: Finding, files: Mapping[str, PackedFile]) -> Finding:
    """The finding with paths as seen from the package's folder."""

    def shown(path: str) -> str:
        return files[path].shown if path in files else path

    related = tuple(replace(place, path=shown(place.path)) for place in finding.related)
    return replace(finding, path=shown(finding.path), related=related)


def _recognised(forms: Sequence[Form]) -> dict[str, list[str]]:
    made: dict[str, list[str]] = {}
    for form in forms:
        made.setdefault(form.file.shown, []).append(form.attachment)
    return made


def _factory_type(tables: Sequence[Table]) -> str:
    """What the application form says, else what most of the typed forms are."""
    for table in tables:
        value = table.columns.get("factory_type", [None])[0] if table.attachment.shape is Shape.FORM else None
        if isinstance(value, str) and value:
            return value
    types = Counter(table.attachment.factory_type for table in tables if table.attachment.factory_type)
    return types.most_common(1)[0][0] if types else ""


def enterprise_name(tables: Sequence[Table]) -> str:
    """The application form's name, unless two other forms or more agree on another one (rules/same_enterprise.py)."""
    own = [table for table in tables if table.attachment.role is not Role.SUMMARY and company(table)]
    names = Counter(table.submitter for table in own)
    most, often = names.most_common(1)[0] if names else ("", 0)
    form = next((table.submitter for table in own if table.attachment.role is Role.FORM), "")
    return form if form and (often < 2 or names[form] >= often) else most


def _archives(files: Sequence[PackedFile]) -> Iterable[Finding]:
    for file in files:
        if file.path.suffix.casefold() in _ARCHIVES:
            yield Finding(
                rule="material.archive",
                severity=Severity.WARNING,
                message="压缩包里的材料没有核对",
                fix="请解压到材料文件夹中。",
                kind="material",
                path=file.shown,
            )


def _reminders(notice: Notice) -> Iterable[str]:
    """What no file shows: paper copies, seals, the day."""
    words = {"application": "申报材料", "summary": "汇总表", "letter": "函"}
    lowest = min(notice.levels, key=lambda level: level.order, default=None)
    if lowest is None:
        return
    copies = [f"{words.get(what, what)} {count} 份" for what, count in lowest.copies.items()]
    if copies:
        yield f"纸质材料：{'，'.join(copies)}，装订并盖章（{cited(lowest.basis)}）"
    if lowest.online_deadline:
        yield f"线上填报截止：{lowest.online_deadline.isoformat()}"
    to = "、".join(addressee.name for addressee in lowest.addressees)
    if lowest.deadline:
        yield f"报送截止：{lowest.deadline.isoformat()}{f'，报{to}' if to else ''}"
        return
    above = next((level for level in notice.levels if level.receives_from == lowest.key and level.deadline), None)
    if above is not None and above.deadline is not None:
        yield f"{to or above.name}须在 {above.deadline.isoformat()} 前上报，请按其通知的时间提前报送"


# --- the receipt --------------------------------------------------------------------------------------------------------


def receipt_of(report: PackageReport, *, clock: datetime | None = None) -> Document:
    """The receipt of a check just made. `clock`: the moment, now when not given."""
    return make_receipt(report, clock or datetime.now().replace(microsecond=0))


def write_receipt(report: PackageReport, out: str, *, force: bool = False, signed: bool = False, clock: datetime | None = None) -> Document:
    """Write the receipt as .json, or as a page to print that carries it. An older receipt of ours is written over."""
    from ..files.atomic import write_atomically

    document = receipt_of(report, clock=clock)
    if signed:
        document = sign(document, report.enterprise)
    write_atomically(out, receipt_bytes(document, out), force=force, may_replace=lambda _: is_ours(Path(out)))
    return document


def receipt_bytes(document: Document, out: str) -> bytes:
    """The receipt in the form that the file's name asks for, else as a page."""
    from ..reports import form_for, render

    form = form_for("receipt", None if Path(out).suffix else "html", out)
    return render("receipt", form, document)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A receipt held against the folder, and the check made again (None where that was not asked for)."""

    path: str
    folder: str
    verification: Verification
    again: PackageReport | None
    signature: SignatureReport

    @property
    def same_verdict(self) -> bool:
        """Whether the check made again comes to the receipt's verdict."""
        if self.again is None:
            return True
        receipt = self.verification.receipt
        verdict = "complete" if self.again.complete else "incomplete"
        return bool(verdict == receipt["verdict"]) and bool(self.again.count(Severity.ERROR) == receipt["errors"])

    @property
    def good(self) -> bool:
        """Files, signature and verdict hold. A verdict that nobody reached again here is nobody's word: never good."""
        intact = self.verification.untouched and self.signature.signed is not Signed.BROKEN
        return intact and self.verification.files_agree and self.again is not None and self.same_verdict


def verify_receipt(path: str, folder: str = "", *, check_again: bool = True) -> Verified:
    """Verify a receipt against the folder (its own when not given). Raises InputRefused."""
    document = read_receipt(path)
    place = folder or str(Path(path).resolve().parent)
    files = [file for file in walk_package(place)[0] if not is_ours(file.path)]
    notice = _pack(document)
    verification = verify(document, files, rules_fingerprint(notice) if notice is not None else "")
    again = check_package(place, notice.id) if check_again and notice is not None else None
    return Verified(
        path=path, folder=place, verification=verification, again=again, signature=checked_signature(document)
    )


def _pack(document: Document) -> Notice | None:
    """The receipt's pack, where this xltools has it."""
    try:
        return load_notice(str(document.get("notice", "")))
    except NoticeError:
        return None


__all__ = ["Verified", "check_package", "receipt_of", "verify_receipt", "write_receipt"]
