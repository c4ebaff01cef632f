"""Schema of a framework: items that turn facts into points, a tree that adds them up, and rules for levels."""

from __future__ import annotations

import datetime
import re
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, PlainSerializer, PlainValidator, WithJsonSchema

from assessment.content.provenance import Fidelity, Source
from assessment.content.wording import HYPHENATED, RANGE, wrong
from assessment.documents import Identifier, Strict
from assessment.language import Label

FORMER_IDS = {"miit-2024": "miit"}
"""Ids that frameworks had, with the edition's year in them: links, scripts and kept results still carry them."""


def current_id(name: str) -> str:
    """The id of a framework, also by one that it had formerly; an id@version likewise, anything else as it is."""
    framework, at, version = name.partition("@")
    return FORMER_IDS.get(framework, framework) + at + version


FrameworkId = Annotated[str, Field(pattern=HYPHENATED, max_length=40)]


_EXACT_TEXT = re.compile(r"\d+(\.\d+)?|\d+/[1-9]\d*")


def _exact(value: object) -> Fraction:
    """Points are exact: 0.7 in the file is 7/10, never the nearest binary number, and "10/7" is ten sevenths."""
    if isinstance(value, Fraction):
        return value
    text = "" if isinstance(value, bool) else str(value).strip()
    if not _EXACT_TEXT.fullmatch(text):
        raise wrong(
            '应是不小于 0 的数，例如 0.7，或加引号的分数，例如 "10/7"',
            'expected a number that is not negative, such as 0.7, or a fraction in quotes, such as "10/7"',
        )
    return Fraction(text)


_EXACT_JSON = {"anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": f"^({_EXACT_TEXT.pattern})$"}]}
Exact = Annotated[Fraction, PlainValidator(_exact), PlainSerializer(str, return_type=str), WithJsonSchema(_EXACT_JSON)]


class Worth(Strict):
    """What an option or a band is worth: points, and a grade that level rules count."""

    points: Exact = Field(Fraction(0), description="分值，可写分数 '10/7' / points; '10/7' is fine")
    grade: int = Field(0, ge=0, le=10, description="等级规则用来计数的级 / the grade that level rules count")
    name: str | None = Field(None, description="公布的原名 / the option's published name")


class Band(Worth):
    """A range of a rate in per cent, written as in the source: [0,10] or (10,20]."""

    range: Annotated[str, Field(pattern=RANGE)] = Field(
        description="百分数区间：[ ] 含端点，( ) 不含 / in per cent: [ ] includes the edge, ( ) does not"
    )


class _ItemBase(Strict):
    id: Identifier = Field(description="项的代码 / code of the item")
    node: Identifier = Field(description="分数归到哪个节点 / the node that gets its points")
    title: Label = Field(description="项的名称 / what the item is called")
    source_item: str | None = Field(None, description="原文件里的编号或名称 / its number or name in the document")
    points: Exact | None = Field(None, description="公布的满分，用来核对选项 / published maximum, checked")


class ChoiceItem(_ItemBase):
    """One option of a choice fact."""

    kind: Literal["choice"] = Field(description="单选：所选选项的分 / the points of the chosen option")
    fact: Identifier = Field(description="用哪个单选事实 / a choice fact")
    options: dict[Identifier, Worth] = Field(description="每个选项值多少分 / what each option is worth")


class MultiItem(_ItemBase):
    """The sum over the ticked options of a multi fact."""

    kind: Literal["multi"] = Field(description="多选：勾选各项之和 / the sum over the ticked options")
    fact: Identifier = Field(description="用哪个多选事实 / a multi fact")
    options: dict[Identifier, Worth] = Field(description="每个选项值多少分 / what each option is worth")


class RatioItem(_ItemBase):
    """A rate in per cent: the sum of the numerator facts over the denominator fact, put into a band."""

    kind: Literal["ratio"] = Field(description="比率：先相除，再看落在哪一档 / a rate, put into a band")
    numerator: tuple[Identifier, ...] = Field(min_length=1, description="分子，几个就相加 / number facts, added up")
    denominator: Identifier = Field(description="分母 / the number fact they are divided by")
    bands: tuple[Band, ...] = Field(min_length=2, description="从 0 到 100 首尾相接 / end to end from 0 to 100")


Item = Annotated[ChoiceItem | MultiItem | RatioItem, Field(discriminator="kind")]


class Node(Strict):
    """A score made of items and other nodes: sum or mean, optionally scaled so that its maximum is ``scale_to``."""

    id: Identifier = Field(description="节点的代码 / code of the node")
    title: Label = Field(description="节点的名称 / what the node is called")
    parent: Identifier | None = Field(None, description="上一级；只有总分没有 / the node above; the total has none")
    aggregate: Literal["sum", "mean"] = Field("sum", description="相加或平均 / how its parts combine")
    scale_to: Exact | None = Field(None, description="折算成满分多少 / rescale so that this is its maximum")
    points: Exact | None = Field(None, description="公布的满分，用来核对 / published maximum, checked")
    dimension: bool = Field(False, description="作为维度单独展示 / shown as a dimension and as a result column")


class ItemSet(Strict):
    """Items that a level rule counts together."""

    title: Label = Field(description="这些项合起来叫什么 / what they are called together, as in a sentence")
    items: tuple[Identifier, ...] = Field(min_length=1, description="项的代码 / ids of items")


class Requirement(Strict):
    """One threshold of a level: a node's points, or how many items of a set reach a grade."""

    node: Identifier | None = Field(None, description="看哪个节点的分 / the node whose points count")
    items: Identifier | None = Field(None, description="或者看 sets 里的哪一组 / or a name of 'sets'")
    grade: int | None = Field(None, description="组里达到几级的才算 / the grade its items must reach")
    at_least: Exact = Field(description="至少多少分，或至少几项 / points, or how many items, at least")


class Level(Strict):
    """A level holds when every requirement holds; the highest that holds is the result."""

    level: int = Field(ge=1, le=10, description="第几级 / the level's number")
    name: Label = Field(description="等级的名称 / its name")
    meaning: Label = Field(description="一句话说明 / what it means, in a sentence")
    requires: tuple[Requirement, ...] = Field(min_length=1, description="都要满足 / all of these must hold")


class Doubt(Strict):
    """Something the sources leave open, told to the reader."""

    about: str = Field(description="关于哪一项 / what it is about")
    note: Label = Field(description="哪里存疑，怎么处理的 / what is open, and what we did")


class ParameterChoice(Strict):
    """One way to settle an open point: replacements of whole nodes or items, by id."""

    note: Label = Field(description="这种读法的意思 / what this reading means")
    nodes: tuple[Node, ...] = Field((), description="整个替换掉的节点 / nodes replaced whole, by id")
    items: tuple[Item, ...] = Field((), description="整个替换掉的项 / items replaced whole, by id")


class Parameter(Strict):
    """An open point of the published rule, with the reading that applies unless told otherwise."""

    title: Label = Field(description="这个未定点是什么 / what is open")
    default: str = Field(description="默认用哪种读法，即文件本身 / the choice that the file itself is")
    choices: dict[str, ParameterChoice] = Field(description="各种读法 / the readings")


class FrameworkFile(Strict):
    """One file of ``questionnaires/frameworks``: one edition of one framework."""

    id: FrameworkId = Field(description="框架的代码，各版相同 / code of the framework, the same for all editions")
    version: str = Field(description="版本，加引号 / the edition, in quotes")
    title: Label = Field(description="全称 / full title")
    short_title: Label = Field(description="简称 / short title")
    purpose: Label = Field(description="结果有什么用、不是什么 / what the result is for, and what it is not")
    issuer: Label = Field(description="谁发布的 / who published it")
    document: str = Field(description="文号或文件名 / number or title of the document")
    document_en: str | None = Field(
        None,
        description="英文说法，注明原文是中文 / its English title, marked [in Chinese]",
    )
    date: datetime.date = Field(description="发布日期 / date of publication")
    valid_from: datetime.date = Field(description="从哪天起用 / first day on which it applies")
    valid_to: datetime.date | None = Field(None, description="用到哪天，不写就是长期 / last day; without it, no end")
    fidelity: Fidelity = Field(
        description="可信程度：官方、转录、模型、估计、示例"
        " / how far it can be trusted: official, second-hand, modelled, estimated, sample"
    )
    provenance: Label = Field(description="规则怎么看到的、多可信 / how the rule was seen, how far to trust it")
    sources: tuple[Source, ...] = Field(min_length=1, description="出处 / where it was published")
    minutes: int = Field(ge=1, description="填完要几分钟 / how long filling it in takes")
    asked_first: tuple[Identifier, ...] = Field(
        (),
        description="紧跟在企业概况后面问的几页，不按每秒能问清多少来排"
        " / topics asked right after the profile, whatever the others tell for each second",
    )
    doubts: tuple[Doubt, ...] = Field((), description="存疑之处，会给读者看 / open points, told to the reader")
    official_place: Label | None = Field(None, description="官方结果在哪里办 / where the official result is obtained")
    parameters: dict[Identifier, Parameter] = Field(
        default_factory=dict, description="规则没写清、有几种读法的地方 / points that can be read in several ways"
    )
    nodes: tuple[Node, ...] = Field(min_length=1, description="分数的树 / the tree of scores")
    items: tuple[Item, ...] = Field(min_length=1, description="计分的项 / what is scored")
    sets: dict[Identifier, ItemSet] = Field(default_factory=dict, description="一起计数的项 / items counted together")
    no_level: Label = Field(description="一级也不到时叫什么 / what it is called when no level holds")
    levels: tuple[Level, ...] = Field(min_length=1, description="等级 / the levels")


def with_parameters(spec: FrameworkFile, chosen: dict[str, str]) -> FrameworkFile:
    """The framework with its open points settled as ``chosen`` (parameter -> choice); its version says so.

    Points left out keep the default reading. Raises ``KeyError`` for an unknown parameter or choice.
    """
    nodes = {node.id: node for node in spec.nodes}
    items = {item.id: item for item in spec.items}
    marks = []
    for parameter_id, choice_id in sorted(chosen.items()):
        parameter = spec.parameters[parameter_id]
        choice = parameter.choices[choice_id]
        if choice_id == parameter.default:
            continue
        nodes |= {node.id: node for node in choice.nodes}
        items |= {item.id: item for item in choice.items}
        marks.append(f"{parameter_id}={choice_id}")
    if not marks:
        return spec
    return spec.model_copy(
        update={
            "version": "+".join([spec.version, *marks]),
            "nodes": tuple(nodes.values()),
            "items": tuple(items.values()),
        }
    )


def item_states(item: Item) -> tuple[Worth, ...]:
    """The options or bands of an item, in file order."""
    return item.bands if isinstance(item, RatioItem) else tuple(item.options.values())


def own_points(item: Item) -> Fraction:
    """The most points an item can give: the best option, or the sum of all ticks."""
    exact = [state.points for state in item_states(item)]
    return sum(exact, Fraction(0)) if isinstance(item, MultiItem) else max(exact, default=Fraction(0))


def read_range(text: str) -> tuple[bool, Fraction, Fraction, bool]:
    """'(10,20]' -> (left closed, 10, 20, right closed)."""
    start, stop = text[1:-1].split(",")
    return text[0] == "[", Fraction(start.strip()), Fraction(stop.strip()), text[-1] == "]"
