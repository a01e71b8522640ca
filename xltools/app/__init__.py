"""The use cases, one function each. Faces (command line, ribbon, page) translate; they decide nothing."""

from .checking import Checked, check, validate
from .inputs import Request
from .joining import MergeOptions, MergeOutcome, merge
from .totalling import total

__all__ = ["Checked", "MergeOptions", "MergeOutcome", "Request", "check", "merge", "total", "validate"]
