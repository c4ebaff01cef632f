"""The pool of providers as a workbook."""
