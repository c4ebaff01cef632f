"""A table of answers read once, and the complete advisory of any firm of it."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Sequence

from assessment import __version__
from assessment.advisory.adjusting import Adjustment
from assessment.advisory.advisor import PROFILE, Advisor
from assessment.advisory.advisory import (
    MAIN_FRAMEWORK,
    Advisory,
    FirmProfile,
    NextQuestion,
    OpenTopic,
    ProfileEntry,
    RefusedAnswer,
    Versions,
)
from assessment.advisory.bearing import NOT_PROVEN as BEARING_NOT_PROVEN
from assessment.advisory.bearing import Bearing, bearing
from assessment.advisory.free_first import free_first
from assessment.advisory.notes import nobody_listed
from assessment.advisory.replies import limits_with
from assessment.advisory.same_trade import same_trade
from assessment.advisory.way_up import WayUp, planning_size
from assessment.answers import AnswerTable, State, answer_text, refusal_text
from assessment.archetypes import (
    NO_MODEL,
    Placements,
    feature_table,
    place,
    untrained,
)
from assessment.asking import values_of_asking
from assessment.barriers import arranged, diagnose, tell
from assessment.benchmarks import EuPosition, compare, eu_position
from assessment.content.facts import ChoiceFact, Fact
from assessment.knowledge import (
    CarriedKnowledge,
    FirmSize,
    SizeClasses,
    StillOpen,
    carried_over,
    classify,
    contradictions,
)
from assessment.language import Label, label
from assessment.peers import Cleared, Peers, PeerStanding, RealFirms
from assessment.planning import (
    NEXT_LEVEL,
    Aim,
    Plan,
)
from assessment.programmes import ProgrammeMatch, match_programmes, support_of
from assessment.providers import Client, Exposure, Shortlist, match, needs_of_plan, without_names
from assessment.scoring import FrameworkResult, Scores, explain, score
from assessment.settings import peer_floor
from assessment.solver import NotSolved

EU_FRAMEWORK = "eurostat-dii-v3"


class Reading:
    """A table of n firms read once: scores under every framework in force, comparisons, sizes, archetypes."""

    def __init__(self, advisor: Advisor, table: AnswerTable, on: datetime.date, real: RealFirms | None):
        self.advisor, self.table, self.on = advisor, table, on
        self.knowledge = CarriedKnowledge(table, advisor.crosswalk)
        self.still_open = StillOpen(self.knowledge)
        self.main = advisor.main_on(on)
        self.frameworks = advisor.frameworks_on(on)
        self.scores: dict[str, Scores] = {
            name: score(framework, table, self.knowledge) for name, framework in self.frameworks.items()
        }
        self.sizes: SizeClasses = classify(table, advisor.size_rules, self.knowledge)
        self.comparisons = compare(table, advisor.benchmarks, on, self.knowledge)
        # An edition may be in force before anybody has trained types or made a reference for it.
        model = advisor.archetypes.get(self.main.key)
        reference = advisor.references.get(self.main.key)
        self.placements: Placements | None = None
        if model is not None:
            features = feature_table(model.spec, table, self.scores[MAIN_FRAMEWORK], self.knowledge)
            self.placements = place(model, features)
        self.peers = None if reference is None else Peers.of(reference, self.main, peer_floor(), real, on)

    def advisory(
        self,
        row: int,
        exposure: Exposure | None = None,
        aim: Aim = NEXT_LEVEL,
        choices: bool = False,
        adjustments: Sequence[Adjustment] = (),
        verified: Collection[str] = (),
        example: bool = False,
    ) -> Advisory:
        """Everything one firm is told; ``aim`` is what its plan is for, ``adjustments`` what a consultant changes of
        it, ``verified`` the answers seen on site.

        With ``choices`` also what may be chosen instead of the plan, and the weight of every answer for the level; that
        takes several times as long as all else. With them, or with ``example`` alone, also how a modelled firm of its
        trade went up.
        """
        carried = carried_over(self.knowledge, row)
        results = tuple(explain(scores, self.still_open, row, carried) for scores in self.scores.values())
        size = self.sizes.of(row)
        questions = tuple(self._next_questions(row))
        main = next(result for result in results if result.framework == MAIN_FRAMEWORK)
        way = WayUp(self.advisor, self.main, self.table, row, size, self.on)
        aim = way.still_meant(aim)
        limits = limits_with(aim.limits, aim.replies, self.advisor.measures.measures)
        plan, note = way.plan(aim.level, limits, main, questions)
        replies = way.replies(aim, plan)
        adjusted = None
        if plan is not None and plan.steps and adjustments:
            plan, adjusted, note = way.adjusted(plan, adjustments)
        barriers = diagnose(self.table, row, self.advisor.barriers)
        telling = None
        if plan is not None:  # told in an order that fits; steps, cost and proof stay the same
            telling = tell(plan, barriers, self.advisor.barriers, self.advisor.measures.measures)
            plan = arranged(plan, telling)
        found_relief, relief_note = way.relief(aim.troubles, limits, main, plan)
        programmes = self._programmes(row, plan)
        shortlist = self._shortlist(row, plan, size, exposure)
        others, others_note = way.choices(plan, adjusted) if choices else (None, None)
        trade, trade_note = (
            same_trade(
                self.advisor.trade_firms,
                self.main,
                self.advisor.measures,
                self.advisor.hands,
                self._option(row, "chain"),
                size,
                main.level_low,
                self.on,
            )
            if (choices or example) and main.enough_known
            else (None, None)
        )
        topics = tuple(self._open_topics(main))
        hangs_on, hangs_on_note = self._bearing(row, verified, weights=choices)
        return Advisory(
            on=self.on,
            firm=self._profile(row, size),
            answers=self.table.record(row),
            verified=tuple(sorted(verified)),
            frameworks=results,
            comparisons=self.comparisons[row],
            eu_position=self._eu_position(row),
            peers=self._peers(row, size),
            archetype=untrained(self.main.key) if self.placements is None else self.placements.of(row),
            plan=plan,
            plan_note=note,
            adjusted=adjusted,
            replies=replies,
            relief=found_relief,
            relief_note=relief_note,
            choices=others,
            choices_note=others_note,
            same_trade=trade,
            same_trade_note=trade_note,
            shortlist=shortlist,
            shortlist_note=None
            if shortlist is not None
            else nobody_listed(plan, at_the_top=main.level_low == main.levels[-1].level),
            centre=self.advisor.centres.of(self._option(row, "city")),
            programmes=programmes,
            barriers=barriers,
            telling=telling,
            support=support_of(plan, programmes) if plan is not None else (),
            next_questions=questions,
            open_topics=topics,
            free_first=free_first(main, topics, plan, programmes),
            refused=tuple(self._refused(row)),
            carried=carried,
            contradictions=contradictions(self.knowledge, row),
            bearing=hangs_on,
            bearing_note=hangs_on_note,
            versions=self._versions(),
        )

    def _peers(self, row: int, size: FirmSize) -> tuple[Cleared[PeerStanding], ...]:
        if self.peers is None:
            return ()
        return self.peers.standings(self.scores[MAIN_FRAMEWORK], row, self._cell(row, size))

    def _profile(self, row: int, size: FirmSize) -> FirmProfile:
        facts = self.advisor.bank.facts
        answers = {fact: self.table.answer(row, fact) for fact in PROFILE}
        name = self.table.answer(row, "firm_name")
        return FirmProfile(
            name=str(name.value) if name.state is State.ANSWERED else self.table.ids[row],
            profile=tuple(
                ProfileEntry(fact=fact, label=facts[fact].label, text=answer_text(facts[fact], answer))
                for fact, answer in answers.items()
                if answer.state is not State.UNANSWERED
            ),
            size=size,
            city=self._option(row, "city"),
            chain=self._option(row, "chain"),
        )

    def _cell(self, row: int, size: FirmSize) -> dict[str, str | None]:
        return {"size": size.size_class, "chain": self._option(row, "chain"), "city": self._option(row, "city")}

    def _option(self, row: int, fact_id: str) -> str | None:
        answer = self.table.answer(row, fact_id)
        return str(answer.value) if answer.state is State.ANSWERED else None

    def _bearing(self, row: int, verified: Collection[str], weights: bool) -> tuple[Bearing | None, Label | None]:
        """What the level hangs on, or why that cannot be told; neither where there is no level."""
        try:
            return bearing(self.scores[MAIN_FRAMEWORK], row, verified, weights), None
        except NotSolved:
            return None, BEARING_NOT_PROVEN

    def _shortlist(self, row: int, plan: Plan | None, size: FirmSize, exposure: Exposure | None) -> Shortlist | None:
        if plan is None or not plan.steps:
            return None
        needs = needs_of_plan(plan)
        if not needs:
            return None
        client = Client(self.table.ids[row], self._option(row, "city"), self._option(row, "chain"), planning_size(size))
        found = match(needs, client, self.advisor.pool, exposure, on=self.on)
        # A sample is never shown to a real firm as if it were help; a made-up firm may see how it would look.
        return found if not found.sample or self._profile(row, size).sample else without_names(found)

    def _programmes(self, row: int, plan: Plan | None) -> tuple[ProgrammeMatch, ...]:
        levels = {
            name: (int(scores.level_low[row]), int(scores.level_high[row])) for name, scores in self.scores.items()
        }
        planned = {MAIN_FRAMEWORK: plan.level_after} if plan is not None else {}
        return match_programmes(self.table, row, self.advisor.programmes, levels, planned, self.on, self.sizes)

    def _eu_position(self, row: int) -> EuPosition | None:
        """Among EU firms of its size, once the firm's class in the EU index is certain."""
        scores = self.scores.get(EU_FRAMEWORK)
        employees = self.table.answer(row, "employees").value
        if scores is None or not isinstance(employees, float) or scores.level_low[row] != scores.level_high[row]:
            return None
        benchmarks = self.advisor.benchmarks
        level = int(scores.level_low[row])
        return (
            eu_position(benchmarks.intensity.classes[level - 1].id, employees, benchmarks, self.on) if level else None
        )

    def _next_questions(self, row: int) -> Iterator[NextQuestion]:
        for name, framework in self.frameworks.items():
            for value in values_of_asking([framework], self.table, row, self.advisor.crosswalk)[:3]:
                yield NextQuestion(
                    framework=name,
                    fact=value.fact,
                    ask=self.advisor.bank.facts[value.fact].ask,
                    narrowing=value.narrowing,
                    level_narrowing=value.level_narrowing,
                    gap=value.gap,
                )

    def _open_topics(self, result: FrameworkResult) -> Iterator[OpenTopic]:
        """Where the open questions of a result stand, in the order of asking."""
        bank = self.advisor.bank
        wanted = self._next_options(result)
        by_topic: dict[str, list[str]] = {}
        for question in result.open_answers.to_answer:
            by_topic.setdefault(bank.topic_of[question.fact], []).append(question.fact)
        for name, topic in bank.topics.items():
            if name in by_topic:
                papers = dict.fromkeys(
                    paper
                    for question in by_topic[name]
                    for paper in _papers(bank.facts[question], wanted.get(question, ()))
                )
                yield OpenTopic(
                    topic=name,
                    title=topic.title,
                    kept_by=topic.kept_by,
                    questions=len(by_topic[name]),
                    papers=tuple(papers),
                )

    def _next_options(self, result: FrameworkResult) -> dict[str, list[str]]:
        """Of each fact the options with which it counts for the level above the one that is certain."""
        spec = self.frameworks[result.framework].spec
        above = next((level for level in spec.levels if level.level > result.level_low), None)
        grades = {need.grade for need in above.requires if need.grade} if above is not None else set()
        return {
            item.fact: [option for option, worth in item.options.items() if worth.grade in grades]
            for item in spec.items
            if item.kind == "choice"
        }

    def _refused(self, row: int) -> Iterator[RefusedAnswer]:
        facts = self.advisor.bank.facts
        for fault in self.table.refused.get(row, ()):
            name = facts[fault.fact].label if fault.fact in facts else label(fault.fact, fault.fact)
            yield RefusedAnswer(
                fact=fault.fact, label=name, found=fault.found, text=refusal_text(fault), remedy=fault.remedy
            )

    def _versions(self) -> Versions:
        advisor = self.advisor
        reference = advisor.references.get(self.main.key)
        return Versions(
            software=__version__,
            frameworks=tuple(framework.key for framework in self.frameworks.values()),
            benchmarks=advisor.benchmarks.version,
            archetypes=NO_MODEL if self.placements is None else self.placements.model.artefact.key,
            reference=NO_MODEL if reference is None else f"{reference.population} {reference.sha256}",
            measures=advisor.measures.version,
            providers=advisor.pool.version,
            programmes=advisor.programmes.digest(),
        )


def _papers(fact: Fact, options: Sequence[str]) -> list[Label]:
    """What to look at for a fact whose answer is open: what these options are seen by, else what any is."""
    if isinstance(fact, ChoiceFact) and options:
        found = [fact.evidence_for(option) for option in options]
    else:
        found = [fact.evidence]
    return [paper for paper in found if paper is not None]
