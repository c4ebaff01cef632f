"""Invitations on the pages: kept, listed, answered by both sides, and what became of them."""
