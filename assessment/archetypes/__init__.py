"""Archetypes: types of firms in an owner's words, trained with scikit-learn, used with numpy alone."""

from assessment.archetypes.artefact import Artefact
from assessment.archetypes.drift import FeatureDrift, drift
from assessment.archetypes.features import Features, feature_table
from assessment.archetypes.results import (
    EDITIONS,
    NO_MODEL,
    ArchetypeModel,
    ArchetypeResult,
    Placements,
    Trait,
    assign,
    load_model,
    load_models,
    place,
    untrained,
)

__all__ = [
    "EDITIONS",
    "NO_MODEL",
    "ArchetypeModel",
    "ArchetypeResult",
    "Artefact",
    "FeatureDrift",
    "Features",
    "Placements",
    "Trait",
    "assign",
    "drift",
    "feature_table",
    "load_model",
    "load_models",
    "place",
    "untrained",
]
