"""Which rules hold on a day: 试行 rules warn until their date and count after it, others have the days they hold for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ..findings import Severity
from ..notice.model import RuleSpec
from .base import Rule


def today() -> date:
    """The day on which is checked."""
    return date.today()


def in_force(rule: Rule, day: date) -> Rule | None:
    """The rule as it holds on `day`; None where it does not."""
    spec = rule.spec
    if (spec.holds_from is not None and day < spec.holds_from) or (spec.holds_to is not None and day > spec.holds_to):
        return None
    if spec.trial_until is None or day > spec.trial_until:
        return rule
    return replace(rule, spec=_on_trial(spec, spec.trial_until))


def _on_trial(spec: RuleSpec, until: date) -> RuleSpec:
    note = f"本条试行至 {until}，之后按错误计。"
    severity = Severity.WARNING if spec.severity is Severity.ERROR else spec.severity
    return replace(spec, severity=severity, fix=f"{spec.fix}{note}")
