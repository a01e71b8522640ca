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
    "cryptography",
    "docxtpl",
    "distributed",
    "olefile",
    "tomlkit",
    "pyopenvba",
    "python_calamine",
    "msoffcrypto",
)
