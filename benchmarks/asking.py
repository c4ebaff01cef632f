"""How fast the result narrows, question by question: the computed order of asking beside the order of the files.

``python -m benchmarks.asking`` prints the table of docs/asking.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment import settings
from assessment.advisory import Advisor, default_advisor
from assessment.answers import AnswerTable
from assessment.answers.firm_file import load_firm
from assessment.asking.order import openness, order_of_asking
from assessment.content.crosswalk import Crosswalk
from assessment.knowledge import CarriedKnowledge
from assessment.scoring import Framework
from tests.random_firms import random_record

FIRMS = 500
SEED = 7
PROFILE = "profile"
SETS = (
    ("miit", "jiangxi-key-indicators"),
    ("miit",),
    ("jiangxi-key-indicators",),
    ("eu-dma",),
    ("eurostat-dii-v3",),
    ("miit", "eu-dma"),
    ("miit", "eu-dma", "eurostat-dii-v3", "jiangxi-key-indicators"),
)


@dataclass(frozen=True)
class Walk:
    """Firms that answer the facts ``order`` one after the other; random ones unless ``given`` holds some."""

    frameworks: Sequence[Framework]
    order: Sequence[str]
    crosswalk: Crosswalk
    firms: int = FIRMS
    seed: int = SEED
    given: AnswerTable | None = None

    def answers(self) -> AnswerTable:
        """What the firms will have answered in the end."""
        if self.given is not None:
            return self.given
        bank, generator = self.frameworks[0].bank, np.random.default_rng(self.seed)
        facts = tuple(fact for fact in bank.facts if fact in set(self.order))
        table, faults = AnswerTable.from_records(
            bank, [random_record(bank, facts, generator) for _ in range(self.firms)]
        )
        assert not faults
        return table


@dataclass(frozen=True)
class Narrowing:
    """``left`` is what is open after 0, 1, ... questions (mean over the firms; 1 = all); profile questions not counted.

    ``mean`` is its mean over the questions asked: the lower, the sooner one knows.
    """

    left: NDArray[np.float64]
    mean: float

    def until(self, share: float) -> int:
        """After how many questions no more than a share is open."""
        return int(np.argmax(self.left <= share + 1e-12))


def openness_on_the_way(walk: Walk) -> Narrowing:
    """Answer question after question; one that does not apply or follows from others is not asked and costs nothing."""
    answers, n = walk.answers(), len(walk.answers())
    bank = answers.bank
    given = {fact: answers.columns[fact] for fact in walk.order if _begins(bank.topic_of[fact], fact, answers)}
    most = len(walk.order) + 1
    left = np.full((n, most), np.nan)
    asked = np.zeros(n, int)
    for fact in [None, *(f for f in walk.order if bank.topic_of[f] != PROFILE)]:
        if fact is not None:
            table = AnswerTable(bank, answers.ids, given)
            known = CarriedKnowledge(table, walk.crosswalk)
            asked += known.visible(fact)[1] & ~known.settled(fact)
            if fact in answers.columns:
                given = given | {fact: answers.columns[fact]}
        table = AnswerTable(bank, answers.ids, given)
        left[np.arange(n), asked] = openness(walk.frameworks, table, CarriedKnowledge(table, walk.crosswalk))
    for at in range(1, most):
        left[:, at] = np.where(np.isnan(left[:, at]), left[:, at - 1], left[:, at])
    mean = np.mean([left[i, :count].mean() for i, count in enumerate(asked) if count])
    return Narrowing(left.mean(axis=0), float(mean))


def _begins(topic: str, fact: str, answers: AnswerTable) -> bool:
    return topic == PROFILE and fact in answers.columns


def samples(advisor: Advisor) -> AnswerTable:
    """The sample firms, which are asked about the national and the provincial indicators."""
    files = sorted((advisor.root / "seeds" / "firms").glob("*.yaml"))
    records = [load_firm(file, advisor.bank)[1].record(0) for file in files]
    return AnswerTable.from_records(advisor.bank, records)[0]


def rows(advisor: Advisor) -> Iterator[list[str]]:
    """The rows of the table."""
    in_force = advisor.frameworks_on(settings.today())
    for number, names in enumerate((SETS[0], *SETS)):
        frameworks = [in_force[name] for name in names]
        facts = [fact for fact in advisor.facts_to_fill(frameworks) if not _optional(advisor, fact)]
        order = order_of_asking(frameworks, facts, advisor.crosswalk, first=(PROFILE,))
        given = samples(advisor) if number == 0 else None
        before, after = (
            openness_on_the_way(Walk(frameworks, one, advisor.crosswalk, given=given)) for one in (facts, order)
        )
        yield [
            " + ".join(names),
            f"{len(given)} samples" if given else f"{FIRMS} random",
            f"{before.mean:.3f}",
            f"{after.mean:.3f}",
            f"{before.until(0.5)}",
            f"{after.until(0.5)}",
            f"{before.until(0.25)}",
            f"{after.until(0.25)}",
        ]


def _optional(advisor: Advisor, fact: str) -> bool:
    return advisor.bank.topics[advisor.bank.topic_of[fact]].optional


def main() -> None:
    """Print the table."""
    head = (
        "frameworks",
        "firms",
        "open, files",
        "open, computed",
        "to 1/2, files",
        "computed",
        "to 1/4, files",
        "computed",
    )
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for row in rows(default_advisor()):
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
