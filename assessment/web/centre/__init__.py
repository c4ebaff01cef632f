"""The page of a promotion centre, section by section."""
