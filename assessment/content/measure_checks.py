"""What must hold between the measures and the fact bank, and among the measures themselves."""

from __future__ import annotations

from collections.abc import Sequence
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from assessment.content.bank import FactBank
from assessment.content.facts import ChoiceFact, Fact, MultiFact, NumberFact
from assessment.content.loading import KeyPath, SourceText
from assessment.language import label
from assessment.problems import Problem

if TYPE_CHECKING:
    from assessment.content.measures import Measure, Raise

    Entry = tuple[Measure, SourceText, KeyPath]


class _Faults:
    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, entry: Entry, path: KeyPath, zh: str, en: str, remedy_zh: str, remedy_en: str) -> None:
        _, source, base = entry
        self.problems.append(Problem(source.where((*base, *path)), label(zh, en), label(remedy_zh, remedy_en)))


def check_measures(entries: Sequence[Entry], bank: FactBank) -> list[Problem]:
    """Every fault of the measures, each with file, line and key; an empty list when all is well."""
    faults = _Faults()
    ids = [measure.id for measure, _, _ in entries]
    for i, entry in enumerate(entries):
        measure = entry[0]
        if ids.index(measure.id) != i:
            faults.add(
                entry,
                ("id",),
                f"措施“{measure.id}”出现两次",
                f"measure '{measure.id}' stands twice",
                "请改名。",
                "Rename one.",
            )
        if not measure.raises:
            _raises_nothing(faults, entry, ("raises",))
        for j, change in enumerate(measure.raises):
            _check_raise(faults, entry, ("raises", j), change, bank)
        for j, other in enumerate(measure.prerequisites):
            if other not in ids:
                faults.add(
                    entry,
                    ("prerequisites", j),
                    f"没有措施“{other}”",
                    f"there is no measure '{other}'",
                    "请用已有措施的 id。",
                    "Use the id of an existing measure.",
                )
        named = [
            ("applies_if", fact_id, option) for fact_id, options in measure.applies_if.items() for option in options
        ]
        named += [("needs", fact, option) for fact, option in measure.needs.items()]
        for key, fact_id, option in named:
            known = bank.facts.get(fact_id)
            if not isinstance(known, ChoiceFact) or option not in {o.id for o in known.options}:
                _unknown_option(faults, entry, (key, fact_id), fact_id, option)
    if not faults.problems:
        _check_cycles(faults, entries, bank)
    return faults.problems


def _check_raise(faults: _Faults, entry: Entry, path: KeyPath, change: Raise, bank: FactBank) -> None:
    fact = bank.facts.get(change.fact)
    wanted, key = _wanted_kind(change)
    if not isinstance(fact, wanted):
        kind = {ChoiceFact: "choice", MultiFact: "multi", NumberFact: "count"}[wanted]
        faults.add(
            entry,
            (*path, "fact"),
            f"事实库里没有类型为 {kind} 的“{change.fact}”",
            f"the fact bank has no {kind} fact '{change.fact}'",
            "请用 questionnaires/facts 里已有的 id。",
            "Use an existing id of questionnaires/facts.",
        )
        return
    if isinstance(fact, NumberFact):
        if fact.at_most is None:
            faults.add(
                entry,
                (*path, "fact"),
                f"“{fact.id}”没有上限（at_most），不能按数量增加",
                f"'{fact.id}' has no 'at_most', so there is no telling how far it can be raised",
                "请改用有 at_most 的数字类事实。",
                "Use a number fact that has 'at_most'.",
            )
        return
    named = change.ticks if isinstance(fact, MultiFact) else tuple(o for o in (change.from_option, change.to) if o)
    unknown = [option for option in named if option not in {o.id for o in fact.options}]
    for option in unknown:
        _unknown_option(faults, entry, (*path, "from" if option == change.from_option else key), fact.id, option)
    if not unknown and _moves_nothing(change, fact, bank):
        _raises_nothing(faults, entry, (*path, key))


def _wanted_kind(change: Raise) -> tuple[type[ChoiceFact] | type[MultiFact] | type[NumberFact], str]:
    if change.to is not None:
        return ChoiceFact, "to"
    return (MultiFact, "ticks") if change.ticks else (NumberFact, "per_unit")


def _moves_nothing(change: Raise, fact: Fact, bank: FactBank) -> bool:
    if isinstance(fact, MultiFact):
        return all(o.excludes_others for o in fact.options if o.id in change.ticks)
    to = bank.option_index(fact.id, str(change.to))
    return to <= (bank.option_index(fact.id, change.from_option) if change.from_option else 0)


def _raises_nothing(faults: _Faults, entry: Entry, path: KeyPath) -> None:
    faults.add(
        entry,
        path,
        "这项措施什么也没有提升",
        "this measure raises nothing",
        "请写明它把哪个事实从哪里提升到哪里。",
        "Say which fact it raises, from where to where.",
    )


def _unknown_option(faults: _Faults, entry: Entry, path: KeyPath, fact_id: str, option: str) -> None:
    faults.add(
        entry,
        path,
        f"事实“{fact_id}”没有选项“{option}”",
        f"fact '{fact_id}' has no option '{option}'",
        "请用该事实的选项 id。",
        "Use an option id of that fact.",
    )


def _check_cycles(faults: _Faults, entries: Sequence[Entry], bank: FactBank) -> None:
    by_id = {entry[0].id: entry for entry in entries}
    try:
        TopologicalSorter(dependencies([entry[0] for entry in entries], bank)).prepare()
    except CycleError as circle:
        path = list(reversed(circle.args[1]))
        chain = " → ".join(path)
        faults.add(
            by_id[path[0]],
            ("prerequisites",),
            f"先后关系成环：{chain}",
            f"the prerequisites run in a circle: {chain}",
            "请去掉其中一个先后关系。",
            "Remove one of them.",
        )


def dependencies(measures: Sequence[Measure], bank: FactBank) -> dict[str, list[str]]:
    """For each measure the measures that may have to come first: its prerequisites and what brings it to its starts."""
    return {
        m.id: sorted({*m.prerequisites, *(s.id for start in m.starts() for s in supporters(*start, measures, bank))})
        for m in measures
    }


def supporters(
    fact_id: str, option: str, measures: Sequence[Measure], bank: FactBank, outcomes: bool = True
) -> list[Measure]:
    """Measures that can first bring a choice fact to ``option``, hoped-for outcomes included if asked.

    Each starts lower itself: whichever first lifts the fact to that option must have started below it.
    """
    start = bank.option_index(fact_id, option)
    return [
        m
        for m in measures
        for r in m.raises
        if r.fact == fact_id
        and r.to is not None
        and (outcomes or r.certainty == "deliverable")
        and bank.option_index(r.fact, r.to) >= start
        and (r.from_option is None or bank.option_index(r.fact, r.from_option) < start)
    ]
