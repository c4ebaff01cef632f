"""Trying things out beside the plan: limits, a sum of money, other ways, another answer. Nothing of it is stored."""
