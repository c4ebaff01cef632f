"""Schema of support programmes: conditions, published amounts, period and source; never a promise."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from assessment.content.bank import FactBank
from assessment.content.facts import ChoiceFact
from assessment.content.frameworks import FrameworkFile, FrameworkId
from assessment.content.loading import KeyPath, SourceText, load_file
from assessment.content.provenance import Fidelity, Source
from assessment.content.size_classes import CLASSES
from assessment.content.wording import wrong
from assessment.documents import Identifier, Strict
from assessment.language import Label, label
from assessment.problems import InputRefused, Problem

PartialDate = Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]


class AnswerCondition(Strict):
    """The answer to a choice fact: one of ``met`` fulfils it, one of ``depends`` may, if the firm proves the rest."""

    kind: Literal["answer"]
    text: Label
    fact: Identifier
    met: tuple[Identifier, ...] = ()
    depends: dict[Identifier, Label] = Field(default_factory=dict, description="option -> what remains to be proven")
    open: tuple[Identifier, ...] = Field((), description="options that leave the condition open (not rated yet)")
    changeable: bool = Field(False, description="can a firm change it in the course of its transformation?")

    @model_validator(mode="after")
    def _some_option(self) -> AnswerCondition:
        options = [*self.met, *self.depends, *self.open]
        if not (self.met or self.depends) or len(options) != len(set(options)):
            raise wrong(
                "met 或 depends 下至少写一个选项，每个选项只写一次",
                "name at least one option under 'met' or 'depends', and each option once",
            )
        return self


class LevelCondition(Strict):
    """A level of a framework, to be proven as ``proof`` says; the firm's own assessment only points to it."""

    kind: Literal["level"]
    text: Label
    framework: FrameworkId
    at_least: int = Field(ge=1)
    proof: Label


class SizeCondition(Strict):
    """The official size class is one of ``classes``."""

    kind: Literal["size"]
    text: Label
    classes: tuple[Identifier, ...] = Field(min_length=1)


class ProofCondition(Strict):
    """Something the questionnaire does not ask and the firm has to prove."""

    kind: Literal["proof"]
    text: Label


Condition = Annotated[AnswerCondition | LevelCondition | SizeCondition | ProofCondition, Field(discriminator="kind")]


class Tier(Strict):
    """A published upper bound: at most ``share_percent`` of the spend and at most ``cap``, in CNY 10 000."""

    label: Label
    share_percent: float | None = Field(None, gt=0, le=100)
    cap: float | None = Field(None, gt=0)

    @model_validator(mode="after")
    def _bounded(self) -> Tier:
        if self.share_percent is None and self.cap is None:
            raise wrong("应写 share_percent 或 cap，或两个都写", "expected 'share_percent', 'cap' or both")
        return self


class Programme(Strict):
    """One programme as it was announced; ``amounts`` is empty where none has been published."""

    id: Identifier
    title: Label
    recipient: Literal["firm", "area"] = Field(description="who receives the money; an area passes it on by own rules")
    state: Literal["announced", "draft", "check"] = Field(description="draft: for comment; check: validity unsure")
    summary: Label
    amounts: tuple[Tier, ...] = ()
    amount_note: Label
    conditions: tuple[Condition, ...] = Field(min_length=1)
    starts: datetime.date | None = None
    ends: datetime.date | None = None
    source: Source
    seen: PartialDate | None = Field(None, description="the date of the text that was seen, as exact as it is known")
    fidelity: Fidelity

    @model_validator(mode="after")
    def _dated(self) -> Programme:
        if self.seen is None and self.ends is None:
            raise wrong(
                "项目要有日期：seen，或期限的 ends", "a programme carries a date: 'seen', or the 'ends' of its period"
            )
        if self.starts and self.ends and self.ends < self.starts:
            raise wrong("ends 早于 starts", "'ends' lies before 'starts'")
        return self


class ProgrammeFile(Strict):
    """The file ``seeds/programmes.yaml``."""

    caveat: Label
    programmes: tuple[Programme, ...] = Field(min_length=1)


def load_programmes(root: Path, bank: FactBank, frameworks: Mapping[str, FrameworkFile]) -> ProgrammeFile:
    """The programmes, checked against facts and framework levels; raises ``InputRefused`` with every fault.

    ``frameworks`` holds one edition of each framework under its id.
    """
    file, source = load_file(root / "seeds" / "programmes.yaml", ProgrammeFile, root)
    problems = list(_cross_check(file, source, bank, frameworks))
    if problems:
        raise InputRefused(problems)
    return file


def _cross_check(
    file: ProgrammeFile, source: SourceText, bank: FactBank, frameworks: Mapping[str, FrameworkFile]
) -> Iterator[Problem]:
    seen: set[str] = set()
    for i, programme in enumerate(file.programmes):
        if programme.id in seen:
            yield _problem(source, ("programmes", i, "id"), "这个 id 出现了两次", "this id stands twice", programme.id)
        seen.add(programme.id)
        for j, condition in enumerate(programme.conditions):
            path: KeyPath = ("programmes", i, "conditions", j)
            if isinstance(condition, AnswerCondition):
                fact = bank.facts.get(condition.fact)
                options = {o.id for o in fact.options} if isinstance(fact, ChoiceFact) else set()
                for option in (*condition.met, *condition.depends, *condition.open):
                    if option not in options:
                        found = f"{condition.fact}: {option}"
                        yield _problem(
                            source, path, "没有这个单选事实或选项", "there is no such choice fact or option", found
                        )
            if isinstance(condition, SizeCondition):
                for unknown in [c for c in condition.classes if c not in CLASSES]:
                    yield _problem(source, path, "没有这个规模类型", "there is no such size class", unknown)
            if isinstance(condition, LevelCondition):
                framework = frameworks.get(condition.framework)
                levels = [level.level for level in framework.levels] if framework else []
                if condition.at_least not in levels:
                    found = f"{condition.framework}: {condition.at_least}"
                    yield _problem(source, path, "没有这个框架或等级", "there is no such framework or level", found)


def _problem(source: SourceText, path: KeyPath, zh: str, en: str, found: str) -> Problem:
    return Problem(source.where(path), label(zh, en), label("请改成已有的 id。", "Use an id that exists."), found)
