"""All content, loaded and checked once: what every reading of answers stands on."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from assessment.advisory.advisory import (
    MAIN_FRAMEWORK,
    Advisory,
)
from assessment.answers import AnswerTable
from assessment.archetypes import (
    EDITIONS,
    ArchetypeModel,
    load_models,
)
from assessment.benchmarks import Benchmarks, load_benchmarks
from assessment.content.bank import FactBank
from assessment.content.barriers import BarrierGuide, load_barriers
from assessment.content.centres import CentreBook, load_centres
from assessment.content.crosswalk import Crosswalk, load_crosswalk
from assessment.content.hands import HandsFile, load_hands
from assessment.content.library import edition_on, load_bank, load_frameworks
from assessment.content.measures import MeasureBook, SizeClass, load_measures
from assessment.content.programmes import ProgrammeFile, load_programmes
from assessment.content.providers import ProviderPool, load_pool
from assessment.content.regions import Regions, load_regions
from assessment.content.size_classes import SizeRules, load_size_rules
from assessment.content.support import load_support
from assessment.content.troubles import TroubleFile, load_troubles
from assessment.language import label
from assessment.peers import ModelledReference, RealFirms, TradeFirms, load_references, load_trade_firms
from assessment.planning import (
    HANDS_FACTS,
    NEXT_LEVEL,
    NO_LIMITS,
    Aim,
    PlanLimits,
    Planner,
    hands_of,
)
from assessment.problems import refuse
from assessment.providers import Exposure
from assessment.scoring import Framework
from assessment.settings import content_root

if TYPE_CHECKING:
    from assessment.advisory.reading import Reading

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
            day.isoformat(),
            label("这一天没有有效的国家评测指标", "no edition of the national indicators is in force on this day"),
            label(
                "有效的日期：" + "；".join(f"{start} 至 {end}" for start, end in told) + "。",
                "In force: " + "; ".join(f"{start} to {end}" for start, end in told) + ".",
            ),
        )

    def reading(self, table: AnswerTable, on: datetime.date, real: RealFirms | None = None) -> Reading:
        """Score and compare a whole table at once; ``real`` holds the real firms that agreed to be peers.

        Raises ``InputRefused`` for a day on which no edition of the main framework is in force.
        """
        from assessment.advisory.reading import Reading  # which stands on advisors

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


@lru_cache(maxsize=2)
def default_advisor() -> Advisor:
    """The advisor over the project's own content, loaded once a process."""
    return Advisor.load()
