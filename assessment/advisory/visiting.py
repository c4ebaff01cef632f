"""What a firm reported beside what was verified on site, and what that does to points and level: scored both ways."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from assessment.advisory.advisor import Advisor
from assessment.advisory.advisory import MAIN_FRAMEWORK
from assessment.advisory.visit import CheckedAnswer, Visit, VisitStanding
from assessment.answers import UNANSWERED, Answer, AnswerTable, answer_text
from assessment.knowledge import CarriedKnowledge
from assessment.scoring import Framework, Scores, level_range, score


@dataclass(frozen=True)
class Seen:
    """An answer verified on site: what was seen, by whom and when."""

    answer: Answer
    by: str
    at: datetime.datetime


def visit_of(
    advisor: Advisor,
    reported: Mapping[str, Answer],
    seen: Mapping[str, Seen],
    on: datetime.date,
    day: datetime.date | None = None,
) -> Visit | None:
    """The visit that verified these answers; None where nothing was verified and no day of a visit is known.

    Every verified answer that differs is taken back by itself, so that what it alone does is known; together they may
    do more or less than their sum.
    """
    facts = [fact for fact in advisor.bank.facts if fact in seen]
    if not facts and day is None:
        return None
    whole = {**reported, **{fact: seen[fact].answer for fact in facts}}
    differing = [fact for fact in facts if reported.get(fact, UNANSWERED) != seen[fact].answer]
    rows = [dict(reported), whole, *({**whole, fact: reported.get(fact, UNANSWERED)} for fact in differing)]
    table = AnswerTable.from_answers(advisor.bank, rows)
    framework = advisor.frameworks_on(on)[MAIN_FRAMEWORK]
    scores = score(framework, table, CarriedKnowledge(table, advisor.crosswalk))
    standings = [_standing(framework, scores, row) for row in range(len(rows))]
    without = dict(zip(differing, standings[2:], strict=True))
    return Visit(
        day=day,
        checked=tuple(
            CheckedAnswer(
                fact=fact,
                label=advisor.bank.facts[fact].label,
                reported=answer_text(advisor.bank.facts[fact], reported.get(fact, UNANSWERED)),
                verified=answer_text(advisor.bank.facts[fact], seen[fact].answer),
                by=seen[fact].by,
                at=seen[fact].at,
                as_reported=without.get(fact),
            )
            for fact in facts
        ),
        reported=standings[0],
        verified=standings[1],
    )


def _standing(framework: Framework, scores: Scores, row: int) -> VisitStanding:
    low, high = scores.exact(row)
    levels = int(scores.level_low[row]), int(scores.level_high[row])
    return VisitStanding(
        points_low=float(low),
        points_high=float(high),
        level_low=levels[0],
        level_high=levels[1],
        level_name=level_range(framework, *levels),
    )
