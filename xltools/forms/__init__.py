"""A grid read as a form: which attachment it is, its headings, which rows are records, and what its cells say."""
