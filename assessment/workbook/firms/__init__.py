"""A workbook of firms: the template, what was filled in, the results."""
