"""Schema of the bank of facts: each thing the system ever asks is asked here, once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field, model_validator

from assessment.content.wording import wrong
from assessment.documents import Identifier, Strict
from assessment.language import Label

IndustryClass = Annotated[str, Field(pattern=r"^([A-T]|\d{2}|\d{2}-\d{2}|\d{4})$")]


class Option(Strict):
    """One possible answer of a choice or multi fact; options are listed from the least to the most digital."""

    id: Identifier = Field(description="选项代码，同一事实里不重复 / code of the option, unique within the fact")
    label: Label = Field(description="选项的说法 / the option in words")
    example: Label | None = Field(None, description="帮人判断选不选的例子 / an example that helps to decide")
    also_called: tuple[str, ...] = Field(
        (), description="表格里常见的别的说法 / other words for it that firms' workbooks use"
    )
    industry_classes: tuple[IndustryClass, ...] = Field(
        (),
        description="国民经济行业分类（GB/T 4754-2017）里属于它的门类、大类或小类，如 C、13-43、7010"
        " / what belongs to it in the national classification of industries: a section, divisions or a class",
    )
    excludes_others: bool = Field(
        False, description="多选时：选了它就不能选别的（以上都没有） / in a multi fact: it stands alone (none of these)"
    )


class _FactBase(Strict):
    id: Identifier = Field(description="事实的代码，全库不重复，定了不再改 / code of the fact, unique for good")
    label: Label = Field(description="短名，也是表格的列名 / short name, as on a column header")
    ask: Label = Field(description="用大白话问的问题 / the question in plain words")
    help: Label | None = Field(None, description="准确的定义 / the definition, for the person who wants to be exact")
    example: Label | None = Field(None, description="一个日常例子 / one everyday example")
    evidence: Label | None = Field(None, description="现场核实时看什么 / what an assessor on site asks to see")
    also_called: tuple[str, ...] = Field(
        (), description="表头里常见的别的叫法 / other names of the column that firms' workbooks use"
    )
    asked_if: dict[Identifier, tuple[Identifier, ...]] = Field(
        default_factory=dict,
        description="单选事实: [选项]，选了其中之一才问本题，否则不问也不计分"
        " / choice fact: [options] under which this fact is asked; hidden and without points otherwise",
    )


class TextFact(_FactBase):
    """Free text; never scored."""

    kind: Literal["text"] = Field(description="一段文字，不计分 / free text, never scored")
    max_length: int = Field(100, description="最多多少个字 / how many characters at most")
    required: bool = Field(False, description="必填 / an answer is required")
    form: Literal["credit_code"] | None = Field(
        None, description="只收这种写法的文字：credit_code 是统一社会信用代码 / only a text of this form: a credit code"
    )


class ChoiceFact(_FactBase):
    """Exactly one of the options."""

    kind: Literal["choice"] = Field(description="单选 / exactly one option")
    options: tuple[Option, ...] = Field(
        min_length=2, max_length=30, description="选项，从差到好 / options, from the least to the most"
    )
    required: bool = Field(False, description="必填 / an answer is required")
    evidence_of: dict[Identifier, Label] = Field(
        default_factory=dict,
        description="选项: 选它时现场看什么，没写的选项看 evidence / option: what an assessor asks to see for it; "
        "for other options evidence holds",
    )
    top_folded: bool = Field(
        False,
        description="最好的两项先收起来，点一下才展开；要有四到八项，不能是必填"
        " / the two best options are folded away until asked for: of four to eight options, and none is required",
    )

    @model_validator(mode="after")
    def _distinct(self) -> ChoiceFact:
        _require_distinct(self.options)
        if self.top_folded and (self.required or not 4 <= len(self.options) <= 8):
            raise wrong(
                "top_folded 只用于有四到八个选项的选填题",
                "top_folded belongs to choices of four to eight options that are not required",
            )
        if any(o.excludes_others for o in self.options):
            raise wrong("只有多选事实（multi）可以写 excludes_others", "excludes_others belongs to multi facts only")
        unknown = sorted(set(self.evidence_of) - {option.id for option in self.options})
        if unknown:
            names = ", ".join(unknown)
            raise wrong(
                f"evidence_of 里写了没有的选项：{names}", f"evidence_of names options that do not exist: {names}"
            )
        return self

    @property
    def folded(self) -> tuple[Option, ...]:
        """The options that are folded away until somebody asks for them."""
        return self.options[-2:] if self.top_folded else ()

    def evidence_for(self, option: object) -> Label | None:
        """What an assessor asks to see for an option; what holds for all where nothing is said of this one."""
        return self.evidence_of.get(str(option), self.evidence)


class MultiFact(_FactBase):
    """Any set of the options; at least one of them (none of these) excludes the others."""

    kind: Literal["multi"] = Field(description="多选 / any number of options")
    options: tuple[Option, ...] = Field(
        min_length=2, max_length=20, description="选项，至少一个排斥其他 / options, one or more of which stand alone"
    )

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

    kind: Literal["count", "amount"] = Field(description="count 个数，amount 数额 / a count of things, or an amount")
    unit: Label = Field(description="单位 / the unit")
    minimum: float = Field(0, description="下限；做分母的要大于 0 / least value; above 0 for a denominator")
    maximum: float = Field(description="上限，超过就当填错 / greatest plausible value")
    decimals: int = Field(0, ge=0, le=4, description="最多几位小数 / decimals at most")
    at_most: Identifier | None = Field(
        None, description="不会超过哪个数字类事实 / another number fact that this one can never exceed"
    )
    required: bool = Field(False, description="必填 / an answer is required")

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

    id: Identifier = Field(description="这一页的代码 / code of the page")
    title: Label = Field(description="页标题 / heading of the page")
    intro: Label = Field(description="开头的一两句话 / a sentence or two to begin with")
    kept_by: Label | None = Field(
        None, description="材料通常在谁手里 / who in a firm usually knows the answers and has the papers"
    )
    order: int = Field(ge=0, le=9999, description="第几页，小的在前 / where the page comes, the lowest first")
    optional: bool = Field(
        False,
        description="选填：排在最后，不计分，也不算没答完"
        " / may be left out: it comes last, earns no points and is never counted as open",
    )


class FactFile(Strict):
    """One file of ``questionnaires/facts``."""

    topic: Topic = Field(description="问卷的一页 / a page of the questionnaire")
    facts: tuple[Fact, ...] = Field(min_length=1, description="这一页问的事实 / the facts asked on this page")


def _require_distinct(options: tuple[Option, ...]) -> None:
    seen: set[str] = set()
    for option in options:
        if option.id in seen:
            raise wrong(f"选项“{option.id}”出现两次", f"option '{option.id}' stands twice")
        seen.add(option.id)


def steps_of_one(facts: Iterable[Fact]) -> int:
    """How many of the finest steps of any of these figures make one: 100 where one of them has two decimals."""
    return max(10**fact.decimals for fact in facts if isinstance(fact, NumberFact))
