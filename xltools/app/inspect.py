"""inspect: all that was read, bound and left out of one file."""

from __future__ import annotations

from ..errors import UsageError
from ..forms.inputs import Input, Request, read_inputs


def inspect_file(request: Request) -> Input:
    """The one file below the path, read and bound. Raises UsageError where there are several."""
    inputs = read_inputs(request)
    if len(inputs.files) != 1:
        raise UsageError("one_file", f"inspect 一次只看一个文件，“{request.paths[0]}”下有 {len(inputs.files)} 个。")
    return inputs.files[0]
