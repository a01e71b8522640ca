"""watch: a folder that offices hand in to, and a summary, a register and a page that follow it.

Only what changed is read again: a file's content decides, not its date. A file that is still being copied is waited for.
What a person did to the summary stops the watch from writing over it, as in a merge, and the page says so.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from ..errors import UsageError, XltoolsError
from ..files.atomic import write_atomically
from ..files.intake import fingerprint
from ..files.refusals import Refusal
from ..files.walking import walk
from ..forms.inputs import Progress, outfit
from ..forms.request import Memory, Request
from ..reports.watch import is_status_page, status_page
from .merge import MergeOptions, MergeOutcome, merge

_LONGEST_WAIT: Final = 600.0
"""Seconds after which a file that never stops changing holds up the others no longer; reading refuses it then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchOptions:
    """How a folder is watched. Seconds: `every` between two looks, `quiet` in which a file must not change."""

    handin: str = ""
    status: str = ""
    every: float = 60.0
    quiet: float = 2.0


@dataclass(frozen=True, slots=True)
class _OnDisk:
    """One file on disk as it was looked at."""

    size: int
    modified: int
    """Nanoseconds."""
    sha256: str = ""

    def same_place(self, other: _OnDisk | None) -> bool:
        return other is not None and (self.size, self.modified) == (other.size, other.modified)


@dataclass(frozen=True, slots=True)
class Cycle:
    """What one look at the folder led to. `outcome`: None where nothing had changed."""

    files: int
    outcome: MergeOutcome | None = None
    fault: str = ""
    """Why nothing could be written."""


class Watch:
    """A folder under watch. What was read is remembered as long as this lives; what was written, beside the summary."""

    def __init__(
        self,
        request: Request,
        options: MergeOptions,
        watching: WatchOptions,
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Raises UsageError `inside` where the output would arrive as another input."""
        self.request = replace(request, memory=Memory())
        self.options = options
        self.watching = watching
        self.status = watching.status or str(Path(options.out).with_suffix(".html"))
        self._sleep = sleep
        self._state = Path(options.out).with_name(f".{Path(options.out).name}.watch.json")
        _refuse_inside(request, options.out, self.status)

    def run(self, progress: Progress | None = None) -> Iterator[Cycle]:
        """Look again and again, until somebody interrupts. A fault is put on the page, and tried again the next time."""
        while True:
            try:
                yield self.once(progress)
            except XltoolsError as fault:
                yield Cycle(0, fault=fault.message)
            self._sleep(self.watching.every)

    def once(self, progress: Progress | None = None) -> Cycle:
        """One look, and what follows from it. Raises as `merge`, with the page written."""
        before = self._known()
        found = self._settled(before.files)
        content = {shown: standing.sha256 for shown, standing in found.items()}
        if content == before.content() and before.fits(self.options.out, outfit()) and os.path.exists(self.status):
            return Cycle(len(found))
        try:
            outcome = self._merge(progress)
        except XltoolsError as fault:
            fault.message = _told(fault)
            self._say(status_page(fault=fault.message, files=sorted(found), every=self.watching.every))
            raise
        self._say(status_page(outcome.merged, self.options.out, every=self.watching.every))
        if outcome.written:
            self._remember(found)
        return Cycle(len(found), outcome)

    def _merge(self, progress: Progress | None) -> MergeOutcome:
        if not self.watching.handin:
            return merge(self.request, self.options, progress)
        from .handin_merge import merge_registered

        return merge_registered(self.watching.handin, self.request, self.options, progress)[0]

    def _settled(self, known: Mapping[str, _OnDisk]) -> dict[str, _OnDisk]:
        """The files, once none of them changes any more, with their contents' fingerprints."""
        waited = 0.0
        found = self._look()
        while waited < _LONGEST_WAIT:
            self._sleep(self.watching.quiet)
            waited += max(self.watching.quiet, 0.1)
            earlier, found = found, self._look()
            if found == earlier:
                break
        return {shown: _with_content(shown, one, known.get(shown)) for shown, one in found.items()}

    def _look(self) -> dict[str, _OnDisk]:
        made: dict[str, _OnDisk] = {}
        for source in walk(self.request.paths):
            try:
                found = os.lstat(source.path)
            except OSError:
                continue  # gone between two looks
            made[str(source.path)] = _OnDisk(found.st_size, found.st_mtime_ns)
        return made

    def _say(self, page: bytes) -> None:
        write_atomically(self.status, page, may_replace=is_status_page)

    # -- what was done, kept beside the summary: lost or spoilt, everything is read once more -----------------------------

    def _known(self) -> _Done:
        try:
            return _Done.of(json.loads(self._state.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return _Done({}, "", "")

    def _remember(self, found: Mapping[str, _OnDisk]) -> None:
        record = {
            "files": {shown: [one.size, one.modified, one.sha256] for shown, one in found.items()},
            "output": fingerprint(Path(self.options.out)),
            "outfit": outfit(),
        }
        write_atomically(self._state, json.dumps(record).encode(), may_replace=lambda _: True)


@dataclass(frozen=True, slots=True)
class _Done:
    """What the last look that wrote a summary saw."""

    files: Mapping[str, _OnDisk]
    output: str
    outfit: str

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> _Done:
        files = {
            str(shown): _OnDisk(int(size), int(modified), str(sha256))
            for shown, (size, modified, sha256) in record["files"].items()
        }
        return cls(files, str(record["output"]), str(record["outfit"]))

    def content(self) -> dict[str, str]:
        return {shown: one.sha256 for shown, one in self.files.items()}

    def fits(self, out: str, now: str) -> bool:
        """Whether the summary still is the one that was written, by this program and these packs."""
        try:
            return self.outfit == now and fingerprint(Path(out)) == self.output
        except Refusal:
            return False


def _told(fault: XltoolsError) -> str:
    """A fault with what helps here: a watch has no options that a single merge has."""
    if fault.code != "edited":
        return fault.message
    return f"{fault.message.partition('没有写入。')[0]}没有写入。请把改动过的汇总表移走或改名，下次查看时即重新汇总。"


def _with_content(path: str, standing: _OnDisk, known: _OnDisk | None) -> _OnDisk:
    if known is not None and standing.same_place(known):
        return known
    try:
        return replace(standing, sha256=fingerprint(Path(path)))
    except Refusal as refusal:
        return replace(standing, sha256=refusal.code)


def _refuse_inside(request: Request, *outputs: str) -> None:
    folders = [os.path.realpath(path) for path in request.paths]
    for out in outputs:
        full = os.path.realpath(out)
        if any(full == folder or full.startswith(folder.rstrip(os.sep) + os.sep) for folder in folders):
            raise UsageError("inside", f"“{out}”在所看守的文件夹里，会被当作报来的文件。请写到别的文件夹。")
