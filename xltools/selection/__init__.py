"""The selection (遴选): from the roll-up of those who applied, step by step, to the winners.

Nothing is kept but what an office keeps itself: the record (who applied, whose workbook came, what a person decided) and the
returned workbooks. Ranks are worked out anew from them every time (`standing`), each score with its file and cell.
"""
