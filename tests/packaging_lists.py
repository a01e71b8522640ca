"""Libraries that a small job must not drag in."""

from __future__ import annotations

HEAVY = (
    "pandas",
    "numpy",
    "openpyxl",
    "docx",
    "lxml",
    "rich",
    "jinja2",
    "xlrd",
    "xlwings",
    "python_calamine",
    "msoffcrypto",
)
