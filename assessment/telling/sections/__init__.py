"""One module a section of the result: what it says, to whom it matters, and in which order."""
