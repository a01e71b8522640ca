"""validate: every finding on everything handed in."""

from __future__ import annotations

from ..files.workers import HERE, Workers
from ..forms.inputs import Progress, Request, read_inputs
from ..rules.checking import Checked, check


def validate(request: Request, progress: Progress | None = None, *, workers: Workers = HERE) -> Checked:
    """Read, recognise and check everything below the paths of `request`."""
    return check(read_inputs(request, workers=workers, progress=progress))
