"""The sections of the report, one a file; each takes a ``Subject`` and gives flowables, never none."""
