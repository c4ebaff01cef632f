"""A framework compiled into exact integer tables, and what must hold of it."""

from assessment.framework.compiled import CompiledItem, CompiledLevel, Edge, Threshold
from assessment.framework.compiling import Framework

__all__ = ["CompiledItem", "CompiledLevel", "Edge", "Framework", "Threshold"]
