"""How long it takes to place steps within a firm's hands, how many are proven shortest, and the gap of the rest."""

from __future__ import annotations

import random
import statistics
import time

from assessment.solver import Job, Shared, shortest

SIZES, ROUNDS, SEED = (8, 12, 20), 8, 20261123
WEEKS = (2, 3, 4, 6, 8, 10, 12, 16, 20)
DAYS = (3, 4, 5, 6, 10, 12, 15, 20, 25, 30, 40)
HANDS = (500, 1000, 2000, 4000)
"""In thousandths of a person-day a week, as a schedule counts them."""


def tables() -> str:
    """The table for the documents."""
    lines = [
        "| 步数 / steps | 例数 / rosters | 中位 / median s | 最长 / longest s | 已证明 / proven "
        "| 最大差距 / widest gap |",
        "|---:|---:|---:|---:|---:|---:|",
    ]
    shortest(jobs(random.Random(0), 2, 500), Shared(500))  # what the library takes to be loaded is not counted
    for size in SIZES:
        rng, times, gaps = random.Random(SEED + size), [], []
        for hands in HANDS * (ROUNDS // len(HANDS)):
            made = jobs(rng, size, hands)
            began = time.process_time()
            found = shortest(made, Shared(hands))
            times.append(time.process_time() - began)
            assert found is not None
            gaps.append((found.length - found.bound) / found.length)
        median, proven = statistics.median(times), sum(gap == 0 for gap in gaps)
        lines.append(f"| {size} | {len(times)} | {median:.2f} | {max(times):.2f} | {proven} | {max(gaps):.1%} |")
    return "\n".join(lines)


def jobs(rng: random.Random, size: int, hands: int) -> list[Job]:
    """Random steps like those of the measures, each waiting for up to two before it."""
    made = []
    for at in range(size):
        work = 1000 * rng.choice(DAYS)
        weeks = max(rng.choice(WEEKS), -(-work // hands))
        after = tuple(sorted(rng.sample(range(at), rng.choice([0, 0, 0, 1, 2])))) if at > 2 else ()
        made.append(Job(weeks, -(-work // weeks), after))
    return made
