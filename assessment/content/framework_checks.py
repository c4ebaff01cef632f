"""What must hold between a framework file and the fact bank before it can be compiled."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from assessment.content.bank import FactBank
from assessment.content.facts import ChoiceFact, MultiFact, NumberFact
from assessment.content.frameworks import Band, ChoiceItem, FrameworkFile, Item, RatioItem, read_range
from assessment.language import label
from assessment.problems import Problem

Where = Callable[[tuple[str | int, ...]], str]
MAX_CHOICE_OPTIONS = 12


class FaultList:
    """Collects the faults of one file, each with file, line and key."""

    def __init__(self, where: Where):
        self._where = where
        self.problems: list[Problem] = []

    def add(self, path: tuple[str | int, ...], zh: str, en: str, remedy_zh: str, remedy_en: str) -> None:
        """Note one fault at a key path."""
        self.problems.append(Problem(self._where(path), label(zh, en), label(remedy_zh, remedy_en)))


class ReferenceCheck(FaultList):
    """Names that must exist, bands that must be total, options that must all have points."""

    def __init__(self, spec: FrameworkFile, bank: FactBank, where: Where):
        super().__init__(where)
        self.spec, self.bank = spec, bank
        self._check_nodes()
        self._check_items()

    def _check_nodes(self) -> None:
        spec = self.spec
        node_ids = [node.id for node in spec.nodes]
        for i, node_id in enumerate(node_ids):
            if node_ids.index(node_id) != i:
                self.add(
                    ("nodes", i),
                    f"节点“{node_id}”出现两次",
                    f"node '{node_id}' stands twice",
                    "请改名。",
                    "Rename one.",
                )
        roots = [node.id for node in spec.nodes if node.parent is None]
        if len(roots) != 1:
            self.add(
                ("nodes",),
                f"应有且只有一个没有 parent 的总分节点，现有 {len(roots)} 个",
                f"exactly one node has no parent (the total); there are {len(roots)}",
                "请检查 parent。",
                "Check the parents.",
            )
        parents = {node.id: node.parent for node in spec.nodes}
        for i, node in enumerate(spec.nodes):
            seen, here = {node.id}, node.parent
            while here is not None:
                if here not in parents or here in seen:
                    self.add(
                        ("nodes", i, "parent"),
                        f"parent“{here}”不存在或成环",
                        f"parent '{here}' does not exist or runs in a circle",
                        "请改成另一个节点的 id。",
                        "Name another node's id.",
                    )
                    break
                seen.add(here)
                here = parents[here]

    def _check_items(self) -> None:
        spec = self.spec
        node_ids = {node.id for node in spec.nodes}
        item_ids = [item.id for item in spec.items]
        for i, item in enumerate(spec.items):
            if item_ids.index(item.id) != i:
                self.add(
                    ("items", i), f"项“{item.id}”出现两次", f"item '{item.id}' stands twice", "请改名。", "Rename one."
                )
            if item.node not in node_ids:
                self.add(
                    ("items", i, "node"),
                    f"没有节点“{item.node}”",
                    f"there is no node '{item.node}'",
                    "请用 nodes 里的 id。",
                    "Use an id of 'nodes'.",
                )
            self._check_item_facts(i, item)
        for set_id, members in spec.sets.items():
            for j, member in enumerate(members.items):
                if member not in item_ids:
                    self.add(
                        ("sets", set_id, "items", j),
                        f"没有项“{member}”",
                        f"there is no item '{member}'",
                        "请用 items 里的 id。",
                        "Use an id of 'items'.",
                    )

    def _check_item_facts(self, i: int, item: Item) -> None:
        path: tuple[str | int, ...] = ("items", i)
        if isinstance(item, RatioItem):
            for fact_id in (*item.numerator, item.denominator):
                fact = self.bank.facts.get(fact_id)
                if not isinstance(fact, NumberFact):
                    self._unknown_fact(
                        (*path, "denominator" if fact_id == item.denominator else "numerator"), fact_id, "number"
                    )
                elif fact_id == item.denominator and fact.minimum <= 0:
                    self.add(
                        (*path, "denominator"),
                        f"分母“{fact_id}”可以为 0，比率就没有意义",
                        f"the denominator '{fact_id}' may be 0, which leaves the rate undefined",
                        "请把该事实的 minimum 设为大于 0。",
                        "Give the fact a minimum above 0.",
                    )
            self._check_bands(i, item.bands)
            return
        fact = self.bank.facts.get(item.fact)
        wanted = ChoiceFact if isinstance(item, ChoiceItem) else MultiFact
        if not isinstance(fact, wanted):
            self._unknown_fact((*path, "fact"), item.fact, item.kind)
            return
        assert isinstance(fact, ChoiceFact | MultiFact)
        if isinstance(fact, ChoiceFact) and len(fact.options) > MAX_CHOICE_OPTIONS:
            self.add(
                (*path, "fact"),
                f"计分的单选题最多 {MAX_CHOICE_OPTIONS} 个选项",
                f"a scored choice has at most {MAX_CHOICE_OPTIONS} options",
                "请合并选项。",
                "Merge options.",
            )
        known = {option.id for option in fact.options}
        for option_id in item.options:
            if option_id not in known:
                self.add(
                    (*path, "options", option_id),
                    f"事实“{fact.id}”没有选项“{option_id}”",
                    f"fact '{fact.id}' has no option '{option_id}'",
                    "请用该事实的选项 id。",
                    "Use an option id of that fact.",
                )
        for option_id in sorted(known - set(item.options)):
            self.add(
                (*path, "options"),
                f"没有说明选项“{option_id}”值多少分",
                f"option '{option_id}' has no points",
                "请为每个选项写上分值（可以是 0）。",
                "Give every option its points (0 is allowed).",
            )
        for option in fact.options:
            state = item.options.get(option.id)
            if option.excludes_others and state is not None and (state.points or state.grade):
                self.add(
                    (*path, "options", option.id),
                    f"排他选项“{option.id}”不能有分",
                    f"the excluding option '{option.id}' cannot carry points",
                    "请改为 0。",
                    "Set it to 0.",
                )

    def _unknown_fact(self, path: tuple[str | int, ...], fact_id: str, kind: str) -> None:
        self.add(
            path,
            f"事实库里没有类型为 {kind} 的“{fact_id}”",
            f"the fact bank has no {kind} fact '{fact_id}'",
            "请先在 questionnaires/facts 里定义它，或改用已有的 id。",
            "Define it in questionnaires/facts first, or use an existing id.",
        )

    def _check_bands(self, i: int, bands: tuple[Band, ...]) -> None:
        closed_before, end = True, Fraction(0)
        for j, band in enumerate(bands):
            left_closed, start, stop, right_closed = read_range(band.range)
            touches = start == end and (left_closed if j == 0 else left_closed != closed_before)
            if not touches or stop <= start:
                overlap = j > 0 and (start < end or (start == end and left_closed and closed_before))
                self.add(
                    ("items", i, "bands", j, "range"),
                    f"分档 {band.range} 与前一档{'重叠' if overlap else '之间有空缺'}",
                    f"band {band.range} {'overlaps the one before' if overlap else 'leaves a gap'}",
                    "各档应从 0 到 100 首尾相接，端点只属于一档。",
                    "Bands run from 0 to 100 end to end, each edge in exactly one band.",
                )
                return
            closed_before, end = right_closed, stop
        if end != 100 or not closed_before:
            self.add(
                ("items", i, "bands", len(bands) - 1, "range"),
                "最后一档没有到 100（含）",
                "the last band does not end at 100, inclusive",
                "请把最后一档写到 100]。",
                "End the last band with 100].",
            )
