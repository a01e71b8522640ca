"""Who reads many files: this process, several, or other machines. How they do it is in executor.py, loaded when asked for."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import Final

_WORTH_A_PROCESS: Final = 25
"""Files that a process must get: starting it costs as much as reading ten short workbooks."""


@dataclass(frozen=True, slots=True)
class Workers:
    """`jobs`: processes here, 0 for as many as are worth it; `cluster`: a dask scheduler's address."""

    jobs: int = 1
    cluster: str = ""

    def processes(self, files: int) -> int:
        """How many processes so many files are given to."""
        if sys.platform == "emscripten" or files < 2:
            return 1
        return min(self.jobs, files) if self.jobs else max(1, min(os.cpu_count() or 1, files // _WORTH_A_PROCESS))


HERE: Final = Workers()
