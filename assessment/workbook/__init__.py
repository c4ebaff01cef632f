"""Workbooks: any spreadsheet file a person hands in, read safely into plain cells; templates and results written."""
