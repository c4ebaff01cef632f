"""The provincial quick check written a second time, naively, from the bands that its file states.

It shares nothing with the package but the names of facts and options; a missing answer is ``None``.
"""

from fractions import Fraction

from tests.scoring.independent_rates import possible_rate

MACHINES = ["equipment_digital", "equipment_connected", "equipment_cnc"]
# the shares, in per cent, from which an indicator earns half (grade 1) and all (grade 2)
LINES = {
    "equipment_digital": ("45.2", "57.7"),
    "equipment_connected": ("20", "60"),
    "equipment_cnc": ("43.5", "43.5"),
    "key_processes": ("46.9", "66.2"),
}
YES_NO = ["cloud_use", "industrial_platform_use", "digital_design_tools", "digital_management"]


def indicator_grades(answers: dict) -> list[tuple[int, int]]:
    """Grade 0, 1 or 2 of each of the eight indicators, at the worst and at the best completion."""
    grades = []
    for fact in MACHINES:
        others = [answers[other] for other in MACHINES if other != fact]
        rate = possible_rate([answers[fact]], answers["equipment_total"], others, "1", "1000000")
        grades.append(tuple(_grade(fact, end) for end in rate))
    grades.append(_key_processes(answers))
    for fact in YES_NO:
        grades.append((0, 2) if answers[fact] is None else (2, 2) if answers[fact] == "yes" else (0, 0))
    return grades


def points(grades: list[int]) -> Fraction:
    """Half of 12.5 points for grade 1, all for grade 2."""
    return sum((Fraction("6.25") * grade for grade in grades), Fraction(0))


def level(grades: list[int]) -> int:
    """Six at grade 2; or four, or two, at grade 1."""
    if sum(grade >= 2 for grade in grades) >= 6:
        return 3
    reached = sum(grade >= 1 for grade in grades)
    return 2 if reached >= 4 else 1 if reached >= 2 else 0


def _grade(line: str, rate: Fraction) -> int:
    half, full = (Fraction(edge) / 100 for edge in LINES[line])
    return 2 if rate >= full else 1 if rate >= half else 0


def _key_processes(answers: dict) -> tuple[int, int]:
    """By the way of producing: which of the two counts is asked; none of them without production."""
    mode = answers["production_mode"]
    modes = [mode] if mode else ["discrete", "process", "mixed", "no_production"]
    ends = []
    for possible in modes:
        if possible == "no_production":
            ends.append((0, 0))
            continue
        asked = {"discrete": ["nc"], "process": ["process_control"], "mixed": ["nc", "process_control"]}[possible]
        parts = [answers[f"key_processes_{kind}"] for kind in asked]
        rate = possible_rate(parts, answers["key_processes_total"], [], "1", "10000")
        ends.append(tuple(_grade("key_processes", end) for end in rate))
    return min(low for low, _ in ends), max(high for _, high in ends)
