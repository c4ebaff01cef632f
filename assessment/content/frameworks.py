"""Schema of a framework: items that turn facts into points, a tree that adds them up, and rules for levels."""

from __future__ import annotations

import datetime
import re
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, PlainSerializer, PlainValidator, WithJsonSchema

from assessment.content.facts import Identifier, Strict
from assessment.content.wording import HYPHENATED, RANGE, wrong
from assessment.language import Label

Fidelity = Literal["official", "secondary", "modelled", "estimate", "sample"]
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


class Source(Strict):
    """Where a figure or a rule was published and how it was seen."""

    title: str
    date: datetime.date | None = None
    address: str | None = None


class State(Strict):
    """What an option or a band is worth: points, and a grade that level rules count."""

    points: Exact = Fraction(0)
    grade: int = Field(0, ge=0, le=10)
    name: str | None = Field(None, description="the option's published name")


class Band(State):
    """A range of a rate in per cent, written as in the source: [0,10] or (10,20]."""

    range: Annotated[str, Field(pattern=RANGE)]


class _ItemBase(Strict):
    id: Identifier
    node: Identifier
    title: Label
    source_item: str | None = Field(None, description="the item's number or name in the published document")
    points: Exact | None = Field(None, description="the published maximum, checked against the options")


class ChoiceItem(_ItemBase):
    """One option of a choice fact."""

    kind: Literal["choice"]
    fact: Identifier
    options: dict[Identifier, State]


class MultiItem(_ItemBase):
    """The sum over the ticked options of a multi fact."""

    kind: Literal["multi"]
    fact: Identifier
    options: dict[Identifier, State]


class RatioItem(_ItemBase):
    """A rate in per cent: the sum of the numerator facts over the denominator fact, put into a band."""

    kind: Literal["ratio"]
    numerator: tuple[Identifier, ...] = Field(min_length=1)
    denominator: Identifier
    bands: tuple[Band, ...] = Field(min_length=2)


Item = Annotated[ChoiceItem | MultiItem | RatioItem, Field(discriminator="kind")]


class Node(Strict):
    """A score made of items and other nodes: sum or mean, optionally scaled so that its maximum is ``scale_to``."""

    id: Identifier
    title: Label
    parent: Identifier | None = None
    aggregate: Literal["sum", "mean"] = "sum"
    scale_to: Exact | None = None
    points: Exact | None = Field(None, description="the published maximum, checked")
    dimension: bool = Field(False, description="shown as a dimension on pages, in reports and as a result column")


class ItemSet(Strict):
    """Items that a level rule counts together."""

    title: Label = Field(description="what the items are called together, as in a sentence")
    items: tuple[Identifier, ...] = Field(min_length=1)


class Requirement(Strict):
    """One threshold of a level: a node's points, or how many items of a set reach a grade."""

    node: Identifier | None = None
    items: Identifier | None = None
    grade: int | None = None
    at_least: Exact


class Level(Strict):
    """A level holds when every requirement holds; the highest that holds is the result."""

    level: int = Field(ge=1, le=10)
    name: Label
    meaning: Label
    requires: tuple[Requirement, ...] = Field(min_length=1)


class Doubt(Strict):
    """Something the sources leave open, told to the reader."""

    about: str
    note: Label


class ParameterChoice(Strict):
    """One way to settle an open point: replacements of whole nodes or items, by id."""

    note: Label
    nodes: tuple[Node, ...] = ()
    items: tuple[Item, ...] = ()


class Parameter(Strict):
    """An open point of the published rule, with the reading that applies unless told otherwise."""

    title: Label
    default: str
    choices: dict[str, ParameterChoice]


class FrameworkFile(Strict):
    """One file of ``questionnaires/frameworks``: one edition of one framework."""

    id: FrameworkId
    version: str
    title: Label
    short_title: Label
    purpose: Label = Field(description="what the result is for, and what it is not")
    issuer: Label
    document: str
    date: datetime.date
    valid_from: datetime.date
    valid_to: datetime.date | None = None
    fidelity: Fidelity
    provenance: Label = Field(description="how the rule was seen and how far it can be trusted")
    sources: tuple[Source, ...] = Field(min_length=1)
    minutes: int = Field(ge=1, description="how long filling it in takes")
    doubts: tuple[Doubt, ...] = ()
    official_place: Label | None = Field(None, description="where the result that counts is obtained")
    parameters: dict[Identifier, Parameter] = Field(default_factory=dict)
    nodes: tuple[Node, ...] = Field(min_length=1)
    items: tuple[Item, ...] = Field(min_length=1)
    sets: dict[Identifier, ItemSet] = Field(default_factory=dict)
    no_level: Label
    levels: tuple[Level, ...] = Field(min_length=1)


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


def item_states(item: Item) -> tuple[State, ...]:
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
