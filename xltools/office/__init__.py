"""Everything that is written as a workbook or table: blanks, summaries, ledgers, findings, marks, and the files themselves."""
