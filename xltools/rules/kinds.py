"""The list of kinds: what a pack may write behind `kind =`, and where its code stands. A new kind is one line here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Final

from .base import Rule

_HOMES: Final = {
    # cells
    "required": "required.Required",
    "type": "readable.Readable",
    "digits-lost": "digits_lost.DigitsLost",
    "one-of": "one_of.OneOf",
    "format": "format.Format",
    "range": "bounds.Bounds",
    "length": "length.Length",
    "magnitude": "magnitude.Magnitude",
    "foreign-money": "foreign_money.ForeignMoney",
    "out-of-scope": "out_of_scope.OutOfScope",
    "own-supplier": "own_supplier.OwnSupplier",
    "void-invoice": "void_invoice.VoidInvoice",
    "number-year": "number_year.NumberYear",
    "literal": "literal.Literal",
    "unwanted-words": "unwanted_words.UnwantedWords",
    "registered-in": "registered_in.RegisteredIn",
    "located-in": "located_in.LocatedIn",
    # rows
    "required-with": "required_with.RequiredWith",
    "blank-when": "blank_when.BlankWhen",
    "sum-equals": "sum_equals.SumEquals",
    "part-of": "part_of.PartOf",
    "date-order": "date_order.DateOrder",
    "at-least": "limits.AtLeast",
    "at-most": "limits.AtMost",
    "share": "share.Share",
    "change-rate": "change_rate.ChangeRate",
    "contains-all": "contains_all.ContainsAll",
    "dated-before": "dated_before.DatedBefore",
    "own-area": "own_area.OwnArea",
    "within-window": "within_window.WithinWindow",
    "deadline": "deadline.Deadline",
    "tax-equality": "tax_equality.TaxEquality",
    "tax-rate": "tax_rate.TaxRate",
    # rows against lists
    "member": "member.Member",
    "listed-fact": "listed_fact.ListedFact",
    "name-code": "name_code.NameCode",
    "score-band": "score_band.ScoreBand",
    "register": "register.Registered",
    "earlier-grade": "earlier_grade.EarlierGrade",
    # tables
    "sequence": "sequence.Sequence",
    "totals": "totals.Totals",
    "total-equals": "total_equals.TotalEquals",
    "row-part-of": "row_part_of.RowPartOf",
    "row-range": "row_range.RowRange",
    "row-unit": "row_unit.RowUnit",
    "row-whole": "row_whole.RowWhole",
    "rows-filled": "rows_filled.RowsFilled",
    "rate": "rate.Rate",
    "unique": "unique.Unique",
    "one-code": "one_code.OneCode",
    "duplicate-invoice": "duplicate_invoice.DuplicateInvoice",
    "contract-sums": "contract_sums.ContractSums",
    "versions": "versions.Versions",
    "red-after-window": "red_after_window.RedAfterWindow",
    "threshold": "threshold.Threshold",
    "quota": "quota.WithinQuota",
    # an application's files together
    "exclusive": "exclusive.Exclusive",
    "same-enterprise": "same_enterprise.SameEnterprise",
    "relation": "relation.RelationHolds",
    "same-across": "same_across.SameAcross",
    "found-in": "found_in.FoundIn",
    # all files handed in
    "one-level": "one_level.OneLevel",
    "listed-in": "listed_in.ListedIn",
}


BETWEEN_TABLES: Final = frozenset({"exclusive", "same-enterprise", "same-across", "found-in"})
"""Kinds that compare one table with another: where there is only one they have nothing to say."""


class Kinds(Mapping[str, type[Rule]]):
    """Kind -> its class. Imported on use: a small check uses a dozen of them and must not pay for all."""

    def __getitem__(self, kind: str) -> type[Rule]:
        module, _, name = _HOMES[kind].partition(".")
        found: type[Rule] = getattr(import_module(f".{module}", __package__), name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(_HOMES)

    def __len__(self) -> int:
        return len(_HOMES)


KINDS: Final = Kinds()
