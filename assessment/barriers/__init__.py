"""What holds a firm back (不会转, 不能转, 不敢转), why we think so, and how a plan is then told."""

from assessment.barriers.diagnosing import BarrierReading, Diagnosis, diagnose, verdicts
from assessment.barriers.telling import PlanTelling, arranged, tell

__all__ = ["BarrierReading", "Diagnosis", "PlanTelling", "arranged", "diagnose", "tell", "verdicts"]
