"""Papers of their own beside the report: what is asked of bidders, promised and done, a rehearsal, three views."""
