"""validate: every finding on everything handed in."""

from __future__ import annotations

from ..forms.inputs import Request, read_inputs
from ..rules.checking import Checked, Progress, check


def validate(request: Request, progress: Progress | None = None) -> Checked:
    """Read, recognise and check everything below the paths of `request`."""
    return check(read_inputs(request), progress)
