"""Archetypes: types of firms in an owner's words, trained with scikit-learn, used with numpy alone."""

from assessment.archetypes.artefact import Artefact
from assessment.archetypes.drift import FeatureDrift, drift
from assessment.archetypes.features import Features, feature_table
from assessment.archetypes.results import ArchetypeModel, ArchetypeResult, Placements, Trait, assign, load_model, place

__all__ = [
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
    "place",
]
