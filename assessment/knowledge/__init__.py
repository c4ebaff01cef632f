"""What the answers leave possible, and what follows from them."""

from assessment.knowledge.crosswalk import CarriedKnowledge, Suggestion, suggestions
from assessment.knowledge.disputed import DisputedKnowledge
from assessment.knowledge.possible import Knowledge
from assessment.knowledge.size_class import FirmSize, SizeClasses, classify, default_size_rules
from assessment.knowledge.still_open import GAPS, Gap, OpenAnswers, OpenQuestion, StillOpen
from assessment.knowledge.told import CarriedAnswer, Contradiction, GivenAnswer, carried_over, contradictions

__all__ = [
    "GAPS",
    "CarriedAnswer",
    "CarriedKnowledge",
    "Contradiction",
    "DisputedKnowledge",
    "FirmSize",
    "Gap",
    "GivenAnswer",
    "Knowledge",
    "OpenAnswers",
    "OpenQuestion",
    "SizeClasses",
    "StillOpen",
    "Suggestion",
    "carried_over",
    "classify",
    "contradictions",
    "default_size_rules",
    "suggestions",
]
