"""What must hold among the facts of all files: asked once, bounded and shown by facts that exist, never in a circle."""

from __future__ import annotations

from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter

from assessment.content.facts import ChoiceFact, Fact, FactFile, MultiFact, NumberFact
from assessment.content.faults import FaultList
from assessment.content.loading import KeyPath, SourceText
from assessment.problems import Problem


def check_facts(files: Iterable[tuple[FactFile, SourceText]]) -> list[Problem]:
    """Every fault, each with file, line and key; an empty list when all is well."""
    entries = [(file, FaultList(source.where)) for file, source in files]
    facts: dict[str, Fact] = {}
    places: dict[str, tuple[FaultList, KeyPath]] = {}
    topics: set[str] = set()
    for file, faults in entries:
        if file.topic.id in topics:
            _twice(faults, ("topic", "id"), f"主题“{file.topic.id}”", f"topic '{file.topic.id}'")
        topics.add(file.topic.id)
        for i, fact in enumerate(file.facts):
            if fact.id in facts:
                _twice(faults, ("facts", i, "id"), f"一件事只问一次：事实“{fact.id}”", f"fact '{fact.id}'")
            facts[fact.id], places[fact.id] = fact, (faults, ("facts", i))
    called: dict[str, str] = {}
    for fact in facts.values():
        called |= dict.fromkeys(map(_key, (fact.id, fact.label.zh, fact.label.en)), fact.id)
    for fact_id, (faults, path) in places.items():
        _check_names(faults, (*path, "also_called"), facts[fact_id].also_called, fact_id, called)
        _check_options(faults, path, facts[fact_id])
        _check_ceiling(faults, path, facts[fact_id], facts)
        _check_visibility(faults, path, facts[fact_id], facts)
    ceilings = {f.id: [f.at_most] for f in facts.values() if isinstance(f, NumberFact) and f.at_most}
    _check_circles("at_most", ceilings, places)
    _check_circles("asked_if", {f.id: list(f.asked_if) for f in facts.values()}, places)
    return [problem for _, faults in entries for problem in faults.problems]


def _twice(faults: FaultList, path: KeyPath, zh: str, en: str) -> None:
    faults.add(
        path, f"{zh}出现两次", f"{en} stands twice", "请删去其中一个，或改名。", "Remove one of them, or rename it."
    )


def _key(text: str) -> str:
    return "".join(text.split()).casefold()


def _check_names(faults: FaultList, path: KeyPath, names: Iterable[str], owner: str, called: dict[str, str]) -> None:
    """A name may mean one thing only; what it means is taken down in ``called``."""
    for i, name in enumerate(names):
        if called.setdefault(_key(name), owner) != owner:
            faults.add(
                (*path, i),
                f"“{name}”已经是“{called[_key(name)]}”的叫法",
                f"'{name}' is a name of '{called[_key(name)]}' already",
                "一种叫法只能指一样东西，请删去其中一处。",
                "A name can mean one thing only; remove it in one place.",
            )


def _check_options(faults: FaultList, path: KeyPath, fact: Fact) -> None:
    if not isinstance(fact, ChoiceFact | MultiFact):
        return
    called: dict[str, str] = {}
    classes: dict[str, str] = {}
    for option in fact.options:
        called |= dict.fromkeys(map(_key, (option.id, option.label.zh, option.label.en)), option.id)
    for i, option in enumerate(fact.options):
        _check_names(faults, (*path, "options", i, "also_called"), option.also_called, option.id, called)
        _check_names(faults, (*path, "options", i, "industry_classes"), option.industry_classes, option.id, classes)


def _check_ceiling(faults: FaultList, path: KeyPath, fact: Fact, facts: dict[str, Fact]) -> None:
    if isinstance(fact, NumberFact) and fact.at_most and not isinstance(facts.get(fact.at_most), NumberFact):
        faults.add(
            (*path, "at_most"),
            f"没有数字类事实“{fact.at_most}”",
            f"there is no number fact '{fact.at_most}'",
            "请用另一个数字类事实的 id。",
            "Name another number fact.",
        )


def _check_visibility(faults: FaultList, path: KeyPath, fact: Fact, facts: dict[str, Fact]) -> None:
    for other_id, options in fact.asked_if.items():
        other = facts.get(other_id)
        known = {option.id for option in other.options} if isinstance(other, ChoiceFact) else set()
        for option in options:
            if option not in known:
                faults.add(
                    (*path, "asked_if", other_id),
                    f"没有单选事实“{other_id}”的选项“{option}”",
                    f"there is no choice fact '{other_id}' with option '{option}'",
                    "请用已有的单选事实及其选项。",
                    "Use an existing choice fact and its options.",
                )


def _check_circles(key: str, bears_on: dict[str, list[str]], places: dict[str, tuple[FaultList, KeyPath]]) -> None:
    try:
        TopologicalSorter(bears_on).prepare()
    except CycleError as fault:
        circle = fault.args[1]
        faults, path = places[circle[0]]
        faults.add(
            (*path, key),
            f"{key} 绕成了一圈：{' → '.join(reversed(circle))}",
            f"{key} runs in a circle: {' -> '.join(reversed(circle))}",
            "请断开其中一处。",
            "Break it at one place.",
        )
