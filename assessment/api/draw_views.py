"""The documents of the interface that are about lists of visits."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import Field

from assessment.api.views import ApiDocument, Area
from assessment.foresight import REFUSED_SHARE
from assessment.language import Label


class DrawEntry(ApiDocument):
    """要抽的走访名单 / a list of visits to be drawn."""

    round: UUID | None = Field(None, description="哪一轮；不写：各企业最近一次 / of a round; none: the latest of each")
    area: Area | None = Field(None, description="不写：令牌的全部地区 / none: all of yours")
    level: int = Field(2, ge=1, le=9, description="看是不是真的到这一级 / whether they stand at this level")
    visits: int = Field(ge=2, le=10_000, description="走访几家 / how many visits")
    seed: int = Field(1, ge=0, le=1_000_000, description="抽签号 / the same draws the same firms")
    refused: float = Field(
        REFUSED_SHARE,
        gt=0,
        lt=1,
        description="一个回答站不住的可能 / how likely an answer does not stand on a visit",
    )


class DrawView(ApiDocument):
    """一份存下的走访名单 / a list of visits that was kept."""

    id: UUID
    number: str = Field(description="页面和命令用的编号 / what pages and commands call it")
    firms_of: str
    round: UUID | None
    area: str
    framework: str
    level: int
    firms: int = Field(description="从几家里抽的 / drawn from so many firms")
    visits: int
    seed: int
    refused: float
    by: str
    at: datetime


class DrawPage(ApiDocument):
    """一页走访名单 / a page of lists of visits."""

    draws: list[DrawView]
    next: str | None = Field(description="下一页的游标 / cursor of the next page")


class DrawnFirmView(ApiDocument):
    """名单上的一家；删除了的、认不出的没有编号 / a firm of a list; one erased or no longer known has no id."""

    firm: UUID | None
    assessment: UUID | None
    name: str | None
    area: str | None
    reported: bool = Field(description="抽的时候自报到了这一级 / reported the level when it was drawn")
    chance: float = Field(description="走访改变结论的可能，估算 / how likely a visit changes that, an estimate")
    speaks_for: float = Field(description="代表几家 / so many firms")
    verified: bool


class DrawnFirmList(ApiDocument):
    """名单上的企业：同一市和县区的在一起 / the firms of a list, those of a city and county together."""

    draw: UUID
    firms: list[DrawnFirmView]


class AreaShareView(ApiDocument):
    """一个地区真到这一级的比例，0 到 1 / the share of an area that really stands at the level, 0 to 1."""

    area: str = Field(description="空：全部；否则是市或县区的代码 / empty: all; else the code of a city or county")
    name: Label
    firms: int
    visits: int
    reported: float
    corrected: float
    low: float = Field(description="95% 区间从 / 95% interval from")
    high: float


class AreaShareList(ApiDocument):
    """走访以后的比例；企业或走访太少的地区不说 / shares after the visits, but of areas with too few firms or visits."""

    draw: UUID
    shares: list[AreaShareView]
