"""The bid sheet (比价单): what is asked for, to be filled in by a provider, and the quote read back from it."""
