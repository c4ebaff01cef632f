"""The page on which a plan is carried out, in rooms: one file for each part of it."""
