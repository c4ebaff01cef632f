"""Records of the store as documents of the interface."""

from __future__ import annotations

from typing import Literal, cast

from assessment.answers import State
from assessment.api.draw_views import AreaShareView, DrawnFirmView, DrawView
from assessment.api.views import (
    AnswerView,
    AreaProgress,
    AssessmentView,
    FirmView,
    JobView,
    OptionView,
    QuestionView,
    RoundView,
    StandingView,
    StatedAnswer,
)
from assessment.batch.foreseeing import AreaShare
from assessment.content.counties import Counties
from assessment.content.facts import ChoiceFact, Fact, MultiFact, NumberFact
from assessment.settings import now
from assessment.store.draw_shelf import VisitDraw
from assessment.store.firm_list import RoundCount
from assessment.store.firm_records import Firm, Round, Standing
from assessment.store.page_shelf import AssessmentLine
from assessment.store.records import JobRecord, SavedAnswer
from assessment.work.drawing import DrawnFirm


def firm_view(firm: Firm, counties: Counties) -> FirmView:
    """A firm."""
    return FirmView(
        id=firm.id,
        name=firm.name,
        credit_code=firm.credit_code,
        city=firm.city,
        county=firm.county,
        area=counties.code(firm.city, firm.county),
        chain=firm.chain,
        employees=firm.employees,
        size=firm.size,
        source=firm.source,
        level=firm.level,
        open_questions=firm.open_questions,
        needs=list(firm.needs),
        stood_at=firm.stood_at,
        created_at=firm.created_at,
        updated_at=firm.updated_at,
        merged_into=firm.merged_into,
    )


def assessment_view(line: AssessmentLine) -> AssessmentView:
    """An assessment."""
    one = line.assessment
    return AssessmentView(
        id=one.id,
        firm=one.firm_id,
        round=one.round_id,
        created_at=one.created_at,
        updated_at=one.updated_at,
        finished_at=one.finished_at,
        verified_at=one.verified_at,
        standing=None if line.standing is None else _standing(line.standing),
    )


def _standing(one: Standing) -> StandingView:
    return StandingView(
        framework=one.framework,
        version=one.version,
        level=one.level,
        level_high=one.level_high,
        points=one.points,
        points_high=one.points_high,
        open_questions=one.open_questions,
        needs=list(one.needs),
        size=one.size,
    )


def answer_view(question: str, saved: list[SavedAnswer]) -> AnswerView:
    """What was answered to a question, of both origins."""
    given = {
        one.origin: StatedAnswer(answer=one.answer.plain(), at=one.at, by=one.by)
        for one in saved
        if one.fact_id == question and one.answer.state is not State.UNANSWERED
    }
    return AnswerView(question=question, reported=given.get("self"), verified=given.get("verified"))


def question_view(topic: str, fact: Fact) -> QuestionView:
    """A question."""
    options = fact.options if isinstance(fact, ChoiceFact | MultiFact) else ()
    number = fact if isinstance(fact, NumberFact) else None
    return QuestionView(
        id=fact.id,
        topic=topic,
        kind=fact.kind,
        label=fact.label,
        ask=fact.ask,
        options=[OptionView(id=one.id, label=one.label) for one in options],
        unit=None if number is None else number.unit,
        minimum=None if number is None else number.minimum,
        maximum=None if number is None else number.maximum,
        decimals=None if number is None else number.decimals,
    )


def round_view(found: Round, counties: Counties, counts: list[RoundCount] | None = None) -> RoundView:
    """A round; with counts, how far the firms have come."""
    return RoundView(
        id=found.id,
        name=found.name,
        state=found.state(now()),
        frameworks=list(found.frameworks),
        edition=found.edition,
        areas=[area_of_round(one, counties) for one in found.areas],
        opens_at=found.opens_at,
        closes_at=found.closes_at,
        frozen_at=found.frozen_at,
        progress=None if counts is None else [_progress(one, counties) for one in counts],
    )


def area_of_round(area: str, counties: Counties) -> str:
    """The code of a city or a county, as a round names it."""
    return area if area[:1].isdigit() else counties.code(area, None)


def _progress(one: RoundCount, counties: Counties) -> AreaProgress:
    not_begun, half_way, done, verified = one.firms
    area = counties.code(one.city, one.county)
    return AreaProgress(area=area, not_begun=not_begun, half_way=half_way, done=done, verified=verified)


def draw_view(draw: VisitDraw) -> DrawView:
    """A list of visits."""
    return DrawView(
        id=draw.id,
        number=draw.number,
        firms_of=draw.firms_of,
        round=draw.round_id,
        area=draw.area,
        framework=draw.framework,
        level=draw.level,
        firms=draw.firms,
        visits=draw.visits,
        seed=draw.seed,
        refused=draw.refused,
        by=draw.by,
        at=draw.at,
    )


def drawn_firm_view(one: DrawnFirm, counties: Counties) -> DrawnFirmView:
    """A firm of a list."""
    firm = one.firm
    return DrawnFirmView(
        firm=None if firm is None else firm.firm_id,
        assessment=None if firm is None else firm.assessment_id,
        name=None if firm is None else firm.name,
        area=None if firm is None else counties.code(firm.city, firm.county),
        reported=one.reported,
        chance=one.chance,
        speaks_for=one.speaks_for,
        verified=firm is not None and firm.verified,
    )


def share_view(one: AreaShare, counties: Counties) -> AreaShareView:
    """A share of an area."""
    share = one.share
    return AreaShareView(
        area=area_of_round(one.area, counties) if one.area else "",
        name=one.name,
        firms=one.firms,
        visits=share.visits,
        reported=share.reported,
        corrected=share.corrected,
        low=share.low,
        high=share.high,
    )


def job_view(job: JobRecord) -> JobView:
    """A job."""
    return JobView(
        id=job.id,
        kind=cast('Literal["import", "import_try", "import_undo", "export", "draw"]', job.kind),
        state=job.state,
        doing=job.words,
        done=job.done,
        of=job.of,
        created_at=job.created_at,
        began_at=job.began_at,
        ended_at=job.ended_at,
        faults=list(job.faults),
    )
