"""The same firm before and after: what other rules made of its old answers, and what its new answers made of that."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from assessment.advisory.advisor import Advisor
from assessment.advisory.what_if import BeforeAfter, standings_of
from assessment.answers import UNANSWERED, Answer, AnswerTable, answer_text
from assessment.documents import Identifier, Strict
from assessment.language import Label, label
from assessment.scoring import Framework

_NOTHING = label("没有回答", "no answer")


class ChangedAnswer(Strict):
    """A fact that was answered otherwise."""

    fact: Identifier
    label: Label
    before: Label
    after: Label


class FirmChange(Strict):
    """One framework, two days: ``by_rules`` is the old answers under the rules of then and of now, ``by_answers`` the
    old and the new answers under the rules of now. The whole change is the one and then the other.

    ``rules`` are the editions of then and of now. ``unread`` are old answers that the questions of now do not take.
    """

    framework: str
    title: Label
    rules: tuple[str, str]
    by_rules: BeforeAfter
    by_answers: BeforeAfter
    answers: tuple[ChangedAnswer, ...]
    unread: tuple[str, ...] = ()

    @property
    def other_rules(self) -> bool:
        """Did the rules change in between?"""
        return self.rules[0] != self.rules[1]


def change(
    advisor: Advisor,
    then: tuple[datetime.date, Mapping[str, Answer]],
    now: tuple[datetime.date, Mapping[str, Answer]],
) -> list[FirmChange]:
    """What changed between two days under every framework that was in force on both, the main one first."""
    (old_day, old), (new_day, new) = then, now
    (before, unread), (after, _) = _table(advisor, old), _table(advisor, new)
    old_rules, new_rules = advisor.frameworks_on(old_day), advisor.frameworks_on(new_day)
    both = [name for name in new_rules if name in old_rules]
    first = standings_of(advisor, [old_rules[name] for name in both], before)
    replayed = standings_of(advisor, [new_rules[name] for name in both], before)
    last = standings_of(advisor, [new_rules[name] for name in both], after)
    return [
        FirmChange(
            framework=name,
            title=new_rules[name].spec.short_title,
            rules=(old_rules[name].spec.version, new_rules[name].spec.version),
            by_rules=BeforeAfter(before=one, after=two),
            by_answers=BeforeAfter(before=two, after=three),
            answers=_answers(advisor, new_rules[name], before, after),
            unread=unread,
        )
        for name, one, two, three in zip(both, first, replayed, last, strict=True)
    ]


def _table(advisor: Advisor, answers: Mapping[str, Answer]) -> tuple[AnswerTable, tuple[str, ...]]:
    record = {name: answer.plain() for name, answer in answers.items()}
    table, faults = AnswerTable.from_records(advisor.bank, [record], ["firm"])
    return table, tuple(sorted({fault.fact for fault in faults}))


def _answers(
    advisor: Advisor, framework: Framework, before: AnswerTable, after: AnswerTable
) -> tuple[ChangedAnswer, ...]:
    found = []
    for fact_id in framework.facts:
        old, new = before.answer(0, fact_id), after.answer(0, fact_id)
        if old != new:
            fact = advisor.bank.facts[fact_id]
            told = [_NOTHING if one == UNANSWERED else answer_text(fact, one) for one in (old, new)]
            found.append(ChangedAnswer(fact=fact_id, label=fact.label, before=told[0], after=told[1]))
    return tuple(found)
