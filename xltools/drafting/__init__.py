"""Drafting: packs from offices' own blanks. A draft is proved: the file it came from must read back column by column."""
