"""Is content, installation, database in order, and what to do."""
