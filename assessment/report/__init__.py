"""The advisory report as PDF: fonts, typesetting, charts and the document."""
