"""Manuscript → .docx in the format of GB/T 9704—2012. Needs python-docx; imported only when a letter is made."""
