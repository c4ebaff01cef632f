"""Evidence: what is taken, and what is kept of it."""
