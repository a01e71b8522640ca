"""What every result can do: become the command line's document, text and page, a file, and a pandas frame."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast

from ..errors import UsageError
from .boundary import public

if TYPE_CHECKING:
    import pandas

D = TypeVar("D")
"""The TypedDict of the result's document (xltools/documents)."""
Record = Mapping[str, object]


class Result(Generic[D]):
    """What a call found. Amounts are `Decimal` in 元, days `date`; nothing here reads a file again."""

    __slots__ = ()
    command: ClassVar[str]
    """The command of the command line that says the same."""
    columns: ClassVar[tuple[str, ...]]
    """The columns of the frame."""

    @property
    def ok(self) -> bool:
        """Whether the command line would end with exit code 0."""
        raise NotImplementedError

    def _inputs(self) -> Iterable[str]:
        """What the result was made of: never written over."""
        raise NotImplementedError

    def _subject(self, form: str) -> tuple[Any, ...]:
        """What the renderers of `reports` take."""
        raise NotImplementedError

    def _records(self) -> Iterable[Record]:
        """The rows of the frame."""
        raise NotImplementedError

    def to_dict(self) -> D:
        """The document of ``--format json``."""
        from ..reports import rendered

        return cast("D", rendered(self.command, "json", *self._subject("json")))

    def to_json(self) -> str:
        """The same as text, byte for byte what the command line prints."""
        return self._text("json")

    def to_text(self) -> str:
        """What the command line prints for people."""
        return self._text("text")

    def to_html(self) -> str:
        """The page that ``-o … .html`` writes. Raises UsageError for a command without one."""
        return self._text("html")

    @public
    def save(self, path: str | os.PathLike[str], *, force: bool = False) -> Path:
        """Write to a file in the form of its name, whole or not at all, as ``-o`` does. Raises UsageError, OutputFault."""
        from ..files.atomic import write_atomically
        from ..reports import form_for, render

        out = os.fspath(path)
        form = form_for(self.command, None, out)
        write_atomically(out, render(self.command, form, *self._subject(form), out=out), force=force, inputs=self._inputs())
        return Path(out)

    @public
    def to_frame(self) -> pandas.DataFrame:
        """A pandas frame of the rows: amounts as Decimal, exact. Raises UsageError where there is no pandas."""
        return frame_of(self.columns, self._records())

    @public
    def _text(self, form: str) -> str:
        from ..reports import form_for, render

        form_for(self.command, form, "")
        return render(self.command, form, *self._subject(form)).decode("utf-8")

    def __repr__(self) -> str:
        return f"<xltools.{type(self).__name__} ok={self.ok}>"


def frame_of(columns: Sequence[str], records: Iterable[Record]) -> pandas.DataFrame:
    """A frame with these columns, also where there is no row. Raises UsageError where there is no pandas."""
    try:
        import pandas
    except ImportError:
        raise UsageError(
            "no_pandas", "to_frame() 要用 pandas，这个 Python 里没有。请运行 pip install pandas，或改用 to_dict()。"
        ) from None
    # As objects, else pandas makes floats of amounts and of numbers beside a gap; plain columns get their type back.
    return pandas.DataFrame([dict(record) for record in records], columns=list(columns), dtype=object).infer_objects()
