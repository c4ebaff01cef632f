"""Schema of the official size classes: which figures count in which industry, and where the bounds lie."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from assessment.content.bank import FactBank
from assessment.content.facts import ChoiceFact, NumberFact
from assessment.content.loading import SourceText, load_file
from assessment.content.provenance import Fidelity, Source
from assessment.content.wording import wrong
from assessment.documents import Identifier, Strict
from assessment.language import Label, label
from assessment.problems import InputRefused, Problem

INDUSTRY = "industry"
CLASSES = ("micro", "small", "medium", "large")

Bounds = Annotated[dict[Identifier, float], Field(min_length=1)]


class SizeClass(Strict):
    """One of the four classes, listed from the smallest to the largest."""

    id: Identifier
    label: Label
    short: Label = Field(description="for a column of a table")


class IndustryBounds(Strict):
    """The bounds of one industry, by number fact.

    A firm is below the large class when ANY figure is below ``sme_below``; it is medium when ALL figures reach
    ``medium_from``, small when ALL reach ``small_from``, else micro.
    """

    industry: Identifier
    published_name: str
    sme_below: Bounds
    medium_from: Bounds
    small_from: Bounds

    @model_validator(mode="after")
    def _nested(self) -> IndustryBounds:
        if not self.sme_below.keys() == self.medium_from.keys() == self.small_from.keys():
            raise wrong("三组界线应使用相同的指标", "the three bounds must use the same figures")
        for figure, small in self.small_from.items():
            if not 0 < small < self.medium_from[figure] < self.sme_below[figure]:
                raise wrong(
                    f"“{figure}”应从 small_from 到 medium_from 再到 sme_below 逐级变大",
                    f"'{figure}' must grow from small_from over medium_from to sme_below",
                )
        return self

    @property
    def figures(self) -> tuple[str, ...]:
        """The number facts that decide in this industry."""
        return tuple(self.small_from)

    def thresholds(self, figure: str) -> tuple[float, float, float]:
        """Where a figure leaves micro, small and medium behind."""
        return self.small_from[figure], self.medium_from[figure], self.sme_below[figure]


class SizeRules(Strict):
    """The file ``seeds/size_classes.yaml``."""

    document: Label
    date: datetime.date
    fidelity: Fidelity
    sources: tuple[Source, ...] = Field(min_length=1)
    note: Label
    classes: tuple[SizeClass, ...]
    industries: tuple[IndustryBounds, ...] = Field(min_length=1)

    @field_validator("classes")
    @classmethod
    def _four_classes(cls, classes: tuple[SizeClass, ...]) -> tuple[SizeClass, ...]:
        if tuple(c.id for c in classes) != CLASSES:
            raise wrong(
                f"规模应依次为 {'、'.join(CLASSES)}", f"expected the classes {', '.join(CLASSES)} in this order"
            )
        return classes


def load_size_rules(root: Path, bank: FactBank) -> SizeRules:
    """The size rules, checked against the bank; raises ``InputRefused`` with every fault."""
    rules, source = load_file(root / "seeds" / "size_classes.yaml", SizeRules, root)
    problems = _cross_check(rules, source, bank)
    if problems:
        raise InputRefused(problems)
    return rules


def _cross_check(rules: SizeRules, source: SourceText, bank: FactBank) -> list[Problem]:
    problems: list[Problem] = []
    fact = bank.facts.get(INDUSTRY)
    known = [option.id for option in fact.options] if isinstance(fact, ChoiceFact) else []
    seen: set[str] = set()
    for i, row in enumerate(rules.industries):
        if row.industry not in known or row.industry in seen:
            problems.append(
                Problem(
                    source.where(("industries", i, "industry")),
                    label(
                        f"行业“{row.industry}”不在问题清单里，或写了两次",
                        f"industry '{row.industry}' is no option of the fact '{INDUSTRY}', or stands twice",
                    ),
                    label("每个行业选项写一行。", "Give each industry option one row."),
                )
            )
        seen.add(row.industry)
        for figure in row.figures:
            if not isinstance(bank.facts.get(figure), NumberFact):
                problems.append(
                    Problem(
                        source.where(("industries", i, "small_from", figure)),
                        label(f"没有数字类事实“{figure}”", f"there is no number fact '{figure}'"),
                        label("请用问题清单里的数字类事实。", "Use a number fact of the bank."),
                    )
                )
    for missing in [option for option in known if option not in seen]:
        problems.append(
            Problem(
                source.where(("industries",)),
                label(f"缺少行业“{missing}”", f"industry '{missing}' has no row"),
                label("每个行业选项写一行。", "Give each industry option one row."),
            )
        )
    return problems
