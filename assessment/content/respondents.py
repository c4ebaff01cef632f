"""Schema and loading of ``seeds/respondents.yaml``: which pages of questions are whose, where several people answer."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Literal

from pydantic import Field

from assessment.content.bank import FactBank
from assessment.content.loading import load_file
from assessment.content.provenance import Fidelity, Source
from assessment.documents import Identifier, Strict
from assessment.language import Label, label
from assessment.problems import InputRefused, Problem

Part = Literal["owner", "shop_floor", "accounts"]


class RespondentPart(Strict):
    """Who answers, and which pages (``all`` of them, or some topics)."""

    id: Part
    title: Label
    topics: Literal["all"] | tuple[Identifier, ...]


class RespondentFile(Strict):
    """The parts, and how long the talk about what differs may take."""

    date: datetime.date
    fidelity: Fidelity
    source: Source
    minutes: int = Field(ge=1, le=120)
    minutes_each: int = Field(ge=1, le=60)
    parts: tuple[RespondentPart, ...] = Field(min_length=1)

    def part(self, name: Part) -> RespondentPart:
        """The part of that name; raises ``KeyError``."""
        return {one.id: one for one in self.parts}[name]


def load_respondents(root: Path, bank: FactBank) -> RespondentFile:
    """The file, held against the pages there are; raises ``InputRefused`` with every fault."""
    file, source = load_file(root / "seeds" / "respondents.yaml", RespondentFile, root)
    problems = [
        Problem(
            source.where(("parts", i, "topics")),
            label("没有这一页", "there is no such topic"),
            label("请用 questionnaires/facts 里的主题。", "Use a topic of questionnaires/facts."),
            topic,
        )
        for i, part in enumerate(file.parts)
        for topic in (() if part.topics == "all" else part.topics)
        if topic not in bank.topics
    ]
    if len({part.id for part in file.parts}) < len(file.parts):
        problems.append(
            Problem(
                source.where(("parts",)),
                label("同一个人写了两次", "a part is named twice"),
                label("每人一条。", "Name each part once."),
            )
        )
    if problems:
        raise InputRefused(problems)
    return file
