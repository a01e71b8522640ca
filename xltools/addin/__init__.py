"""The Excel add-in: ribbon buttons that work on the open workbook, and everything that brings them there."""
