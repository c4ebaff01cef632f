"""Schema of the bank of facts: each thing the system ever asks is asked here, once."""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assessment.content.wording import IDENTIFIER, wrong
from assessment.language import Label

Identifier = Annotated[str, Field(pattern=IDENTIFIER, max_length=60)]


class Strict(BaseModel):
    """Base of every content schema: unknown keys are refused, values never change after loading."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def digest(self) -> str:
        """Eight characters that change whenever the content does; results name them."""
        return hashlib.sha256(self.model_dump_json(by_alias=True).encode()).hexdigest()[:8]


class Option(Strict):
    """One possible answer of a choice or multi fact; options are listed from the least to the most digital."""

    id: Identifier
    label: Label
    example: Label | None = None
    excludes_others: bool = False


class _FactBase(Strict):
    id: Identifier
    label: Label = Field(description="short name, as on a column header")
    ask: Label = Field(description="the question in plain words")
    help: Label | None = Field(None, description="the definition, for the person who wants to be exact")
    example: Label | None = Field(None, description="one everyday example")
    evidence: Label | None = Field(None, description="what an assessor on site asks to see")
    asked_if: dict[Identifier, tuple[Identifier, ...]] = Field(
        default_factory=dict, description="choice fact -> options under which this fact is asked; hidden otherwise"
    )


class TextFact(_FactBase):
    """Free text; never scored."""

    kind: Literal["text"]
    max_length: int = 100
    required: bool = False


class ChoiceFact(_FactBase):
    """Exactly one of the options."""

    kind: Literal["choice"]
    options: tuple[Option, ...] = Field(min_length=2, max_length=30)
    required: bool = False

    @model_validator(mode="after")
    def _distinct(self) -> ChoiceFact:
        _require_distinct(self.options)
        if any(o.excludes_others for o in self.options):
            raise wrong("只有多选事实（multi）可以写 excludes_others", "excludes_others belongs to multi facts only")
        return self


class MultiFact(_FactBase):
    """Any set of the options; exactly one option (none of these) excludes the others."""

    kind: Literal["multi"]
    options: tuple[Option, ...] = Field(min_length=2, max_length=20)

    @model_validator(mode="after")
    def _exclusive(self) -> MultiFact:
        _require_distinct(self.options)
        if not any(o.excludes_others for o in self.options):
            raise wrong(
                "要有一个选项写上 excludes_others: true（以上都没有）",
                "one option must carry 'excludes_others: true' (none of these)",
            )
        return self


class NumberFact(_FactBase):
    """A number: a count of things, or an amount with at most ``decimals`` decimals, within [minimum, maximum]."""

    kind: Literal["count", "amount"]
    unit: Label
    minimum: float = 0
    maximum: float
    decimals: int = Field(0, ge=0, le=4)
    at_most: Identifier | None = Field(None, description="another number fact that this one can never exceed")
    required: bool = False

    @model_validator(mode="after")
    def _bounds(self) -> NumberFact:
        if self.minimum >= self.maximum:
            raise wrong("minimum 应小于 maximum", "minimum must be below maximum")
        if self.kind == "count" and self.decimals:
            raise wrong("台数、人数之类（count）没有小数，请去掉 decimals 或改为 amount", "a count has no decimals")
        return self


Fact = Annotated[TextFact | ChoiceFact | MultiFact | NumberFact, Field(discriminator="kind")]


class Topic(Strict):
    """A page of the questionnaire: facts that belong together, in the order they are asked."""

    id: Identifier
    title: Label
    intro: Label
    order: int


class FactFile(Strict):
    """One file of ``questionnaires/facts``."""

    topic: Topic
    facts: tuple[Fact, ...] = Field(min_length=1)


def _require_distinct(options: tuple[Option, ...]) -> None:
    seen: set[str] = set()
    for option in options:
        if option.id in seen:
            raise wrong(f"选项“{option.id}”出现两次", f"option '{option.id}' stands twice")
        seen.add(option.id)
