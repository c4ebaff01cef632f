"""The 2024 national rule written a second time, naively and on its own, from the published tables.

It shares nothing with the package but the names of facts and options; thousands of random firms must agree.
"""

from fractions import Fraction

from tests.scoring.independent_rates import possible_rate

SINGLES = {
    "information_service_coverage": {
        "none": "0",
        "one": "2.5",
        "two_or_more": "5",
        "over_80_percent": "7.5",
        "all": "10",
    },
    "transformation_progress": {
        "none": "0",
        "informed": "1.5",
        "planned": "3",
        "started": "4.5",
        "changed": "6",
        "peer_exchange": "7.5",
    },
    "energy_change": ("0", "3.5", "7"),
    "quality_change": ("0", "3.5", "7"),
    "revenue_per_head_change": ("0", "1.5", "3"),
    "cost_ratio_change": ("0", "1.5", "3"),
}
MULTIS = {
    "network": ("2", 4),
    "network_security": ("1.25", 4),
    "data_security": ("1.25", 4),
    "management_mechanisms": ("1.875", 4),
    "digital_talent": ("1.5", 5),
}
RATES = {
    ("equipment_digital", "equipment_total"): ("0", "1.5", "3", "4.5", "6"),
    ("equipment_connected", "equipment_total"): ("0", "1.5", "3", "4.5", "6"),
    ("digital_investment_average", "revenue_average"): ("0", "1.875", "3.75", "5.625", "7.5"),
}
SCENES = [
    "product_design", "process_design", "marketing", "after_sales", "planning_scheduling", "production_control",
    "quality", "equipment", "work_safety", "energy", "procurement", "warehouse_logistics", "finance",
    "human_resources", "collaboration", "decision_support",
]  # fmt: skip
STARRED = {
    "product_design", "marketing", "production_control", "quality", "equipment", "work_safety", "energy",
    "procurement", "warehouse_logistics", "finance",
}  # fmt: skip
LEVELS = [(4, 80, 10, 6), (3, 60, 8, 5), (2, 40, 6, 3), (1, 20, 6, 3)]


def band(rate: Fraction, worths: tuple[str, ...]) -> Fraction:
    """Upper edges 10, 20, 40, 60 per cent belong to the lower band."""
    for edge, worth in zip((10, 20, 40, 60), worths, strict=False):
        if rate <= Fraction(edge, 100):
            return Fraction(worth)
    return Fraction(worths[-1])


def official_points(answers: dict, options: dict[str, list[str]]) -> Fraction:
    """Points of one complete firm; ``options`` gives option ids from worst to best for the change questions."""
    points = Fraction(0)
    for fact, worths in SINGLES.items():
        points += Fraction(
            worths[answers[fact]] if isinstance(worths, dict) else worths[options[fact].index(answers[fact])]
        )
    for fact, (worth, _) in MULTIS.items():
        points += Fraction(worth) * len([o for o in answers[fact] if o != "none"])
    for step in answers["automatic_data_collection"]:
        points += Fraction({"none": "0", "human_resources": "0.9"}.get(step, "0.7"))
    for (part, whole), worths in RATES.items():
        points += band(Fraction(str(answers[part])) / Fraction(str(answers[whole])), worths)
    return points


def official_level(answers: dict, points: Fraction) -> int:
    """The highest level whose points and scenes both hold; 0 for none."""
    for level, least, scenes, starred in LEVELS:
        reached = [s for s in SCENES if int(answers[f"scene_{s}"][1]) >= level]
        if points >= least and len(reached) >= scenes and len(STARRED & set(reached)) >= starred:
            return level
    return 0


def official_ends(answers: dict, options: dict[str, list[str]]) -> tuple[tuple[Fraction, Fraction], tuple[int, int]]:
    """Points and level at the worst and at the best completion; a missing answer is ``None``."""
    worst, best = dict(answers), dict(answers)
    for fact, worths in SINGLES.items():
        if answers[fact] is None:
            order = list(worths) if isinstance(worths, dict) else options[fact]
            worst[fact], best[fact] = order[0], order[-1]
    for fact in (*MULTIS, "automatic_data_collection"):
        if answers[fact] is None:
            worst[fact], best[fact] = ["none"], [option for option in options[fact] if option != "none"]
    for scene in SCENES:
        if answers[f"scene_{scene}"] is None:
            worst[f"scene_{scene}"], best[f"scene_{scene}"] = "l0", "l4"
    machines = ["equipment_digital", "equipment_connected"]
    for part, whole in RATES:
        siblings = [answers[m] for m in machines if m != part] if part in machines else []
        smallest, largest = ("1", "1000000") if part in machines else ("0.01", "10000000")
        # Each rate stands on its own, so any figures that give the right rate will do.
        low, high = possible_rate([answers[part]], answers[whole], siblings, smallest, largest)
        worst[part, whole], best[part, whole] = low, high
    found = [_points_with_rates(firm, options) for firm in (worst, best)]
    levels = [official_level(firm, points) for firm, points in zip((worst, best), found, strict=True)]
    return (found[0], found[1]), (levels[0], levels[1])


def _points_with_rates(answers: dict, options: dict[str, list[str]]) -> Fraction:
    """Points of a firm whose rates are already reasoned out."""
    without = answers | {fact: 0 for part, whole in RATES for fact in (part, whole)} | {w: 1 for _, w in RATES}
    return official_points(without, options) + sum(
        (band(answers[key], worths) for key, worths in RATES.items()), Fraction(0)
    )
