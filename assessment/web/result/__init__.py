"""The result page in rooms: what is shown, and one file for each part of it."""
