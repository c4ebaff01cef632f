"""赣企数诊: where a small firm stands in digital transformation, and the cheapest provable way to the next level."""

__version__ = "0.1.0"
