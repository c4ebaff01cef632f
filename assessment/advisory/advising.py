"""A table of answers in, complete advisories out: the content loaded once, the table read once, a firm at a time."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import cast

from assessment import __version__
from assessment.advisory.adjusting import Adjusted, Adjustment, adjust, priced
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
from assessment.advisory.notes import answers_before_relief, highest_reached, nobody_listed, too_little_known
from assessment.advisory.relief import Relief, relief
from assessment.advisory.replies import ReplyTold, limits_with, told_replies
from assessment.advisory.same_trade import same_trade
from assessment.answers import AnswerTable, State, answer_text, refusal_text
from assessment.archetypes import (
    EDITIONS,
    NO_MODEL,
    ArchetypeModel,
    Placements,
    feature_table,
    load_models,
    place,
    untrained,
)
from assessment.asking import values_of_asking
from assessment.barriers import arranged, diagnose, tell
from assessment.benchmarks import Benchmarks, EuPosition, compare, eu_position, load_benchmarks
from assessment.content.bank import FactBank
from assessment.content.barriers import BarrierGuide, load_barriers
from assessment.content.centres import CentreBook, load_centres
from assessment.content.crosswalk import Crosswalk, load_crosswalk
from assessment.content.facts import ChoiceFact, Fact
from assessment.content.hands import HandsFile, load_hands
from assessment.content.library import edition_on, load_bank, load_frameworks
from assessment.content.measures import MeasureBook, SizeClass, load_measures
from assessment.content.programmes import ProgrammeFile, load_programmes
from assessment.content.providers import ProviderPool, load_pool
from assessment.content.regions import Regions, load_regions
from assessment.content.size_classes import SizeRules, load_size_rules
from assessment.content.support import load_support
from assessment.content.troubles import TroubleFile, load_troubles
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
from assessment.peers import (
    Cleared,
    ModelledReference,
    Peers,
    PeerStanding,
    RealFirms,
    TradeFirms,
    load_references,
    load_trade_firms,
)
from assessment.planning import (
    HANDS_FACTS,
    NEXT_LEVEL,
    NO_LIMITS,
    NOT_PROVEN,
    Aim,
    Plan,
    PlanChoices,
    PlanLimits,
    Planner,
    hands_of,
)
from assessment.problems import refuse
from assessment.programmes import ProgrammeMatch, match_programmes, support_of
from assessment.providers import Client, Exposure, Shortlist, match, needs_of_plan, without_names
from assessment.scoring import Framework, FrameworkResult, Scores, explain, score
from assessment.settings import content_root, peer_floor
from assessment.solver import NotSolved

EU_FRAMEWORK = "eurostat-dii-v3"
PROFILE = ("city", "chain", "industry", "production_mode", "employees", "revenue", "total_assets", "provincial_level")


@dataclass(frozen=True)
class Advisor:
    """All content, loaded and checked; one advisor serves any number of tables.

    ``archetypes`` and ``references`` belong to editions of the main framework, by their keys (id@version); an edition
    need have neither. ``trade_firms`` are the typical modelled firms, of one edition; None where there are none.
    """

    root: Path
    bank: FactBank
    editions: tuple[Framework, ...]
    crosswalk: Crosswalk
    size_rules: SizeRules
    regions: Regions
    benchmarks: Benchmarks
    archetypes: Mapping[str, ArchetypeModel]
    references: Mapping[str, ModelledReference]
    measures: MeasureBook
    pool: ProviderPool
    programmes: ProgrammeFile
    barriers: BarrierGuide
    hands: HandsFile
    troubles: TroubleFile
    trade_firms: TradeFirms | None
    centres: CentreBook

    @classmethod
    def load(cls, root: Path | None = None) -> Advisor:
        """Load the content folders; raises ``InputRefused`` with every fault of the first faulty room."""
        root = root or content_root()
        bank = load_bank(root)
        measures = load_measures(root, bank)
        editions = tuple(Framework(f.spec, bank, f.source.where) for f in load_frameworks(root).values())
        return cls(
            root=root,
            bank=bank,
            editions=editions,
            crosswalk=load_crosswalk(root / "questionnaires" / "crosswalk.yaml", bank, root),
            size_rules=load_size_rules(root, bank),
            regions=load_regions(root, bank),
            benchmarks=load_benchmarks(root, bank),
            archetypes=load_models(root),
            references=load_references(root, {e.key: e for e in editions}, EDITIONS),
            measures=measures,
            pool=load_pool(root, bank, measures.measures),
            programmes=load_programmes(root, bank, {e.spec.id: e.spec for e in editions}),
            barriers=load_barriers(root, bank, measures.measures, load_support(root)),
            hands=load_hands(root),
            troubles=load_troubles(root, bank, measures.measures),
            trade_firms=load_trade_firms(root),
            centres=load_centres(root, bank),
        )

    def frameworks_on(self, day: datetime.date) -> dict[str, Framework]:
        """The edition in force of every framework on a day, the main one first; one not yet in force is absent."""
        by_id: dict[str, list[Framework]] = {}
        for edition in self.editions:
            by_id.setdefault(edition.spec.id, []).append(edition)
        found = {}
        for framework_id in sorted(by_id, key=lambda name: (name != MAIN_FRAMEWORK, name)):
            spec = edition_on([e.spec for e in by_id[framework_id]], day)
            if spec is not None:
                found[framework_id] = next(e for e in by_id[framework_id] if e.spec is spec)
        return found

    def facts_to_fill(self, frameworks: Sequence[Framework]) -> list[str]:
        """The profile and every fact the frameworks use, in the order of asking.

        Where a plan will be made, the optional questions about what holds the firm back, whom it can spare and what
        troubles it come with them.
        """
        wanted = {"firm_name", "credit_code", *PROFILE, *(fact for f in frameworks for fact in f.facts)}
        if any(framework.spec.id == MAIN_FRAMEWORK for framework in frameworks):
            wanted.update((*self.barriers.facts, *HANDS_FACTS, self.troubles.fact))
        return [fact for fact in self.bank.facts if fact in wanted]

    def planner(
        self,
        framework: Framework,
        table: AnswerTable,
        row: int,
        size_class: SizeClass,
        on: datetime.date,
        limits: PlanLimits = NO_LIMITS,
    ) -> Planner:
        """The planner for one firm with its hands; raises ``InputRefused`` for hands or a start that are none."""
        hands = hands_of(table, row, self.hands, size_class, limits, on)
        return Planner(framework, table, row, self.measures, size_class, hands)

    def peer_facts(self) -> list[str]:
        """What must be known of a firm to count it among peers and to train types on it."""
        used = {fact for edition in self.editions if edition.spec.id == MAIN_FRAMEWORK for fact in edition.facts}
        return [fact for fact in self.bank.facts if fact in {*PROFILE, *used}]

    def main_on(self, day: datetime.date) -> Framework:
        """The edition of the main framework in force on a day; raises ``InputRefused`` for a day without one."""
        found = self.frameworks_on(day).get(MAIN_FRAMEWORK)
        if found is not None:
            return found
        spans = [(e.spec.valid_from, e.spec.valid_to) for e in self.editions if e.spec.id == MAIN_FRAMEWORK]
        told = [
            (start.isoformat(), end.isoformat() if end else "…") for start, end in sorted(spans, key=lambda s: s[0])
        ]
        raise refuse(
            "on",
            label("这一天没有有效的国家评测指标", "no edition of the national indicators is in force on this day"),
            label(
                "有效的日期：" + "；".join(f"{start} 至 {end}" for start, end in told) + "。",
                "In force: " + "; ".join(f"{start} to {end}" for start, end in told) + ".",
            ),
            day.isoformat(),
        )

    def reading(self, table: AnswerTable, on: datetime.date, real: RealFirms | None = None) -> Reading:
        """Score and compare a whole table at once; ``real`` holds the real firms that agreed to be peers.

        Raises ``InputRefused`` for a day on which no edition of the main framework is in force.
        """
        return Reading(self, table, on, real)

    def advise(
        self,
        table: AnswerTable,
        on: datetime.date,
        real: RealFirms | None = None,
        aim: Aim = NEXT_LEVEL,
        choices: bool = False,
    ) -> Iterator[Advisory]:
        """The advisory of every firm of the table, in order; see ``Reading.advisory``."""
        reading = self.reading(table, on, real)
        exposure = Exposure()
        for row in range(len(table)):
            yield reading.advisory(row, exposure, aim, choices)


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
        aim = self._still_meant(row, size, aim)
        limits = limits_with(aim.limits, aim.replies, self.advisor.measures.measures)
        plan, note = self._plan(row, size, aim.model_copy(update={"limits": limits}), main, questions)
        replies = self._replies(row, aim, plan)
        adjusted = None
        if plan is not None and plan.steps and adjustments:
            plan, adjusted, note = self._adjusted(row, plan, adjustments)
        barriers = diagnose(self.table, row, self.advisor.barriers)
        telling = None
        if plan is not None:  # told in an order that fits; steps, cost and proof stay the same
            telling = tell(plan, barriers, self.advisor.barriers, self.advisor.measures.measures)
            plan = arranged(plan, telling)
        found_relief, relief_note = self._relief(row, size, aim, limits, main, plan)
        programmes = self._programmes(row, plan)
        shortlist = self._shortlist(row, plan, size, exposure)
        others, others_note = self.choices(row, plan, adjusted) if choices else (None, None)
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
        assert isinstance(self.advisor.bank.facts[fact_id], ChoiceFact)
        answer = self.table.answer(row, fact_id)
        return str(answer.value) if answer.state is State.ANSWERED else None

    def choices(
        self, row: int, plan: Plan | None, adjusted: Adjusted | None = None
    ) -> tuple[PlanChoices | None, Label | None]:
        """What may be chosen instead of the plan, or why that cannot be told; neither without a plan."""
        if plan is None:
            return None, None
        try:
            planner = self.advisor.planner(self.main, self.table, row, plan.size_class, self.on, plan.limits)
            measures = priced(self.advisor.measures, adjusted)
            return replace(planner, measures=measures).choices(plan), None
        except NotSolved:
            return None, NOT_PROVEN

    def _plan(
        self, row: int, size: FirmSize, aim: Aim, result: FrameworkResult, questions: Sequence[NextQuestion]
    ) -> tuple[Plan | None, Label | None]:
        """The plan, or why there is none."""
        if not result.enough_known:
            return None, too_little_known(result, questions)
        framework = self.main
        reached = int(self.scores[MAIN_FRAMEWORK].level_low[row])
        higher = [level.level for level in framework.levels if level.level > reached]
        if not higher and aim.level is None:
            return None, highest_reached(result)
        level = higher[0] if aim.level is None else aim.level
        planner = self.advisor.planner(framework, self.table, row, planning_size(size), self.on, aim.limits)
        try:
            plan = planner.cheapest(level, aim.limits)
        except NotSolved:
            return None, NOT_PROVEN
        return plan.model_copy(update={"taken_at_worst": result.open_answers.facts}), None

    def _still_meant(self, row: int, size: FirmSize, aim: Aim) -> Aim:
        """The aim without what is under way of measures that bring the firm nothing more: it has them by now."""
        if not any(one.reply == "doing" for one in aim.replies):
            return aim
        known = [one for one in aim.replies if one.measure in self.advisor.measures.measures]
        planner = self.advisor.planner(self.main, self.table, row, planning_size(size), self.on, aim.limits)
        useful = planner.useful(aim.limits)
        done = {one.measure for one in known if one.reply == "doing" and one.measure not in useful}
        return aim.model_copy(update={"replies": tuple(one for one in aim.replies if one.measure not in done)})

    def _replies(self, row: int, aim: Aim, plan: Plan | None) -> tuple[ReplyTold, ...]:
        """What each thing that the owner said to a step does to the plan; nothing where that is not proven."""
        if plan is None or not aim.replies:
            return ()
        planner = self.advisor.planner(self.main, self.table, row, plan.size_class, self.on, aim.limits)
        try:
            return told_replies(planner, plan.target_level, aim.limits, aim.replies, plan)
        except NotSolved:
            return ()

    def _relief(
        self, row: int, size: FirmSize, aim: Aim, limits: PlanLimits, result: FrameworkResult, plan: Plan | None
    ) -> tuple[Relief | None, Label | None]:
        """What helps most against the owner's troubles, or why that cannot be told; neither where there are none."""
        picked = self.advisor.troubles.picked(self._troubles(row, aim))
        if not picked:
            return None, None
        if not result.enough_known:
            return None, answers_before_relief()
        planner = self.advisor.planner(self.main, self.table, row, planning_size(size), self.on, limits)
        try:
            return relief(planner, self.advisor.troubles, picked, plan, limits), None
        except NotSolved:
            return None, NOT_PROVEN

    def _troubles(self, row: int, aim: Aim) -> Sequence[str]:
        """The troubles of a firm: those of the aim, else as answered. Raises ``InputRefused`` for one not known."""
        if aim.troubles is None:
            answered = self.table.answer(row, self.advisor.troubles.fact)
            return answered.value if isinstance(answered.value, tuple) else ()
        known = {trouble.id for trouble in self.advisor.troubles.troubles}
        for name in aim.troubles:
            if name not in known:
                names = "、".join(sorted(known)), ", ".join(sorted(known))
                raise refuse(
                    "troubles",
                    label("没有这个难处", "there is no such trouble"),
                    label(f"可选：{names[0]}。", f"Choose among: {names[1]}."),
                    name,
                )
        return aim.troubles

    def _adjusted(
        self, row: int, plan: Plan, adjustments: Sequence[Adjustment]
    ) -> tuple[Plan | None, Adjusted | None, Label | None]:
        """The plan as a consultant changed it, or why nothing could be proven of it."""
        try:
            planner = self.advisor.planner(self.main, self.table, row, plan.size_class, self.on, plan.limits)
            found, adjusted = adjust(planner, plan, adjustments)
        except NotSolved:
            return None, None, NOT_PROVEN
        return found, adjusted, None

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


def planning_size(size: FirmSize) -> SizeClass:
    """The class whose prices a plan uses: the official one, medium for a large firm, small while it is unknown."""
    if size.size_class in ("micro", "small", "medium"):
        return cast(SizeClass, size.size_class)
    return "medium" if size.size_class == "large" else "small"


@lru_cache(maxsize=2)
def default_advisor() -> Advisor:
    """The advisor over the project's own content, loaded once a process."""
    return Advisor.load()


def _papers(fact: Fact, options: Sequence[str]) -> list[Label]:
    """What to look at for a fact whose answer is open: what these options are seen by, else what any is."""
    if isinstance(fact, ChoiceFact) and options:
        found = [fact.evidence_for(option) for option in options]
    else:
        found = [fact.evidence]
    return [paper for paper in found if paper is not None]
