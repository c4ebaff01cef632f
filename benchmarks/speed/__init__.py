"""How fast firms are scored, against the bare arithmetic, a row-wise table and a spreadsheet."""
