"""Schema of the crosswalk: how an answer to one fact bears on another that is close but not the same.

``equal`` means that both statements are true or both false, ``implies`` that the second follows from the first by the
definitions of the facts, and ``suggests`` that it is likely: a person confirms it. Every relation says why.
"""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from assessment.content.bank import FactBank
from assessment.content.facts import ChoiceFact, MultiFact, NumberFact
from assessment.content.faults import FaultList
from assessment.content.loading import SourceText, load_file
from assessment.content.wording import wrong
from assessment.documents import Identifier, Strict
from assessment.language import Label
from assessment.problems import InputRefused

Strength = Literal["equal", "implies", "suggests"]


class Statement(Strict):
    """Something said about one fact.

    Of a choice: the answer is one of ``options``, or ``at_least`` that option (options rise from first to last).
    Of a multi fact: all of ``options`` are ticked. Of a number: neither, the figure itself is meant.
    """

    fact: Identifier = Field(description="哪个事实 / the fact")
    options: tuple[Identifier, ...] = Field((), description="单选：其中之一；多选：全勾 / one of these, or all ticked")
    at_least: Identifier | None = Field(None, description="单选：这个或更高的选项 / this option or a later one")

    @model_validator(mode="after")
    def _one_way(self) -> Statement:
        if self.options and self.at_least:
            raise wrong("options 和 at_least 只能写一个", "use either 'options' or 'at_least', not both")
        return self


class Relation(Strict):
    """One declared relation between two facts, with the reason a reader is shown."""

    id: Identifier = Field(description="关系的代码 / code of the relation")
    relation: Strength = Field(
        description="equal 同真同假，implies 由前推后，suggests 很可能、要人确认"
        " / both or neither, the second follows, or likely and to be confirmed"
    )
    source: Statement = Field(alias="from", description="由什么 / what is known")
    target: Statement = Field(alias="to", description="推出什么 / what follows")
    reason: Label = Field(description="理由，会给读者看 / why; the reader is shown it")

    @model_validator(mode="after")
    def _two_facts(self) -> Relation:
        if self.source.fact == self.target.fact:
            raise wrong("对照关系要连接两个不同的事实", "a relation joins two different facts")
        return self


class Crosswalk(Strict):
    """The file ``questionnaires/crosswalk.yaml``."""

    relations: tuple[Relation, ...] = Field(description="事实之间的对照关系 / relations between facts")

    @property
    def binding(self) -> tuple[Relation, ...]:
        """The relations from which something follows: all but suggestions."""
        return tuple(relation for relation in self.relations if relation.relation != "suggests")

    def order(self) -> tuple[Identifier, ...]:
        """The facts that ``equal`` and ``implies`` join, each after all those that bear on it from ``from`` to ``to``.

        Raises ``CycleError`` when the relations run in a circle, which loading refuses.
        """
        graph: TopologicalSorter[str] = TopologicalSorter()
        for relation in self.binding:
            graph.add(relation.target.fact, relation.source.fact)
        return tuple(graph.static_order())


def load_crosswalk(path: Path, bank: FactBank, root: Path | None = None) -> Crosswalk:
    """Read the crosswalk and check it against the facts; raises ``InputRefused`` with every fault."""
    crosswalk, source = load_file(path, Crosswalk, root)
    faults = _BankCheck(crosswalk, bank, source).problems
    if faults:
        raise InputRefused(faults)
    return crosswalk


class _BankCheck(FaultList):
    """Every fact and option that a relation names must exist, and be spoken of in a way that fits its kind."""

    def __init__(self, crosswalk: Crosswalk, bank: FactBank, source: SourceText):
        super().__init__(source.where)
        self.bank = bank
        ids = [relation.id for relation in crosswalk.relations]
        for i, relation in enumerate(crosswalk.relations):
            if ids.index(relation.id) != i:
                self.add(
                    ("relations", i, "id"),
                    f"对照关系“{relation.id}”出现两次",
                    f"relation '{relation.id}' stands twice",
                    "请改名。",
                    "Rename one.",
                )
            self._statement(("relations", i, "from"), relation.source)
            self._statement(("relations", i, "to"), relation.target)
            kinds = [isinstance(bank.facts.get(s.fact), NumberFact) for s in (relation.source, relation.target)]
            if any(kinds) and (relation.relation != "suggests" or not all(kinds)):
                self.add(
                    ("relations", i, "relation"),
                    "数字类事实之间只能用 suggests",
                    "number facts can only be joined with each other, by 'suggests'",
                    "请改为 suggests，或改用单选、多选事实。",
                    "Use 'suggests', or choice and multi facts.",
                )
        try:
            crosswalk.order()
        except CycleError as fault:
            self._circle(crosswalk, fault.args[1])

    def _circle(self, crosswalk: Crosswalk, facts: list[str]) -> None:
        steps = set(pairwise(facts))
        closing = max(
            i
            for i, relation in enumerate(crosswalk.relations)
            if relation.relation != "suggests" and (relation.source.fact, relation.target.fact) in steps
        )
        self.add(
            ("relations", closing),
            f"对照关系绕成了一圈：{' → '.join(facts)}",
            f"the relations run in a circle: {' -> '.join(facts)}",
            "请删去其中一条，或改为 suggests。",
            "Remove one of them, or make it 'suggests'.",
        )

    def _statement(self, path: tuple[str | int, ...], statement: Statement) -> None:
        fact = self.bank.facts.get(statement.fact)
        if not isinstance(fact, ChoiceFact | MultiFact | NumberFact):
            self.add(
                (*path, "fact"),
                f"事实库里没有可以对照的“{statement.fact}”",
                f"the fact bank has no fact '{statement.fact}' that can be related",
                "请用 questionnaires/facts 里单选、多选或数字类事实的 id。",
                "Use the id of a choice, multi or number fact of questionnaires/facts.",
            )
            return
        named = {*statement.options, *([statement.at_least] if statement.at_least else [])}
        known = set() if isinstance(fact, NumberFact) else {option.id for option in fact.options}
        for option_id in sorted(named - known):
            self.add(
                path,
                f"事实“{fact.id}”没有选项“{option_id}”",
                f"fact '{fact.id}' has no option '{option_id}'",
                "请用该事实的选项 id。",
                "Use an option id of that fact.",
            )
        if not isinstance(fact, NumberFact) and (not named or (isinstance(fact, MultiFact) and statement.at_least)):
            self.add(
                path,
                "没有说明是哪个选项（多选事实用 options）",
                "it does not say which option is meant (a multi fact takes 'options')",
                "请写 options，单选事实也可以写 at_least。",
                "Write 'options', or for a choice fact 'at_least'.",
            )
