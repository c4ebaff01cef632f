"""What must hold between a framework file and the fact bank before it can be compiled."""

from __future__ import annotations

from assessment.content.bank import FactBank
from assessment.content.facts import ChoiceFact, MultiFact
from assessment.content.faults import FaultList, Where
from assessment.content.frameworks import ChoiceItem, FrameworkFile, Item, RatioItem
from assessment.content.parameter_checks import check_parameters
from assessment.content.rate_checks import check_rate, unknown_fact

MAX_CHOICE_OPTIONS = 12
RESULT_COLUMNS = {"points", "points_low", "points_high", "level", "level_low", "level_high"}


class ReferenceCheck(FaultList):
    """Names that must exist, bands that must be total, options that must all have points."""

    def __init__(self, spec: FrameworkFile, bank: FactBank, where: Where):
        super().__init__(where)
        self.spec, self.bank = spec, bank
        self._check_nodes()
        self._check_items()
        self._check_levels()
        self._check_validity()
        self._check_topics()
        check_parameters(self, spec)

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
        if not self.problems:
            self._check_parents()
        if not self.problems:
            self._check_uses()

    def _check_topics(self) -> None:
        for i, topic in enumerate(self.spec.asked_first):
            if topic not in self.bank.topics:
                self.add(
                    ("asked_first", i),
                    f"没有“{topic}”这一页",
                    f"there is no topic '{topic}'",
                    "请用 questionnaires/facts 里的主题。",
                    "Use a topic of questionnaires/facts.",
                )

    def _check_parents(self) -> None:
        parents = {node.id: node.parent for node in self.spec.nodes}
        for i, node in enumerate(self.spec.nodes):
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

    def _check_uses(self) -> None:
        used = {item.node for item in self.spec.items} | {node.parent for node in self.spec.nodes}
        for i, node in enumerate(self.spec.nodes):
            if node.id not in used:
                self.add(
                    ("nodes", i),
                    f"节点“{node.id}”下面什么也没有",
                    f"there is nothing below node '{node.id}'",
                    "请让一个项或节点归到它下面，或者删去它。",
                    "Put an item or a node below it, or remove it.",
                )
            if node.dimension and node.id in RESULT_COLUMNS:
                self.add(
                    ("nodes", i, "id"),
                    f"“{node.id}”是结果表已有的列名，不能作维度的 id",
                    f"'{node.id}' is a column of every result, so no dimension can be called so",
                    "请改名。",
                    "Rename it.",
                )

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
                self._unknown_node(("items", i, "node"), item.node)
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
            check_rate(self, i, item, self.bank)
            return
        fact = self.bank.facts.get(item.fact)
        wanted = ChoiceFact if isinstance(item, ChoiceItem) else MultiFact
        if not isinstance(fact, wanted):
            unknown_fact(self, (*path, "fact"), item.fact, item.kind)
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

    def _check_levels(self) -> None:
        for i, level in enumerate(self.spec.levels):
            for j, need in enumerate(level.requires):
                path: tuple[str | int, ...] = ("levels", i, "requires", j)
                if need.node is not None and need.items is None and need.grade is None:
                    if need.node not in {node.id for node in self.spec.nodes}:
                        self._unknown_node((*path, "node"), need.node)
                elif need.items is None or need.grade is None or need.node is not None:
                    self.add(
                        path,
                        "要求应写成 {node, at_least} 或 {items（sets 里的名字）, grade, at_least}",
                        "a requirement is {node, at_least} or {items (a name of 'sets'), grade, at_least}",
                        "请改写。",
                        "Rewrite it.",
                    )
                elif need.items not in self.spec.sets:
                    self.add(
                        (*path, "items"),
                        f"sets 里没有“{need.items}”",
                        f"'sets' has no '{need.items}'",
                        "请用 sets 里的名字。",
                        "Use a name of 'sets'.",
                    )

    def _check_validity(self) -> None:
        if self.spec.valid_to is not None and self.spec.valid_to < self.spec.valid_from:
            self.add(
                ("valid_to",),
                "有效期的结束早于开始",
                "the period of validity ends before it begins",
                "请核对两个日期。",
                "Check both dates.",
            )

    def _unknown_node(self, path: tuple[str | int, ...], node_id: str) -> None:
        self.add(
            path,
            f"没有节点“{node_id}”",
            f"there is no node '{node_id}'",
            "请用 nodes 里的 id。",
            "Use an id of 'nodes'.",
        )
