"""Published figures: dated values with their sources, and every firm of a table set beside them."""

from assessment.benchmarks.comparison import Comparisons, compare
from assessment.benchmarks.importing import enter_value, import_values, value_rows
from assessment.benchmarks.intensity import EuPosition, eu_position
from assessment.benchmarks.published import Benchmarks, Dated, load_benchmarks
from assessment.benchmarks.results import Comparison, PublishedReference, Series, SeriesPoint

__all__ = [
    "Benchmarks",
    "Comparison",
    "Comparisons",
    "Dated",
    "EuPosition",
    "PublishedReference",
    "Series",
    "SeriesPoint",
    "compare",
    "enter_value",
    "eu_position",
    "import_values",
    "load_benchmarks",
    "value_rows",
]
