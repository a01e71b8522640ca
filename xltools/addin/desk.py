"""What stands between a click and the work: answers, progress, cancelling, and what is said at the end."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from ..errors import UsageError

SHOW_SECONDS: Final = 0.2
"""The status bar is written no oftener: each write crosses into the spreadsheet program."""


class Cancelled(Exception):
    """The person pressed Esc, or the cancel button. What was begun on the book has been taken back."""


class Question(Exception):
    """An answer is needed before the work can go on; the face asks and runs the verb again with it.

    `kind`: ``choice`` (one of `choices`), ``folder``, ``file`` (with `pattern`), or ``text``.
    """

    def __init__(self, key: str, kind: str, prompt: str, choices: Sequence[str] = (), pattern: str = "") -> None:
        super().__init__(prompt)
        self.key = key
        self.kind = kind
        self.prompt = prompt
        self.choices = tuple(choices)
        self.pattern = pattern


@dataclass(slots=True)
class Reply:
    """What is said when a verb has done its work. `opens`: files to show."""

    message: str
    opens: tuple[Path, ...] = ()
    problems: int = 0
    """Findings of severity error; 0 is a clean verdict."""
    bar: str = ""
    """What the status bar goes on showing afterwards."""
    undo: str = ""
    """The verb that takes back what this one did to the book; empty where there is nothing to take back."""


def in_the_bar(reply: Reply) -> Reply:
    """The same, said in one line where nobody has to answer."""
    return replace(reply, message="", bar=reply.message.replace("\n", "　"))


@dataclass(slots=True)
class Desk:
    """One click's surroundings. The handlers ask and report here and nowhere else, so they run under every face."""

    answers: Mapping[str, str] = field(default_factory=dict)
    show: Callable[[str], None] = lambda _text: None
    """Write into the status bar; an empty text gives it back."""
    cancelled: Callable[[], bool] = lambda: False
    _shown: float = 0.0

    def progress(self, done: int, of: int, what: str) -> None:
        """For `app`'s progress argument: shows, and raises Cancelled where the person gave up."""
        name = Path(what).name or what
        self.step(f"{done}/{of}　{name}" if of > 1 else name)

    def step(self, text: str) -> None:
        """Say what is going on. Raises Cancelled."""
        if self.cancelled():
            raise Cancelled
        now = time.monotonic()
        if now - self._shown >= SHOW_SECONDS:
            self._shown = now
            self.show(f"附表工具：{text}")

    def choose(self, key: str, prompt: str, choices: Sequence[str]) -> str:
        """One of `choices`; a single one needs no question. Raises Question, or UsageError for a foreign answer."""
        return choices[0] if len(choices) == 1 else self.ask(key, prompt, choices)

    def ask(self, key: str, prompt: str, choices: Sequence[str]) -> str:
        """The same, asked also where there is one choice: consent is a person's to give."""
        answer = self.answers.get(key)
        if answer is None:
            raise Question(key, "choice", prompt, choices)
        if answer.isdecimal() and 1 <= int(answer) <= len(choices) and answer not in choices:
            answer = choices[int(answer) - 1]
        if answer not in choices:
            raise UsageError("bad_answer", f"没有“{answer}”这一项。请从下列选择：{'、'.join(choices)}。")
        return answer

    def folder(self, key: str, prompt: str) -> Path:
        """An existing folder. Raises Question, or UsageError where it does not exist."""
        path = Path(self._asked(key, "folder", prompt))
        if not path.is_dir():
            raise UsageError("not_found", f"没有“{path}”这个文件夹。请重新选择。")
        return path

    def file(self, key: str, prompt: str, pattern: str) -> Path:
        """An existing file. Raises Question, or UsageError where it does not exist."""
        path = Path(self._asked(key, "file", prompt, pattern))
        if not path.is_file():
            raise UsageError("not_found", f"没有“{path}”这个文件。请重新选择。")
        return path

    def _asked(self, key: str, kind: str, prompt: str, pattern: str = "") -> str:
        answer = self.answers.get(key)
        if not answer:
            raise Question(key, kind, prompt, pattern=pattern)
        return answer
