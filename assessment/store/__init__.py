"""Firms' assessments in a database: answers with their history, comments, frozen results, imported content."""
