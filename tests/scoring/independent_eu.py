"""The two European frameworks written a second time, naively, from their published formulas.

They share nothing with the package but the names of facts and options. Every function takes one firm's answers, in
which a missing answer is ``None``, and returns the worst and the best figure.
"""

from fractions import Fraction

# question: the fact, and how many rows its ticks are divided by
TICKS = {
    "Q1_invested": ("digital_areas_invested", 10),
    "Q1_planned": ("digital_areas_planned", 10),
    "Q2": ("digital_preparedness", 10),
    "Q3": ("everyday_digital_tools", 10),
    "Q5": ("skill_building", 7),
    "Q6": ("staff_engagement", 8),
    "Q7": ("data_practices", 8),
    "Q8": ("data_protection", 6),
    "Q10": ("green_uses", 10),
}
SCALES = {
    "Q4": ["simulation", "vr_ar", "cad_cam", "mes", "iot", "blockchain", "3d_printing"],
    "Q9": ["language", "vision", "speech", "robots", "analytics"],
}
DEGREES = ["strategy", "management_system", "procurement", "it_energy", "reuse"]
NO_POINTS = {"none", "data_not_digital"}
TWELVE = [
    "staff_internet_majority", "broadband_30", "erp_use", "crm_use", "social_media_use", "website", "cloud_purchased",
    "cloud_advanced", "ai_use", "data_analytics", "online_sales_share", "web_sales_to_consumers",
]  # fmt: skip


def dma_questions(answers: dict, negative_rows: int = 8) -> dict[str, tuple[Fraction, Fraction]]:
    """Each question's 0 to 10, at the worst and at the best completion."""
    found = {}
    for question, (fact, rows) in TICKS.items():
        positive = rows - 1 if question == "Q7" and negative_rows == 8 else rows
        if question == "Q7" and negative_rows == 7:
            rows = positive = 7
        ticked = answers[fact]
        low, high = (0, positive) if ticked is None else (len(set(ticked) - NO_POINTS),) * 2
        found[question] = Fraction(10 * low, rows), Fraction(10 * high, rows)
    for question, names in SCALES.items():
        prefix = "technology" if question == "Q4" else "ai"
        steps = [answers[f"{prefix}_{name}"] for name in names]
        low = sum(int(step[1]) for step in steps if step is not None)
        high = low + 5 * steps.count(None)
        found[question] = Fraction(10 * low, 5 * len(names)), Fraction(10 * high, 5 * len(names))
    degrees = [answers[f"green_{name}"] for name in DEGREES]
    halves = 2 * degrees.count("yes") + degrees.count("partly")
    found["Q11"] = Fraction(10 * halves, 10), Fraction(10 * (halves + 2 * degrees.count(None)), 10)
    return found


def dma_dimensions(answers: dict, *, averaged: bool = False, negative_rows: int = 8) -> list[tuple[Fraction, Fraction]]:
    """D1 to D6, at the worst and at the best completion."""
    questions = dma_questions(answers, negative_rows)
    ends = []
    for end in (0, 1):
        q = {name: pair[end] for name, pair in questions.items()}
        both = q["Q1_invested"] + q["Q1_planned"]
        ends.append(
            [
                100 * (both / 2 + q["Q2"]) / 20 if averaged else 100 * (both + q["Q2"]) / 30,
                100 * (q["Q3"] + q["Q4"]) / 20,
                100 * (q["Q5"] + q["Q6"]) / 20,
                100 * (q["Q7"] + q["Q8"]) / 20,
                100 * q["Q9"] / 10,
                100 * (q["Q10"] + q["Q11"]) / 20,
            ]
        )
    return list(zip(*ends, strict=True))


def dma_class(overall: Fraction) -> int:
    """1 basic, 2 average from 25, 3 moderately advanced from 50, 4 advanced from 75."""
    return 4 if overall >= 75 else 3 if overall >= 50 else 2 if overall >= 25 else 1


def dii_points(answers: dict) -> tuple[int, int]:
    """How many of the twelve are true, at the worst and at the best completion."""
    given = [answers[item] for item in TWELVE]
    return given.count("yes"), given.count("yes") + given.count(None)


def dii_class(points: int) -> int:
    """Very low to 3, low to 6, high to 9, very high."""
    return 1 if points <= 3 else 2 if points <= 6 else 3 if points <= 9 else 4
