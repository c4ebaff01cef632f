"""Visits on the pages: the list of the days, planning, what to take along, and the usual gap."""
