"""The modelled reference population: firms drawn from a model that is held to the published figures."""

from assessment.population.calibration import CalibrationRow, calibration_table
from assessment.population.model import Population, calibrate, modelled_population, solved_population

__all__ = ["CalibrationRow", "Population", "calibrate", "calibration_table", "modelled_population", "solved_population"]
