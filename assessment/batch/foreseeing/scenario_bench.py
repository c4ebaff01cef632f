"""Firms tried under scenarios: what each does to each firm, from ways that scenarios share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from assessment.batch.engines import Engine
from assessment.batch.foreseeing.foreseen import Progress, cents, sizes_of
from assessment.batch.foreseeing.membership import FirmGroups
from assessment.batch.foreseeing.spreading import WaysUp, spread
from assessment.batch.scored import Batch
from assessment.content.drafts import drafted, place_in
from assessment.content.measures import Category, MeasureBook
from assessment.foresight import Outcome, Policy, Scenario, Ways, joined_ways, means_of, movers_of, tried
from assessment.language import Label, label
from assessment.planning import SharePaid
from assessment.problems import refuse
from assessment.scoring import Framework, score

DOES: tuple[Label, ...] = (
    label("已在这一级", "stands there"),
    label("没有补助也会升级", "would move anyway"),
    label("补助带动升级", "moves because of it"),
    label("差钱", "misses it for money"),
    label("不在申请范围", "may not apply"),
    label("钱已用完", "the sum is used up"),
    label("没有走得通的办法", "no known way"),
    label("没算出来", "not proven"),
)
STANDS, ANYWAY, GAINED, MISSED, NOT_ASKED, LATE, NO_WAY, UNPROVEN = range(len(DOES))


@dataclass(frozen=True)
class TriedFirms:
    """What one scenario does, by firm: which of ``DOES``, what it is paid and what it lacks (hundredths of 万元)."""

    does: NDArray[np.int64]
    paid: NDArray[np.int64]
    short: NDArray[np.int64]


def framework_of(main: Framework, scenario: Scenario) -> Framework:
    """The edition by which a scenario judges: the main one, or its draft.

    Raises ``InputRefused`` for a draft that is faulty, that no firm can meet, or that lacks the level.
    """
    if not scenario.draft:
        return main
    spec = drafted(main.spec, scenario.draft, scenario.name)
    made = Framework(spec, main.bank, place_in(scenario.name))
    if scenario.level not in [one.level for one in made.levels]:
        raise refuse(
            scenario.name,
            label("草案里没有这一级", "the draft has no such level"),
            label("请改 level，或把这一级写进草案。", "Change 'level', or put it into the draft."),
            scenario.level,
        )
    return made


class ScenarioBench:
    """The firms with the ways that scenarios share: one plan for each framework and price, whatever the subsidy."""

    def __init__(self, batch: Batch, scenarios: Sequence[Scenario], progress: Progress | None, engine: Engine | None):
        self.batch, self.progress, self.engine = batch, progress, engine
        self.sizes = sizes_of(batch)
        self.frameworks = {one.name: self._framework(one) for one in scenarios}
        self.books = {one.name: self._book(one) for one in scenarios}
        self.shares = {one.name: self._policy(one).paid for one in scenarios}
        self._known: dict[tuple[int, str, SharePaid | None], Ways] = {}
        self._tasks = {self._key(one, paid) for one in scenarios for paid in (None, self._paid(one))}

    def _framework(self, scenario: Scenario) -> Framework:
        return framework_of(self.batch.reading.main, scenario)

    def _book(self, scenario: Scenario) -> MeasureBook:
        book = self.batch.reading.advisor.measures
        for measure in scenario.prices:
            if measure not in book.measures:
                raise refuse(
                    scenario.name,
                    label("价格写的不是一项措施", "a price is given for what is no measure"),
                    label("请用措施清单里的 id。", "Use an id of the list of measures."),
                    measure,
                )
        return book.at_prices(scenario.prices) if scenario.prices else book

    def _policy(self, scenario: Scenario) -> Policy:
        table = self.batch.table
        may_apply, groups = np.ones(len(table), bool), FirmGroups(self.batch)
        for fact in {text.partition("=")[0] for text in scenario.only}:
            ways = [groups.members(text) for text in scenario.only if text.partition("=")[0] == fact]
            may_apply &= np.any(ways, axis=0)
        cap = None if scenario.cap is None else cents(scenario.cap)
        budget = None if scenario.budget is None else cents(scenario.budget)
        return Policy(scenario.percent, cap, budget, may_apply, self._paid_for(scenario))

    def _paid_for(self, scenario: Scenario) -> frozenset[str] | None:
        if not scenario.pays_for:
            return None
        measures = self.batch.reading.advisor.measures.measures
        categories = get_args(Category)
        for name in scenario.pays_for:
            if name not in measures and name not in categories:
                raise refuse(
                    scenario.name,
                    label("补助的对象不是一项措施，也不是一个类别", "what is paid for is no measure and no category"),
                    label("类别可以选：{known}。", "Categories to choose from: {known}.").fill(
                        known="、".join(categories)
                    ),
                    name,
                )
        return frozenset(one.id for one in measures.values() if {one.id, str(one.category)} & set(scenario.pays_for))

    def _paid(self, scenario: Scenario) -> SharePaid | None:
        """What changes the firms' ways: None where support leaves the cheapest the cheapest."""
        share = self.shares[scenario.name]
        return None if share.changes_no_mind else share

    def _key(self, scenario: Scenario, paid: SharePaid | None) -> tuple[int, str, SharePaid | None]:
        return id(self.frameworks[scenario.name]), self.books[scenario.name].version, paid

    def _ways(self, scenario: Scenario, paid: SharePaid | None) -> Ways:
        key = self._key(scenario, paid)
        if key not in self._known:
            before, every = len(self._known), len(self._tasks)

            def on(done: int, firms: int) -> None:
                if self.progress is not None:
                    self.progress(before * firms + done, every * firms)

            work = WaysUp(self.frameworks[scenario.name], self.books[scenario.name], scenario.level, paid)
            self._known[key] = joined_ways(list(spread(work, self.batch.table, self.sizes, self.engine, on)))
        return self._known[key]

    def tried(self, scenario: Scenario) -> TriedFirms:
        """What a scenario does to every firm."""
        table, framework, policy = self.batch.table, self.frameworks[scenario.name], self._policy(scenario)
        reading = self.batch.reading
        scores = reading.scores[framework.spec.id] if framework is reading.main else None
        scores = scores or score(framework, table, reading.knowledge)
        ways, supported = self._ways(scenario, None), self._ways(scenario, self._paid(scenario))
        rank = np.arange(len(table))
        if scenario.merit:
            cost = np.full(len(table), np.iinfo(np.int64).max)
            cost[ways.firm] = ways.likely
            rank = np.argsort(np.argsort(cost, kind="stable"), kind="stable")
        rows, movers = movers_of(ways, supported, scenario.level, means_of(table, scenario.years), rank)
        below = scores.level_low < scenario.level
        if scenario.draft and not len(rows) and below.all():
            raise refuse(
                scenario.name,
                label("按这份草案，没有一家企业到得了这一级", "under this draft no firm reaches the level"),
                label("清单里的措施都做了也不够；请放宽要求。", "All known measures do not suffice; ask for less."),
                scenario.level,
            )
        outcome = tried(
            Policy(policy.percent, policy.cap, policy.budget, policy.may_apply[rows], policy.measures), movers
        )
        return _by_firm(rows, outcome, policy, below, (ways.unproven, supported.unproven))


def _by_firm(
    rows: NDArray[np.int64],
    outcome: Outcome,
    policy: Policy,
    below: NDArray[np.bool_],
    unproven: tuple[NDArray[np.int64], ...],
) -> TriedFirms:
    does = np.full(len(below), NO_WAY)
    does[np.concatenate(unproven)] = UNPROVEN
    does[rows] = np.select(
        [outcome.anyway, outcome.moved, ~policy.may_apply[rows], outcome.late],
        [ANYWAY, GAINED, NOT_ASKED, LATE],
        MISSED,
    )
    does[~below] = STANDS
    paid, short = np.zeros(len(below), np.int64), np.zeros(len(below), np.int64)
    paid[rows], short[rows] = outcome.paid, outcome.short
    return TriedFirms(does, paid, np.where(does == MISSED, short, 0))
