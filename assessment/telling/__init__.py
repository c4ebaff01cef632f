"""The words of a result that every way to show it shares."""
