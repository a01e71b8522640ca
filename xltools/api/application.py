"""Results about one enterprise's application: the checklist, a receipt held against the folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from ..documents.application import PackageDocument, VerificationDocument
from ..findings import Finding, Severity, count
from .boundary import PathLike, public
from .result import Record, Result

if TYPE_CHECKING:
    from ..app.package import Verified
    from ..application.model import Item, PackageReport


@dataclass(frozen=True, slots=True, repr=False)
class PackageResult(Result[PackageDocument]):
    """`package`: one enterprise's folder against the list of materials."""

    command: ClassVar[str] = "package"
    columns: ClassVar[tuple[str, ...]] = ("key", "title", "required", "state", "files", "errors", "warnings", "basis")
    _report: PackageReport

    @property
    def ok(self) -> bool:
        return bool(self._report.files) and self._report.complete

    @property
    def enterprise(self) -> str:
        return self._report.enterprise

    @property
    def items(self) -> tuple[Item, ...]:
        return self._report.items

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self._report.findings

    @public
    def write_receipt(self, path: PathLike, *, signed: bool = False, force: bool = False) -> Path:
        """The self-check receipt (自检回执), .html or .json by its name. Raises OutputFault."""
        from ..app.package import write_receipt

        write_receipt(self._report, str(path), force=force, signed=signed)
        return Path(path)

    def _inputs(self) -> Iterable[str]:
        return self._report.paths

    def _subject(self, form: str) -> tuple[Any, ...]:  # noqa: ARG002 - one report for all forms
        return (self._report,)

    def _records(self) -> Iterator[Record]:
        for item in self.items:
            yield {
                "key": item.material.key, "title": item.title, "required": item.material.required, "state": item.state.value,
                "files": len(item.files), "errors": count(item.findings, Severity.ERROR),
                "warnings": count(item.findings, Severity.WARNING), "basis": item.material.basis,
            }  # fmt: skip


@dataclass(frozen=True, slots=True, repr=False)
class ReceiptResult(Result[VerificationDocument]):
    """`verify_receipt`: the receipt against the folder; the frame lists the files that do not agree."""

    command: ClassVar[str] = "receipt verify"
    columns: ClassVar[tuple[str, ...]] = ("path", "state", "was")
    _verified: Verified

    @property
    def ok(self) -> bool:
        """Files, signature and verdict hold, and the check was made again."""
        return self._verified.good

    @property
    def changed(self) -> tuple[str, ...]:
        return self._verified.verification.changed

    @property
    def missing(self) -> tuple[str, ...]:
        return self._verified.verification.missing

    @property
    def added(self) -> tuple[str, ...]:
        return self._verified.verification.added

    @property
    def renamed(self) -> tuple[tuple[str, str], ...]:
        """(name in the receipt, name now)."""
        return self._verified.verification.renamed

    def _inputs(self) -> Iterable[str]:
        return (self._verified.path,)

    def _subject(self, form: str) -> tuple[Any, ...]:  # noqa: ARG002 - one verification for all forms
        found = self._verified
        return found.verification, found.path, found.folder, found.again, found.signature

    def _records(self) -> Iterator[Record]:
        for state in ("changed", "missing", "added"):
            yield from ({"path": path, "state": state, "was": ""} for path in getattr(self, state))
        yield from ({"path": now, "state": "renamed", "was": before} for before, now in self.renamed)
