"""Verdicts, ledgers and receipts told to people and to programs: text, one-file HTML, JSON.

Reports decide nothing: everything they say stands in a Report, a Ledger or a Merged.
"""
