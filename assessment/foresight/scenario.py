"""A scenario of the sandbox: a subsidy, prices and a draft edition, and what trying it on many firms comes to."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import Field

from assessment.content.loading import load_file
from assessment.documents import Identifier, Strict
from assessment.language import Label

Money = Annotated[float, Field(ge=0, le=10_000_000, description="万元 / 10 000 CNY")]
GroupKind = Literal["city", "county", "chain", "size"]


class Scenario(Strict):
    """What is tried: the terms of a subsidy, known prices, and a patch on the file of the framework.

    Without any of them it is today. ``only`` has entries such as ``chain=food``: one of those about the same
    question must hold, for each question.
    """

    name: str = Field(min_length=1, max_length=40, description="这个方案叫什么 / what the scenario is called")
    level: int = Field(2, ge=1, le=10, description="推动企业到哪一级 / the level that firms are to reach")
    percent: float = Field(0.0, ge=0, le=100, description="补助支出的百分之几 / share of the spend, per cent")
    cap: Money | None = Field(None, description="单家最多，万元 / at most for one firm, 10 000 CNY")
    budget: Money | None = Field(None, description="总额，万元 / the sum, 10 000 CNY")
    pays_for: tuple[Identifier, ...] = Field((), description="只补哪些措施或类别，不写就都补 / measures or categories")
    only: tuple[str, ...] = Field((), description="谁可以申请，如 chain=food / who may apply")
    merit: bool = Field(False, description="花得少的先得，否则按先后 / cheapest first, else first come")
    years: float = Field(1.0, ge=0, le=20, description="企业拿得出几年的数字化投入（假设） / assumed means")
    prices: dict[Identifier, Money] = Field(default_factory=dict, description="某项措施的价格，万元 / a known price")
    draft: dict[str, Any] = Field(default_factory=dict, description="对框架文件的改动 / a patch on the framework file")

    @property
    def pays(self) -> bool:
        """Is there any subsidy?"""
        return self.percent > 0 and self.cap != 0 and self.budget != 0


def load_scenario(path: Path) -> Scenario:
    """A scenario from a YAML file; raises ``InputRefused`` with every fault."""
    return load_file(path, Scenario)[0]


class GroupGain(Strict):
    """What a scenario does to the firms of a group: how many there are, how many more move, and what they are paid."""

    by: GroupKind
    name: Label
    firms: int
    gained: int
    cost: int


class ScenarioResult(Strict):
    """What a scenario does. Firms are counted once: those that stand at the level, that move anyway, that the subsidy
    moves, that miss it for want of money, that may not apply, that come too late, that have no way.

    Money in hundredths of 万元. ``misses`` counts those that miss it by what they lack, in the steps of ``MISSED_BY``.
    """

    scenario: Scenario
    edition: str
    level_name: Label
    requires: tuple[Label, ...]
    standing: int
    anyway: int
    gained: int
    missed: int
    not_asked: int
    late: int
    no_way: int
    unproven: int
    cost: int
    deadweight: int
    wasted_on: int
    misses: tuple[int, ...]
    groups: tuple[GroupGain, ...]

    @property
    def there(self) -> int:
        """How many firms stand at the level in the end."""
        return self.standing + self.anyway + self.gained

    @property
    def each(self) -> int | None:
        """What the public pays for each firm that moves because of it; None for none."""
        return self.cost // self.gained if self.gained else None


MISSED_BY: tuple[int | None, ...] = (100, 500, 2_000, None)
"""Upper ends of the steps in hundredths of 万元; None for more."""


class ScenarioComparison(Strict):
    """Scenarios tried on the same firms; the first is today: the rules in force, no subsidy.

    ``firms_of`` says whose firms they are; ``names`` tells measures, categories and options that the scenarios name.
    """

    firms_of: str
    on: datetime.date
    firms: int
    framework: Label
    costs: Label
    results: tuple[ScenarioResult, ...]
    names: dict[str, Label]


def today_of(scenario: Scenario, name: str) -> Scenario:
    """The scenario in which nothing is changed: same level, same means of the firms."""
    return Scenario(name=name, level=scenario.level, years=scenario.years)


def scenario_file(scenario: Scenario) -> str:
    """A scenario as the YAML file that ``load_scenario`` reads; what is as today is left out."""
    told: str = yaml.safe_dump(
        scenario.model_dump(mode="json", exclude_defaults=True), allow_unicode=True, sort_keys=False
    )
    return told
