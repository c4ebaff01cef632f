"""What holds a firm back (不会转, 不能转, 不敢转), why we think so, and how a plan is then told."""

from assessment.barriers.arranging import PlanTelling, arranged, tell
from assessment.barriers.diagnosing import BarrierReading, Diagnosis, diagnose, verdicts

__all__ = ["BarrierReading", "Diagnosis", "PlanTelling", "arranged", "diagnose", "tell", "verdicts"]
