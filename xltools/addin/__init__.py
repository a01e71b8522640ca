"""The Excel add-in: ribbon buttons that work on the open workbook, and everything that brings them there.

`build.build_addin`, `install.install`, `install.uninstall` and `bundle.bundle` are `xltools addin …` on the command line.
"""
