"""What can go wrong with the program's surroundings, as one family of exceptions.

A submitter's mistake is a Finding (data); an operator's mistake is one of these; a bug keeps its traceback.
Each carries a stable `code`, the facts, and writes its own Chinese message that says what to do.
"""

from __future__ import annotations


class XltoolsError(Exception):
    """Base of all faults a person can mend; `code` is stable, `str()` is a message for people."""

    def __init__(self, code: str, message: str, **facts: object) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.facts = facts


class NoticeError(XltoolsError):
    """A notice pack cannot be used. `facts["mistakes"]` lists every mistake with its path."""


class InputRefused(XltoolsError):
    """An input file cannot be read. `code` is one of the refusal codes of the contract."""


class OutputFault(XltoolsError):
    """Nothing was written: disk full, file in use, no permission, output would overwrite an input."""


class LetterError(XltoolsError):
    """A letter cannot be made: a slot without a value, an unknown name, a summary that does not balance."""


class UsageError(XltoolsError):
    """The call contradicts itself or names something that does not exist (exit code 2)."""
