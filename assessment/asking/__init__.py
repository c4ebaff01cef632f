"""What to ask next, and in which order."""

from assessment.asking.next_question import open_facts, settled_by_others, union_of_facts, values_of_asking
from assessment.asking.order import order_of_asking

__all__ = [
    "open_facts",
    "order_of_asking",
    "settled_by_others",
    "union_of_facts",
    "values_of_asking",
]
