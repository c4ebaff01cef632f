"""A spreadsheet of any kind as a grid of cells, read safely."""
