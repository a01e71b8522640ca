"""What a checker built on openpyxl has to load: the workbook once for its formulas, once for their values."""

import sys
import warnings

import openpyxl

warnings.simplefilter("ignore")
formulas = openpyxl.load_workbook(sys.argv[1])
values = openpyxl.load_workbook(sys.argv[1], data_only=True)
print(formulas.worksheets[0].max_row, values.worksheets[0].max_row)
