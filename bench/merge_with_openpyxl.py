"""The script that a merge replaces, in openpyxl: load each table, append its rows, save. No check, no receipt, no way back."""

import sys
from pathlib import Path

import openpyxl

folder, out = Path(sys.argv[1]), sys.argv[2]
book = openpyxl.Workbook()
target = book.active
for number, path in enumerate(sorted(folder.glob("*.xlsx"))):
    sheet = openpyxl.load_workbook(path).worksheets[0]
    for row in sheet.iter_rows(min_row=4 if number else 1, values_only=True):
        target.append(row)
book.save(out)
print(target.max_row - 3)
