"""Notice packs: loaded, checked, tried on an archive before their rules change."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from ..documents.notices import ReviewDocument, TrialDocument
from .boundary import PathLike, Paths, public, texts_of
from .result import Record, Result

if TYPE_CHECKING:
    from ..app.notices import PackReview
    from ..app.trypack import PackTrial, VerdictChange
    from ..notice.model import Notice
    from ..notice.structure import Mistake


@dataclass(frozen=True, slots=True, repr=False)
class NoticeCheckResult(Result[ReviewDocument]):
    """`check_notice`: what is wrong with a pack, and what it could do with."""

    command: ClassVar[str] = "notices check"
    columns: ClassVar[tuple[str, ...]] = ("needed", "path", "place", "message")
    _review: PackReview

    @property
    def ok(self) -> bool:
        return not self._review.mistakes

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        return tuple(self._review.mistakes)

    @property
    def advice(self) -> tuple[Mistake, ...]:
        """What hinders nothing."""
        return tuple(self._review.advice)

    def _inputs(self) -> Iterable[str]:
        return map(str, Path(self._review.folder).glob("*.toml"))

    def _subject(self, form: str) -> tuple[Any, ...]:  # noqa: ARG002 - one review for all forms
        return (self._review,)

    def _records(self) -> Iterator[Record]:
        document = self.to_dict()
        yield from ({"needed": True, **one} for one in document["mistakes"])
        yield from ({"needed": False, **one} for one in document["advice"])


@dataclass(frozen=True, slots=True, repr=False)
class NoticeTrialResult(Result[TrialDocument]):
    """`try_notice`: the files whose verdict changes. The frame: every error that goes or comes."""

    command: ClassVar[str] = "notices try"
    columns: ClassVar[tuple[str, ...]] = ("path", "submitter", "change", "rule", "sheet", "cell", "message")
    _trial: PackTrial
    _paths: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return True

    @property
    def files(self) -> int:
        """How many were checked."""
        return self._trial.files

    @property
    def changes(self) -> tuple[VerdictChange, ...]:
        return self._trial.changes

    def _inputs(self) -> Iterable[str]:
        return self._paths

    def _subject(self, form: str) -> tuple[Any, ...]:  # noqa: ARG002 - one trial for all forms
        return (self._trial,)

    def _records(self) -> Iterator[Record]:
        for one in self.to_dict()["changes"]:
            whose = {"path": one["path"], "submitter": one["submitter"]}
            yield from ({**whose, "change": "gone", **found} for found in one["gone"])
            yield from ({**whose, "change": "new", **found} for found in one["new"])


@public
def load_notice(notice: PathLike) -> Notice:
    """A notice pack by its id, or from its folder. Raises NoticeError with every mistake of the pack."""
    from ..notice import load

    folder = Path(notice)
    if (folder / load.NOTICE_FILE).is_file():
        return load.load_folder(folder)
    return load.load_notice(os.fspath(notice))


@public
def notices() -> tuple[Notice, ...]:
    """Every pack that can be found, in order of id."""
    from ..notice.load import load_all

    return tuple(load_all())


@public
def check_notice(folder: PathLike) -> NoticeCheckResult:
    """Every mistake of the pack in a folder. Raises InputRefused where there is none."""
    from ..app.notices import review_pack

    return NoticeCheckResult(review_pack(Path(folder)))


@public
def try_notice(folder: PathLike, paths: Paths, *, against: PathLike = "") -> NoticeTrialResult:
    """An archive under the changed pack in `folder` and under the one in force (or `against`: an id or a folder): whose
    verdict would change. Raises InputRefused, NoticeError, UsageError.
    """
    from ..app.trypack import try_pack

    given = texts_of(paths)
    return NoticeTrialResult(try_pack(Path(folder), given, os.fspath(against)), given)
