"""The documents of the interface: what goes out, and what comes in."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, StringConstraints

from assessment.content.wording import wrong
from assessment.language import Label
from assessment.store.firm_records import FirmSource, RoundState
from assessment.store.records import JobState
from assessment.store.visit_book import REMARK_LENGTH

Area = Annotated[str, StringConstraints(pattern=r"^36\d{4}$")]
"""A 行政区划 code of the province: 360000, a city's or a county's."""
_Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
_Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}$")]


def _as_written(value: object) -> object:
    """A day or a moment is text as ISO 8601 has it; a number could be seconds of anything."""
    if isinstance(value, str) and _ISO.match(value) is None:
        raise wrong("应是 ISO 8601 的写法，如 2026-11-26T10:00:00+08:00", "use ISO 8601, as 2026-11-26T10:00:00+08:00")
    if not isinstance(value, str | date):
        raise wrong("应是文字", "it should be text")
    return value


_ISO = re.compile(r"\d{4}-\d\d-\d\d")
Moment = Annotated[AwareDatetime, BeforeValidator(_as_written)]
"""A moment with its zone."""
Day = Annotated[date, BeforeValidator(_as_written)]


class ApiDocument(BaseModel):
    """What a document of the interface is: it does not change, and holds nothing that is not told of."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class CallerView(ApiDocument):
    """谁在用这个令牌 / who uses this token."""

    account: UUID
    name: str
    role: str
    area: str | None = Field(description="地区代码，只有经办有 / the area of a clerk")
    token: UUID
    token_name: str
    expires_at: datetime
    each_minute: int = Field(description="一分钟最多几次 / calls a minute")
    rights: list[str] = Field(description="能做什么 / what it may do")


class OptionView(ApiDocument):
    """一个选项 / an option."""

    id: str
    label: Label


class QuestionView(ApiDocument):
    """一个问题，和它收什么样的回答 / a question, and which answers it takes."""

    id: str
    topic: str
    kind: Literal["text", "choice", "multi", "count", "amount"]
    label: Label
    ask: Label
    options: list[OptionView]
    unit: Label | None
    minimum: float | None
    maximum: float | None
    decimals: int | None


class QuestionList(ApiDocument):
    """所有问题 / every question."""

    questions: list[QuestionView]


class FirmView(ApiDocument):
    """一家企业，和最近一次保存结果时的等级 / a firm, and where it stood when a result was last kept."""

    id: UUID
    name: str
    credit_code: str | None
    city: str | None
    county: str | None
    area: str = Field(description="最小的已知地区的代码 / code of the smallest area known")
    chain: str | None
    employees: int | None
    size: str | None
    source: FirmSource
    level: int | None = Field(description="确定的等级；null：还没有结果 / the certain level; null: no result yet")
    open_questions: int | None
    needs: list[str]
    stood_at: datetime | None
    created_at: datetime
    updated_at: datetime
    merged_into: UUID | None


class FirmEntry(ApiDocument):
    """企业是谁 / who a firm is."""

    name: _Name
    credit_code: Annotated[str, StringConstraints(max_length=40)] | None = None
    area: Area = Field(description="所在市或县（区）的代码 / code of its city or county")
    chain: _Id | None = None
    employees: int | None = Field(None, ge=0, le=1_000_000)


class FirmPage(ApiDocument):
    """一页企业 / a page of firms."""

    firms: list[FirmView]
    next: str | None = Field(description="下一页的游标 / cursor of the next page")


class StandingView(ApiDocument):
    """一份评估在主指标下的位置 / where an assessment stands under the main framework."""

    framework: str
    version: str
    level: int
    level_high: int
    points: float
    points_high: float
    open_questions: int
    needs: list[str]
    size: str | None


class AssessmentView(ApiDocument):
    """一份自测 / an assessment."""

    id: UUID
    firm: UUID | None
    round: UUID | None
    created_at: datetime
    updated_at: datetime
    finished_at: datetime | None
    verified_at: datetime | None
    standing: StandingView | None


class AssessmentPage(ApiDocument):
    """一页自测 / a page of assessments."""

    assessments: list[AssessmentView]
    next: str | None = Field(description="下一页的游标 / cursor of the next page")


class AssessmentEntry(ApiDocument):
    """要开始的自测 / an assessment to be begun."""

    firm: UUID
    round: UUID | None = Field(None, description="算进哪一轮 / counted in a round")
    language: Literal["zh", "en"] = "zh"


class StatedAnswer(ApiDocument):
    """一个回答，谁在什么时候给的 / an answer, by whom and when."""

    answer: JsonValue = Field(
        description="选项、几个选项、数、文字，或 {state: dont_know | not_applicable} / option, options, number, text, "
        "or {state: dont_know | not_applicable}"
    )
    at: datetime
    by: str


class AnswerView(ApiDocument):
    """企业自报的和现场核实的回答 / the answer as reported, and as verified on site."""

    question: str
    reported: StatedAnswer | None
    verified: StatedAnswer | None


class AnswerList(ApiDocument):
    """一份自测的全部回答 / every answer of an assessment."""

    assessment: UUID
    answers: list[AnswerView]


class AnswerEntry(ApiDocument):
    """要存的回答；null 是撤回 / the answer to be stored; null takes it back."""

    answer: JsonValue


class VerifiedEntry(ApiDocument):
    """现场核实的回答；null 是撤回 / the answer as verified on site; null takes it back."""

    answer: JsonValue
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=REMARK_LENGTH)] | None = (
        Field(None, description="为什么和自报不一致 / why it differs from what was reported")
    )


class ResultView(ApiDocument):
    """一次保存的结果 / a kept result."""

    number: int
    kept_at: datetime
    versions: dict[str, Any]


class ResultList(ApiDocument):
    """保存过的结果，从早到晚 / the results kept, oldest first."""

    assessment: UUID
    results: list[ResultView]


class AreaProgress(ApiDocument):
    """一个地区有几家到了哪一步 / how many firms of an area are how far."""

    area: str
    not_begun: int
    half_way: int
    done: int
    verified: int


class RoundView(ApiDocument):
    """一个轮次 / a round."""

    id: UUID
    name: str
    state: RoundState
    frameworks: list[str]
    edition: date
    areas: list[str]
    opens_at: datetime
    closes_at: datetime
    frozen_at: datetime | None
    progress: list[AreaProgress] | None = Field(description="只在读一个轮次时有 / only where one round is read")


class RoundEntry(ApiDocument):
    """要建的轮次 / a round to be made."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    frameworks: list[_Id] = Field(min_length=1, max_length=10)
    edition: Day = Field(description="按哪一天的版本 / by the editions of which day")
    areas: list[Area] = Field(
        default_factory=list, max_length=120, description="不写：令牌的全部地区 / none: all of yours"
    )
    opens_at: Moment
    closes_at: Moment


class RoundPage(ApiDocument):
    """一页轮次 / a page of rounds."""

    rounds: list[RoundView]
    next: str | None = Field(description="下一页的游标 / cursor of the next page")


class ExportEntry(ApiDocument):
    """要导出什么 / what to export."""

    what: Literal["firms", "answers"] = Field(
        description="firms：企业和等级；answers：每家最近一次自测的回答 / firms with their levels, or the answers of "
        "the latest assessment of each"
    )
    area: Area | None = Field(None, description="不写：令牌的全部地区 / none: all of yours")


class JobView(ApiDocument):
    """一件要做一会儿的事 / something that takes a while."""

    id: UUID
    kind: Literal["import", "import_try", "import_undo", "export", "draw"]
    state: JobState
    doing: Label | None
    done: int
    of: int
    created_at: datetime
    began_at: datetime | None
    ended_at: datetime | None
    faults: list[Label]


class JobPage(ApiDocument):
    """一页工作 / a page of jobs."""

    jobs: list[JobView]
    next: str | None = Field(description="下一页的游标 / cursor of the next page")


class JobLogLine(ApiDocument):
    """一条记录 / a line of a log."""

    at: datetime
    words: Label


class JobLog(ApiDocument):
    """一件工作的记录 / the log of a job."""

    job: UUID
    lines: list[JobLogLine]


class ImportRowView(ApiDocument):
    """没有写入的一行 / a row that was not written."""

    place: str
    name: str
    verdict: str
    facts: list[str]


class ImportResult(ApiDocument):
    """导入、撤回的结果 / what came of an import, or of taking it back."""

    id: UUID
    counts: dict[str, int] = Field(description="new、changed、same、conflict、twin、faulty、outside")
    written: bool
    left_out: list[ImportRowView] = Field(
        description="没有写入的行；撤回的，是后来有人改过、保留下来的行；最多 200 行 / rows left out, or, where it was "
        "taken back, those that somebody has touched since and that stay; 200 at most"
    )
