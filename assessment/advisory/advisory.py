"""Everything one firm is told, as one frozen document.

An ``Advisory`` carries every figure, reason and source it shows and the versions of all it used, so that page, report,
workbook and JSON tell the same story now and in ten years.
"""

from __future__ import annotations

import datetime
from typing import Any, Literal

from pydantic import AwareDatetime, model_validator

from assessment.advisory.adjusting import Adjusted
from assessment.advisory.bearing import Bearing
from assessment.advisory.relief import Relief
from assessment.advisory.replies import ReplyTold
from assessment.advisory.same_trade import SameTrade
from assessment.advisory.visit import Visit
from assessment.archetypes import ArchetypeResult
from assessment.barriers import Diagnosis, PlanTelling
from assessment.benchmarks import Comparison, EuPosition
from assessment.content.centres import CityCentre
from assessment.content.frameworks import current_id
from assessment.content.provenance import SAMPLE_NAME
from assessment.documents import Identifier, Strict
from assessment.knowledge import CarriedAnswer, Contradiction, FirmSize, Gap
from assessment.language import Label, label
from assessment.peers import Cleared, PeerStanding
from assessment.planning import Plan, PlanChoices
from assessment.programmes import ProgrammeMatch, ProgrammeSupport
from assessment.providers import Shortlist
from assessment.scoring import FrameworkResult

MAIN_FRAMEWORK = "miit"
DISCLAIMER = label(
    "本报告用于企业自查和改进，不是官方评定。官方结果只由工业和信息化部的平台给出；本报告不承诺任何补贴、称号或资格。",
    "This report serves the firm's own review and improvement; it is no official rating. The official result comes "
    "from the ministry's platform alone, and nothing here promises a subsidy, a title or a qualification.",
)


class ProfileEntry(Strict):
    """One line of a firm's profile, in words."""

    fact: Identifier
    label: Label
    text: Label


class FirmProfile(Strict):
    """Who the advice is for."""

    name: str
    profile: tuple[ProfileEntry, ...]
    size: FirmSize
    city: Identifier | None
    chain: Identifier | None

    @property
    def sample(self) -> bool:
        """True for a made-up firm: by the rule of the house its name says so."""
        return self.name.startswith(SAMPLE_NAME)


class NextQuestion(Strict):
    """An open question and how much its answer is expected to narrow the result (share of the full score).

    ``gap`` is what stands in the place of the answer.
    """

    framework: str
    fact: Identifier
    ask: Label
    narrowing: float
    level_narrowing: float
    gap: Gap = "unanswered"


class OpenTopic(Strict):
    """A page of questions with something open: how much, who usually has the papers, and which papers."""

    topic: Identifier
    title: Label
    kept_by: Label | None
    questions: int
    papers: tuple[Label, ...]


class FreeItem(Strict):
    """Something that costs nothing and comes before any purchase, with what it may be worth."""

    kind: Literal["answers", "papers", "contracted", "free_steps", "programmes"]
    sentence: Label


class FreeFirst(Strict):
    """Step nought; ``draft`` says why the plan is no list to buy from yet, None where enough is known."""

    items: tuple[FreeItem, ...]
    draft: Label | None


class RefusedAnswer(Strict):
    """An answer that was given and could not be used: what was ``found``, why in ``text``, and what to do about it.

    ``fact`` is as it was given, which may be no fact at all.
    """

    fact: str
    label: Label
    found: str | None
    text: Label
    remedy: Label


class Comment(Strict):
    """A consultant's remark on a section of the report."""

    section: str
    text: str
    author: str
    at: AwareDatetime


class Versions(Strict):
    """What the result was made with; later content never changes it."""

    software: str
    frameworks: tuple[str, ...]
    benchmarks: str
    archetypes: str
    reference: str
    measures: str
    providers: str
    programmes: str


class Advisory(Strict):
    """Everything one firm is told, with reasons, sources and versions."""

    @model_validator(mode="before")
    @classmethod
    def _by_their_ids_of_today(cls, document: Any) -> Any:
        """A kept result names its frameworks as they were called then; only in memory they are called as today."""
        return _renamed(document)

    format: Literal["advisory/1"] = "advisory/1"
    on: datetime.date
    firm: FirmProfile
    answers: dict[str, Any]
    verified: tuple[Identifier, ...] = ()
    visit: Visit | None = None
    frameworks: tuple[FrameworkResult, ...]
    comparisons: tuple[Comparison, ...]
    eu_position: EuPosition | None
    peers: tuple[Cleared[PeerStanding], ...]
    archetype: ArchetypeResult
    plan: Plan | None
    plan_note: Label | None
    adjusted: Adjusted | None = None
    replies: tuple[ReplyTold, ...] = ()
    relief: Relief | None = None
    relief_note: Label | None = None
    choices: PlanChoices | None = None
    choices_note: Label | None = None
    same_trade: SameTrade | None = None
    same_trade_note: Label | None = None
    shortlist: Shortlist | None
    shortlist_note: Label | None = None
    centre: CityCentre | None = None
    programmes: tuple[ProgrammeMatch, ...]
    barriers: Diagnosis | None = None
    telling: PlanTelling | None = None
    support: tuple[ProgrammeSupport, ...] = ()
    next_questions: tuple[NextQuestion, ...]
    open_topics: tuple[OpenTopic, ...] = ()
    carried: tuple[CarriedAnswer, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    free_first: FreeFirst | None = None
    bearing: Bearing | None = None
    bearing_note: Label | None = None
    refused: tuple[RefusedAnswer, ...] = ()
    comments: tuple[Comment, ...] = ()
    disclaimer: Label = DISCLAIMER
    versions: Versions

    @property
    def main(self) -> FrameworkResult:
        """The result under the national indicators."""
        return next(result for result in self.frameworks if result.framework == MAIN_FRAMEWORK)

    def summary_lines(self) -> list[Label]:
        """The advisory in a few lines, for a terminal."""
        lines = [label(self.firm.name, self.firm.name), *(result.summary for result in self.frameworks)]
        lines += [comparison.sentence for comparison in self.comparisons]
        lines.append(label("类型：{name}", "Archetype: {name}").fill(name=self.archetype.name))
        if self.plan is not None:
            if self.free_first is not None:
                lines += [label("第 0 步：{t}", "Step 0: {t}").fill(t=one.sentence) for one in self.free_first.items]
                lines += [] if self.free_first.draft is None else [self.free_first.draft]
            lines.append(self.plan.summary)
            if self.plan.staffing is not None:
                lines.append(self.plan.staffing.sentence)
            if self.adjusted is not None:
                lines += [
                    label("顾问调整：{text}", "Adjusted by the consultant: {text}").fill(text=one.sentence)
                    for one in self.adjusted.adjustments
                ]
                lines.append(self.adjusted.difference)
            if self.plan.limits_told is not None and self.plan.steps:
                lines.append(label("  条件：{limits}", "  Limits: {limits}").fill(limits=self.plan.limits_told))
            lines += [label("  {t}", "  {t}").fill(t=one.sentence) for one in self.replies]
            open_answers = self.main.open_answers
            if self.plan.steps and open_answers.questions:
                lines.append(open_answers.plan_told)
            lines += [label("  {n}. {t}", "  {n}. {t}").fill(n=n, t=s.title) for n, s in enumerate(self.plan.steps, 1)]
        elif self.plan_note is not None:
            lines.append(self.plan_note)
        if self.relief is not None:
            lines += [self.relief.sentence, *([self.relief.beside] if self.relief.beside is not None else [])]
        elif self.relief_note is not None:
            lines.append(self.relief_note)
        lines += [
            label(
                "请核对，这两个回答对不上：{a}，{b}", "Please check, these answers do not fit together: {a}; {b}"
            ).fill(a=pair.first.label, b=pair.second.label)
            for pair in self.contradictions
        ]
        return [*lines, self.disclaimer]


def _renamed(node: Any) -> Any:
    if isinstance(node, dict):
        return {
            key: current_id(value) if key == "framework" and isinstance(value, str) else _renamed(value)
            for key, value in node.items()
        }
    return [_renamed(one) for one in node] if isinstance(node, list) else node
